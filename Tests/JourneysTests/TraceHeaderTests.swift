// `traceparent`: one trace a journey, one span a request, whatever kind of request it is.
import Measuring
import Scenarios
import Support
import Testing
import Transport

@testable import Journeys

struct TraceHeaderTests {
    /// As `Stage` runs it: its run, its seed, participant 1.
    private static let context = TraceContext(runID: "1a2b3c4d", seed: 1)

    private static func parents(_ count: Int, _ context: TraceContext = context) -> [String] {
        (0..<count).map { context.parent(participant: 1, request: UInt32($0) + 1) }
    }

    private func walk(
        _ journey: String, tracing: TraceHeaderPlan? = TraceHeaderPlan(),
        answering answer: @escaping @Sendable (PlainPlatform.Request) -> PlainPlatform.Answer?
    ) async throws -> (samples: SampleBatch, sent: [String?]) {
        let platform = try PlainPlatform(instead: answer)
        defer { platform.stop() }
        let steps = try RequestStepTests.steps(journey, at: platform.url)
        let samples = try await Stage.walk(steps, against: platform.url) { $0.target.traceHeader = tracing }
        return (samples, platform.requests.map { $0.headers["traceparent"] })
    }

    @Test func `steps and redirects are spans of one trace`() async throws {
        let (samples, sent) = try await walk("- request: POST HOST/a\n- request: GET HOST/c") { request in
            request.line == "POST /a" ? .init(302, headers: ["Location: /b"]) : .init(200)
        }
        #expect(samples.requests.map(\.failure) == [nil, nil, nil])
        #expect(sent == Self.parents(3))
    }

    @Test func `each attempt has a span of its own, also one that begins anew after a redirect`() async throws {
        let (samples, sent) = try await walk(
            """
            - request: GET HOST/a
              retry: { attempts: 3, for: [503], backoff: 1ms }
            """
        ) { request in
            request.line == "GET /a" ? .init(302, headers: ["Location: /b"]) : .init(503)
        }
        #expect(samples.requests.count == 6)
        #expect(sent == Self.parents(6))
    }

    @Test func `a replay has a span of its own`() async throws {
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        let server = try ScriptedServer([.receive, .send(answer), .receive, .close], [.receive, .send(answer)])
        defer { server.stop() }
        let steps = try RequestStepTests.steps("- request: GET HOST/a\n- request: GET HOST/b", at: server.url)
        let samples = try await Stage.walk(steps, against: server.url) { $0.target.traceHeader = TraceHeaderPlan() }
        #expect(samples.requests.map(\.isReplay) == [false, false, true])
        let sent = server.requests.map { request in
            request.split(separator: "\r\n").filter { $0.hasPrefix("traceparent: ") }.map { String($0.dropFirst(13)) }
        }
        #expect(sent == Self.parents(3).map { [$0] })
    }

    @Test(arguments: ["traceparent: 00-1-2-3", "TraceParent: mine"])
    func `a header that the scenario sets stays as it is`(header: String) async throws {
        let (_, sent) = try await walk("- request: GET HOST/a\n  headers: { \(header) }\n- request: GET HOST/b") { _ in
            .init(200)
        }
        #expect(sent == [header.split(separator: ": ").last.map(String.init), Self.parents(2)[1]])
    }

    @Test func `requests of a journey that is sampled say so, and without the option there is no header`() async throws
    {
        let (_, sampled) = try await walk("- request: GET HOST/a", tracing: TraceHeaderPlan(sampled: 1)) { _ in
            .init(200)
        }
        #expect(sampled == Self.parents(1, TraceContext(runID: "1a2b3c4d", seed: 1, sampled: 1)))
        #expect(sampled.first??.hasSuffix("-01") == true)
        let (samples, none) = try await walk("- request: GET HOST/a", tracing: nil) { _ in .init(200) }
        #expect(none == [nil])
        #expect(samples.requests.map(\.method) == [.get])
    }

    @Test func `a sample has the method and the server of its request, behind a redirect too`() async throws {
        let (samples, _) = try await walk("- request: POST HOST/a") { request in
            request.line == "POST /a" ? .init(303, headers: ["Location: /b"]) : .init(200)
        }
        #expect(samples.requests.map(\.method) == [.post, .get])
        #expect(samples.requests.map(\.server) == samples.requests.compactMap(\.figures.address))
    }
}
