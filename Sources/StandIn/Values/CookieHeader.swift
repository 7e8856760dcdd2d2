// The Cookie header of a request.

/// Finds a cookie by name (RFC 6265 section 4.2).
enum CookieHeader {
    /// The value of the first cookie with a name; nil if it was not sent.
    static func value(of name: String, in header: String) -> Substring? {
        for pair in header.utf8.split(separator: UInt8(ascii: ";")) {
            let trimmed = pair.drop { $0 == UInt8(ascii: " ") }
            guard trimmed.starts(with: name.utf8) else { continue }
            let rest = trimmed.dropFirst(name.utf8.count)
            guard rest.first == UInt8(ascii: "=") else { continue }
            return Substring(rest.dropFirst())
        }
        return nil
    }
}
