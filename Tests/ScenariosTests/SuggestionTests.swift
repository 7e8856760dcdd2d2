// What is nearly the language is answered with the right form, which the language then accepts.
import Scenarios
import Testing

@Suite struct SuggestionTests {
    /// What each error of a text suggests, after `did you mean`.
    private func suggestions(_ text: String) -> [String?] {
        errors(text).map { error in
            error.firstRange(of: "; did you mean ").map { String(error[$0.upperBound...].dropLast()) }
        }
    }

    @Test(arguments: [
        ("status = 200", "status == 200"), ("status=200", "status == 200"), ("status==200", "status == 200"),
        ("status === 200", "status == 200"), ("status is 200", "status == 200"), ("status equals 200", "status == 200"),
        ("status is not 500", "status != 500"), ("status <> 500", "status != 500"), ("status 200", "status == 200"),
        ("status: 200", "status == 200"), ("{ status: 200 }", "status == 200"), ("200", "status == 200"),
        ("status => 200", "status >= 200"), ("time < 500", "time < 500ms"), ("time =< 1 sec", "time <= 1s"),
        ("size < 1,000", "size < 1000"), ("'body = \"a\"'", "body == \"a\""),
        ("body includes a b", "body contains a b"),
        ("body =~ a.b", "body matches a.b"), ("header X-A: b", "header X-A == b"),
        ("cookie session", "cookie session exists"),
        ("json /a = 1", "json /a == 1"),
        ("'body not contains \"x.y\"'", #"body matches "(?s)^(?!.*x\.y)""#),
        ("'body does not contain x'", #"body matches "(?s)^(?!.*x)""#),
        ("'header Location !contains \"a\"'", #"header Location matches "(?s)^(?!.*a)""#),
        ("'text contains \"a\"'", "body contains \"a\""), ("code == 200", "status == 200"),
        ("latency < 2s", "time < 2s"), ("status = many", nil), ("colour = red", nil),
    ])
    func `a check that is nearly one is answered with the check`(written: String, ours: String?) {
        func text(_ check: String) -> String {
            Sample.scenario(journey: "journey:\n  - generate-access:\n  - enter-room:\n      check:\n      - \(check)")
        }
        #expect(suggestions(text(written)) == [ours])
        if let ours { #expect(errors(text("'\(ours)'")) == []) }
    }

    @Test(arguments: [
        "'body contains \"a or b\"'", "body contains this and that", "'body contains \"x or status == 200\"'",
        "body contains End and status", "status < 600", "status > 99", "status != 404", "'header A == b or c'",
    ])
    func `a check of one condition is none of several`(check: String) {
        #expect(
            errors(Sample.scenario(journey: "journey:\n  - generate-access:\n  - enter-room:\n      check: \(check)"))
                == [])
    }

    @Test(arguments: [
        ("= moderator", "== moderator"), ("=== moderator", "== moderator"), ("<> moderator", "!= moderator"),
        ("!== moderator", "!= moderator"), ("is moderator", "== moderator"), ("is not moderator", "!= moderator"),
        ("always", nil),
    ])
    func `a condition that is nearly one is answered with the condition`(written: String, ours: String?) {
        func text(_ rest: String) -> String {
            Sample.scenario(
                journey: "journey: [ generate-access, enter-room: { when: \"${participant.role} \(rest)\" } ]")
        }
        #expect(suggestions(text(written)) == [ours.map { "${participant.role} \($0)" }])
        if let ours { #expect(errors(text(ours)) == []) }
    }

    @Test(arguments: [
        ("failures(enter-room, 503) == 0", "\"status 503\""), ("failures(503) == 0", "\"status 503\""),
        ("failures(status=503) == 0", "\"status 503\""), ("failures(status == 503) == 0", "\"status 503\""),
        ("failures(enter-room, http 503) == 0", "\"status 503\""),
        ("failures(enter-room, status503) == 0", "\"status 503\""),
        ("failures(timeuot) == 0", "\"timeout\""), ("failures(status != 503) == 0", nil),
        ("failures(enter-room, 5xx) == 0", nil), ("failures(700) == 0", nil),
    ])
    func `a filter that is nearly one is answered with the filter`(written: String, ours: String?) {
        #expect(suggestions(Sample.scenario(rest: "thresholds:\n  - \(written)")) == [ours])
    }

    @Test(arguments: [
        ("failures(status 503, enter-room) == 0", "expected the step first: failures(enter-room, status 503)"),
        ("failures < 200%", "expected a whole number, or a share up to 100%"),
        ("turnout >= 200%", "expected a share up to 100%, such as 99.5%"),
        ("failures < 1,000", "expected a whole number, or a share such as 1%; did you mean 1000?"),
        ("rate(enter-room) > 1,000", "expected completions a second, such as 50; did you mean 1000?"),
        ("p95(enter-room) < 1,000", "expected a duration such as 800ms, 3s or 1m30s; did you mean 1000ms?"),
        ("p95(enter-room) < 1,5s", "expected a duration such as 800ms, 3s or 1m30s; did you mean 1.5s?"),
    ])
    func `a threshold that is nearly one is answered with what it needs`(written: String, words: String) {
        let found = errors(Sample.scenario(rest: "thresholds:\n  - \(written)"))
        #expect(found.count == 1 && found[0].hasSuffix(words), "\(found)")
    }

    @Test func `a threshold written as a mapping is answered with the threshold`() {
        let words = "a threshold is a mapping, expected a text such as turnout >= 99%; write turnout >= 98%"
        #expect(errors(Sample.scenario(rest: "thresholds:\n  turnout: \">= 98%\"")) == ["x.yaml:6:3: \(words)"])
    }

    @Test(arguments: [
        ("1,000", "comma", "1000"), ("1,000,000", "comma", "1000000"), ("1.000", "point", "1000"),
        ("10 000", "space", "10000"), ("1'000", "apostrophe", "1000"),
    ])
    func `thousands are written without a separator`(written: String, separator: String, ours: String) {
        let words = "write thousands without a \(separator): \(ours)"
        for key in ["participants:\n  count", "participants:\n  count: 5\nseed"] {
            let found = errors(Sample.scenario(participants: "\(key): \(written)"))
            let path = key.hasSuffix("seed") ? "seed" : "participants.count"
            #expect(found.count == 1, "\(found)")
            #expect(found[0].hasSuffix(": \(path) is \"\(written)\", expected a whole number; \(words)"), "\(found)")
        }
    }

    @Test(arguments: [
        ("participants: { count: 1,000 }", "participants.count is \"1,000\"", "write thousands without a comma: 1000"),
        (
            "participants: { count: 1,000,000 }", "participants.count is \"1,000,000\"",
            "write thousands without a comma: 1000000"
        ),
        (
            "participants: { count: 500,000, cookies: true }", "participants.count is \"500,000\"",
            "write thousands without a comma: 500000"
        ),
        (
            "participants: { count: 5 }\narrival: { over: 1,5s }", "arrival.over is \"1,5s\"",
            "write a fraction with a point: 1.5s"
        ),
    ])
    func `a comma that ends a number is named as such`(written: String, found: String, remedy: String) {
        let errors = errors(Sample.scenario(participants: written))
        #expect(
            errors.count == 1 && errors[0].hasSuffix(": \(found), but a comma ends a value inside { … }; \(remedy)"),
            "\(errors)")
    }

    @Test(arguments: [
        ("target: stand-in", "target", "a mapping such as { api: stand-in }"),
        ("target: https://h.example/?token=hunter2", "target", "a mapping such as { api: https://… }"),
        ("target: { api: stand-in, stand-in: flaky }", "target.stand-in", "a mapping such as { profile: flaky }"),
        ("target: { api: stand-in, tls: false }", "target.tls", "a mapping such as { verify: false }"),
        ("limits: 5m", "limits", "a mapping such as { max-duration: 5m }"),
        (
            "platform: hunter2", "platform",
            "a mapping such as { client: { id: …, secret: … }, host: { email: …, password: … } }"
        ),
        ("arrival: 30s", "arrival is \"30s\"", "at-once or { over: 30s }"),
        ("journey: token", "journey", "a list of steps such as [ token ]"),
        (
            "journey: [ token: password, enter-room: ]", "journey.0.token",
            "no value or a mapping such as { grant: password }"
        ),
        (
            "journey: [ token: name, enter-room: ]", "journey.0.token",
            "no value or a mapping such as { username: name }"
        ),
        (
            "journey: [ token: hunter2, enter-room: ]", "journey.0.token",
            "no value or a mapping such as { grant: password }"
        ),
        (
            "journey: [ generate-access: participant ]", "journey.0.generate-access",
            "no value or a mapping such as { as: participant }"
        ),
        (
            "journey: [ generate-access: moderator ]", "journey.0.generate-access",
            "no value or a mapping such as { role: moderator }"
        ),
        (
            "journey: [ enter-room: \"https://h.example/r?token=hunter2\" ]", "journey.0.enter-room",
            "no value or a mapping such as { link: https://… }"
        ),
        ("journey: [ generate-access: { release: 95% } ]", "journey.0.release", "true or { quorum: 95% }"),
        ("journey: [ generate-access: { release: 30s } ]", "journey.0.release", "true or { timeout: 30s }"),
        (
            "journey: [ generate-access: { retry: connect } ]", "journey.0.retry",
            "a number of attempts or { for: connect }"
        ),
    ])
    func `a value where a mapping is needed is answered with the mapping`(
        written: String, path: String, expected: String
    ) {
        let key = written.prefix { $0 != ":" }
        let sections = [
            "target: { api: stand-in }", "participants: { count: 5 }", "journey: [ generate-access, enter-room ]",
        ]
        let text = (["turnout: 1"] + sections.filter { !$0.hasPrefix("\(key):") } + [written]).joined(separator: "\n")
        let found = errors(text)
        let what = path.contains(" is ") ? path : "\(path) is a text"
        #expect(found.count == 1 && found[0].hasSuffix(": \(what), expected \(expected)"), "\(found)")
        #expect(!found.joined().contains("hunter"))
    }

    @Test(arguments: [
        ("5-20s", "5s..20s"), ("5s-20s", "5s..20s"), ("5s - 20s", "5s..20s"), ("5–20 s", "5s..20s"),
        ("5..20s", "5s..20s"),
        ("5...20s", "5s..20s"), ("5s to 20s", "5s..20s"), ("between 5s and 20s", "5s..20s"), ("5-20", "5s..20s"),
        ("20s-5s", "5s..20s"), ("500ms-2s", "500ms..2s"), ("\"[5s, 20s]\"", nil), ("[ 5s, 20s ]", "5s..20s"),
        ("1,5s", "1.5s"),
    ])
    func `a pause that is nearly one is answered with the pause`(written: String, ours: String?) {
        func text(_ pause: String) -> String {
            Sample.scenario(journey: "journey:\n  - enter-room:\n  - pause: \(pause)")
        }
        let pause = suggestions(text(written)).last
        #expect(pause == ours)
        if let ours { #expect(!errors(text(ours)).joined().contains("pause")) }
    }
}
