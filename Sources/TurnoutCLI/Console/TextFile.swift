// Reads and writes whole text files.
import Analysis
import FoundationEssentials
import Glibc
import Measuring

/// Writes and reads small files.
enum TextFile {
    /// Writes a file atomically: a reader sees all of it or nothing. Links are followed. Devices and pipes are written
    /// to, not replaced.
    static func write(_ text: String, to path: String) throws(Problem) {
        guard !path.isEmpty else { throw Problem("cannot write a file without a name") }
        let place = URL(filePath: path).resolvingSymlinksInPath()
        let kind = try? FileManager.default.attributesOfItem(atPath: place.path())[.type] as? FileAttributeType
        do {
            if kind == .typeDirectory { throw CocoaError(.fileWriteInvalidFileName) }
            try Data(text.utf8).write(to: place, options: kind == nil || kind == .typeRegular ? .atomic : [])
        } catch {
            throw Problem(
                "cannot write '\(path)': \(kind == .typeDirectory ? "it is a directory" : reason(error, at: place))")
        }
    }

    /// Determined here, because Foundation reports the same error for most causes.
    private static func reason(_ error: any Error, at place: URL) -> String {
        let folder = place.deletingLastPathComponent().path()
        let files = FileManager.default
        if !files.fileExists(atPath: folder) { return "its directory does not exist" }
        if !files.isWritableFile(atPath: folder) { return "permission denied in its directory" }
        if let cause = (error as? CocoaError)?.underlying as? POSIXError, cause.code == .EFBIG {
            return SystemError.words(EFBIG)
        }
        return switch (error as? CocoaError)?.code {
        case .fileWriteOutOfSpace: "the disk is full"
        case .fileWriteNoPermission: "permission denied"
        case .fileWriteVolumeReadOnly: "the disk is read-only"
        case .fileWriteInvalidFileName: "it is not a valid file name"
        default: (error as? CocoaError).map { "the system refused (Cocoa error \($0.code.rawValue))" } ?? "\(error)"
        }
    }

    /// Whether there is a file of that name.
    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
