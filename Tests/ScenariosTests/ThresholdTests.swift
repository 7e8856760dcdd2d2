// The grammar of thresholds.
import Measuring
import Scenarios
import Support
import Testing

@Suite struct ThresholdTests {
    private static let steps = ["token", "enter-room", "log in, twice", "timeout"]

    @Test(arguments: [
        ("turnout >= 99.5%", Threshold.Metric.turnout, Comparison.greaterOrEqual, 0.995),
        ("p95(enter-room) < 800ms", .percentile(95, .step(StepIndex(rawValue: 1), name: "enter-room")), .less, 800),
        ("p99.9( journey )<=1m30s", .percentile(99.9, .journey), .lessOrEqual, 90_000),
        ("mean(token) < 1.5s", .mean(.step(StepIndex(rawValue: 0), name: "token")), .less, 1500),
        ("max(\"log in, twice\") < 2s", .max(.step(StepIndex(rawValue: 2), name: "log in, twice")), .less, 2000),
        ("rate(token) > 12.5/s", .rate(.step(StepIndex(rawValue: 0), name: "token")), .greater, 12.5),
        ("failures == 0", .failures(nil, kind: nil, status: nil, asShare: false), .equal, 0),
        ("failures() < 1%", .failures(nil, kind: nil, status: nil, asShare: true), .less, 0.01),
        (
            "failures(token) != 3", .failures(StepIndex(rawValue: 0), kind: nil, status: nil, asShare: false),
            .notEqual, 3
        ),
        (
            "failures(token, status 429) == 0",
            .failures(StepIndex(rawValue: 0), kind: nil, status: 429, asShare: false), .equal, 0
        ),
        (
            "failures(token, timeout) < 0.1%",
            .failures(StepIndex(rawValue: 0), kind: .timeout, status: nil, asShare: true), .less, 0.001
        ),
        (
            "failures(timeout) == 0", .failures(StepIndex(rawValue: 3), kind: nil, status: nil, asShare: false), .equal,
            0
        ),
        ("failures(connect) == 0", .failures(nil, kind: .connect, status: nil, asShare: false), .equal, 0),
        ("failures(status 503) == 0", .failures(nil, kind: nil, status: 503, asShare: false), .equal, 0),
        ("spread(release) < 250ms", .spread, .less, 250),
        ("admission(99%) < 10s", .admission(0.99), .less, 10_000),
    ])
    func `a threshold is read exactly`(text: String, metric: Threshold.Metric, comparison: Comparison, bound: Double)
        throws
    {
        #expect(
            try Thresholds.parse(text, steps: Self.steps)
                == Threshold(expression: text, metric: metric, comparison: comparison, bound: bound))
    }

    @Test(arguments: [
        (
            "", 0,
            "threshold on \"\", expected turnout, pNN(…), mean(…), max(…), rate(…), failures(…), spread(release) or admission(…%)"
        ),
        ("trunout > 1%", 0, "threshold on \"trunout\"; did you mean \"turnout\"?"),
        ("p95(enterroom) < 1s", 4, "the journey has no step \"enterroom\"; did you mean \"enter-room\"?"),
        (
            "p95(xyz) < 1s", 4,
            "the journey has no step \"xyz\", expected token, enter-room, log in, twice, timeout or journey"
        ),
        ("p0(token) < 1s", 0, "threshold \"p0(token) < 1s\", expected a percentile above p0 and up to p100"),
        ("p101(token) < 1s", 0, "threshold \"p101(token) < 1s\", expected a percentile above p0 and up to p100"),
        ("p95 < 1s", 0, "threshold \"p95 < 1s\", expected p95(a step or journey); did you mean p95(journey) < 1s?"),
        (
            "turnout = 1%", 8,
            "threshold \"turnout = 1%\", expected a comparison: ==, !=, <, <=, > or >=; did you mean ==?"
        ),
        (
            "turnout => 1%", 8,
            "threshold \"turnout => 1%\", expected a comparison: ==, !=, <, <=, > or >=; did you mean >=?"
        ),
        ("p95(token) < 2 sec", 13, "bound \"2 sec\", expected a duration such as 800ms, 3s or 1m30s; did you mean 2s?"),
        ("failures < 0.01", 11, "bound \"0.01\", expected a whole number, or a share such as 1%; did you mean 1%?"),
        ("turnout >= 99,5%", 11, "bound \"99,5%\", expected a share up to 100%, such as 99.5%; did you mean 99.5%?"),
        ("turnout >= 0.99", 11, "bound \"0.99\", expected a share up to 100%, such as 99.5%; did you mean 99%?"),
        ("turnout >= 101%", 11, "bound \"101%\", expected a share up to 100%, such as 99.5%"),
        ("p95(token) < 800", 13, "bound \"800\", expected a duration such as 800ms, 3s or 1m30s; did you mean 800ms?"),
        ("p95(token < 800ms", 3, "threshold \"p95(token < 800ms\", expected a closing parenthesis"),
        (
            "failures(token, status 1) == 0", 16,
            "failures of \"status 1\", expected `status` and a number, or a kind such as timeout or connect"
        ),
        (
            "failures(token, timeuot) == 0", 16,
            "failures of \"timeuot\", expected `status` and a number, or a kind such as timeout or connect; did you mean \"timeout\"?"
        ),
        ("failures(token) == -1", 19, "bound \"-1\", expected a whole number, or a share such as 1%"),
        ("failures(token) == 1.5", 19, "bound \"1.5\", expected a whole number, or a share such as 1%"),
        ("spread(token) < 1s", 7, "threshold \"spread(token) < 1s\", expected spread(release)"),
        (
            "admission(99) < 1s", 10,
            "threshold \"admission(99) < 1s\", expected admission of a share, such as admission(99%)"
        ),
        ("turnout >= 99% or else", 11, "bound \"99% or else\", expected a share up to 100%, such as 99.5%"),
        ("turnout >=", 10, "bound \"\", expected a share up to 100%, such as 99.5%"),
    ])
    func `a wrong threshold is reported with its location`(text: String, offset: Int, message: String) {
        #expect {
            try Thresholds.parse(text, steps: Self.steps)
        } throws: { error in
            guard let error = error as? ThresholdError else { return false }
            return error.offset == offset && error.description == message
        }
    }

    @Test func `thresholds are checked beside a broken journey`() {
        let rest = "thresholds: [ p95(enter-rom) < 800ms, p95(enter-room) < 800 ]"
        let unit =
            "bound \"800\", expected a duration such as 800ms, 3s or 1m30s; did you mean 800ms?"
        let unknownStep = Sample.scenario(journey: "journey: [ generate-access, entr-room ]", rest: rest)
        #expect(
            errors(unknownStep) == [
                "x.yaml:4:29: unknown step \"entr-room\"; did you mean \"enter-room\"?", "x.yaml:5:57: \(unit)",
            ])
        let wrongOption = Sample.scenario(
            journey: "journey: [ generate-access: , enter-room: { link: \"ftp://x\" } ]", rest: rest)
        #expect(errors(wrongOption).count >= 2)
        #expect(errors(wrongOption).contains { $0.contains("did you mean \"enter-room\"?") })
        #expect(errors(wrongOption).contains("x.yaml:5:57: \(unit)"))
    }

    @Test(arguments: [
        ("http_req_duration: [ \"p(95)<500\" ]", "p95(journey) < 500ms"),
        ("http_req_failed: [ rate<0.01 ]", "failures < 1%"),
        ("checks: [ rate>0.9 ]", "turnout >= 99%"), ("other: 1", "p95(journey) < 500ms"),
    ])
    func `a mapping of another tool is answered with a condition`(written: String, ours: String) {
        let message = "a threshold is a mapping, expected a text such as turnout >= 99%; write \(ours)"
        #expect(errors(Sample.scenario(rest: "thresholds: [ \(written) ]")) == ["x.yaml:5:15: \(message)"])
        #expect(errors(Sample.scenario(rest: "thresholds: { \(written) }")) == ["x.yaml:5:13: \(message)"])
    }

    @Test func `a spread needs a release`() throws {
        let threshold = "thresholds: [ spread(release) < 1s ]"
        #expect(
            errors(Sample.scenario(arrival: "arrival: { over: 5s }", rest: threshold)) == [
                "x.yaml:6:15: spread(release) without any release; put `release: true` on a step, or use `arrival: at-once`"
            ])
        #expect(try load(Sample.scenario(rest: threshold)).thresholds.count == 1)
    }

    @Test(arguments: [
        ("turnout >= ${env.PW}", "a share up to 100%, such as 99.5%"),
        ("p95(${env.PW}) < 1s", "the name of a step: generate-access, enter-room or journey"),
        ("failures(enter-room, ${env.PW}) == 0", "`status` and a number, or a kind such as timeout or connect"),
        ("failures(${env.PW}) == 0", "the name of a step: generate-access or enter-room"),
        ("${env.PW} < 1", "a condition such as turnout >= 99%, p95(journey) < 800ms or failures == 0"),
        ("turnout ${env.PW} 1%", "a condition such as turnout >= 99%, p95(journey) < 800ms or failures == 0"),
    ])
    func `values from the environment are not in the error of a threshold`(written: String, expected: String) {
        let text = Sample.scenario(rest: "thresholds: [ \"\(written)\" ]")
        #expect(
            errors(text, environment: ["PW": "GEHEIM77"]) == [
                "x.yaml:5:15: threshold \"\(written)\" with the environment's values, expected \(expected)"
            ])
    }

    @Test(arguments: [
        ("turnout > 100%", "can never hold; no measure is below 0, and no share above 100%"),
        ("failures(enter-room) > 100%", "can never hold; no measure is below 0, and no share above 100%"),
        ("failures < 0", "can never hold; no measure is below 0, and no share above 100%"),
        ("max(enter-room) < 0s", "can never hold; no measure is below 0, and no share above 100%"),
        ("admission(99%) < 0s", "can never hold; no measure is below 0, and no share above 100%"),
        ("p95(pause) < 3s", ", but a pause makes no requests whose time could be measured"),
        ("mean(\"wait, long\") < ${env.T:-3s}", ", but a pause makes no requests whose time could be measured"),
    ])
    func `a threshold that can never hold is refused`(written: String, words: String) {
        let text = Sample.scenario(
            journey: "journey: [ generate-access: , enter-room: , pause: 1s, { pause: 1s, name: \"wait, long\" } ]",
            rest: "thresholds:\n  - \(written)")
        let message = "threshold \"\(written)\"\(words.hasPrefix(",") ? "" : " ")\(words)"
        #expect(errors(text) == ["x.yaml:6:5: \(message)"])
        // On the command line it is refused alike. Pauses are not known there.
        guard words.contains("never") else { return }
        #expect {
            try Thresholds.parse(written, steps: ["enter-room"])
        } throws: { "\($0)" == message }
    }

    @Test(arguments: ["turnout >= 100%", "failures > 100", "failures <= 0", "rate(pause) > 1", "failures(pause) == 0"])
    func `a threshold that can hold is accepted`(written: String) {
        let text = Sample.scenario(
            journey: "journey: [ generate-access: , enter-room: , pause: 1s ]", rest: "thresholds:\n  - \(written)")
        #expect(errors(text) == [])
    }

    @Test func `random thresholds are rejected with a location, or read the same twice`() {
        var random = SeededGenerator(seed: 20_260_102)
        let words = [
            "turnout", "p95", "p", "p99.9", "mean", "max", "rate", "failures", "spread", "admission", "(", ")",
            "(token)",
            "(release)", "(99%)", ",", "\"", " ", "status 429", "timeout", "<", ">=", "==", "=", "99.5%", "800ms", "3",
            "é", "-1",
        ]
        for _ in 0..<5000 {
            let text = (0..<Int.random(in: 0...6, using: &random)).map { _ in words.randomElement(using: &random)! }
                .joined()
            do throws(ThresholdError) {
                let threshold = try Thresholds.parse(text, steps: Self.steps)
                let again = try? Thresholds.parse(threshold.expression, steps: Self.steps)
                #expect(again == threshold, "seed 20260102: \(text)")
            } catch {
                #expect((0...text.unicodeScalars.count).contains(error.offset), "seed 20260102: \(text)")
            }
        }
    }

    @Test func `a wrong threshold in a file is reported with its column`() {
        let text = Sample.scenario(
            rest: "thresholds:\n  - turnout >= 99%\n  - p95(entre-room) < 1s\n  - \"rate(x) > 1\"")
        #expect(
            errors(text) == [
                "x.yaml:7:9: the journey has no step \"entre-room\"; did you mean \"enter-room\"?",
                "x.yaml:8:11: the journey has no step \"x\", expected generate-access, enter-room or journey",
            ])
    }

    @Test(arguments: [
        ("spread(release) < 1s", ConditionUse.judgement, "spread(release) without any release"),
        ("p95(rest) < 1s", .judgement, "but a pause makes no requests"),
        ("turnout > 100%", .judgement, "can never hold"),
        ("turnout > 50%", .abort, "would end a run in which nothing is wrong; did you mean turnout <= 50%?"),
        ("admission(99%) > 5s", .abort, "abort-when cannot judge admission here"),
    ])
    func `an option's condition is checked like one in a file`(
        text: String, use: ConditionUse, words: String
    ) throws {
        let plan = try load(
            """
            turnout: 1
            target: { site: "http://127.0.0.1:1" }
            participants: { count: 5 }
            arrival: { over: 2s }
            journey:
              - request: GET ${target.site}/
                name: enter
                enters: true
              - pause: 1s
                name: rest
            """)
        let error = #expect(throws: ThresholdError.self) { try plan.condition(text, for: use) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        #expect(try plan.condition("turnout < 50%", for: .abort).bound == 0.5)
    }
}
