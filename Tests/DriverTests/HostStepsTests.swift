// `setup` and `teardown`: steps that the host takes once, around the journeys.
import Addresses
import Measuring
import Scenarios
import Support
import Testing

@testable import Driver

@Suite struct HostStepsTests {
    /// A plan from YAML, with `HOST` in place of the server's base URL.
    private func plan(_ text: String, at url: String) throws -> Plan {
        try ScenarioLoader().load(
            text: "turnout: 1\nparticipants: { count: 4 }\n" + text.replacing("HOST", with: url), file: "x.yaml")
    }

    private static let text = """
        setup:
          - request: POST HOST/lessons
            name: create lesson
            extract: { lesson: { json: /id }, key: { cookie: key } }
        journey:
          - request: GET HOST/lessons/${lesson}
        teardown:
          - request: DELETE HOST/lessons/${lesson}?key=${key}
            name: delete lesson
        """

    @Test func `what setup extracted is known to every journey and to teardown, with the host's cookies`() async throws
    {
        let site = try PlainPlatform { request in
            request.line == "POST /lessons"
                ? .init(200, headers: ["Set-Cookie: key=k1"], body: #"{"id":"l7"}"#) : .init(200)
        }
        defer { site.stop() }
        let run = try await Storms.run(try plan(HostStepsTests.text, at: site.url), against: site.url)
        let lines = site.requests.map(\.line)
        #expect(lines.first == "POST /lessons")
        #expect(
            lines.dropFirst().dropLast() == [
                "GET /lessons/l7", "GET /lessons/l7", "GET /lessons/l7", "GET /lessons/l7",
            ])
        #expect(lines.last == "DELETE /lessons/l7?key=k1")
        #expect(site.requests.last?.headers["cookie"] == "key=k1")
        #expect(site.requests.map { $0.headers["x-turnout-participant"] }.first == "0")
        let samples = run.samples.requests
        #expect(samples.count { $0.step == .setup } == 1)
        #expect(samples.count { $0.step == .teardown } == 1)
        #expect(samples.count { $0.step.rawValue >= 0 } == 4)
    }

    @Test func `a step of setup that fails ends the run before anybody starts, and teardown still runs`() async throws {
        let site = try PlainPlatform { request in
            request.line == "POST /lessons"
                ? .init(200, body: #"{"id":"l7"}"#)
                : .init(request.line.hasPrefix("POST /more") ? 500 : 200)
        }
        defer { site.stop() }
        let text = """
            setup:
              - request: POST HOST/lessons
                extract: { lesson: { json: /id } }
              - request: POST HOST/more
                name: more
            journey: [ request: GET HOST/never ]
            teardown: [ request: "DELETE HOST/lessons/${lesson}" ]
            """
        let plan = try plan(text, at: site.url)
        let run = try await Storms.run(plan, against: site.url)
        guard case .failure(let problem) = run.ending else {
            Issue.record("the run was carried out")
            return
        }
        #expect(problem.description.contains("setup step more failed (answered with status 500)"))
        #expect(site.requests.map(\.line) == ["POST /lessons", "POST /more", "DELETE /lessons/l7"])
    }

    @Test func `teardown takes the steps that it can, and says which failed`() async throws {
        let site = try PlainPlatform { request in .init(request.line == "GET /a" ? 500 : 200) }
        defer { site.stop() }
        let text = """
            journey: [ request: GET HOST/ ]
            teardown:
              - request: GET HOST/a
                name: first
              - request: GET HOST/b
                name: second
            """
        let run = try await Storms.run(try plan(text, at: site.url), against: site.url)
        #expect(site.requests.map(\.line).suffix(2) == ["GET /a", "GET /b"])
        // The results say it, and therefore no notice.
        #expect(try run.ending.get().warnings == ["teardown step first failed: answered with status 500."])
        #expect(run.notices == [])
    }

    @Test func `without results a notice says which step of teardown failed`() async throws {
        let site = try PlainPlatform { _ in .init(500) }
        defer { site.stop() }
        let text = """
            setup: [ { request: GET HOST/a, name: first } ]
            journey: [ request: GET HOST/ ]
            teardown: [ { request: GET HOST/b, name: last } ]
            """
        let run = try await Storms.run(try plan(text, at: site.url), against: site.url)
        #expect(throws: Problem.self) { try run.ending.get() }
        #expect(run.notices == ["teardown step last failed: answered with status 500."])
    }

    @Test func `a step that nobody's condition let anybody take is a warning, and no other is`() async throws {
        let site = try PlainPlatform { _ in .init(200) }
        defer { site.stop() }
        let text = """
            journey:
              - request: GET HOST/a
              - request: GET HOST/b
                name: never
                when: ${participant.role} == moderator
              - request: GET HOST/c
                when: ${participant.index} == 3
              - pause: 1ms
                when: ${participant.role} == moderator
            """
        let run = try await Storms.run(try plan(text, at: site.url), against: site.url)
        #expect(
            try run.ending.get().warnings == [
                "The step 'never' was never carried out: its condition (\"${participant.role}\" == \"moderator\") did not hold for "
                    + "any of the 4 participants who completed the journey."
            ])
        #expect(site.requests.count == 5)
    }

    @Test func `a step that nobody reached is no warning`() async throws {
        let site = try PlainPlatform { request in .init(request.line == "GET /a" ? 500 : 200) }
        defer { site.stop() }
        let text = """
            journey:
              - request: GET HOST/a
              - request: GET HOST/b
                when: ${participant.role} == user
            """
        let run = try await Storms.run(try plan(text, at: site.url), against: site.url)
        #expect(try run.ending.get().warnings == [])
    }
}
