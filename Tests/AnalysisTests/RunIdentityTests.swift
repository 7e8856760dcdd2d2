import Measuring
import Testing

@testable import Analysis

@Suite struct `The identity of a run` {
    private let text = """
        turnout: 1
        name: "Ready room"
        target:
          api: "http://127.0.0.1:8080"
          tls: { ca: "/home/a/certs/ca.pem", verify: true }
          http: "auto"
        participants:
          count: 500
          data: { csv: "people.csv", order: unique }
        journey:
          - token: { grant: password }
            name: "token"
        thresholds:
          - "turnout >= 99%"
        limits: { max-duration: 2m }
        outputs: { junit: "turnout.xml" }
        seed: 7

        """

    private func identity(
        _ text: String, expected: Int = 500, release: Summary.Release.Kind = .cold, first: String = "permitted"
    )
        -> RunIdentity
    {
        RunIdentity(
            scenario: text, crowds: [CrowdMetadata(expected: expected, steps: [], hasEntry: true)],
            releases: [
                Summary.Release(
                    gate: "token", kind: release, at: "", waiting: 1, stragglers: [], sent: 1, delayMs: 0,
                    spreadMs: nil,
                    connectSpreadMs: nil)
            ], environment: ["loopsGoFirst": first])
    }

    @Test(arguments: [
        ("127.0.0.1:8080", "127.0.0.1:45017"), ("\"Ready room\"", "\"Another name\""), ("99%", "50%"), ("2m", "5m"),
        ("seed: 7\n", ""), ("outputs: { junit: \"turnout.xml\" }\n", ""), ("turnout.xml", "b.xml"),
        ("/home/a/certs/ca.pem", "/srv/ci/ca.pem"),
    ])
    func `is not changed by what shapes no storm`(old: String, new: String) {
        #expect(text.contains(old))
        #expect(identity(text).differences(from: identity(text.replacing(old, with: new))).isEmpty)
    }

    @Test(
        arguments: [
            (
                "http: \"auto\"", "http: \"2\"",
                ["scenario: not in the new run:   http: \"auto\"", "scenario: only in the new run:   http: \"2\""]
            ),
            ("grant: password", "grant: refresh", nil), ("127.0.0.1:8080", "staging.example", nil),
            ("people.csv", "others.csv", nil),
            ("http: \"auto\"", "http: \"auto\"\n  # traceparent: 1% of the journeys sampled", nil),
        ] as [(String, String, [String]?)])
    func `is changed by what shapes a storm`(old: String, new: String, phrases: [String]?) {
        let found = identity(text).differences(from: identity(text.replacing(old, with: new)))
        #expect(found.count == (new.contains("#") ? 1 : 2))
        if let phrases { #expect(Set(found) == Set(phrases)) }
    }

    @Test func `lists every difference`() {
        let new = identity(
            text.replacing("\"auto\"", with: "\"2\"").replacing("count: 500", with: "count: 800"), expected: 800,
            release: .tight, first: "not permitted")
        #expect(
            identity(text).differences(from: new) == [
                "participants: 500, but 800 in the new run", "release: cold, but tight in the new run",
                "priority of the event loops: permitted, but not permitted in the new run",
                "scenario: not in the new run:   http: \"auto\"", "scenario: only in the new run:   http: \"2\"",
            ])
    }

    @Test(
        arguments: [Summary.Release.Kind.cold, .warm, .tight, .primed],
        [Summary.Release.Kind.cold, .warm, .tight, .primed])
    func `is not that of another kind of release, but one dropped connection makes a release cold`(
        before: Summary.Release.Kind, now: Summary.Release.Kind
    ) {
        let (old, new) = (identity(text, release: before), identity(text, release: now))
        let phrase = "release: \(before.rawValue), but \(now.rawValue) in the new run"
        let isOfConnections = Set([before, now]) == [.cold, .warm]
        #expect(old.differences(from: new) == (before == now || isOfConnections ? [] : [phrase]))
        #expect(old.slightDifferences(from: new) == (isOfConnections ? [phrase] : []))
    }
}
