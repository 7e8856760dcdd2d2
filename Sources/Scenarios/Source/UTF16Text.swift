// Text in UTF-16, as some programs save it, which is otherwise taken for a binary file.

/// Recognises text in UTF-16.
enum UTF16Text {
    /// Whether bytes begin with a byte order mark of UTF-16, or with two letters of it without one.
    static func isLikely(_ bytes: some Collection<UInt8>) -> Bool {
        let start = Array(bytes.prefix(4))
        if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) { return true }
        guard start.count == 4 else { return false }
        return (start[0] == 0) != (start[1] == 0) && (start[0] == 0) == (start[2] == 0)
            && (start[1] == 0) == (start[3] == 0)
    }
}
