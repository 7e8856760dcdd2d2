// The scenarios shipped with Turnout: they load, describe themselves, and their rendering loads again.
import Foundation
import Scenarios
import Testing

/// The repository's folder, two above this file's.
private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

@Suite struct ShippedScenarioTests {
    static let folder = "\(root)/scenarios"
    static let names = [
        "alias-instead-of-id", "capacity", "customer-site-login", "expired-link", "hosts-then-learners",
        "late-arrivals", "no-cookies", "open-model-ramp", "private-room", "ready-room", "recorded-event",
        "recorded-joins", "rejoin-storm", "simultaneous-login", "soak", "staggered-login", "with-attendance",
        "wrong-grant",
    ]

    @Test func `the folder holds the scenarios that are tested`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
        #expect(files.filter { $0.hasSuffix(".yaml") }.sorted() == Self.names.map { "\($0).yaml" })
    }

    @Test(arguments: names)
    func `a shipped scenario loads without any environment`(name: String) throws {
        let plan = try ScenarioLoader().load(file: "\(Self.folder)/\(name).yaml")
        #expect(
            plan.crowds.allSatisfy { crowd in
                crowd.journey.contains { if case .enterRoom = $0.action { true } else { false } }
            })
        #expect(!plan.thresholds.isEmpty)
        guard case .standIn = plan.target.api else {
            Issue.record("\(name) does not run against the stand-in")
            return
        }
        #expect(plan.target.web == nil)
        #expect(plan.description != nil)
    }

    @Test(arguments: names)
    func `the rendering of a plan is a scenario that gives the same plan`(name: String) throws {
        let plan = try ScenarioLoader().load(file: "\(Self.folder)/\(name).yaml")
        let again = try load(plan.resolvedDescription)
        #expect(again.resolvedDescription == plan.resolvedDescription)
        #expect(again.thresholds == plan.thresholds)
        #expect(again.crowds.map(\.name) == plan.crowds.map(\.name))
        for (one, other) in zip(again.crowds, plan.crowds) {
            #expect(one.journey.map(\.action) == other.journey.map(\.action))
            #expect(one.participants == other.participants)
            #expect(one.arrival == other.arrival)
            #expect(one.start == other.start)
        }
    }

    @Test func `the ready room is rendered whole`() throws {
        let plan = try ScenarioLoader(overrides: [.seed("7")]).load(file: "\(Self.folder)/ready-room.yaml")
        #expect(
            plan.resolvedDescription == """
                turnout: 1
                name: "Ready room"
                description: "500 learners open the webinar at the same moment, on a platform that can take them."
                target:
                  api: stand-in
                  stand-in: { profile: "healthy" }
                  tls: { verify: true }
                  http: "auto"
                platform:
                  client: { id: "•••", secret: "•••" }
                  host: { email: "•••", password: "•••" }
                  space: { create: { name: "Ready room" } }
                  room: { create: { name: "Load rehearsal", type: lesson, public: false } }
                participants:
                  count: 500
                  accounts: existing
                  cookies: true
                  moderators: 0
                arrival: at-once
                journey:
                  - token:
                      grant: password
                      username: "${participant.email}"
                      password: "${participant.password}"
                    name: "token"
                    release: { quorum: 100%, timeout: 30s, tight: false }
                    timeout: 30s
                  - generate-access:
                      as: host
                      role: user
                      external-user-id: "${participant.externalUserId}"
                      space: "${platform.spaceId}"
                      room: "${platform.roomId}"
                    name: "generate-access"
                    timeout: 30s
                  - enter-room:
                      open-only: false
                      follow: 20
                    name: "enter-room"
                    timeout: 30s
                  - pause: 1s..3s
                    name: "pause"
                  - leave-room:
                    name: "leave-room"
                    timeout: 30s
                thresholds:
                  - "turnout >= 99.5%"
                  - "p99(journey) < 5s"
                  - "admission(99%) < 10s"
                  - "failures == 0"
                limits: { max-duration: 2m }
                seed: 7

                """)
    }

    @Test func `a plan is described in words`() throws {
        let plan = try ScenarioLoader(environment: ["TURNOUT_API": "https://api.staging.example/"]).load(
            file: "\(Self.folder)/simultaneous-login.yaml")
        let words = plan.summary
        #expect(words.api == "https://api.staging.example")
        #expect(words.hosts == ["api.staging.example"])
        #expect(words.crowds.map(\.participants) == ["500 participants, accounts exist"])
        #expect(words.crowds.map(\.arrival) == ["at once"])
        #expect(
            words.event
                == "private lesson \"Load rehearsal\", created if there is none; space \"Simultaneous login\", created if there is none"
        )
        #expect(
            words.crowds[0].steps.map(\.action) == [
                "token, grant password, username ${participant.email}, password ${participant.password}",
                "generate-access as host for role user", "enter-room",
            ])
        #expect(words.crowds[0].steps.map(\.release) == ["release when all wait, or after 30s", nil, nil])
        #expect(words.thresholds.count == 6)
        #expect(words.limits == ["after 2m at the latest"])
    }
}

@Suite struct LanguageReferenceTests {
    @Test func `the reference's example loads`() throws {
        let text = try String(contentsOfFile: "\(root)/docs/scenario-language.md", encoding: .utf8)
        let examples = text.components(separatedBy: "```yaml\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }.filter { $0.hasPrefix("turnout: 1") }
        #expect(examples.count == 1)
        for example in examples { #expect(errors(example) == []) }
    }
}
