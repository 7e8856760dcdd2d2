// Text files, whole.
import Analysis
import FoundationEssentials

/// Writes and reads small files.
enum TextFile {
    /// Writes a file in one step: a reader sees all of it or none.
    static func write(_ text: String, to path: String) throws(Problem) {
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw Problem("'\(path)' cannot be written: \(reason(error))", code: .notCarriedOut)
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch (error as? CocoaError)?.code {
        case .fileWriteOutOfSpace: "no room is left on the disk"
        case .fileWriteNoPermission: "permission denied"
        case .fileWriteVolumeReadOnly: "the disk is read-only"
        case .fileNoSuchFile, .fileReadNoSuchFile: "its folder is gone"
        case let code?: "the system refused it (Cocoa error \(code.rawValue))"
        case nil: "\(error)"
        }
    }

    /// A file's text; nil if it cannot be read.
    static func read(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
