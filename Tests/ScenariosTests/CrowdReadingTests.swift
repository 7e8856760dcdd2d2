// Several crowds in the language: their plans, their errors, thresholds on them, and the command line.
import Measuring
import Scenarios
import Testing

@Suite struct CrowdReadingTests {
    typealias Case = ErrorMessageTests.Case

    private static let hosts =
        "hosts: { participants: { count: 3, moderators: 3 }, arrival: { over: 5s }, journey: *j }"

    /// A scenario with these crowds, one a line; `*j` is a journey that enters the room.
    private static func scenario(_ crowds: String..., rest: String = "") -> String {
        let lines = crowds.map { "  \($0)" }.joined(separator: "\n")
            .replacing("*j", with: "[ generate-access, enter-room ]")
        return "turnout: 1\ntarget: { api: stand-in }\ncrowds:\n\(lines)\n\(rest)\n"
    }

    private static let three = scenario(
        hosts, "learners: { participants: { count: 500 }, start: after hosts, journey: *j }",
        "background: { arrival: { looping: 20, for: 2m }, start: 30s, journey: [ { request: GET https://a.example/ } ] }",
        rest: "name: x")

    @Test func `several crowds become a plan`() throws {
        let plan = try load(Self.three)
        #expect(plan.crowds.map(\.name) == ["hosts", "learners", "background"])
        #expect(plan.crowds.map(\.start) == [.withRun, .afterCrowd("hosts"), .after(.seconds(30))])
        #expect(plan.crowds.map(\.participants.count) == [3, 500, 20])
        #expect(plan.crowds.map(\.expected) == [3, 500, nil])
        #expect(plan.crowds.map { $0.journey[0].release != nil } == [false, true, false])
        #expect(plan.expected == 503)
        let words = plan.summary.crowds
        #expect(words.map(\.start) == [nil, "when hosts have entered or ended", "after 30s"])
    }

    @Test func `a plan with several crowds is written out so that it is read back the same`() throws {
        let plan = try load(Self.three)
        let again = try load(plan.resolvedDescription)
        #expect(again.resolvedDescription == plan.resolvedDescription)
        #expect(again.crowds.map(\.name) == plan.crowds.map(\.name))
        #expect(again.crowds.map(\.start) == plan.crowds.map(\.start))
        #expect(again.crowds.map(\.arrival) == plan.crowds.map(\.arrival))
        #expect(again.crowds.map(\.participants) == plan.crowds.map(\.participants))
        #expect(again.crowds.map { $0.journey.map(\.action) } == plan.crowds.map { $0.journey.map(\.action) })
        #expect(again.crowds.map { $0.journey.map(\.release) } == plan.crowds.map { $0.journey.map(\.release) })
    }

    @Test func `a gate that crowds share has the settings that one of them writes`() throws {
        let plan = try load(
            Self.scenario(
                "a: { participants: { count: 2 }, journey: [ generate-access: , enter-room: { release: { gate: doors } } ] }",
                "b: { participants: { count: 3 }, journey: [ generate-access: , enter-room: { release: { gate: doors, quorum: 90% } } ] }"
            ))
        let doors = ReleasePlan(quorum: 0.9, gate: "doors")
        #expect(plan.crowds.map { $0.journey.map(\.release) } == [[nil, doors], [nil, doors]])
        #expect(plan.gates.map(\.name) == ["doors"])
        #expect(plan.gates.map(\.expected) == [5])
        #expect(try load(plan.resolvedDescription).gates == plan.gates)
    }

    // MARK: Errors

    private static let one = "participants: { count: 1 }, journey: *j"

    @Test(arguments: [
        Case(
            scenario("a: { \(one) }", rest: "participants: { count: 3 }\njourney: [ generate-access ]"),
            "5:1: \"participants\" at the top beside \"crowds\"; move it into a crowd",
            "6:1: \"journey\" at the top beside \"crowds\"; move it into a crowd"),
        Case(
            "turnout: 1\ntarget: { api: stand-in }\ncrowds: [ a ]\n",
            "3:9: crowds is a list, expected a mapping such as { learners: { participants: { count: 500 }, journey: [ … ] } }"
        ),
        Case(
            "turnout: 1\ntarget: { api: stand-in }\ncrowds: {}\n",
            "3:9: crowds is empty, expected crowds by their names, such as learners: { participants: …, journey: … }"),
        Case(
            scenario("a: 5"),
            "4:6: crowds.a is a text, expected a mapping such as { participants: { count: 500 }, journey: [ … ] }"),
        Case(
            scenario("a: { participants: { count: 1 } }"),
            "4:6: \"journey\" is missing in crowds.a; for example `journey: [ enter-room ]`"),
        Case(
            scenario("a: { journey: *j }"),
            "4:6: \"participants\" is missing in crowds.a; for example `participants: { count: 500 }`"),
        Case(
            scenario("a: { participants: { count: 0 }, journey: *j }"),
            "4:31: crowds.a.participants.count is 0, expected 1 to 1000000"),
        Case(
            scenario("a: { \(one), arival: at-once }"), "4:78: unknown key \"arival\"; did you mean \"arrival\"?"),
        Case(
            scenario("a: { \(one), arrival: { rate: 5 } }"),
            "4:87: \"for\" is missing in arrival; for example `for: 2m`",
            "4:95: crowds.a.arrival.rate is \"5\", expected a rate such as 50/s, 300/m or 1000/h; did you mean 5/s?",
            "4:31: crowds.a.participants.count beside arrival.rate, which tells how many come; leave crowds.a.participants.count out"
        ),
        Case(
            scenario("a: { participants: { count: 1 }, journey: [ { token: { timeout: 0s } } ] }"),
            "4:67: crowds.a.journey.0.timeout is 0s, expected more than 0"),
        Case(
            scenario("journey: { \(one) }"),
            "4:3: a crowd cannot be named \"journey\"; that word has another meaning in thresholds"),
        Case(
            scenario("timeout: { \(one) }"),
            "4:3: a crowd cannot be named \"timeout\"; that word has another meaning in thresholds"),
        Case(
            scenario("\"late ones\": { \(one) }"),
            "4:3: a crowd cannot be named \"late ones\", expected letters, digits, - and _, a letter first"),
        Case(
            scenario("a: { \(one) }", "b: { \(one) }", "a: { \(one) }"),
            "6:3: key \"a\" occurs twice; the first is on line 4"),
        Case(
            scenario("a: { \(one), start: soon }", "b: { \(one) }"),
            "4:85: crowds.a.start is \"soon\", expected a duration such as 30s, or `after` and the name of a crowd"),
        Case(
            scenario("a: { \(one), start: after 30s }", "b: { \(one) }"),
            "4:85: crowds.a.start is \"after 30s\", expected a duration such as 30s, or `after` and the name of a crowd; did you mean 30s?"
        ),
        Case(
            scenario("a: { \(one), start: b }", "b: { \(one) }"),
            "4:85: crowds.a.start is \"b\", expected a duration such as 30s, or `after` and the name of a crowd; did you mean after b?"
        ),
        Case(
            scenario("a: { \(one), start: 30 }", "b: { \(one) }"),
            "4:85: crowds.a.start is \"30\", expected a duration such as 500ms, 30s, 2m or 1h30m; did you mean 30s?"),
        Case(
            scenario("a: { \(one), start: after learnrs }", "learners: { \(one) }"),
            "4:85: there is no crowd \"learnrs\"; did you mean \"learners\"?"),
        Case(
            scenario("a: { \(one), start: after x }", "b: { \(one) }"),
            "4:85: there is no crowd \"x\", expected a or b"),
        Case(scenario("a: { \(one), start: after a }"), "4:85: the crowd a would start after itself"),
        Case(
            scenario(
                "a: { \(one), start: after b }", "b: { \(one), start: after c }", "c: { \(one), start: after a }",
                "d: { \(one), start: after a }"),
            "4:85: the crowds a, b and c wait for each other, so none of them would start"),
        Case(
            scenario(
                "a: { participants: { count: 1 }, journey: [ generate-access: , enter-room: { release: { gate: doors } } ] }",
                "b: { participants: { count: 1 }, start: after a, journey: [ generate-access: { release: { gate: doors } } ] }"
            ),
            "4:89: the gate \"doors\" waits for the crowd b, which starts only when this one has entered; give them different gates, or let b start earlier"
        ),
        Case(
            scenario(
                "a: { participants: { count: 1 }, journey: [ generate-access: { release: { gate: x } }, enter-room: { release: { gate: y } } ] }",
                "b: { participants: { count: 1 }, journey: [ generate-access: { release: { gate: y } }, enter-room: { release: { gate: x } } ] }"
            ),
            "4:75: the gate \"x\" waits for the crowd b, which waits at another gate for this one; pass the gates in the same order in both",
            "5:75: the gate \"y\" waits for the crowd a, which waits at another gate for this one; pass the gates in the same order in both"
        ),
        Case(
            scenario(
                "a: { participants: { count: 1 }, journey: [ generate-access: , enter-room: { release: { gate: doors, quorum: 80% } } ] }",
                "b: { participants: { count: 1 }, journey: [ generate-access: { release: { gate: doors, quorum: 90% } } ] }"
            ),
            "5:98: quorum of the gate \"doors\" differs from that on line 4; write the settings of a shared gate once"),
        Case(
            scenario(
                "a: { arrival: { looping: 5, for: 1m }, journey: [ generate-access: { release: { gate: doors } } ] }",
                "b: { participants: { count: 1 }, journey: [ generate-access: { release: { gate: doors } } ] }"),
            "4:53: a gate cannot wait for everybody if only the run can tell how many come (arrival: looping); take the release out, or let a known number arrive"
        ),
        Case(
            scenario(
                "a: { participants: { count: 1 }, journey: [ generate-access: { name: b } ] }", "b: { \(one) }"),
            "4:47: a step is named like the crowd \"b\"; thresholds could not tell them apart"),
        Case(
            scenario(
                "a: { participants: { count: 600000 }, journey: *j }",
                "b: { participants: { count: 600000 }, journey: *j }"),
            "4:3: the number of participants of all crowds is 1200000, expected 1 to 1000000"),
    ])
    func `wrong crowds are reported`(example: Case) {
        #expect(Set(errors(example.text)) == Set(example.messages.map { "x.yaml:\($0)" }))
    }

    @Test func `a gate after the room may wait for a crowd that starts behind it`() throws {
        let text = Self.scenario(
            "a: { participants: { count: 1 }, journey: [ generate-access: , enter-room: , { pause: 1s, release: { gate: talk } } ] }",
            "b: { participants: { count: 1 }, start: after a, journey: [ generate-access: , enter-room: { release: { gate: talk } } ] }"
        )
        #expect(errors(text) == [])
    }

    @Test func `too many crowds are reported`() {
        let text =
            "turnout: 1\ntarget: { api: stand-in }\ncrowds:\n"
            + (0...100).map { "  c\($0): { participants: { count: 1 }, journey: [ generate-access ] }\n" }.joined()
        #expect(errors(text) == ["x.yaml:4:3: the number of crowds is 101, expected 1 to 100"])
    }

    // MARK: Thresholds

    private static let names = ThresholdNames(crowds: [
        .init(name: "hosts", steps: ["token", "enter-room", "a: b"]),
        .init(name: "learners", steps: ["log in, twice", "token", "timeout"]),
    ])

    @Test(arguments: [
        ("turnout(learners) >= 99%", Threshold.Metric.turnout, "learners" as String?),
        ("turnout >= 99%", .turnout, nil),
        ("p95(learners: token) < 1s", .percentile(95, .step(StepIndex(rawValue: 4), name: "token")), "learners"),
        ("p95(hosts:token) < 1s", .percentile(95, .step(StepIndex(rawValue: 0), name: "token")), "hosts"),
        ("mean(enter-room) < 1s", .mean(.step(StepIndex(rawValue: 1), name: "enter-room")), nil),
        ("max(a: b) < 1s", .max(.step(StepIndex(rawValue: 2), name: "a: b")), nil),
        ("max(hosts: a: b) < 1s", .max(.step(StepIndex(rawValue: 2), name: "a: b")), "hosts"),
        ("rate(\"log in, twice\") > 1", .rate(.step(StepIndex(rawValue: 3), name: "log in, twice")), nil),
        (
            "rate(learners: \"log in, twice\") > 1", .rate(.step(StepIndex(rawValue: 3), name: "log in, twice")),
            "learners"
        ),
        ("p99(learners: journey) < 3s", .percentile(99, .journey), "learners"),
        ("p99(journey) < 3s", .percentile(99, .journey), nil),
        ("failures(hosts) == 0", .failures(nil, kind: nil, status: nil, asShare: false), "hosts"),
        ("failures(hosts, connect) == 0", .failures(nil, kind: .connect, status: nil, asShare: false), "hosts"),
        (
            "failures(learners: token, status 429) < 1%",
            .failures(StepIndex(rawValue: 4), kind: nil, status: 429, asShare: true), "learners"
        ),
        ("failures(timeout) == 0", .failures(StepIndex(rawValue: 5), kind: nil, status: nil, asShare: false), nil),
        ("failures(reset) == 0", .failures(nil, kind: .reset, status: nil, asShare: false), nil),
        ("admission(learners, 99%) < 10s", .admission(0.99), "learners"),
    ])
    func `a threshold may name a crowd`(text: String, metric: Threshold.Metric, crowd: String?) throws {
        let threshold = try Thresholds.parse(text, names: Self.names)
        #expect(threshold.metric == metric)
        #expect(threshold.crowd == crowd)
    }

    @Test(arguments: [
        ("turnout(learnrs) >= 99%", 8, "there is no crowd \"learnrs\"; did you mean \"learners\"?"),
        ("turnout(x) >= 99%", 8, "there is no crowd \"x\", expected hosts or learners"),
        (
            "turnout(hosts, learners) >= 99%", 0,
            "threshold \"turnout(hosts, learners) >= 99%\", expected turnout, or turnout(hosts)"
        ),
        (
            "p95(token) < 1s", 4,
            "the crowds hosts and learners each have a step \"token\"; name one: p95(hosts: token)"
        ),
        (
            "failures(token, status 429) == 0", 9,
            "the crowds hosts and learners each have a step \"token\"; name one: failures(hosts: token)"
        ),
        (
            "p95(learners) < 1s", 4,
            "threshold \"p95(learners) < 1s\", expected a step of learners, or its journey: p95(learners: journey)"
        ),
        ("p95(learnrs: token) < 1s", 4, "there is no crowd \"learnrs\"; did you mean \"learners\"?"),
        ("p95(hosts: tokn) < 1s", 11, "the crowd hosts has no step \"tokn\"; did you mean \"token\"?"),
        (
            "p95(hosts: timeout) < 1s", 11,
            "the crowd hosts has no step \"timeout\", expected token, enter-room, a: b or journey"
        ),
        (
            "p95(dance) < 1s", 4,
            "no crowd has a step \"dance\", expected token, enter-room, a: b, log in, twice, timeout or journey"
        ),
        ("p95(hosts: ) < 1s", 4, "threshold \"p95(hosts: ) < 1s\", expected a step of hosts"),
        ("failures(learnrs) == 0", 9, "no crowd has a step \"learnrs\"; did you mean \"learners\"?"),
        (
            "failures(hosts, tokn) == 0", 16,
            "failures of \"tokn\", expected `status` and a number, or a kind such as timeout or connect"
        ),
        (
            "admission(99%, learners) < 1s", 15,
            "threshold \"admission(99%, learners) < 1s\", expected admission of a share, such as admission(hosts, 99%)"
        ),
        ("admission(learnrs, 99%) < 1s", 10, "there is no crowd \"learnrs\"; did you mean \"learners\"?"),
    ])
    func `a wrong threshold on a crowd is reported with its location`(text: String, offset: Int, message: String) {
        #expect {
            try Thresholds.parse(text, names: Self.names)
        } throws: { error in
            guard let error = error as? ThresholdError else { return false }
            return error.offset == offset && error.description == message
        }
    }

    @Test func `without crowds a threshold cannot name one`() {
        #expect(throws: ThresholdError.self) { try Thresholds.parse("turnout(participants) > 1%", steps: ["token"]) }
        #expect {
            try Thresholds.parse("p95(participants: token) < 1s", steps: ["token"])
        } throws: {
            "\($0)" == "the journey has no step \"participants: token\", expected token or journey"
        }
    }

    @Test func `thresholds in a scenario are checked against its crowds`() throws {
        func text(_ thresholds: String) -> String {
            Self.scenario(Self.hosts, "learners: { \(Self.one) }", rest: "thresholds: [ \(thresholds) ]")
        }
        let plan = try load(text("turnout(learners) >= 99%, \"p95(learners: enter-room) < 1s\""))
        #expect(plan.thresholds.map(\.crowd) == ["learners", "learners"])
        #expect(plan.thresholds[1].metric == .percentile(95, .step(StepIndex(rawValue: 3), name: "enter-room")))
        #expect(
            errors(text("p95(enter-room) < 1s")) == [
                "x.yaml:6:19: the crowds hosts and learners each have a step \"enter-room\"; name one: p95(hosts: enter-room)"
            ])
        // If a crowd could not be read, names are not checked.
        #expect(
            errors(text("turnout(learnrs) >= 99%").replacing("enter-room ] }\n  l", with: "entr-room ] }\n  l")) == [
                "x.yaml:4:106: unknown step \"entr-room\"; did you mean \"enter-room\"?"
            ])
    }

    // MARK: The command line

    private func counts(_ options: String...) throws -> [Int] {
        try load(Self.three, overrides: options.map { .participants($0) }).crowds.map(\.participants.count)
    }

    @Test func `a number of participants is for one crowd`() throws {
        #expect(try counts("learners=800", "hosts=5") == [5, 800, 20])
        let one = Self.scenario("learners: { \(Self.one) }")
        #expect(try load(one, overrides: [.participants("7")]).crowds[0].participants.count == 7)
        #expect(
            try load(
                Self.three,
                overrides: [
                    try Override(parsing: "crowds.learners.participants.count=9"),
                    try Override(parsing: "crowds.learners.journey.enter-room.timeout=5s"),
                    try Override(parsing: "crowds.learners.arrival.over=5s"),
                    try Override(parsing: "crowds.background.start=1m"),
                ]
            ).crowds[1].journey[1].timeout == .seconds(5))
    }

    @Test(arguments: [
        (
            "800",
            "--participants: there are several crowds: hosts, learners and background, expected a crowd and its number, such as hosts=500"
        ),
        ("learnrs=5", "--participants: there is no crowd \"learnrs\"; did you mean \"learners\"?"),
        ("learners=0", "--participants: crowds.learners.participants.count is 0, expected 1 to 1000000"),
        ("learners=", "--participants: \"count\" is missing in participants; for example `count: 500`"),
    ])
    func `a wrong number of participants names the option`(option: String, message: String) {
        #expect(errors(Self.three, overrides: [.participants(option)]) == [message])
    }

    @Test func `a crowd that does not exist cannot have a number`() {
        #expect(
            errors(Sample.scenario(), overrides: [.participants("learners=5")]) == [
                "--participants: \"learners\" names a crowd, but the scenario has none, expected a number"
            ])
        #expect(
            errors(Self.three, overrides: [Override(path: "participants.count", value: "5")]) == [
                "--set participants.count: \"participants\" at the top beside \"crowds\"; move it into a crowd"
            ])
    }
}
