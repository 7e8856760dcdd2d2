// `--set`, `--participants`, `--seed`.
import Scenarios
import Testing

@Suite struct OverrideTests {
    private let text = Sample.scenario(
        journey: """
            journey:
              - token: { grant: password, name: log in }
              - generate-access:
              - enter-room
              - leave-room:
            """, rest: "thresholds: [ turnout >= 99% ]")

    private func plan(_ arguments: String...) throws -> Plan {
        try load(text, overrides: try arguments.map { try Override(parsing: $0) })
    }

    private func messages(_ argument: String) throws -> [String] {
        errors(text, overrides: [try Override(parsing: argument)])
    }

    @Test func `values of any kind replace the scenario's`() throws {
        #expect(try plan("participants.count=7").crowds[0].participants.count == 7)
        #expect(try plan("name=A storm: by night").name == "A storm: by night")
        #expect(try plan("arrival.over=5s").crowds[0].arrival == .over(window: .seconds(5), curve: .uniform))
        #expect(
            try plan("arrival={ over: 5s, curve: poisson }").crowds[0].arrival
                == .over(window: .seconds(5), curve: .poisson))
        #expect(try plan("thresholds=[]").thresholds == [])
        #expect(try plan("thresholds.0=turnout >= 50%").thresholds.map(\.bound) == [0.5])
        #expect(try plan("target.resolve.\"a.example:443\"=127.0.0.1").target.resolve == ["a.example:443:127.0.0.1"])
        #expect(try plan("participants.count=1", "participants.count=2").crowds[0].participants.count == 2)
    }

    @Test func `steps are reached by number, by name and by kind`() throws {
        #expect(
            try plan("journey.0.grant=client-credentials").crowds[0].journey[0].action
                == .token(TokenPlan(grant: .clientCredentials)))
        #expect(try plan("journey.log in.timeout=5s").crowds[0].journey[0].timeout == .seconds(5))
        #expect(try plan("journey.enter-room.timeout=5s").crowds[0].journey[2].timeout == .seconds(5))
        let released = try plan("journey.2.release=true").crowds[0].journey
        #expect(released.map { $0.release != nil } == [false, false, true, false])
        #expect(
            try plan("journey.enter-room.release.quorum=90%").crowds[0].journey[2].release == ReleasePlan(quorum: 0.9))
        #expect(
            try plan("journey.3.enter-room.open-only=false", "journey.3={ pause: 1s }").crowds[0].journey[3].action
                == .pause(.fixed(.seconds(1))))
    }

    @Test(arguments: [
        ("participants.cuont=5", "--set participants.cuont: unknown key \"cuont\"; did you mean \"count\"?"),
        ("participants.count=0", "--set participants.count: participants.count is 0, expected 1 to 1000000"),
        (
            "participants.count.x=5",
            "--set participants.count.x: \"participants.count.x\" does not exist: participants.count has no keys"
        ),
        (
            "journey.9.release=true",
            "--set journey.9.release: \"journey.9.release\" does not exist: journey has 4 items, counted from 0, so there is no number 9"
        ),
        (
            "journey.dance.release=true",
            "--set journey.dance.release: \"journey.dance.release\" does not exist: journey is a list, and \"dance\" is neither a number nor a step of it"
        ),
        (
            "journey.3=100ms",
            "--set journey.3: \"journey.3\" is a whole step, but its replacement is not a step; name an option of it, such as journey.3.timeout"
        ),
        (
            "journey.log in=5s",
            "--set journey.log in: \"journey.log in\" is a whole step, but its replacement is not a step; name an option of it, such as journey.log in.timeout"
        ),
        ("a..b=1", "--set a..b: \"a..b\" does not exist: a key between two dots is missing"),
        (
            "thresholds=[",
            "--set thresholds: \"thresholds\" does not exist: the value is not valid YAML: while parsing a flow node, did not find expected node content"
        ),
        (
            "thresholds.0=turnout > lots",
            "--set thresholds.0: bound \"lots\", expected a share up to 100%, such as 99.5%"
        ),
    ])
    func `an error names the option`(argument: String, message: String) throws {
        #expect(try messages(argument) == [message])
    }

    @Test func `a text in place of a whole pause is read as its length`() throws {
        let text = Sample.scenario(journey: "journey: [ generate-access: , enter-room: , pause: 1s ]")
        #expect(
            errors(text, overrides: [try Override(parsing: "journey.pause=100ms")]) == [
                "--set journey.pause: \"journey.pause\" is a whole step, but its replacement is not a step; did you mean journey.pause.pause?"
            ])
        let plan = try load(
            text,
            overrides: [
                try Override(parsing: "journey.pause.pause=100ms"), try Override(parsing: "journey.0=token"),
            ])
        #expect(plan.crowds[0].journey[2].action == .pause(.fixed(.milliseconds(100))))
    }

    @Test func `an argument without a value is refused`() {
        #expect {
            try Override(parsing: "participants.count")
        } throws: { "\($0)" == "--set: \"participants.count\", expected path.to.key=value" }
        #expect {
            try Override(parsing: "platform.host.password:hunter2")
        } throws: { "\($0)" == "--set: \"platform.host.password:•••\", expected path.to.key=value" }
        #expect(throws: ScenarioErrors.self) { try Override(parsing: "=5") }
    }

    @Test func `participants and seed have options of their own`() throws {
        let plan = try load(text, overrides: [.participants("12"), .seed("18446744073709551615")])
        #expect(plan.crowds[0].participants.count == 12)
        #expect(plan.seed == .max)
        #expect(
            errors(text, overrides: [.seed("18446744073709551616")]) == [
                "--seed: seed is 18446744073709551616, expected 0 to 18446744073709551615"
            ])
        #expect(
            errors(text, overrides: [.participants("10000000")]) == [
                "--participants: participants.count is 10000000, expected 1 to 1000000"
            ])
    }

    @Test func `a file on the command line is resolved from the current folder`() {
        let found = errors(
            text, overrides: [Override(path: "target.tls.ca", value: "no.pem", option: "--cacert")], file: "a/x.yaml")
        #expect(found == ["--cacert: target.tls.ca: there is no file \"no.pem\""])
    }
}
