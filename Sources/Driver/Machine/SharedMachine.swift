// Whether the target runs on the generator's machine, so that the two share its cores.
import Addresses
import Glibc
package import Scenarios

extension Plan {
    /// Whether a server that the plan contacts is on this machine, as far as its address shows without a lookup: a
    /// loopback address, an address of one of this machine's interfaces, or this machine's own name.
    package func sharesMachine(with origins: Origins) -> Bool {
        contacts(at: origins).contains { url in
            let rules = (target.connectTo + target.resolve).compactMap(ConnectionRule.init)
            let place = rules.first { $0.concerns(url) && !$0.place.isEmpty }?.place
            let hosts = place?.split(separator: ",").map(String.init) ?? [url.host]
            return hosts.contains { host in
                // Includes its port if it has one. A URL cannot contain a bare IPv6 address.
                LocalAddress.isThisMachine((try? WebURL("http://\(host)/"))?.host ?? host)
            }
        }
    }
}

extension LocalAddress {
    /// Whether a host is this machine: a name of its own, or an IP address that a socket can be bound to.
    static func isThisMachine(_ host: String) -> Bool {
        let name = host.lowercased()
        if name == "localhost" || name.hasSuffix(".localhost") || name == machineName { return true }
        let address = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        return isNumeric(address) && canBind(address)
    }

    private static var machineName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&buffer, buffer.count - 1) == 0 else { return "" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).lowercased()
    }
}
