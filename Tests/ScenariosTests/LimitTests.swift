// `limits`: when a run ends early.
import Measuring
import Scenarios
import Testing

@Suite struct LimitTests {
    private func plan(_ limits: String) throws -> Plan { try load(Sample.scenario(rest: "limits: \(limits)")) }

    @Test func `limits are read`() throws {
        let limits = try plan(
            "{ abort-when: [ turnout < 50%, \"failures(enter-room, status 503) > 3\" ], max-duration: 5m, max-requests: 100_000 }"
        ).limits
        #expect(limits.maxDuration == .seconds(300))
        #expect(limits.maxRequests == 100_000)
        #expect(limits.abortWhen.map(\.expression) == ["turnout < 50%", "failures(enter-room, status 503) > 3"])
        #expect(try plan("{ abort-when: turnout < 50% }").limits.abortWhen.map(\.bound) == [0.5])
    }

    @Test(arguments: [
        "{ abort-when: [ turnout < 50%, p95(enter-room) > 10s ], max-duration: 5m, max-requests: 7 }",
        "{ max-requests: 1 }", "{ abort-when: \"failures(\\\"enter-room\\\") > 5%\" }",
    ])
    func `limits are written out so that they are read back the same`(text: String) throws {
        let plan = try plan(text)
        #expect(try load(plan.resolvedDescription).limits == plan.limits)
    }

    @Test func `limits are described in words`() throws {
        #expect(
            try plan("{ abort-when: [ turnout < 50%, failures > 9 ], max-duration: 5m, max-requests: 1000 }").summary
                .limits
                == ["after 5m at the latest", "after 1000 requests", "when turnout < 50%", "when failures > 9"])
    }

    @Test(arguments: [
        ("{ max-requests: 0 }", "25: limits.max-requests is 0, expected 1 to 1000000000"),
        ("{ max-requests: lots }", "25: limits.max-requests is \"lots\", expected a whole number"),
        ("{ max-requets: 5 }", "11: unknown key \"max-requets\"; did you mean \"max-requests\"?"),
        ("{ abort-when: turnout }", "30: threshold \"turnout\", expected a comparison: ==, !=, <, <=, > or >="),
        ("{ abort-when: turnot < 50% }", "23: threshold on \"turnot\"; did you mean \"turnout\"?"),
        (
            "{ abort-when: { turnout: 5 } }",
            "23: a threshold is a mapping, expected a text such as turnout >= 99%; write p95(journey) < 500ms"
        ),
        ("{ abort-when: [ [] ] }", "25: limits.abort-when is a list, expected a list of conditions"),
        (
            "{ abort-when: turnout >= 99% }",
            "23: abort-when \"turnout >= 99%\" would end a run in which nothing is wrong; did you mean turnout < 99%?"
        ),
        (
            "{ abort-when: failures == 0 }",
            "23: abort-when \"failures == 0\" would end a run in which nothing is wrong; did you mean failures != 0?"
        ),
        (
            "{ abort-when: p95(enter-room) < 800ms }",
            "23: abort-when \"p95(enter-room) < 800ms\" would end a run in which nothing is wrong; did you mean p95(enter-room) >= 800ms?"
        ),
        (
            "{ abort-when: rate(journey) > 5 }",
            "23: abort-when \"rate(journey) > 5\" would end a run in which nothing is wrong; did you mean rate(journey) <= 5?"
        ),
        (
            "{ abort-when: failures > 100% }",
            "23: threshold \"failures > 100%\" can never hold; no measure is below 0, and no share above 100%"
        ),
        (
            "{ abort-when: p95(entr-room) > 1s }",
            "27: the journey has no step \"entr-room\"; did you mean \"enter-room\"?"
        ),
    ])
    func `wrong limits are reported`(text: String, message: String) {
        #expect(errors(Sample.scenario(rest: "limits: \(text)")) == ["x.yaml:5:\(message)"])
    }
}
