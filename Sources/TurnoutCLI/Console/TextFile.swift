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
            throw Problem("'\(path)' cannot be written: \(error)", code: .notCarriedOut)
        }
    }

    /// A file's text; nil if it cannot be read.
    static func read(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
