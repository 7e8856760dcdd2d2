// Which hosts a plan contacts and which ones it may contact. No other code derives these from a scenario.
package import Addresses

extension Plan {
    /// The URLs that the plan is known to contact, one per origin, in the order of the steps. They are resolved and
    /// probed before participants arrive.
    package func contacts(at origins: Origins) -> [WebURL] {
        let contacts = allSteps.flatMap(\.action.kind.contacts)
        // Setup and teardown use the API, and so does a journey that only pauses.
        let all = contacts + (platform != nil || contacts.isEmpty ? [.api] : [])
        return all.compactMap { $0.url(at: origins) }.reduce(into: []) { distinct, url in
            if !distinct.contains(where: { $0.origin == url.origin }) { distinct.append(url) }
        }
    }

    /// The hosts that may be contacted: those of `target.api` and `target.web`, those of URLs written in the steps,
    /// `target.allow-hosts`, and where webhooks are received, since an earlier run's receiver may have to be asked there
    /// whether it is still under way. `origins` is nil if not known yet, as for the stand-in before it is listening.
    package func contactPolicy(at origins: Origins?) -> ContactPolicy {
        let contacts = [.api, .web] + allSteps.flatMap(\.action.kind.contacts)
        return ContactPolicy(
            urls: contacts.compactMap { $0.url(at: origins) },
            patterns: target.allowHosts + webhookHosts)
    }

    /// Where webhooks are received: the host that the platform is told, with its port, or else an address with any.
    private var webhookHosts: [HostPattern] {
        guard webhooks.isOn else { return [] }
        if let url = event.webhooks.url { return [HostPattern(of: url.url)] }
        let address = ["0.0.0.0": "127.0.0.1", "::": "::1"][event.webhooks.address] ?? event.webhooks.address
        return [HostPattern(address.contains(":") ? "[\(address)]" : address)].compactMap { $0 }
    }

    /// What `target.allow-hosts` has to list so that every URL written in the steps stays allowed: once it is given,
    /// they must be in it, unless they are on the target's own hosts.
    package func allowedHosts(at origins: Origins) -> [String] {
        // Without `target.api`, the API's origin is that of the first step.
        let known =
            target.hasAPI
            ? [origins.api.url, origins.web.url, origins.site.url] : [target.web, target.site].compactMap { $0?.url }
        let own = ContactPolicy(urls: known, patterns: target.allowHosts)
        let written = contacts(at: origins).filter { !own.allows($0) }
        return target.allowHosts.map(\.description) + written.map { $0.isUsualPort ? $0.host : $0.hostPort }
    }
}

extension Plan {
    /// The steps of setup, of every crowd and of teardown.
    package var allSteps: [StepPlan] { setup + steps + teardown }
}

extension StepContact {
    /// The URL that is contacted, as far as it is known before the journey.
    package func url(at origins: Origins?) -> WebURL? {
        switch self {
        case .api: origins?.api.url
        case .web: origins?.web.url
        case .unknown: nil
        case .address(let template, let otherwise): template.knownURL(at: origins) ?? otherwise.url(at: origins)
        }
    }
}

extension Template {
    /// The URL that the text is or starts with, if its host is known before the run; nil if a name in the text
    /// determines the host.
    package func knownURL(at origins: Origins?) -> WebURL? {
        var opening = ""
        var hasNames = false
        reading: for segment in segments {
            switch segment {
            case .literal(let text): opening += text
            case .secret(let secret): opening += secret.revealed
            case .name(.targetAPI, _) where origins != nil: opening += origins?.api.text ?? ""
            case .name(.targetWeb, _) where origins != nil: opening += origins?.web.text ?? ""
            case .name(.site, _) where origins != nil: opening += origins?.site.text ?? ""
            case .name:
                hasNames = true
                break reading
            }
        }
        guard hasNames else { return try? WebURL(opening) }
        // If the name is part of the host or port, another value leads to another host.
        guard let one = try? WebURL(opening + "1"), let other = try? WebURL(opening + "2"),
            one.hostPort == other.hostPort
        else { return nil }
        return one
    }
}
