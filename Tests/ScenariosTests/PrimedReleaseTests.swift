import Testing

@testable import Scenarios

/// `release: { primed: true }` in the language: what it needs, and where it is refused.
struct PrimedReleaseTests {
    private func text(_ steps: String) -> String {
        Sample.scenario(journey: "journey:\n" + steps.split(separator: "\n").map { "  \($0)\n" }.joined())
    }

    @Test func `It is read, described and rendered with the time to hold`() throws {
        let plan = try load(text("- token: { grant: password, release: { primed: true, hold: 4s, quorum: 90% } }"))
        let release = try #require(plan.crowds[0].journey[0].release)
        #expect(release == ReleasePlan(quorum: 0.9, primed: true, hold: .seconds(4)))
        #expect(
            plan.summary.crowds[0].steps[0].release
                == "release when 90% wait, or after 30s, primed, 4s for that at most")
        #expect(
            plan.resolvedDescription.contains(
                "release: { quorum: 90%, timeout: 30s, tight: false, primed: true, hold: 4s }"))
        #expect(
            try load(text("- token: { release: { primed: true } }")).crowds[0].journey[0].release?.hold == .seconds(15))
    }

    @Test(arguments: [
        "- generate-access: { as: host, release: { primed: true } }",
        "- request: POST http://127.0.0.1/a\n  json: { a: 1 }\n  release: { primed: true }",
        "- request: PUT http://127.0.0.1/a\n  body: \"${participant.email}\"\n  release: { primed: true }",
        "- request: POST http://127.0.0.1/a\n  form: { a: b }\n  release: { primed: true }",
    ])
    func `A first request with a body can be primed`(steps: String) throws {
        #expect(try load(text(steps)).crowds[0].journey[0].release?.primed == true)
    }

    @Test(arguments: [
        ("- request: GET http://127.0.0.1/a\n  release: { primed: true }", "its request has none", 6, 24),
        ("- request: POST http://127.0.0.1/a\n  release: { primed: true }", "its request has none", 6, 24),
        (
            "- request: POST http://127.0.0.1/a\n  body: \"\"\n  release: { primed: true }", "its request has none", 7,
            24
        ),
        (
            "- generate-access: { as: host }\n- enter-room: { release: { primed: true } }",
            "its first request opens the room page and has none", 6, 38
        ),
        (
            "- pause: 1s\n  release: { primed: true }\n- generate-access: { as: host }", "it makes no request", 6, 24
        ),
    ])
    func `A first request without a body cannot`(steps: String, reason: String, line: Int, column: Int) {
        let found = errors(text(steps))
        #expect(
            found.contains {
                $0.hasPrefix("x.yaml:\(line):\(column): a primed release before ") && $0.contains(reason)
            }, "\(found)")
    }

    @Test func `It excludes tight, and hold needs it`() {
        #expect(
            errors(text("- token: { release: { tight: true, primed: true } }"))
                .contains { $0.contains("a release cannot be tight and primed") })
        #expect(
            errors(text("- token: { release: { hold: 5s } }"))
                .contains { $0.contains("hold in a release that is not primed") })
    }

    @Test func `Of a shared gate every step needs a body`() {
        let found = errors(
            text(
                """
                - token: { release: { gate: doors, primed: true }, when: "${participant.index} == 1" }
                - generate-access: { as: host }
                - enter-room: { release: { gate: doors } }
                """))
        #expect(found.count == 1 && found[0].contains("before \"enter-room\""), "\(found)")
    }
}
