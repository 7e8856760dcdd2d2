// Reads the whole scenario: one section after another, then the rules about the whole.
import Measuring
import PlatformContract

/// Turns a tree into a plan.
struct ScenarioReader {
    let context: LoadContext

    /// The plan; nil after errors, which are in the context.
    func plan(from tree: WrittenNode) -> Plan? {
        guard
            let scenario = MappingReader(
                tree, Vocabulary.scenario, path: "", expected: "a mapping that begins with `turnout: 1`", in: context)
        else { return nil }
        readVersion(scenario)
        // Those of the files are resolved by now.
        if let node = scenario["include"] { context.report(.includeFromOption, at: node.place) }
        let name = scenario["name"].flatMap { context.shownText($0, "name") } ?? defaultName
        let description = scenario["description"].flatMap { context.shownText($0, "description", mayBreak: true) }
        var target: TargetPlan? = .nowhere
        let before = context.errors.count
        if let written = scenario["target"] { target = TargetSection(context: context).read(written) }
        let targetIsRight = context.errors.count == before
        // After an error in the target it may have been meant to name a site.
        context.names.hasSite = target?.hasSite ?? true || !targetIsRight
        let setup = scenario["setup"].map { JourneySection(context: context, path: "setup", kind: .setup).read($0) }
        context.names.setupValues = setup?.values ?? []
        let crowds = CrowdsSection(context: context).read(scenario)
        let teardown = scenario["teardown"].map {
            JourneySection(context: context, path: "teardown", kind: .teardown).read($0)
        }
        var platform: PlatformPlan?
        if let written = scenario["platform"] {
            platform = PlatformSection(context: context, scenario: name).read(written)
        } else if case .standIn? = target?.api {
            platform = PlatformSection.standIn(scenario: name)
            context.keepSecret(DefaultAccount.clientSecret)
            context.keepSecret(DefaultAccount.hostPassword)
        }
        let thresholds = scenario["thresholds"].map { node in
            ThresholdsSection(context: context).read(node, crowds: crowds)
        }
        if let node = scenario["target"]?.entry("tls")?.entry("client"), !node.isNull {
            target?.tls.client = ClientCertificateSection(context: context, crowds: crowds).read(node)
        }
        let limits = scenario["limits"].flatMap { readLimits($0, of: crowds) } ?? LimitsPlan()
        let outputs = scenario["outputs"].flatMap { OutputsSection(context: context).read($0) } ?? OutputsPlan()
        let event = EventSection(context: context).read(scenario)
        let seed = scenario["seed"].flatMap { readSeed($0) }

        for journey in crowds.compactMap(\.steps) {
            JourneyRules(context: context).check(
                journey, platform: platform,
                // If the section or the target has errors of its own, its absence is not reported.
                mayLackPlatform: scenario["platform"] != nil || target?.hasAPI != true, place: scenario.place)
        }
        let steps = ([setup] + crowds.map(\.journey) + [teardown]).compactMap { $0?.steps }.flatMap { $0 }
        // A step that needs the platform has an error of its own where that is missing.
        let needsPlatform = steps.contains { $0.plan.action.kind.needsPlatform || $0.plan.usesPlatformNames }
        if target != nil, platform == nil, scenario["platform"] == nil, !needsPlatform {
            for case let crowd in crowds where crowd.participants?.accounts == .create {
                guard let accounts = crowd.accounts else { continue }
                context.report(.accountsWithoutPlatform(path: accounts.path), at: accounts.place)
            }
        }
        target = target.flatMap { target in
            TargetRules(context: context).complete(
                target, for: steps, hasPlatform: scenario["platform"] != nil,
                section: scenario["target"]?.place, scenario: scenario.place)
        }
        let plans = crowds.compactMap(\.crowd)
        guard let target, !plans.isEmpty, context.errors.isEmpty else { return nil }
        var plan = Plan(
            name: name, description: description, source: context.file, target: target, platform: platform,
            crowds: plans,
            thresholds: thresholds ?? [], limits: limits, seed: seed, secrets: context.secrets)
        plan.setup = setup?.steps?.map(\.plan) ?? []
        plan.outputs = outputs
        plan.teardown = teardown?.steps?.map(\.plan) ?? []
        plan.event = event
        EventSection(context: context).check(plan, written: scenario)
        DuplicateIDs(context: context).check(
            plan, steps: crowds.map { $0.steps?.first { $0.plan.action.kind.provides.contains(.access) }?.place })
        guard context.errors.isEmpty else { return nil }
        for (file, columns) in plan.unusedColumns { context.warnOfColumns(columns, in: file) }
        plan.warnings = context.warnings
        return plan
    }

    private func readVersion(_ scenario: MappingReader) {
        guard let node = scenario.required("turnout", example: "turnout: 1", in: context) else { return }
        guard node.scalar == "1" else {
            context.report(.languageVersion(node.scalar ?? node.kind), at: node.place)
            return
        }
    }

    /// Any 64-bit integer, so that a printed seed can be passed in again.
    private func readSeed(_ node: WrittenNode) -> UInt64? {
        guard let plain = context.plainText(node, "seed", expected: "a whole number") else { return nil }
        guard let digits = WholeNumber.digits(of: plain.text) else {
            context.report(context.notWholeNumber(plain, "seed"), at: node.place)
            return nil
        }
        guard let seed = UInt64(digits) else {
            context.report(
                .outOfRange(path: "seed", found: plain.found, least: "0", most: String(UInt64.max)), at: node.place)
            return nil
        }
        return seed
    }

    /// The most requests that can be given as a limit.
    private static let mostRequests = 1_000_000_000

    private func readLimits(_ node: WrittenNode, of crowds: [CrowdSection.Reading]) -> LimitsPlan? {
        guard let limits = MappingReader(node, Vocabulary.limits, path: "limits", in: context) else { return nil }
        return LimitsPlan(
            maxDuration: limits["max-duration"].flatMap { context.duration($0, limits.path("max-duration")) },
            abortWhen: limits["abort-when"].map {
                ThresholdsSection(context: context, use: .abort).read($0, crowds: crowds)
            } ?? [],
            maxRequests: limits["max-requests"].flatMap {
                context.integer($0, limits.path("max-requests"), 1...ScenarioReader.mostRequests)
            })
    }

    /// The file's name without folder and extension.
    private var defaultName: String {
        let base = context.file.split(separator: "/").last.map(String.init) ?? context.file
        let stem = base.lastIndex(of: ".").map { String(base[..<$0]) } ?? base
        return stem.isEmpty || stem.hasControlCharacters ? "scenario" : stem
    }
}
