// Addresses in answers: where a redirect leads, and how an address is named without what is secret in it.

/// Works on addresses as texts (RFC 3986), as far as redirects need it.
enum URLReference {
    /// Where a reference leads that stands in an answer from `base` (RFC 3986 section 5.2); its fragment is dropped.
    static func resolve(_ reference: String, against base: String) -> String {
        let target = reference.prefix { $0 != "#" }
        guard !target.isEmpty else { return base }
        if hasScheme(target) { return String(target) }
        let schemeEnd = base.firstRange(of: "://")?.upperBound ?? base.startIndex
        if target.hasPrefix("//") {
            return String(base[..<schemeEnd].dropLast(2) + target)
        }
        let pathStart = base[schemeEnd...].firstIndex { $0 == "/" || $0 == "?" } ?? base.endIndex
        let origin = base[..<pathStart]
        let basePath = base[pathStart...].prefix { $0 != "?" }
        if target.hasPrefix("?") { return String(origin + basePath + target) }
        let query = target.firstIndex(of: "?") ?? target.endIndex
        let path = target[..<query]
        let merged: Substring
        if path.hasPrefix("/") {
            merged = path
        } else {
            let folder = basePath.lastIndex(of: "/").map { basePath[...$0] } ?? "/"
            merged = folder + path
        }
        return "\(origin)\(withoutDots(merged))\(target[query...])"
    }

    /// An address as it may be shown: without user information, query and fragment, where tokens travel.
    static func shown(_ address: String) -> String {
        var shown = address.prefix { $0 != "?" && $0 != "#" }
        if let scheme = shown.firstRange(of: "://") {
            let host = shown[scheme.upperBound...].prefix { $0 != "/" }
            if let at = host.lastIndex(of: "@") {
                shown = shown[..<scheme.upperBound] + shown[shown.index(after: at)...]
            }
        }
        return String(shown)
    }

    /// The tokens that travel in an address's query (contract section 4: `accessToken`, `refreshToken`), as they stand
    /// there.
    static func tokens(in address: String) -> [String] {
        let query = address.prefix { $0 != "#" }.drop { $0 != "?" }.dropFirst()
        return query.split(separator: "&").compactMap { field in
            guard let equals = field.firstIndex(of: "="), field[..<equals].lowercased().hasSuffix("token") else {
                return nil
            }
            return String(field[field.index(after: equals)...])
        }
    }

    /// The host of an address with its port, where one is written; nil if it has none.
    static func host(of address: String) -> String? {
        let shown = shown(address)
        guard let scheme = shown.firstRange(of: "://") else { return nil }
        let host = shown[scheme.upperBound...].prefix { $0 != "/" }
        return host.isEmpty ? nil : String(host)
    }

    private static func hasScheme(_ text: Substring) -> Bool {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), colon != text.startIndex else { return false }
        return text.utf8[..<colon].enumerated().allSatisfy { place, byte in
            switch byte {
            case 0x41...0x5A, 0x61...0x7A: true
            case 0x30...0x39, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): place > 0
            default: false
            }
        }
    }

    /// RFC 3986 section 5.2.4.
    private static func withoutDots(_ path: Substring) -> String {
        var kept: [Substring] = []
        let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (place, part) in parts.enumerated() {
            let isLast = place == parts.count - 1
            switch part {
            case ".": if isLast { kept.append("") }
            case "..":
                _ = kept.popLast()
                if isLast { kept.append("") }
            default: kept.append(part)
            }
        }
        return "/" + kept.joined(separator: "/")
    }
}
