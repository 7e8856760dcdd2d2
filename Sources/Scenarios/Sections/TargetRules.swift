// What the steps demand of `target`: an API if they use one, and hosts that it allows.
import Addresses

/// Checks the target against the steps.
struct TargetRules {
    let context: LoadContext

    /// The target with an API, or nil after an error. Without `target.api` the first URL of the steps takes its place,
    /// unless a step uses the platform.
    func complete(
        _ target: TargetPlan, for steps: [JourneySection.Step], hasPlatform: Bool, section: SourceLocation?,
        scenario: SourceLocation
    ) -> TargetPlan? {
        checkHosts(of: steps, target)
        guard !target.hasAPI else { return target }
        let needsAPI = hasPlatform || steps.contains { $0.plan.usesPlatform }
        let first =
            target.site?.url ?? steps.lazy.flatMap(\.plan.action.kind.contacts).compactMap { $0.url(at: nil) }.first
        guard !needsAPI, let first, let base = try? BaseURL(first.origin) else {
            // Steps with errors of their own may be missing here.
            if needsAPI || context.errors.isEmpty {
                context.report(
                    section == nil
                        ? .missingKey("target", section: "at the top", example: "target: { api: stand-in }")
                        : .missingKey("api", section: "in target", example: "api: stand-in"),
                    at: section ?? scenario)
            }
            return nil
        }
        var target = target
        target.api = .url(base)
        return target
    }

    /// Reports hosts of the steps that an explicit list does not allow.
    private func checkHosts(of steps: [JourneySection.Step], _ target: TargetPlan) {
        guard !target.allowHosts.isEmpty else { return }
        var known = [target.web, target.site].compactMap { $0?.url }
        if target.hasAPI, case .url(let api) = target.api { known.append(api.url) }
        let policy = ContactPolicy(urls: known, patterns: target.allowHosts)
        var refused: [(host: String, place: SourceLocation)] = []
        for step in steps {
            for case .address(let template, _) in step.plan.action.kind.contacts {
                guard let url = template.knownURL(at: nil), !policy.allows(url) else { continue }
                refused.append((url.isUsualPort ? url.host : url.hostPort, step.place))
            }
        }
        // One line allows all of them.
        var hosts = target.allowHosts.map(\.description)
        for (host, _) in refused where !hosts.contains(host) { hosts.append(host) }
        let line = hosts.map(TargetRules.written).joined(separator: ", ")
        for (host, place) in refused {
            context.report(.hostNotAllowed(host, line: "allow-hosts: [\(line)]"), at: place)
        }
    }

    /// A rule as an item of a YAML list: in quotation marks if it begins with a star or has a port.
    private static func written(_ rule: String) -> String {
        rule.contains { !($0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "." || $0 == "-") } ? "\"\(rule)\"" : rule
    }
}

extension StepPlan {
    /// Its texts, its condition's and its checks'.
    package var templates: [Template] {
        action.kind.templates + (when.map { [$0.left, $0.right] } ?? []) + checks.flatMap(\.templates)
    }

    /// Whether it uses the platform's API or what setup provides there.
    var usesPlatform: Bool {
        let usesOrigin = action.kind.contacts.contains { contact in
            switch contact {
            case .api, .web, .address(_, otherwise: .web), .address(_, otherwise: .api): true
            case .unknown, .address: false
            }
        }
        return usesOrigin || action.kind.needsPlatform || usesPlatformNames
            || templates.contains { $0.names.contains(.targetAPI) || $0.names.contains(.targetWeb) }
    }

    /// Whether a text needs what setup provides on the platform.
    var usesPlatformNames: Bool {
        templates.contains { template in
            template.requiredNames.contains { [.spaceID, .roomID, .roomAlias, .hostToken].contains($0) }
        }
    }
}

extension Check {
    /// The texts in it.
    package var templates: [Template] {
        switch demand {
        case .contains(let template), .text(_, let template): [template]
        case .exists, .number, .matches: []
        }
    }
}
