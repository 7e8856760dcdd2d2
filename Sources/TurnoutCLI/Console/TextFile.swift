// Text files, whole.
import Analysis
import FoundationEssentials
import Measuring

/// Writes and reads small files.
enum TextFile {
    /// Writes a file in one step: a reader sees all of it or none. A link is followed, and what is no file (a device, a
    /// pipe) is written into and stays what it is.
    static func write(_ text: String, to path: String) throws(Problem) {
        guard !path.isEmpty else { throw Problem("a file without a name cannot be written") }
        let place = URL(filePath: path).resolvingSymlinksInPath()
        let kind = try? FileManager.default.attributesOfItem(atPath: place.path())[.type] as? FileAttributeType
        do {
            if kind == .typeDirectory { throw CocoaError(.fileWriteInvalidFileName) }
            try Data(text.utf8).write(to: place, options: kind == nil || kind == .typeRegular ? .atomic : [])
        } catch {
            throw Problem(
                "'\(path)' cannot be written: \(kind == .typeDirectory ? "it is a folder" : reason(error, at: place))")
        }
    }

    /// Looked for here, since Foundation has one error for most of what can be in the way.
    private static func reason(_ error: any Error, at place: URL) -> String {
        let folder = place.deletingLastPathComponent().path()
        let files = FileManager.default
        if !files.fileExists(atPath: folder) { return "its folder is not there" }
        if !files.isWritableFile(atPath: folder) { return "permission denied in its folder" }
        return switch (error as? CocoaError)?.code {
        case .fileWriteOutOfSpace: "no room is left on the disk"
        case .fileWriteNoPermission: "permission denied"
        case .fileWriteVolumeReadOnly: "the disk is read-only"
        case .fileWriteInvalidFileName: "it cannot be a file's name"
        default: (error as? CocoaError).map { "the system refused it (Cocoa error \($0.code.rawValue))" } ?? "\(error)"
        }
    }

    /// A file's text; nil if it cannot be read.
    static func read(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
