// A cookie that is stored by request, as a script in a page would.
import Addresses

/// A session cookie for one host and all its paths, in the form in which libcurl takes it.
struct NewCookie {
    /// A line of the Netscape format: see `StoredCookie.init(line:)`.
    let line: String

    /// Nil where a browser would not store it: the name is empty or has one of the prefixes that demand attributes, or
    /// name or value contain a character that ends them.
    init?(name: String, value: String, for url: WebURL) {
        guard !name.isEmpty, Self.isPlain(name), !name.utf8.contains(UInt8(ascii: "=")), Self.isPlain(value) else {
            return nil
        }
        let lowercased = name.lowercased()
        guard !lowercased.hasPrefix("__secure-"), !lowercased.hasPrefix("__host-") else { return nil }
        let host = url.host.hasPrefix("[") ? url.host.dropFirst().dropLast() : url.host[...]
        line = "\(host)\tFALSE\t/\tFALSE\t0\t\(name)\t\(value)"
    }

    /// Control characters (the tab among them) and semicolons cannot be part of a cookie (RFC 6265 section 4.1.1).
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: ";") }
    }
}
