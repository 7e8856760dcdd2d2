// Host addresses, as the system parses them.

import Glibc

/// IP addresses as text.
enum NetworkAddress {
    /// The four or sixteen bytes of an address, in network order; nil if the text is not an address.
    static func bytes(_ text: String) -> [UInt8]? {
        for (family, length) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: length)
            if unsafe inet_pton(family, text, &bytes) == 1 { return bytes }
        }
        return nil
    }

    /// Whether an address is one of this machine's own (RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3).
    static func isLoopback(_ bytes: [UInt8]) -> Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes == Array(repeating: 0, count: 15) + [1]
    }
}
