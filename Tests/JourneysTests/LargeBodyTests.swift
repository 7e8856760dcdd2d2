// Large answers: what is read of them is the same as of small ones, and nobody else on the loop waits for it.
import Measuring
import Scenarios
import Support
import Synchronization
import Testing

@testable import Journeys

struct LargeBodyTests {
    /// Longer than what is read on the loop.
    private static let padding = String(repeating: "a ", count: 20_000)

    // MARK: The same result

    @Test(arguments: [
        ("body contains \"the end\"", true), ("body contains nothing", false), ("body matches \"the e[nm]d\"", true),
        ("body matches \"the e[xy]d\"", false), ("body exists", true), ("body == other", false),
        ("json /last == \"the end\"", true), ("json /last != \"the end\"", false), ("json /none exists", false),
        ("json /nil exists", false), ("json /nil == \"null\"", true), ("json /n > 41", true), ("json /n > 42", false),
        ("json /last matches \"^the\"", true), ("json /last contains \"${participant.index}\"", false),
        ("size > 10", true),
    ])
    func `a check says the same of a large body as of a small one`(check: String, holds: Bool) async throws {
        for padding in ["", Self.padding] {
            let (samples, _) = try await RequestStepTests.walk(
                "- request: GET HOST/\n  check: [ \(Self.quoted(check)) ]"
            ) { _ in
                .init(
                    200, headers: ["Content-Type: application/json"],
                    body: #"{"p":"\#(padding)","n":42,"nil":null,"last":"the end"}"#)
            }
            #expect((samples.steps.first?.failure == nil) == holds)
            #expect(
                holds || samples.steps.first?.failure?.detail.hasPrefix("the check `\(check)` does not hold") == true)
        }
    }

    @Test func `of several checks the first that does not hold is told, in a large body too`() async throws {
        for padding in ["", Self.padding] {
            let (samples, _) = try await RequestStepTests.walk(
                """
                - request: GET HOST/
                  check: [ body contains one, header X-A == b, body contains three ]
                """
            ) { _ in .init(200, headers: ["X-A: a"], body: "one two " + padding) }
            #expect(samples.steps.first?.failure?.detail == "the check `header X-A == b` does not hold")
            let (later, _) = try await RequestStepTests.walk(
                "- request: GET HOST/\n  check: [ body contains one, body contains three, header X-A == b ]"
            ) { _ in .init(200, headers: ["X-A: a"], body: "one two " + padding) }
            #expect(later.steps.first?.failure?.detail == "the check `body contains three` does not hold")
        }
    }

    @Test(arguments: [
        (404, "status == 404", "follow: 5"), (302, "status == 302", "follow: 0"), (200, "size > 1", "follow: 5"),
    ])
    func `values are taken from a large answer that is expected`(status: Int, check: String, follow: String)
        async throws
    {
        let (samples, requests) = try await RequestStepTests.walk(
            """
            - request: GET HOST/
              \(follow)
              check: [ \(check) ]
              extract: { page: { html: "//b" }, word: { regex: "id=([a-z]+)" } }
            - request: GET HOST/json
              \(follow)
              check: [ \(check) ]
              extract: { last: { json: /last }, none: { json: /none, default: "0" } }
            - request: POST HOST/told
              check: [ \(check) ]
              follow: 0
              body: "${page} ${word} ${last} ${none}"
            """
        ) { request in
            let headers = status == 302 ? ["Location: /elsewhere"] : []
            return request.line == "GET /json"
                ? .init(status, headers: headers, body: #"{"p":"\#(Self.padding)","last":"end"}"#)
                : .init(
                    status, headers: headers + ["Content-Type: text/html"],
                    body: "<p>\(Self.padding)<b id=last>found</b>")
        }
        #expect(samples.steps.map(\.failure) == [nil, nil, nil])
        #expect(requests.last?.body == "found last end 0")
    }

    @Test func `what a large answer says about an error is told`() async throws {
        let (samples, _) = try await RequestStepTests.walk("- request: GET HOST/") { _ in
            .init(503, body: #"{"p":"\#(Self.padding)","message":"come back later"}"#)
        }
        #expect(samples.steps.first?.failure?.detail == "answered with status 503: come back later")
    }

    // MARK: Elsewhere

    /// A text that takes an expression long.
    private static let slow = String(repeating: "a", count: 900_000)

    @Test(arguments: [
        (200, "check: [ body matches \"(a+)+b\" ]"),
        (200, "check: [ json /slow matches \"(a+)+b\" ]"),
        (200, "extract: { v: { regex: \"(a+)+b\" } }"),
        (404, "check: [ status == 404 ]\n  extract: { v: { regex: \"(a+)+b\" } }"),
        (404, "check: [ status == 404, body matches \"(a+)+b\" ]"),
    ])
    func `the loop does other things while a large body is read`(status: Int, options: String) async throws {
        let platform = try PlainPlatform { _ in .init(status, body: #"{"slow":"\#(Self.slow)"}"#) }
        defer { platform.stop() }
        let journey = try RequestStepTests.steps("- request: GET HOST/\n  \(options)", at: platform.url)
        // In any of several attempts: another process may hold the loop's thread up.
        var shares: [Double] = []
        for _ in 0..<3 where !shares.contains(where: { $0 < 0.25 }) {
            let busy = Mutex(1.0)
            let samples = try await Stage.act(journey, against: platform.url) { participant in
                let loop = participant.place.loop
                _ = loop.takeLag()
                let start = Moment.now
                _ = await participant.walk()
                let taken = Moment.now.microseconds(since: start)
                // A turn is measured when it is over.
                try await loop.sleep(for: .milliseconds(1))
                busy.withLock { $0 = Double(loop.takeLag().maxMicroseconds) / Double(taken) }
            }
            // That says nothing of the target.
            #expect(samples.steps.first?.failure?.kind == .harness)
            shares.append(busy.withLock { $0 })
        }
        // Nearly all of the time goes by in the search, which would be one turn of the loop.
        #expect(shares.contains { $0 < 0.25 }, "\(shares)")
    }

    private static func quoted(_ check: String) -> String { "'\(check)'" }
}
