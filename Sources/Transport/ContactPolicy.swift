// Where a request may go, and whether its host has been looked up: asked once a request, so answered by comparing bytes.
import CLibcurl
import Measuring

/// The check that each request passes: is its host allowed, and is its address known?
///
/// An origin (scheme, host and port, as a URL spells them) that was judged once is kept, so that the usual request costs
/// one comparison of bytes. A URL begins with an origin only if a path, a query or a fragment follows, or nothing:
/// `https://host@evil` and `https://host.evil` do not.
struct ContactPolicy {
    enum Verdict {
        /// Allowed, and its address is in curl's cache.
        case ready
        /// Allowed; this host and port must be looked up first.
        case unresolved(String)
        case refused(Failure)
    }

    private struct Origin {
        var bytes: [UInt8]
        var hostAndPort: String
        var isResolved: Bool
    }

    /// More spellings than a scenario has; those beyond are judged each time.
    private static let mostOrigins = 64

    private let allowed: AllowList
    private let allowedOrigins: [ParsedURL]
    private var origins: [Origin] = []
    /// `host:port` whose address curl has.
    private var resolved: Set<String> = []

    init(settings: TransportSettings) {
        allowed = AllowList(settings.allowedHosts)
        allowedOrigins = settings.allowedOrigins.compactMap { try? ParsedURL.parse($0).get() }
        for entry in settings.resolve {
            // `[+]host:port:address`; the address may be in brackets. Removals (`-host:port`) have none.
            let parts = entry.drop { $0 == "+" }.split(separator: ":", maxSplits: 2)
            if parts.count == 3 { resolved.insert("\(parts[0].lowercased()):\(parts[1])") }
        }
    }

    /// Judges a URL.
    mutating func judge(_ url: String) -> Verdict {
        var copy = url
        let known = copy.withUTF8 { bytes in
            origins.firstIndex { unsafe Self.begins(bytes, with: $0.bytes) }
        }
        if let known {
            return origins[known].isResolved ? .ready : .unresolved(origins[known].hostAndPort)
        }
        switch ParsedURL.parse(url) {
        case .failure(let error):
            return .refused(Failure(kind: .protocol, detail: "not a valid URL: \(error.words)", curlCode: 3))
        case .success(let parsed):
            guard allowed.allows(parsed) || allowedOrigins.contains(parsed) else { return .refused(refusal(parsed)) }
            let isResolved = parsed.isAddress || resolved.contains(parsed.hostAndPort)
            keep(url, parsed, isResolved: isResolved)
            return isResolved ? .ready : .unresolved(parsed.hostAndPort)
        }
    }

    /// curl's cache has the address of this host and port from now on.
    mutating func markResolved(_ hostAndPort: String) {
        resolved.insert(hostAndPort)
        for place in origins.indices where origins[place].hostAndPort == hostAndPort {
            origins[place].isResolved = true
        }
    }

    func isResolved(_ hostAndPort: String) -> Bool { resolved.contains(hostAndPort) }

    private func refusal(_ parsed: ParsedURL) -> Failure {
        let isUsualPort = parsed.port == (parsed.scheme == "https" ? 443 : 80)
        let name = isUsualPort ? parsed.host : parsed.hostAndPort
        return Failure(
            kind: .notAllowed,
            detail: "host \(name) is not in allow-hosts; add \"\(name)\" to target.allow-hosts")
    }

    private mutating func keep(_ url: String, _ parsed: ParsedURL, isResolved: Bool) {
        guard origins.count < Self.mostOrigins, let scheme = url.firstRange(of: "://") else { return }
        let authority = url[scheme.upperBound...].prefix { !"/?#".contains($0) }
        // Odd spellings (user information, backslashes, escapes) are left to curl's parser each time.
        guard authority.utf8.allSatisfy({ Self.isPlain($0) }) else { return }
        origins.append(
            Origin(
                bytes: Array(url[..<authority.endIndex].utf8), hostAndPort: parsed.hostAndPort, isResolved: isResolved))
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"):
            true
        default: false
        }
    }

    private static func begins(_ url: UnsafeBufferPointer<UInt8>, with origin: [UInt8]) -> Bool {
        guard url.count >= origin.count else { return false }
        for place in origin.indices where unsafe url[place] != origin[place] { return false }
        guard url.count > origin.count else { return true }
        let next = unsafe url[origin.count]
        return next == UInt8(ascii: "/") || next == UInt8(ascii: "?") || next == UInt8(ascii: "#")
    }
}
