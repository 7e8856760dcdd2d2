// From what stands behind the verb to a plan: a scenario's file or a bare address, and the options that change it.
import Addresses
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
        if let file = changes.cacert { plan.target.tls.caFile = try certificates(file) }
        if changes.insecure { plan.target.tls.verify = false }
        if !changes.interface.isEmpty { plan.target.sourceAddresses = changes.interface }
        return plan
    }

    private var isAddress: Bool { scenario.contains("://") }

    private func scenarioPlan() throws(Problem) -> Plan {
        if let meant = meantAddress {
            let shown = ShownText.url(scenario)
            throw Problem("there is no file '\(shown)'", remedy: "Did you mean '\(meant)'?", kind: .usage)
        }
        // What looks like an address and is none keeps its query to itself as well.
        if scenario.contains("?"), unsafe access(scenario, F_OK) != 0 {
            throw Problem(
                "there is no file '\(ShownText.url(scenario))'",
                remedy: "An address begins with http:// or https://.", kind: .usage)
        }
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

    /// Everyone requests one address at the same moment. What is said about the address leaves its query out, which may
    /// hold a token.
    private func addressPlan() throws(Problem) -> Plan {
        let shown = ShownText.url(scenario)
        let address: WebURL
        do throws(WebURL.Fault) {
            address = try WebURL(scenario)
            guard address.userInformation == nil else { throw WebURL.Fault.userInformation }
        } catch .userInformation {
            throw Problem(
                "this address cannot be requested: it holds a user name or password",
                remedy: "Leave them out: they would be written down with the run.", kind: .usage)
        } catch {
            throw Problem(
                "'\(shown)' cannot be requested: \(error.expectation) is needed",
                remedy: "It must be of the form http://host/path or https://host:port/path.", kind: .usage)
        }
        if let override = changes.overrides.first {
            throw Problem(
                "--set \(override.prefix { $0 != "=" }) changes a scenario, and '\(shown)' is an address", kind: .usage)
        }
        if changes.envFile != nil {
            throw Problem("--env-file is for a scenario, and '\(shown)' is an address", kind: .usage)
        }
        guard let count = changes.participants else {
            throw Problem(
                "how many participants request '\(shown)' is not said", remedy: "Add --participants N.", kind: .usage)
        }
        guard (1...1_000_000).contains(count) else {
            throw Problem(
                "--participants: \(count) is impossible, 1 to 1,000,000 can be simulated", kind: .usage)
        }
        let text = PlanSource.template(of: address)
        return Plan(
            name: address.isUsualPort ? address.host : address.hostPort, source: text.written,
            target: TargetPlan(api: .url(address.origin)), platform: nil,
            participants: ParticipantsPlan(count: count), arrival: .atOnce,
            journey: [StepPlan(name: "get", action: .get(text), release: ReleasePlan())], seed: changes.seed,
            secrets: Set(text.segments.compactMap { if case .secret(let secret) = $0 { secret } else { nil } }))
    }

    /// The address with its query as a secret: a link into a room carries its token there, and the run is kept.
    static func template(of address: WebURL) -> Template {
        guard let query = address.query, !query.isEmpty else { return Template(literal: address.text) }
        return Template(segments: [.literal(address.shown + "?"), .secret(Secret(query))])
    }

    /// What was probably meant by a file that is not there but could be a host.
    private var meantAddress: String? {
        guard unsafe access(scenario, F_OK) != 0 else { return nil }
        let text = "http://" + (scenario.hasPrefix("//") ? scenario.dropFirst(2) : scenario[...])
        guard let url = try? WebURL(text) else { return nil }
        // `x.yaml` could be a host as well: only a port, an IP address or this machine's name tells.
        let isHost = !url.isUsualPort || url.isAddress || url.host == "localhost"
        return isHost ? ShownText.url(text) : nil
    }

    /// A file of certificates that was named on the command line.
    private func certificates(_ file: String) throws(Problem) -> String {
        guard unsafe access(file, R_OK) == 0 else { throw Problem("--cacert: '\(file)' cannot be read", kind: .usage) }
        guard CertificateFile.holdsCertificate(file) else {
            throw Problem(
                "--cacert: '\(file)' holds no certificate",
                remedy: "A file in PEM form is needed, with a line -----BEGIN CERTIFICATE-----.", kind: .usage)
        }
        return file
    }
}
