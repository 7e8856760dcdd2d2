// `record`, `webhooks` and `attendance`: what the host does about the event besides preparing it.
import Addresses

/// Reads the three keys.
struct EventSection {
    let context: LoadContext

    func read(_ scenario: MappingReader) -> EventPlan {
        var plan = EventPlan.usual
        if let mode = scenario["record"].flatMap({ readMode($0, "record") }) { plan.record = mode }
        if let webhooks = scenario["webhooks"].flatMap({ readWebhooks($0, "webhooks") }) { plan.webhooks = webhooks }
        if let mode = scenario["attendance"].flatMap({ readMode($0, "attendance") }) { plan.attendance = mode }
        return plan
    }

    /// The values of the three keys, as errors and the schema name them.
    static let modes = ["false", "true"] + EventPlan.Mode.allCases.map(\.rawValue)

    /// `off`, `auto` or `required`; `false` and `true` mean the first two.
    private func readMode(_ node: WrittenNode, _ path: String) -> EventPlan.Mode? {
        let known = EventSection.modes
        guard let plain = context.plainText(node, path, expected: Words.oneOf(known)) else { return nil }
        let word = plain.text.lowercased()
        switch word {
        case "false": return .off
        case "true": return .auto
        default: break
        }
        if let mode = EventPlan.Mode(rawValue: word) { return mode }
        let nearest: String? =
            switch word {
            case "yes", "on", "y": "true"
            case "no", "n", "none", "never": "false"
            default: NearestName.of(word, among: known)
            }
        context.report(
            .unknownWord(
                path: path, found: plain.found, nearest: plain.usesEnvironment ? nil : nearest, known: known),
            at: node.place)
        return nil
    }

    /// A mode, or `{ listen: 127.0.0.1:0, url: https://…, mode: required }`.
    private func readWebhooks(_ node: WrittenNode, _ path: String) -> EventPlan.Webhooks? {
        guard case .mapping = node.content else {
            return readWord(node, path).map { EventPlan.Webhooks(mode: $0) }
        }
        guard let reader = MappingReader(node, Vocabulary.webhooks, path: path, in: context) else { return nil }
        var plan = EventPlan.Webhooks(mode: .auto)
        if let mode = reader["mode"].flatMap({ readMode($0, reader.path("mode")) }) { plan.mode = mode }
        if let place = reader["listen"].flatMap({ readPlace($0, reader.path("listen")) }) {
            (plan.address, plan.port) = place
        }
        plan.url = reader["url"].flatMap { TargetSection(context: context).optionalAddress($0, reader.path("url")) }
        return plan
    }

    /// A mode where a mapping may stand. Whoever writes a port, a place or a URL there means one.
    private func readWord(_ node: WrittenNode, _ path: String) -> EventPlan.Mode? {
        guard let text = node.scalar?.trimmed, let mapping = Vocabulary.webhooks.bare?.meant(by: node) ?? place(text)
        else { return readMode(node, path) }
        let isMode = EventSection.modes.contains(text.lowercased())
        guard !isMode else { return readMode(node, path) }
        context.report(.webhooksNeedMapping(mapping), at: node.place)
        return nil
    }

    /// The mapping for a port, or for a host or address with one; nil for other texts.
    private func place(_ text: String) -> String? { placeText(text).map { "{ listen: \"\($0)\" }" } }

    /// The place for a port alone, and behind a name; nil for other texts.
    private func placeText(_ text: String) -> String? {
        // An address of IP version 6 alone ends with what looks like a port.
        if IPAddress.isAddress(text), text.contains(":") { return "[\(text)]:0" }
        guard let port = UInt16(text.split(separator: ":").last ?? "") else { return nil }
        let written = text.prefix(upTo: text.lastIndex(of: ":") ?? text.startIndex)
        let bare = written.hasPrefix("[") && written.hasSuffix("]") ? String(written.dropFirst().dropLast()) : nil
        let address = bare ?? String(written)
        guard IPAddress.isAddress(address) else { return "\(EventPlan.Webhooks.usualAddress):\(port)" }
        return "\(address.contains(":") ? "[\(address)]" : address):\(port)"
    }

    /// An IP address and a port.
    private func readPlace(_ node: WrittenNode, _ path: String) -> (address: String, port: Int)? {
        guard let plain = context.plainText(node, path, expected: Mistake.listenForm) else { return nil }
        let text = plain.text.trimmed
        let colon = text.lastIndex(of: ":") ?? text.startIndex
        var address = text[..<colon]
        let digits = text[colon...].dropFirst()
        if address.hasPrefix("["), address.hasSuffix("]") { address = address.dropFirst().dropLast() }
        guard IPAddress.isAddress(String(address)), digits.allSatisfy(\.isASCII), let port = UInt16(digits) else {
            let meant = plain.usesEnvironment ? nil : placeText(text)
            context.report(.badListenPlace(path: path, found: plain.found, meant: meant), at: node.place)
            return nil
        }
        return (String(address), Int(port))
    }

    // MARK: Rules about the whole

    /// Reports what cannot be done in this scenario: by an error if it is required or was asked for in vain, since nobody
    /// would notice otherwise.
    func check(_ plan: Plan, written scenario: MappingReader) {
        for (key, mode) in [
            ("record", plan.event.record), ("webhooks", plan.event.webhooks.mode),
            ("attendance", plan.event.attendance),
        ] {
            guard let node = scenario[key], mode.isOn, !plan.hasHostedEvent else { continue }
            let mistake = Mistake.noHostedEvent(key, hasHost: plan.platform?.host != nil)
            if mode == .required || key != "attendance" { context.report(mistake, at: node.place) }
        }
        if plan.webhooks.isOn, plan.event.webhooks.url == nil, case .url(let api) = plan.target.api,
            !api.url.isLoopback,
            let node = scenario["webhooks"],
            let isLocal = try? WebURL("http://\(plan.event.webhooks.authority)").isLoopback,
            isLocal || ["0.0.0.0", "::"].contains(plan.event.webhooks.address)
        {
            context.report(.webhooksOutOfReach(listen: plan.event.webhooks.authority), at: node.place)
        }
    }
}

extension EventPlan.Webhooks {
    /// Address and port as URLs write them, without a port that is not known yet.
    fileprivate var authority: String {
        (address.contains(":") ? "[\(address)]" : address) + (port == 0 ? "" : ":\(port)")
    }
}
