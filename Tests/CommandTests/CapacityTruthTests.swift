// `turnout capacity` beside the truth: platforms of a configured capacity, and a site that nobody here wrote.
import Analysis
import Foundation
import Support
import Testing

@Suite(.serialized) struct CapacityTruthTests {
    /// A platform that serves `slots` log-ins at a time and lets `queued` more wait. A log-in takes much longer than a
    /// crowd needs to arrive, so that exactly as many get in at once as there are places.
    struct Places: Sendable, CustomTestStringConvertible {
        var slots: Int
        var queued: Int
        var milliseconds: Int

        var held: Int { slots + queued }
        var testDescription: String { "\(slots) + \(queued)" }

        static let tried = [
            Places(slots: 5, queued: 10, milliseconds: 100), Places(slots: 16, queued: 0, milliseconds: 150),
            Places(slots: 10, queued: 30, milliseconds: 100), Places(slots: 40, queued: 40, milliseconds: 200),
            Places(slots: 30, queued: 90, milliseconds: 150),
        ]
    }

    @Test func `of five platforms at least four have their true capacity in the interval`() async throws {
        var told: [String] = []
        var right = 0
        for places in Places.tried {
            let found = try await search(places)
            told.append("\(places.testDescription): \(found.answer.sentence) (\(found.storms.count) storms)")
            let interval = found.answer.lower.flatMap { lower in found.answer.upper.map { lower...max(lower, $0) } }
            if found.answer.kind == .between, interval?.contains(places.held) == true { right += 1 }
            // What is recommended held three times, and so is never more than there are places.
            #expect(try #require(found.answer.planWith) <= places.held, "\(told)")
        }
        #expect(right >= 4, "\(told)")
        print(told.joined(separator: "\n"))
    }

    private func search(_ places: Places) async throws -> CapacityDocument {
        let folder = try TemporaryFolder()
        let median = places.milliseconds
        try folder.write(
            "platform.json",
            """
            { "capacity": { "slots": { "concurrent": \(places.slots), "queued": \(places.queued) },
                "service": { "token": { "medianMilliseconds": \(median), "p99Milliseconds": \(median + 10) } } } }
            """)
        try folder.write(
            "log-in.yaml",
            """
            turnout: 1
            target:
              api: stand-in
              stand-in: { profile: unlimited, config: platform.json }
            platform:
              client: { id: turnout, secret: turnout-secret }
              host: { email: host@example.test, password: host-password }
            participants: { count: 10 }
            arrival: at-once
            journey:
              - token: { grant: password }
            thresholds: [ failures == 0 ]
            """)
        var command = Command(
            ["capacity", "log-in.yaml", "--from", "5", "--to", "400", "--seed", "1", "--json", "--quiet"], in: folder)
        command.deadline = .seconds(180)
        let outcome = try await command.run()
        #expect(outcome.code == 0, "\(outcome.errors)")
        return try JSONDecoder().decode(CapacityDocument.self, from: Data(outcome.output.utf8))
    }
}

/// Django with four threads: whoever comes fifth waits.
@Suite(.serialized, .ifInstalled, .customerSite(threads: 4)) struct SiteSearchTests {
    @Test func `a site with few workers gives way by queueing, and its log has every participant`() async throws {
        let site = try #require(CustomerSite.current)
        let folder = try TemporaryFolder()
        // Four pages of 0.3 s at a time: six rounds of four end before 2 s, and a seventh does not.
        try folder.write(
            "site.yaml",
            """
            turnout: 1
            name: Customer's site
            target: { tls: { ca: "\(site.ca)" } }
            participants: { count: 10 }
            arrival: at-once
            journey:
              - request: GET \(site[.plainTLS])/pages/slow/?seconds=0.3
                name: lesson
                enters: true
            thresholds: [ failures == 0, max(lesson) < 2s ]
            """)
        var command = Command(
            [
                "capacity", "site.yaml", "--from", "4", "--to", "100", "--max-storms", "24", "--seed", "1", "--json",
                "--quiet", "--out", "search",
            ], in: folder)
        command.deadline = .seconds(240)
        let outcome = try await command.run()
        #expect(outcome.code == 0, "\(outcome.errors)")
        let found = try JSONDecoder().decode(CapacityDocument.self, from: Data(outcome.output.utf8))
        #expect(found.answer.kind == .between, "\(found.answer.sentence)")
        #expect((try #require(found.answer.lower)...(try #require(found.answer.upper))).contains(24))
        #expect(try #require(found.answer.planWith) <= 24)
        let cause = try #require(found.answer.cause)
        #expect(cause.kind == .queueing && cause.step == "lesson", "\(cause.sentence)")
        for storm in found.storms {
            let seen = try site.seen(of: try #require(storm.figures).id)
            #expect(seen.count == storm.participants && Set(seen.map(\.participant)).count == storm.participants)
        }
    }
}
