// Whether anybody listens at an address: a bare TCP connection, closed at once, so that no request is counted.
import EventLoops
import Glibc
import Measuring

/// A first connection to a target, tried before a run that has no setup to try it.
struct Reachability {
    /// `host:port:address`, as `target.resolve` has them.
    var resolve: [String]
    /// `host:port:host:port`, as curl's `--connect-to` has them.
    var connectTo: [String]

    /// So long is waited for a connection.
    static let patience = Duration.seconds(5)

    /// Why nobody can be reached at `host:port`; nil if a connection could be opened.
    func problem(reaching authority: String, on loop: EventLoop) async -> String? {
        guard let (host, port) = Authority.parts(aimed(authority)) else { return "\(authority) is no host and port" }
        guard let descriptor = Reachability.connecting(to: host, port) else {
            return "\(authority): connection refused or host unknown"
        }
        defer { close(descriptor) }
        let deadline = Moment.now.advanced(by: Reachability.patience)
        var step: Int64 = 250_000
        while true {
            var poller = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            if unsafe poll(&poller, 1, 0) > 0 { break }
            guard Moment.now < deadline else { return "\(authority): no connection within 5 s" }
            do {
                try await loop.sleep(until: Moment.now.advanced(byNanoseconds: step))
            } catch {
                return nil
            }
            step = min(step * 2, 20_000_000)
        }
        var error: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size)
        return error == 0 ? nil : "\(authority): \(Reachability.words(error))"
    }

    /// Where a connection to `authority` really goes.
    func aimed(_ authority: String) -> String {
        for entry in connectTo {
            // An empty host or port in an entry stands for any, and for the one that was asked for.
            guard let entry = ConnectTo(entry), let (host, port) = Authority.parts(authority) else { continue }
            guard entry.host.isEmpty || entry.host == host, entry.port.isEmpty || entry.port == String(port) else {
                continue
            }
            let newHost = entry.newHost.isEmpty ? host : entry.newHost
            return "\(newHost):\(entry.newPort.isEmpty ? String(port) : entry.newPort)"
        }
        for entry in resolve where entry.hasPrefix(authority + ":") {
            guard let (_, port) = Authority.parts(authority) else { continue }
            let address = entry.dropFirst(authority.count + 1).prefix { $0 != "," }
            return "\(address):\(port)"
        }
        return authority
    }

    /// A descriptor whose connection is under way or open; nil if the first try failed at once.
    private static func connecting(to host: String, _ port: Int) -> Int32? {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, String(port), &hints, &list) == 0 else { return nil }
        defer { unsafe freeaddrinfo(list) }
        var next = unsafe list
        while let address = unsafe next?.pointee {
            unsafe next = address.ai_next
            let descriptor = unsafe socket(
                address.ai_family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            guard descriptor >= 0 else { continue }
            if unsafe connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 || errno == EINPROGRESS {
                return descriptor
            }
            close(descriptor)
        }
        return nil
    }

    private static func words(_ error: Int32) -> String {
        guard let text = unsafe strerror(error) else { return "error \(error)" }
        return unsafe String(cString: text).lowercased()
    }

    /// curl's `host:port:host:port`, an address in brackets counting as one part.
    private struct ConnectTo {
        var host: String
        var port: String
        var newHost: String
        var newPort: String

        init?(_ text: String) {
            var parts = [""]
            var depth = 0
            for character in text {
                switch character {
                case "[": depth += 1
                case "]": depth -= 1
                case ":" where depth == 0: parts.append("")
                default: parts[parts.count - 1].append(character)
                }
            }
            guard parts.count == 4 else { return nil }
            (host, port, newHost, newPort) = (parts[0], parts[1], parts[2], parts[3])
        }
    }
}
