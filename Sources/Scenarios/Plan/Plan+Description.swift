// A plan in words.
import Addresses

extension Plan {
    /// The plan in words and without secrets, for `check`.
    package var summary: PlanDescription {
        var api: String?
        switch target.api {
        case .standIn(let standIn):
            api = "the embedded stand-in, profile \(standIn.profile)"
            if let config = standIn.configFile { api?.append(", \(config)") }
        case .url(let url): api = target.hasAPI ? url.text : nil
        }
        return PlanDescription(
            name: name, text: description, source: source, api: api, site: target.site?.text,
            web: target.web?.text,
            hosts: contactPolicy(at: target.knownOrigins).rules.map(\.description).reduce(into: []) { hosts, host in
                // A URL's host and the same host in `allow-hosts`, which has every port.
                if !hosts.contains(host) { hosts.append(host) }
            },
            connections: target.connections, event: platform?.event, setup: setup.map(\.words),
            teardown: teardown.map(\.words), crowds: crowds.map(\.words),
            thresholds: thresholds.map(\.expression),
            limits: limits.words, outputs: outputs.words, host: event.words(of: self), seed: seed)
    }
}

extension LimitsPlan {
    fileprivate var words: [String] {
        [
            maxDuration.map { "after \(DurationText.write($0)) at the latest" },
            maxRequests.map { "after \($0) \($0 == 1 ? "request" : "requests")" },
        ].compactMap { $0 } + abortWhen.map { "when \($0.expression)" }
    }
}

extension TargetPlan {
    /// Connection settings that differ from the defaults.
    fileprivate var connections: [String] {
        var words: [String] = []
        if !tls.verify { words.append("certificates are not verified") }
        if let client = tls.client {
            words.append(
                "client certificate \(client.certificate.written)"
                    + (client.isCommon ? "" : ", \(client.files.count) files"))
        }
        switch proxy {
        case .none: break
        case .environment: words.append("through the environment's proxies, so that times include theirs")
        case .url(_, let shown): words.append("through the proxy \(shown), so that times include its own")
        }
        if !compression { words.append("no compressed bodies") }
        if let ca = tls.caFile { words.append("certificates of \(ca) are trusted") }
        switch http {
        case .auto: break
        case .http1_1, .http2: words.append("HTTP/\(http.rawValue) only")
        }
        words += resolve.map { "resolve \($0)" }
        words += connectTo.map { "connect to \($0)" }
        if !sourceAddresses.isEmpty {
            words.append(
                sourceAddresses.count == 1
                    ? "from \(sourceAddresses[0])"
                    : "from \(sourceAddresses.count) addresses, \(sourceAddresses[0]) the first")
        }
        switch shownUserAgent {
        case nil: break
        case "": words.append("no User-Agent")
        case let text?: words.append("User-Agent \(text)")
        }
        if !participantHeader { words.append("no X-Turnout-Participant") }
        if let traceHeader {
            words.append("traceparent, \(ShareText.write(traceHeader.sampled)) of the journeys sampled")
        }
        if !replay { words.append("requests are not replayed when a kept-alive connection closes") }
        return words
    }
}

extension PlatformPlan {
    fileprivate var event: String {
        let space =
            switch space {
            case .create(let name): "space \(quoted(name)), created if there is none"
            case .existing(let id): "space \(id)"
            }
        return switch room {
        case .create(let room):
            "\(room.isPublic ? "public" : "private") \(room.type) \(quoted(room.name)), created if there is none; \(space)"
        case .existing(let id): "room \(id); \(space)"
        }
    }
}

extension CrowdPlan {
    fileprivate var words: PlanDescription.Crowd {
        PlanDescription.Crowd(
            name: name, participants: participants.words(expected: expected), arrival: arrival.words,
            start: start.words, steps: journey.map(\.words))
    }
}

extension CrowdPlan.Start {
    fileprivate var words: String? {
        switch self {
        case .withRun: nil
        case .after(let delay): "after \(DurationText.write(delay))"
        case .afterCrowd(let crowd): "when \(crowd) have entered or ended"
        }
    }
}

extension ParticipantsPlan {
    fileprivate func words(expected: Int?) -> String {
        var words = [expected.map { "\($0) \($0 == 1 ? "participant" : "participants")" } ?? "participants"]
        if moderators > 0 { words.append("\(moderators) of them \(moderators == 1 ? "a moderator" : "moderators")") }
        switch accounts {
        case .existing: words.append("accounts exist")
        case .create: words.append("accounts are created if missing")
        }
        if !cookies { words.append("no cookies stored") }
        if let data {
            let rows = "\(data.table.count) \(data.table.count == 1 ? "row" : "rows")"
            words.append("data from \(data.file) (\(rows), \(data.order.rawValue))")
        }
        return words.joined(separator: ", ")
    }
}

extension Arrival {
    fileprivate var words: String {
        switch self {
        case .atOnce: "at once"
        case .over(let window, let curve): "over \(DurationText.write(window)), \(curve.rawValue)"
        case .rate(let rate, let duration, let poisson):
            "\(RateText.write(rate)) for \(DurationText.write(duration)), "
                + (poisson
                    ? "at random, about \(NumberText.write((rate * duration.seconds).rounded())) in total" : "evenly")
        case .stages(let stages): "in stages: \(stages.map(\.words).joined(separator: ", "))"
        case .trace(let joins):
            "as recorded\(joins.file.map { " in \($0)" } ?? "")"
                + (joins.speed == 1 ? "" : " at \(NumberText.write(joins.speed)) times the speed")
                + ", within \(DurationText.write(joins.times.last ?? .zero))"
        case .looping(let count, let duration): "looping, \(count) at a time for \(DurationText.write(duration))"
        }
    }
}

extension Arrival.Stage {
    fileprivate var words: String {
        switch self {
        case .ramp(let rate, let duration): "to \(RateText.write(rate)) in \(DurationText.write(duration))"
        case .hold(let duration): "hold for \(DurationText.write(duration))"
        }
    }
}

extension StepPlan {
    fileprivate var words: PlanDescription.Step {
        var options: [String] = []
        if timeout != .seconds(30) { options.append("timeout \(DurationText.write(timeout))") }
        if let retry {
            let triggers = retry.triggers.map(\.written).joined(separator: ", ")
            options.append("up to \(retry.attempts) attempts on \(triggers.isEmpty ? "nothing" : triggers)")
        }
        if let when { options.append("only when \(when.written)") }
        options += checks.map { "check \($0.text)" }
        return PlanDescription.Step(name: name, action: action.kind.words, release: release?.words, options: options)
    }
}

extension ReleasePlan {
    fileprivate var words: String {
        let share = quorum == 1 ? "all" : ShareText.write(quorum)
        return "release when \(share) wait, or after \(DurationText.write(timeout))\(tight ? ", tight" : "")"
            + (primed ? ", primed, \(DurationText.write(hold)) for that at most" : "")
    }
}
