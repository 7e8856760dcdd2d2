// Reads a scenario's file, up to a size limit.
import Foundation

/// Reads text files named by the user.
enum SourceFile {
    /// The most bytes to read: a scenario has a few hundred lines.
    static let limit = 1024 * 1024

    /// The file's text.
    ///
    /// - Throws: One error: missing, a folder, unreadable, too large, binary, or not UTF-8 (with the location).
    static func read(_ path: String) throws(ScenarioError) -> String {
        func wrong(_ mistake: Mistake, at place: SourceLocation = .wholeFile) -> ScenarioError {
            ScenarioError(file: path, place: place, mistake: mistake)
        }
        var isDirectory: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw wrong(.missingFile(nearest: NearestFile.of(path)))
        }
        guard !isDirectory.boolValue else { throw wrong(.directory) }
        let data: Data
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            // One byte more than allowed reveals a file that is too large, even if its size is unknown (a pipe).
            data = try handle.read(upToCount: limit + 1) ?? Data()
        } catch {
            throw wrong(.unreadable(reason: SourceFile.reason(of: error)))
        }
        guard data.count <= limit else { throw wrong(data.contains(0) ? .binary : .tooLarge(limit: limit)) }
        return try text(of: Array(data), file: path)
    }

    /// The bytes as text, if they are UTF-8.
    static func text(of bytes: [UInt8], file: String) throws(ScenarioError) -> String {
        guard !UTF16Text.isLikely(bytes) else { throw ScenarioError(file: file, place: .wholeFile, mistake: .utf16) }
        guard !bytes.contains(0) else { throw ScenarioError(file: file, place: .wholeFile, mistake: .binary) }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        // Repairing puts U+FFFD at the first invalid sequence and leaves the text before it unchanged.
        let repaired = String(decoding: bytes, as: UTF8.self)
        var line = 1
        var column = 1
        var scalars = bytes[...]
        for scalar in repaired.unicodeScalars {
            let encoded = Array(String(scalar).utf8)
            guard scalars.starts(with: encoded) else { break }
            scalars = scalars.dropFirst(encoded.count)
            if scalar == "\n" {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
        // A text that is mostly invalid is a binary file.
        let invalid = repaired.unicodeScalars.count { $0 == "\u{FFFD}" }
        guard invalid * 10 < repaired.unicodeScalars.count else {
            throw ScenarioError(file: file, place: .wholeFile, mistake: .binary)
        }
        throw ScenarioError(file: file, place: .file(line: line, column: column), mistake: .notUTF8)
    }

    static func reason(of error: any Error) -> String {
        let cocoa = error as NSError
        let underlying = cocoa.userInfo[NSUnderlyingErrorKey] as? NSError
        guard let posix = [cocoa, underlying].compactMap({ $0 }).first(where: { $0.domain == NSPOSIXErrorDomain })
        else {
            return cocoa.code == CocoaError.fileReadNoPermission.rawValue
                ? "permission denied" : cocoa.localizedDescription
        }
        return POSIXErrorCode(rawValue: Int32(posix.code)).map { POSIXError($0).localizedDescription }
            ?? "error \(posix.code)"
    }
}
