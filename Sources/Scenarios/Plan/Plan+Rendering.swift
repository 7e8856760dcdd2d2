// The resolved scenario in the scenario language, for the run file: overrides applied, defaults written out, secrets
// replaced by dots.
import Addresses
import Measuring

extension Plan {
    /// The plan as a scenario in YAML, without secrets.
    package var resolvedDescription: String { redactor.redact(rendered) }

    private var rendered: String {
        var lines = ["turnout: 1", "name: \(YAMLText.literal(name))"]
        if let description { lines.append("description: \(YAMLText.literal(description))") }
        lines += target.rendered
        if let platform { lines += platform.rendered }
        if !setup.isEmpty { lines += ["setup:"] + setup.flatMap(\.rendered) }
        if crowds.count == 1, let only = crowds.first, only.name == CrowdPlan.onlyName, only.start == .withRun {
            lines += only.rendered
        } else {
            lines.append("crowds:")
            for crowd in crowds {
                lines.append("  \(YAMLText.quote(crowd.name)):")
                lines += crowd.rendered.map { "    " + $0 }
            }
        }
        if !teardown.isEmpty { lines += ["teardown:"] + teardown.flatMap(\.rendered) }
        lines.append(thresholds.isEmpty ? "thresholds: []" : "thresholds:")
        lines += thresholds.map { "  - \(YAMLText.literal($0.expression))" }
        lines += limits.rendered
        lines += outputs.rendered + event.rendered
        if let seed { lines.append("seed: \(seed)") }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension LimitsPlan {
    fileprivate var rendered: [String] {
        let conditions = abortWhen.map { YAMLText.literal($0.expression) }.joined(separator: ", ")
        let parts = [
            maxDuration.map { "max-duration: \(DurationText.write($0))" },
            abortWhen.isEmpty ? nil : "abort-when: [\(conditions)]", maxRequests.map { "max-requests: \($0)" },
        ].compactMap { $0 }
        return parts.isEmpty ? [] : ["limits: { \(parts.joined(separator: ", ")) }"]
    }
}

extension CrowdPlan {
    fileprivate var rendered: [String] {
        var lines = ["participants:"]
        if !arrival.tellsCount { lines.append("  count: \(participants.count)") }
        lines += [
            "  accounts: \(participants.accounts.rawValue)", "  cookies: \(participants.cookies)",
            "  moderators: \(participants.moderators)",
        ]
        if let data = participants.data {
            lines.append("  data: { csv: \(YAMLText.literal(data.file)), order: \(data.order.rawValue) }")
        }
        lines.append("arrival: \(arrival.rendered)")
        switch start {
        case .withRun: break
        case .after(let delay): lines.append("start: \(DurationText.write(delay))")
        case .afterCrowd(let crowd): lines.append("start: \(YAMLText.quote("after \(crowd)"))")
        }
        lines.append("journey:")
        for step in journey { lines += step.rendered }
        return lines
    }
}

extension Arrival {
    fileprivate var rendered: String {
        switch self {
        case .atOnce: "at-once"
        case .over(let window, let curve): "{ over: \(DurationText.write(window)), curve: \(curve.rawValue) }"
        case .rate(let rate, let duration, let poisson):
            "{ rate: \(RateText.write(rate)), for: \(DurationText.write(duration)), poisson: \(poisson) }"
        case .stages(let stages):
            "{ stages: [\(stages.map(\.rendered).joined(separator: ", "))] }"
        case .trace(let joins):
            if let file = joins.file {
                "{ trace: \(YAMLText.literal(file)), speed: \(NumberText.write(joins.speed)) }"
            } else {
                "{ trace: [\(joins.times.map(DurationText.write).joined(separator: ", "))] }"
            }
        case .looping(let count, let duration): "{ looping: \(count), for: \(DurationText.write(duration)) }"
        }
    }
}

extension Arrival.Stage {
    fileprivate var rendered: String {
        switch self {
        case .ramp(let rate, let duration): "{ to: \(RateText.write(rate)), for: \(DurationText.write(duration)) }"
        case .hold(let duration): "{ hold: \(DurationText.write(duration)) }"
        }
    }
}

/// Quotes texts for YAML.
enum YAMLText {
    /// The text in double quotes, readable as YAML and as JSON.
    static func quote(_ text: String) -> String {
        var quoted = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted.append(contentsOf: ["\\", scalar])
            case "\n": quoted.append(contentsOf: ["\\", "n"])
            case "\t": quoted.append(contentsOf: ["\\", "t"])
            default:
                if ControlCharacters.contains(scalar) {
                    quoted.append(contentsOf: "\\u\(Words.hexadecimal(scalar.value))".unicodeScalars)
                } else {
                    quoted.append(scalar)
                }
            }
        }
        quoted.append("\"")
        return String(quoted)
    }

    /// A value without names. Whatever looks like a name is escaped. (In a key nothing is one: `quote` writes it.)
    static func literal(_ text: String) -> String { quote(Template(literal: text).written) }

    /// A text with names.
    static func template(_ template: Template) -> String { quote(template.written) }
}

extension TargetPlan {
    fileprivate var rendered: [String] {
        var lines = ["target:"]
        switch api {
        case .standIn(let standIn):
            let config = standIn.configFile.map { ", config: \(YAMLText.literal($0))" } ?? ""
            lines += ["  api: stand-in", "  stand-in: { profile: \(YAMLText.literal(standIn.profile))\(config) }"]
        case .url(let url): if hasAPI { lines.append("  api: \(YAMLText.literal(url.text))") }
        }
        if let site { lines.append("  site: \(YAMLText.literal(site.text))") }
        if let web { lines.append("  web: \(YAMLText.literal(web.text))") }
        if !allowHosts.isEmpty { lines.append("  allow-hosts: [\(YAMLText.list(allowHosts.map(\.description)))]") }
        let ca = tls.caFile.map { "ca: \(YAMLText.literal($0)), " } ?? ""
        let client = tls.client.map { ", client: { \($0.rendered) }" } ?? ""
        lines += ["  tls: { \(ca)verify: \(tls.verify)\(client) }", "  http: \(YAMLText.literal(http.rawValue))"]
        if !resolve.isEmpty {
            // A mapping by name and port.
            lines.append("  resolve:")
            lines += resolve.compactMap(ConnectionRule.init).map { rule in
                let addresses = rule.place.split(separator: ",").map(String.init)
                return "    \(YAMLText.quote("\(rule.host):\(rule.port)")): [\(YAMLText.list(addresses))]"
            }
        }
        if !sourceAddresses.isEmpty { lines.append("  source-addresses: [\(YAMLText.list(sourceAddresses))]") }
        if let shownUserAgent {
            lines.append("  user-agent: \(shownUserAgent.isEmpty ? "false" : YAMLText.literal(shownUserAgent))")
        }
        if !participantHeader { lines.append("  participant-header: false") }
        if !replay { lines.append("  replay: false") }
        switch proxy {
        case .none: break
        case .environment: lines.append("  proxy: environment")
        case .url(_, let shown): lines.append("  proxy: \(YAMLText.literal(shown))")
        }
        if !compression { lines.append("  compression: false") }
        // An option of the command line, not a key of the language: a comment, so that the text can be read again.
        if let traceHeader {
            lines.append("  # traceparent: \(ShareText.write(traceHeader.sampled)) of the journeys sampled")
        }
        return lines
    }
}

extension ClientCertificatePlan {
    fileprivate var rendered: String {
        [
            "cert: \(YAMLText.template(certificate))", key.map { "key: \(YAMLText.template($0))" },
            password.map { "key-password: \(YAMLText.template($0))" },
        ].compactMap { $0 }.joined(separator: ", ")
    }
}

extension YAMLText {
    fileprivate static func list(_ texts: [String]) -> String { texts.map(literal).joined(separator: ", ") }
}

extension PlatformPlan {
    fileprivate var rendered: [String] {
        let dots = YAMLText.quote(Secret.dots)
        var lines = ["platform:", "  client: { id: \(dots), secret: \(dots) }"]
        if host != nil { lines.append("  host: { email: \(dots), password: \(dots) }") }
        switch space {
        case .create(let name): lines.append("  space: { create: { name: \(YAMLText.literal(name)) } }")
        case .existing(let id): lines.append("  space: \(YAMLText.literal(id))")
        }
        switch room {
        case .create(let room):
            lines.append(
                "  room: { create: { name: \(YAMLText.literal(room.name)), type: \(room.type), public: \(room.isPublic) } }"
            )
        case .existing(let id): lines.append("  room: \(YAMLText.literal(id))")
        }
        return lines
    }
}

extension StepPlan {
    fileprivate var rendered: [String] {
        let kind = action.kind
        var lines = kind.rendered
        lines.append("    name: \(YAMLText.literal(name))")
        if let release {
            lines.append(
                "    release: { quorum: \(ShareText.write(release.quorum)), timeout: \(DurationText.write(release.timeout)), "
                    + "tight: \(release.tight)\(release.primed ? ", primed: true, hold: \(DurationText.write(release.hold))" : "")"
                    + "\(release.gate.map { ", gate: \(YAMLText.literal($0))" } ?? "") }")
        }
        if kind.sends { lines.append("    timeout: \(DurationText.write(timeout))") }
        if let retry {
            lines.append(
                "    retry: { attempts: \(retry.attempts), for: [\(retry.triggers.map(\.written).joined(separator: ", "))], "
                    + "\(retry.interval.map { "interval: \(DurationText.write($0))" } ?? "backoff: \(DurationText.write(retry.backoff))"), honour-retry-after: \(retry.honourRetryAfter) }"
            )
        }
        if let when { lines.append("    when: \(YAMLText.quote(when.written))") }
        if !checks.isEmpty {
            lines.append("    check: [\(checks.map { YAMLText.quote($0.text) }.joined(separator: ", "))]")
        }
        return lines
    }
}

extension RetryPlan.Trigger {
    /// The trigger as a scenario writes it.
    var written: String {
        switch self {
        case .status(let status): String(status)
        case .kind(let kind): kind
        }
    }
}

extension Condition {
    /// The comparison as a scenario writes it, secrets hidden.
    package var written: String { "\"\(left.written)\" \(isEqual ? "==" : "!=") \"\(right.written)\"" }
}

extension ShareText {
    /// The share with a percent sign, without insignificant digits.
    package static func write(_ share: Double) -> String {
        let percent = (share * 100 * 1e9).rounded() / 1e9
        return percent == percent.rounded() ? "\(Int(percent))%" : "\(percent)%"
    }
}
