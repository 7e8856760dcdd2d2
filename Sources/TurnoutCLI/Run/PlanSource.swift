// From the argument after the verb to a plan: a scenario file or a URL, and the options that change it.
import Addresses
import Analysis
import Glibc
import Measuring
import Scenarios

/// Loads the plan of a command.
struct PlanSource {
    /// The scenario file or the URL.
    var scenario: String
    /// The options that change it.
    var changes: ScenarioArguments
    /// The process's environment.
    var environment: [String: String]

    /// The plan, including everything from the command line.
    /// - Throws: Everything that is wrong with it; exit code 64.
    func plan() throws(Problem) -> Plan {
        var plan = try isURL ? URLPlan(text: scenario, changes: changes).plan() : scenarioPlan()
        plan.thresholds += try thresholds(for: plan)
        plan.target.allowHosts += changes.allowHost.compactMap { HostPattern($0) }
        plan.target.resolve += changes.resolve
        plan.target.connectTo += changes.connectTo
        if let file = changes.cacert { plan.target.tls.caFile = try PlanSource.certificates(file) }
        if changes.insecure { plan.target.tls.verify = false }
        if !changes.interface.isEmpty { plan.target.sourceAddresses = changes.interface }
        plan.warnings += plan.plainHTTP2Warnings
        return plan
    }

    /// Whether it is a URL and no file.
    var isURL: Bool {
        let start = scenario.prefix(6).lowercased()
        return scenario.contains("://") || start.hasPrefix("http:") || start == "https:"
    }

    private func scenarioPlan() throws(Problem) -> Plan {
        if let meant = intendedURL {
            throw Problem(
                "there is no file '\(ShownText.url(scenario))'", remedy: "Did you mean '\(meant)'?", kind: .usage)
        }
        // The query of an invalid URL is not repeated either.
        if scenario.contains("?"), unsafe access(scenario, F_OK) != 0 {
            throw Problem(
                "there is no file '\(ShownText.url(scenario))'", remedy: "A URL begins with http:// or https://.",
                kind: .usage)
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
        let file = if let path = changes.envFile { try EnvironmentFile.load(path) } else { EnvironmentFile() }
        var values = file.variables
        values.merge(environment) { _, own in own }
        var overrides: [Override] = []
        for text in changes.overrides { overrides.append(try Override(parsing: text)) }
        overrides += changes.participants.map { .participants($0.text) }
        if let seed = changes.seed { overrides.append(.seed(String(seed))) }
        var plan = try ScenarioLoader(environment: values, overrides: overrides).load(file: scenario)
        plan.warnings = file.warnings + plan.warnings
        return plan
    }

    /// The thresholds from the command line; for `run URL` without any, its default.
    private func thresholds(for plan: Plan) throws(Problem) -> [Threshold] {
        let expressions = changes.threshold.isEmpty && isURL ? [URLPlan.threshold] : changes.threshold
        var thresholds: [Threshold] = []
        for expression in expressions {
            do throws(ThresholdError) {
                thresholds.append(try plan.condition(expression, for: .judgement))
            } catch {
                throw Problem(error.description, at: Problem.Place("--threshold"), kind: .usage)
            }
        }
        return thresholds
    }

    /// The URL that was probably meant, if a file does not exist but its name could be a host.
    private var intendedURL: String? {
        guard unsafe access(scenario, F_OK) != 0 else { return nil }
        let text = "http://" + (scenario.hasPrefix("//") ? scenario.dropFirst(2) : scenario[...])
        guard let url = try? WebURL(text), url.userInformation == nil else { return nil }
        // `x.yaml` could be a host too, so only a port, an IP address or this machine's name decides.
        let authority = text.dropFirst(7).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let isHost = HostAndPort(authority)?.port != nil || url.isAddress || authority == "localhost"
        return isHost ? ShownText.url(text) : nil
    }

    /// A file of certificates named on the command line.
    static func certificates(_ file: String) throws(Problem) -> String {
        guard unsafe access(file, R_OK) == 0 else {
            throw Problem(
                "--cacert: cannot read '\(file)'", remedy: NearestFile.of(file).map { "Did you mean '\($0)'?" },
                kind: .usage)
        }
        guard CertificateFile.holdsCertificate(file) else {
            throw Problem(
                "--cacert: there is no certificate in '\(file)'",
                remedy: "Name a file in PEM format, with a line -----BEGIN CERTIFICATE-----.", kind: .usage)
        }
        return file
    }
}
