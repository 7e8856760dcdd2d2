// As much of HTTP/1.1 as the test servers need.

/// Reads requests from bytes.
package enum HTTPText {
    /// The length of the request at the start of the bytes, or nil if its header is not complete.
    package static func requestLength(_ bytes: some RandomAccessCollection<UInt8>) -> Int? {
        guard let end = headerEnd(bytes) else { return nil }
        let length = header("content-length", in: bytes.prefix(end)).flatMap { Int($0) } ?? 0
        return end + length
    }

    /// The number of bytes up to and including the empty line.
    package static func headerEnd(_ bytes: some RandomAccessCollection<UInt8>) -> Int? {
        var matched = 0
        let ending: [UInt8] = [13, 10, 13, 10]
        for (place, byte) in bytes.enumerated() {
            matched = byte == ending[matched] ? matched + 1 : (byte == 13 ? 1 : 0)
            if matched == 4 { return place + 1 }
        }
        return nil
    }

    /// The value of a header, by its name in lower case.
    package static func header(_ name: String, in bytes: some RandomAccessCollection<UInt8>) -> String? {
        // A body of a megabyte as text, cut into lines, would take longer than a request may.
        let head = bytes.prefix(headerEnd(bytes) ?? bytes.count)
        for line in String(decoding: head, as: UTF8.self).split(separator: "\r\n").dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, parts[0].lowercased() == name {
                return parts[1].trimmingSpaces
            }
        }
        return nil
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
