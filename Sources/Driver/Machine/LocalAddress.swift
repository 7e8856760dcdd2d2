// Whether an address is one of this machine's.
import Glibc

/// Addresses that connections can be made from.
package enum LocalAddress {
    /// Whether the text is a numeric IPv4 or IPv6 address.
    package static func isNumeric(_ text: String) -> Bool {
        var bytes = in6_addr()
        return unsafe inet_pton(AF_INET, text, &bytes) == 1 || inet_pton(AF_INET6, text, &bytes) == 1
    }

    /// Whether a socket can be bound to the IP address, on any port. Returns true for anything that is not an IP
    /// address; connecting will then fail.
    package static func canBind(_ address: String) -> Bool {
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = AI_NUMERICHOST
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(address, nil, &hints, &found) == 0, let info = unsafe found else { return true }
        defer { unsafe freeaddrinfo(info) }
        let descriptor = unsafe socket(
            info.pointee.ai_family, info.pointee.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        // Too few descriptors are reported elsewhere.
        guard descriptor >= 0 else { return true }
        defer { close(descriptor) }
        return unsafe bind(descriptor, info.pointee.ai_addr, info.pointee.ai_addrlen) == 0 || errno != EADDRNOTAVAIL
    }
}
