// The rules of the book that rest on evidence from the wire: cookies, codings, what the environment names.
import Measuring
import Scenarios
import Support
import Testing

@testable import Journeys

struct EvidenceTests {
    private static let page = "GET /room/\(PlainPlatform.alias)?s=1"

    /// The diagnosis of an entry whose room page sets these cookies, and whose API then knows nobody.
    private func diagnosis(setting cookies: [String], beforeIt first: String = "first=1", at address: String)
        async throws -> String?
    {
        let platform = try PlainPlatform(address: address) { request in
            if request.line.hasPrefix("GET /room/") {
                return request.line == Self.page
                    ? .init(200, headers: cookies.map { "Set-Cookie: " + $0 })
                    : .init(302, headers: ["Location: /room/\(PlainPlatform.alias)?s=1", "Set-Cookie: " + first])
            }
            return request.line.hasPrefix("GET /v1/spaces/") ? .init(401) : nil
        }
        defer { platform.stop() }
        let samples = try await Stage.walk([Sample.access, Sample.entry], against: platform.url)
        return samples.steps.last?.failure?.diagnosis?.code
    }

    @Test(
        arguments: [
            (["accessToken=a; Path=/"], "session-race"),
            (["accessToken=a; Path=/", "trClId=b; Path=/; Secure"], "session-race"),
            (["accessToken=a; Path=/; secure ;HttpOnly", "trClId=b; Path=/"], "secure-cookie-over-http"),
            (["accessToken=a; Path=/; SECURE", "accessToken=a; Path=/"], "session-race"),
            (["trClId=b; Path=/; Secure"], "no-access-cookie"),
            (["other=accessToken=a; Secure"], "no-access-cookie"),
            ([], "no-access-cookie"),
        ] as [([String], String)])
    func `A refused entry is explained by what the page did to the access cookie`(cookies: [String], code: String)
        async throws
    {
        // Over 127.0.0.1 libcurl takes Secure cookies, as browsers do.
        #expect(try await diagnosis(setting: cookies, at: "127.0.0.2") == code)
    }

    @Test func `A cookie that a redirect to the page set counts as the page's`() async throws {
        #expect(
            try await diagnosis(setting: [], beforeIt: "accessToken=a; Path=/", at: "127.0.0.1") == "session-race")
    }

    @Test func `A page that set no cookie has signed nobody in`() async throws {
        let platform = try PlainPlatform { request in
            if request.line == "GET /before" { return .init(200, headers: ["Set-Cookie: accessToken=old; Path=/"]) }
            if request.line.hasPrefix("GET /room/") { return .init(200) }
            return request.line.hasPrefix("GET /v1/spaces/") ? .init(401) : nil
        }
        defer { platform.stop() }
        let before = StepPlan(name: "before", action: .get(Template(literal: platform.url + "/before")))
        let samples = try await Stage.walk([before, Sample.access, Sample.entry], against: platform.url)
        let failure = try #require(samples.steps.last?.failure)
        #expect(failure.status == 401)
        #expect(failure.diagnosis == nil)
    }

    @Test func `A compressed body that nobody asked for is told`() async throws {
        let server = try ScriptedServer([
            .receive, .send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"), .sendBytes([0x1F, 0x8B, 8, 0]),
        ])
        defer { server.stop() }
        let failure = try await Stage.walk([Sample.token], against: server.url) { $0.target.compression = false }
            .steps.first?.failure
        #expect(failure?.kind == .protocol)
        #expect(failure?.detail == "the response is compressed, which was not requested")
        #expect(failure?.diagnosis?.code == "compressed-body")
    }

    @Test func `However long a server asks to wait, its refusals have one diagnosis`() async throws {
        let platform = try PlainPlatform { request in
            request.line == "POST /v1/auth/token"
                ? .init(429, headers: ["Retry-After: \(request.body.utf8.count)"]) : nil
        }
        defer { platform.stop() }
        let long = StepPlan(name: "token", action: .token(TokenPlan(grant: .clientCredentials)))
        let diagnoses = [
            try await Stage.walk([Sample.token], against: platform.url).steps.first?.failure?.diagnosis,
            try await Stage.walk([long], against: platform.url).steps.first?.failure?.diagnosis,
        ]
        #expect(diagnoses[0]?.code == "rate-limit")
        #expect(diagnoses[0] == diagnoses[1])
    }
}
