// What the host does about the event besides preparing it: records it, listens to the platform's webhooks, and compares
// attendance with the platform's own report.
package import Addresses

/// What the host does about the event.
package struct EventPlan: Hashable, Sendable {
    /// Whether the host does something, and what follows if the platform refuses.
    package enum Mode: String, CaseIterable, Codable, Hashable, Sendable {
        /// It does not.
        case off
        /// It does. If the platform refuses, reports say why and the run goes on.
        case auto
        /// It does. If that is not possible, the run fails.
        case required

        /// Whether it does it at all.
        package var isOn: Bool { self != .off }
    }

    /// How the host receives the platform's webhooks.
    package struct Webhooks: Hashable, Sendable {
        /// Whether it does.
        package var mode: Mode
        /// The IP address to listen on.
        package var address: String
        /// The port to listen on; 0: any free one.
        package var port: Int
        /// Where the platform sends them; nil: the address and port of the receiver.
        package var url: BaseURL?

        /// The address to listen on by default.
        package static let usualAddress = "127.0.0.1"

        /// Creates a plan of webhooks.
        package init(mode: Mode = .off, address: String = usualAddress, port: Int = 0, url: BaseURL? = nil) {
            self.mode = mode
            self.address = address
            self.port = port
            self.url = url
        }
    }

    /// Whether the host records the event.
    package var record: Mode
    /// How it receives webhooks.
    package var webhooks: Webhooks
    /// Whether attendance is compared with the platform's report.
    package var attendance: Mode

    /// What is done where the scenario says nothing.
    package static let usual = EventPlan()

    /// Creates a plan for an event.
    package init(record: Mode = .off, webhooks: Webhooks = Webhooks(), attendance: Mode = .auto) {
        self.record = record
        self.webhooks = webhooks
        self.attendance = attendance
    }
}

extension Plan {
    /// Whether the host can do anything about the event: participants enter a room of the platform, and there is an
    /// account to act with.
    package var hasHostedEvent: Bool {
        platform?.host != nil && target.hasAPI && crowds.contains { $0.hasPlatformEntry }
    }

    /// Whether and how attendance is compared: never where there is no event with a host.
    package var attendance: EventPlan.Mode { hasHostedEvent ? event.attendance : .off }
    /// Whether the platform can know a participant by an externalUserId that Turnout knows too.
    package var hasKnownIDs: Bool {
        crowds.contains { crowd in
            crowd.columns.contains("externalUserId")
                || crowd.journey.contains { $0.action.kind.provides.contains(.access) }
        }
    }
    /// Whether and how the event is recorded.
    package var record: EventPlan.Mode { hasHostedEvent ? event.record : .off }
    /// Whether and how webhooks are received.
    package var webhooks: EventPlan.Mode { hasHostedEvent ? event.webhooks.mode : .off }
}

extension CrowdPlan {
    /// Whether its participants enter a room of the platform.
    package var hasPlatformEntry: Bool {
        journey.contains { step in
            if case .enterRoom(let entry) = step.action { !entry.openOnly } else { false }
        }
    }
}

extension EventPlan {
    /// What `check` says of it.
    func words(of plan: Plan) -> [String] {
        var words: [String] = []
        if plan.record.isOn { words.append("the host records the event\(plan.record.condition)") }
        if plan.webhooks.isOn {
            let place =
                webhooks.port == 0 ? "\(webhooks.address), any free port" : "\(webhooks.address):\(webhooks.port)"
            let url = webhooks.url.map { ", sent to \($0.text)" } ?? ""
            words.append("webhooks are received at \(place)\(url)\(plan.webhooks.condition)")
        }
        if plan.attendance.isOn {
            words.append("attendance is compared with the platform's report\(plan.attendance.condition)")
        }
        return words
    }

    /// The keys, as in a scenario; empty if they say nothing that is not so without them.
    var rendered: [String] {
        let usual = EventPlan.usual
        var lines: [String] = []
        if record != usual.record { lines.append("record: \(record.rawValue)") }
        if webhooks != usual.webhooks {
            let url = webhooks.url.map { ", url: \(YAMLText.literal($0.text))" } ?? ""
            let listen = webhooks.address.contains(":") ? "[\(webhooks.address)]" : webhooks.address
            lines.append(
                "webhooks: { mode: \(webhooks.mode.rawValue), listen: \(YAMLText.literal("\(listen):\(webhooks.port)"))\(url) }"
            )
        }
        if attendance != usual.attendance { lines.append("attendance: \(attendance.rawValue)") }
        return lines
    }
}

extension EventPlan.Mode {
    /// What `check` adds.
    fileprivate var condition: String { self == .required ? "; the run fails if that is not possible" : "" }
}
