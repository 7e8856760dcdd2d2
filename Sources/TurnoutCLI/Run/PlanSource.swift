// From what stands behind the verb to a plan: a scenario's file or a bare address, and the options that change it.
import Analysis
import Glibc
import Measuring
import Scenarios

/// Loads the plan that a command is about.
struct PlanSource {
    /// The scenario's file or an address.
    var scenario: String
    /// The options that change it.
    var changes: ScenarioArguments
    /// The process's environment.
    var environment: [String: String]

    /// The plan, with everything from the command line in it.
    /// - Throws: All that is wrong with it; exit code 64.
    func plan() throws(Problem) -> Plan {
        var plan = try isAddress ? addressPlan() : scenarioPlan()
        plan.target.resolve += changes.resolve
        plan.target.connectTo += changes.connectTo
        if let file = changes.cacert { plan.target.tls.caFile = try readable(file, option: "--cacert") }
        if changes.insecure { plan.target.tls.verify = false }
        if !changes.interface.isEmpty { plan.target.sourceAddresses = changes.interface }
        return plan
    }

    private var isAddress: Bool { scenario.contains("://") }

    private func scenarioPlan() throws(Problem) -> Plan {
        let plan: Plan
        do throws(ScenarioErrors) {
            plan = try loadScenario()
        } catch {
            throw Problem(error)
        }
        if case .standIn(let standIn) = plan.target.api { _ = try StandInSettings(standIn).configuration() }
        return plan
    }

    private func loadScenario() throws(ScenarioErrors) -> Plan {
        var values: [String: String] = [:]
        if let file = changes.envFile { values = try EnvironmentFile.load(file) }
        values.merge(environment) { _, own in own }
        var overrides: [Override] = []
        for text in changes.overrides { overrides.append(try Override(parsing: text)) }
        if let count = changes.participants { overrides.append(.participants(String(count))) }
        if let seed = changes.seed { overrides.append(.seed(String(seed))) }
        return try ScenarioLoader(environment: values, overrides: overrides).load(file: scenario)
    }

    /// Everyone requests one address at the same moment.
    private func addressPlan() throws(Problem) -> Plan {
        guard !Address.holdsUser(scenario) else {
            throw Problem(
                "this address cannot be requested: it holds a user name or password",
                remedy: "Leave them out: they would be written down with the run.", code: .usage)
        }
        guard let address = Address(scenario) else {
            throw Problem(
                "'\(scenario)' is no address that can be requested",
                remedy: "It must be of the form http://host/path or https://host:port/path.", code: .usage)
        }
        if let override = changes.overrides.first {
            throw Problem(
                "--set \(override) changes a scenario, and '\(scenario)' is an address", code: .usage)
        }
        guard let count = changes.participants else {
            throw Problem(
                "how many participants request '\(scenario)' is not said", remedy: "Add --participants N.", code: .usage
            )
        }
        guard (1...1_000_000).contains(count) else {
            throw Problem(
                "--participants: \(count) is impossible, 1 to 1,000,000 can be simulated", code: .usage)
        }
        let text = Address.template(scenario)
        return Plan(
            name: address.host, source: text.written, target: TargetPlan(api: .url(address.origin)), platform: nil,
            participants: ParticipantsPlan(count: count), arrival: .atOnce,
            journey: [StepPlan(name: "get", action: .get(text), release: ReleasePlan())], seed: changes.seed,
            secrets: Set(text.segments.compactMap { if case .secret(let secret) = $0 { secret } else { nil } }))
    }

    private func readable(_ file: String, option: String) throws(Problem) -> String {
        guard unsafe access(file, R_OK) == 0 else { throw Problem("\(option): '\(file)' cannot be read", code: .usage) }
        return file
    }
}

/// An HTTP address, taken apart as far as its origin.
struct Address: Hashable {
    /// Scheme, host and port, without a slash at the end.
    var origin: String
    /// Host and port.
    var host: String

    /// Takes an address apart; nil if it is not `http` or `https`, has no host, or carries user information, which
    /// would be written down with the run.
    init?(_ text: String) {
        guard !Address.holdsUser(text), let separator = text.firstRange(of: "://") else { return nil }
        let scheme = text[..<separator.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let authority = text[separator.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.isEmpty, !text.contains(where: \.isWhitespace) else { return nil }
        host = String(authority)
        origin = "\(scheme)://\(authority)"
    }

    /// The address with its query as a secret: a link into a room carries its token there, and the run is kept.
    static func template(_ text: String) -> Template {
        guard let mark = text.firstIndex(of: "?"), text.index(after: mark) < text.endIndex else {
            return Template(literal: text)
        }
        let query = text[text.index(after: mark)...]
        return Template(segments: [.literal(String(text[...mark])), .secret(Secret(String(query)))])
    }

    /// Whether a user name or password stands before the host.
    static func holdsUser(_ text: String) -> Bool {
        guard let separator = text.firstRange(of: "://") else { return false }
        return text[separator.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }.contains("@")
    }
}
