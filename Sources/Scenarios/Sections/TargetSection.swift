// `target`: where the traffic goes.
import Addresses
import PlatformContract

/// Reads the target.
struct TargetSection {
    let context: LoadContext

    /// The most source addresses that all ranges together may have.
    private static let addressLimit = 4096

    func read(_ node: WrittenNode) -> TargetPlan? {
        guard let target = MappingReader(node, Vocabulary.target, path: "target", in: context) else { return nil }
        let standIn = target["stand-in"].flatMap { readStandIn($0, target.path("stand-in")) } ?? StandInPlan()
        let api = target["api"].map { readAPI($0, standIn: standIn) } ?? TargetPlan.nowhere.api
        let web = target["web"].flatMap { optionalAddress($0, target.path("web")) }
        let site = target["site"].flatMap { optionalAddress($0, target.path("site")) }
        context.names.isSiteEmpty = target["site"] != nil && site == nil
        let allowHosts = target["allow-hosts"].map { readAllowHosts($0, target.path("allow-hosts")) } ?? []
        let tls = target["tls"].flatMap { readTLS($0, target.path("tls")) } ?? TargetPlan.TLSPlan()
        let http = target["http"].flatMap { context.word($0, target.path("http"), as: TargetPlan.HTTPChoice.self) }
        let resolve = target["resolve"].map { readResolve($0, target.path("resolve")) } ?? []
        let sources = target["source-addresses"].map { readSources($0, target.path("source-addresses")) } ?? []
        let userAgent = target["user-agent"].flatMap { readUserAgent($0, target.path("user-agent")) }
        let header = target["participant-header"].flatMap { context.boolean($0, target.path("participant-header")) }
        let replay = target["replay"].flatMap { context.boolean($0, target.path("replay")) }
        let proxy = target["proxy"].flatMap { readProxy($0, target.path("proxy")) }
        let compression = target["compression"].flatMap { context.boolean($0, target.path("compression")) }
        guard let api else { return nil }
        if case .standIn = api, http == .http2, let node = target["http"] {
            context.report(.http2OfStandIn(), at: node.place)
        }
        var plan = TargetPlan(
            api: api, web: web, site: site, allowHosts: allowHosts, tls: tls, http: http ?? .auto, resolve: resolve,
            sourceAddresses: sources, userAgent: userAgent?.text, shownUserAgent: userAgent?.shown,
            participantHeader: header ?? true, replay: replay ?? true)
        plan.hasAPI = target["api"] != nil
        plan.proxy = proxy ?? .none
        plan.compression = compression ?? true
        return plan
    }

    private func readAPI(_ node: WrittenNode, standIn: StandInPlan) -> TargetPlan.API? {
        guard let plain = context.plainText(node, "target.api", expected: "stand-in or a URL") else { return nil }
        if plain.text == "stand-in" { return .standIn(standIn) }
        if !plain.usesEnvironment, NearestName.of(plain.text, among: ["stand-in"]) != nil {
            context.report(.nearlyStandIn(found: plain.found), at: node.place)
            return nil
        }
        return address(plain, "target.api", at: node.place).map { .url($0) }
    }

    /// An optional address. An empty value from the environment (`${env.TURNOUT_WEB:-}`) counts as absent.
    func optionalAddress(_ node: WrittenNode, _ path: String) -> BaseURL? {
        guard let plain = context.plainText(node, path, expected: "a URL") else { return nil }
        if plain.usesEnvironment, plain.text.isEmpty { return nil }
        return address(plain, path, at: node.place)
    }

    /// A base URL. Errors show values from the environment as written in the scenario.
    private func address(_ plain: LoadContext.PlainText, _ path: String, at place: SourceLocation) -> BaseURL? {
        do throws(WebURL.Fault) {
            return try BaseURL(plain.text)
        } catch {
            context.report(.badAddress(path: path, found: ShownText.url(plain.found), error), at: place)
            return nil
        }
    }

    private func readStandIn(_ node: WrittenNode, _ path: String) -> StandInPlan? {
        guard let reader = MappingReader(node, Vocabulary.standIn, path: path, in: context) else { return nil }
        let profile = reader["profile"].flatMap {
            context.word($0, reader.path("profile"), as: CapacityProfileName.self)
        }
        let config = reader["config"].flatMap { context.existingFile($0, reader.path("config")) }
        return StandInPlan(profile: profile?.rawValue ?? StandInPlan().profile, configFile: config)
    }

    private func readTLS(_ node: WrittenNode, _ path: String) -> TargetPlan.TLSPlan? {
        guard let reader = MappingReader(node, Vocabulary.tls, path: path, in: context) else { return nil }
        return TargetPlan.TLSPlan(
            caFile: reader["ca"].flatMap { readCertificates($0, reader.path("ca")) },
            verify: reader["verify"].flatMap { context.boolean($0, reader.path("verify")) } ?? true)
    }

    private func readCertificates(_ node: WrittenNode, _ path: String) -> String? {
        guard let file = context.existingFile(node, path) else { return nil }
        guard CertificateFile.holdsCertificate(file) else {
            context.report(.noCertificate(path: path, file: context.shownFile(node, file)), at: node.place)
            return nil
        }
        return file
    }

    /// `none`, `environment`, or a URL, which may have a user name and a password: they are secret. An empty value from
    /// the environment counts as absent.
    private func readProxy(_ node: WrittenNode, _ path: String) -> ProxyPlan? {
        let expected = "none, environment or a URL"
        guard let plain = context.plainText(node, path, expected: expected, isSecret: true) else { return nil }
        switch plain.text {
        case "none", "": return plain.text.isEmpty && !plain.usesEnvironment ? nil : ProxyPlan.none
        case "environment":
            let proxies = ProxyEnvironment(context.environment)
            for name in proxies.used {
                let text = proxies.value(of: name) ?? ""
                keepCredentials(of: try? WebURL(text.contains("://") ? text : "http://" + text))
            }
            return .environment
        default: break
        }
        let words = ["none", "environment"]
        if !plain.usesEnvironment, let nearest = NearestName.of(plain.text, among: words) {
            context.report(
                .unknownWord(path: path, found: plain.found, nearest: nearest, known: words + ["a URL"]),
                at: node.place)
            return nil
        }
        do throws(WebURL.Fault) {
            let url = try WebURL(plain.text)
            guard url.path == "/" || url.path.isEmpty, url.query == nil else { throw .queryOrFragment }
            let host =
                "\(url.scheme)://\(url.userInformation == nil ? "" : "\(Secret.dots)@")\(plain.text.authorityHost)"
            if url.userInformation != nil {
                keepCredentials(of: url)
                context.warnIfWrittenOut(node, path)
            }
            return .url(Secret(plain.text), shown: host)
        } catch {
            context.report(.badProxy(path: path, found: ShownText.url(plain.found), error), at: node.place)
            return nil
        }
    }

    /// Keeps a proxy's user name and password secret, in every form in which the proxy may repeat them.
    private func keepCredentials(of url: WebURL?) {
        guard let user = url?.userInformation else { return }
        for form in Credentials.forms(of: user) {
            context.keepSecret(form)
            context.keepSecret(BasicCredentials.encoded(Array(form.utf8)))
        }
        for part in user.split(separator: ":") {
            for form in Credentials.forms(of: String(part)) { context.keepSecret(form) }
        }
    }

    private func readAllowHosts(_ node: WrittenNode, _ path: String) -> [HostPattern] {
        context.list(node).compactMap { item in
            guard let plain = context.plainText(item, path, expected: "a list of hosts") else { return nil }
            guard let pattern = HostPattern(plain.text.trimmed) else {
                context.report(.badHost(path: path, found: ShownText.url(plain.found)), at: item.place)
                return nil
            }
            return pattern
        }
    }

    /// Reads `{ "host:port": address }` into curl's form `host:port:address`.
    private func readResolve(_ node: WrittenNode, _ path: String) -> [String] {
        guard case .mapping(let entries) = node.content else {
            context.report(
                .wrongKind(
                    path: path, found: node.kind,
                    expected: "a mapping such as { \"api.example.org:443\": 127.0.0.1 }"), at: node.place)
            return []
        }
        return entries.compactMap { entry in
            let name = HostAndPort(entry.key)
            if name?.port == nil { context.report(.badResolveKey(found: ShownText.url(entry.key)), at: entry.place) }
            let addresses = context.list(entry.value).compactMap { item -> String? in
                guard let plain = context.plainText(item, path, expected: "an IP address") else { return nil }
                guard IPAddress.isAddress(plain.text) else {
                    context.report(.badIPAddress(path: "\(path).\(entry.key)", found: plain.found), at: item.place)
                    return nil
                }
                return plain.text
            }
            guard let name, let port = name.port, !addresses.isEmpty else { return nil }
            return "\(name.host):\(port):\(addresses.joined(separator: ","))"
        }
    }

    private func readSources(_ node: WrittenNode, _ path: String) -> [String] {
        var addresses: [String] = []
        for item in context.list(node) {
            guard let plain = context.plainText(item, path, expected: "an address or a range of them") else { continue }
            let ends = plain.text.split(separator: "-", omittingEmptySubsequences: false).map(\.trimmed)
            if ends.count == 1 {
                if IPAddress.isAddress(ends[0]) {
                    addresses.append(ends[0])
                } else {
                    context.report(.badIPAddress(path: path, found: plain.found), at: item.place)
                }
            } else if ends.count == 2, let first = IPAddress.ipv4(ends[0]), let last = IPAddress.ipv4(ends[1]),
                first <= last
            {
                guard Int(last - first) + addresses.count < TargetSection.addressLimit else {
                    context.report(.tooManyAddresses(limit: TargetSection.addressLimit), at: item.place)
                    return []
                }
                addresses += (first...last).map(IPAddress.write)
            } else {
                context.report(.badIPRange(found: plain.found), at: item.place)
            }
        }
        return addresses
    }

    /// A text, or `false` for none; the default is `true`. A value from the environment is secret, because it may be a
    /// key that opens a firewall.
    private func readUserAgent(_ node: WrittenNode, _ path: String) -> (text: String, shown: String)? {
        guard let text = context.identifier(node, path), let template = context.template(node, path) else { return nil }
        if case .scalar(_, .plain) = node.content {
            if text == "false" { return ("", "") }
            if text == "true" { return nil }
        }
        let shown = template.segments.map { segment in
            switch segment {
            case .literal(let literal): literal
            case .secret, .name: Secret.dots
            }
        }
        return (text, shown.joined())
    }
}

extension String {
    /// Host and port of a URL as written, without user name and path.
    fileprivate var authorityHost: String {
        guard let start = firstRange(of: "://") else { return self }
        let authority = self[start.upperBound...].prefix { !"/?#".contains($0) }
        return String(authority.split(separator: "@").last ?? authority)
    }
}
