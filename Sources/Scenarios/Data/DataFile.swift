// Reads a file of data that a scenario names: recorded joins, participants.
import Foundation

/// What is wrong with a file of data.
struct DataFault: Error, Hashable {
    var mistake: Mistake
    /// On which line, from 1; nil: with the file as a whole.
    var line: Int?
    /// Where on the line, in Unicode scalars from 1.
    var column = 1
}

/// Reads files of data.
enum DataFile {
    /// The most bytes of such a file.
    static let limit = 1024 * 1024 * 1024

    /// The file's bytes, if they are text in UTF-8.
    ///
    /// - Throws: What is wrong with it, and on which line, if on one.
    static func read(_ path: String, limit: Int = limit) throws(DataFault) -> [UInt8] {
        let data: Data
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            data = try handle.read(upToCount: limit + 1) ?? Data()
        } catch {
            throw DataFault(mistake: .unreadable(reason: SourceFile.reason(of: error)), line: nil)
        }
        guard data.count <= limit else { throw DataFault(mistake: .dataTooLarge(limit: limit), line: nil) }
        let bytes = Array(data)
        guard !UTF16Text.isLikely(bytes) else { throw DataFault(mistake: .utf16, line: nil) }
        guard !bytes.contains(0) else { throw DataFault(mistake: .dataIsBinary, line: nil) }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw DataFault(mistake: .notUTF8, line: firstInvalidLine(bytes))
        }
        return bytes
    }

    private static func firstInvalidLine(_ bytes: [UInt8]) -> Int {
        // A line break is never part of another character.
        var line = 1
        for piece in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if String(validating: piece, as: UTF8.self) == nil { return line }
            line += 1
        }
        return line
    }
}
