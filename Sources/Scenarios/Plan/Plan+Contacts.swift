// Which hosts a plan contacts, and which it may contact: the one place where that is told from a scenario.
package import Addresses

extension Plan {
    /// The URLs that the plan is known to contact, one for each origin, in the order of the steps. They are looked up and
    /// tried before the participants come.
    package func contacts(at origins: Origins) -> [WebURL] {
        let contacts = steps.flatMap(\.action.kind.contacts)
        // Setup and teardown speak to the API, and so does a journey that only pauses.
        let all = contacts + (platform != nil || contacts.isEmpty ? [.api] : [])
        return all.compactMap { $0.url(at: origins) }.reduce(into: []) { distinct, url in
            if !distinct.contains(where: { $0.origin == url.origin }) { distinct.append(url) }
        }
    }

    /// The hosts that may be contacted: those of `target.api` and `target.web`, those of URLs that the steps write out, and
    /// `target.allow-hosts`. `origins` is nil where they are not known yet: the stand-in's, before it serves.
    package func contactPolicy(at origins: Origins?) -> ContactPolicy {
        let contacts = [.api, .web] + steps.flatMap(\.action.kind.contacts)
        return ContactPolicy(
            urls: contacts.compactMap { $0.url(at: origins) },
            patterns: target.allowHosts.compactMap { HostPattern($0) })
    }
}

extension StepContact {
    /// The URL that is contacted, as far as it is known before the journey.
    package func url(at origins: Origins?) -> WebURL? {
        switch self {
        case .api: origins.flatMap { try? WebURL($0.api) }
        case .web: origins.flatMap { try? WebURL($0.web) }
        case .address(let template, let otherwise): template.knownURL(at: origins) ?? otherwise.url(at: origins)
        }
    }
}

extension Template {
    /// The URL that the text is, or begins with, as far as its host is known before the run; nil where a name decides
    /// about the host.
    package func knownURL(at origins: Origins?) -> WebURL? {
        var opening = ""
        var hasNames = false
        reading: for segment in segments {
            switch segment {
            case .literal(let text): opening += text
            case .secret(let secret): opening += secret.revealed
            case .name(.targetAPI, _) where origins != nil: opening += origins?.api ?? ""
            case .name(.targetWeb, _) where origins != nil: opening += origins?.web ?? ""
            case .name:
                hasNames = true
                break reading
            }
        }
        guard hasNames else { return try? WebURL(opening) }
        // Where the name is a part of the host or its port, another value of it goes to another host.
        guard let one = try? WebURL(opening + "1"), let other = try? WebURL(opening + "2"),
            one.hostPort == other.hostPort
        else { return nil }
        return one
    }
}
