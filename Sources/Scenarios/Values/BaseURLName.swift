// URLs that begin with the name of a base URL: `${target.site}/login`.
import Addresses

extension LoadContext {
    /// Whether a URL that begins with `${target.site}`, `${target.api}` or `${target.web}` stays on that host. Reports one
    /// that does not: a base URL has no slash at its end, so that any other text behind it becomes part of the host, and
    /// passwords would go to a stranger. `written`: the URL as the scenario has it.
    func staysOnBase(_ url: Template, written: String, at place: SourceLocation) -> Bool {
        guard case .name(let name, _)? = url.segments.first, [.targetAPI, .targetWeb, .site].contains(name) else {
            return true
        }
        let rest: String
        switch url.segments.dropFirst().first {
        case .literal(let text)?: rest = text
        case .secret(let secret)?: rest = secret.revealed
        case .name?, nil: return true
        }
        guard let first = rest.first, !"/?#".contains(first), url.segments.count > 2 || !rest.trimmed.isEmpty else {
            return true
        }
        let shown = ShownText.url(written.trimmed)
        // A port, a user name or another domain: what was meant is unclear.
        let ours = shown.firstIndex(of: "}").flatMap { brace -> String? in
            guard shown.hasPrefix("${"), !":@.\\".contains(first) else { return nil }
            let path = shown[shown.index(after: brace)...].trimmed
            return "\(shown[...brace])\(path.hasPrefix("/") ? "" : "/")\(path)"
        }
        report(.baseWithoutSlash("${\(name.written)}", in: shown, ours: ours), at: place)
        return false
    }
}
