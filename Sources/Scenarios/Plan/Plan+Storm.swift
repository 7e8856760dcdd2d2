// The plan of `run URL --participants N`: everyone requests one address at once.

extension Plan {
    /// Everyone requests an address at the same instant; no platform, no thresholds. The address may hold names, such
    /// as `${participant.index}`.
    ///
    /// - Parameters:
    ///   - url: The address.
    ///   - participants: How many, 1 to 1,000,000.
    /// - Returns: The plan: one step, `request`, with a gate before it.
    /// - Throws: What is wrong with the address and the number.
    public static func storm(url: String, participants: Int) throws(ScenarioErrors) -> Plan {
        let context = LoadContext(source: SourceText(url), file: "the address", environment: [:])
        let most = ParticipantsSection.most
        if !(1...most).contains(participants) {
            context.report(
                .outOfRange(path: "the number", found: String(participants), least: "1", most: String(most)),
                at: .option("--participants"))
        }
        let place = Place.option("the address")
        let node = WrittenNode(place: place, content: .scalar(url, .plain))
        let template = context.template(node, "the address")
        var address: WebAddress?
        do {
            address = try WebAddress(url)
        } catch {
            let found = error == .userInformation ? "an address with a user name" : url
            context.report(.badAddress(path: "it", found: found, error), at: place)
        }
        guard let address, let template, context.errors.isEmpty else { throw context.failure }
        // The fragment stays with the client (RFC 9110 section 4.2.5), so it is not sent.
        return Plan(
            name: address.host, source: url, target: TargetPlan(api: .url(address.origin)), platform: nil,
            participants: ParticipantsPlan(count: participants), arrival: .atOnce,
            journey: [StepPlan(name: "request", action: .get(template), release: ReleasePlan())])
    }

    /// The names of the journey's steps in their order.
    public var stepNames: [String] { journey.map(\.name) }

    /// Whether the journey has a step that brings a participant into the room; without one, completing it counts.
    public var hasEntry: Bool {
        journey.contains { step in
            guard case .enterRoom(let entry) = step.action else { return false }
            return !entry.openOnly
        }
    }
}
