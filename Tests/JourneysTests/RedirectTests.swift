// Redirects: which request follows, what it carries, and what happens if a redirect is not followed.
import Addresses
import Measuring
import Scenarios
import Support
import Testing
import Transport

@testable import Journeys

struct RedirectTests {
    private static let post = HTTPRequest(
        method: "POST", url: "http://a.example/x/y?q",
        headers: ["Content-Type: application/json", "Accept: text/html", "authorization: Bearer t"], body: [1])

    @Test(
        arguments: [
            (301, "POST", "GET"), (302, "POST", "GET"), (303, "POST", "GET"), (307, "POST", "POST"),
            (308, "POST", "POST"),
            (301, "PUT", "PUT"), (303, "PUT", "GET"), (302, "GET", "GET"), (303, "HEAD", "HEAD"),
        ] as [(Int16, String, String)])
    func `The method is kept or becomes GET, as in browsers`(status: Int16, method: String, next: String) throws {
        var request = RedirectTests.post
        request.method = method
        let followed = Redirect.next(after: request, status, to: try WebURL("http://a.example/z"))
        #expect(followed.method == next)
        #expect(followed.url?.text == "http://a.example/z")
        #expect(followed.body == (next == method ? [1] : nil))
        #expect(followed.headers.contains("Content-Type: application/json") == (next == method))
    }

    @Test(arguments: [
        ("/z", true), ("http://a.example:80/z", true), ("https://a.example/z", false), ("http://a.example:81/z", false),
        ("//b.example/z", false),
    ])
    func `A token is kept only within the origin`(location: String, goes: Bool) throws {
        let from = try #require(RedirectTests.post.url)
        let followed = Redirect.next(after: RedirectTests.post, 307, to: try from.resolving(location))
        #expect(followed.headers.contains("authorization: Bearer t") == goes)
        #expect(followed.headers.contains("Accept: text/html"))
    }

    @Test(arguments: [
        // A form of a page of a, sent to a, led on to b and then to c, or back.
        ("http://a.example", ["http://a.example/1", "http://b.example/2"], "http://a.example"),
        ("http://a.example", ["http://a.example/1", "http://b.example/2", "http://b.example/3"], "http://a.example"),
        ("http://a.example", ["http://a.example/1", "http://b.example/2", "http://c.example/3"], "null"),
        ("http://a.example", ["http://a.example/1", "http://b.example/2", "http://a.example/3"], "null"),
        (
            "http://a.example",
            ["http://a.example/1", "http://b.example/2", "http://a.example/3", "http://a.example/4"],
            "null"
        ),
        // A form of a page of a that is sent to b.
        ("http://a.example", ["http://b.example/1", "http://b.example/2"], "http://a.example"),
        ("http://a.example", ["http://b.example/1", "http://c.example/2"], "null"),
        ("http://a.example", ["http://b.example/1", "http://a.example/2"], "null"),
        // The port and the scheme belong to the origin.
        ("http://a.example", ["http://a.example:80/1", "https://a.example/2"], "http://a.example"),
        ("http://a.example", ["http://a.example:81/1", "https://a.example/2"], "null"),
    ])
    func `Origin names the page's until a redirect of another origin leads on to a further one`(
        origin: String, way: [String], sent: String
    ) throws {
        var request = RedirectTests.post
        request.destination = .success(try WebURL(way[0]))
        request.headers.append("Origin: \(origin)")
        for next in way.dropFirst() { request = Redirect.next(after: request, 307, to: try WebURL(next)) }
        #expect(request.headers.filter { $0.hasPrefix("Origin:") } == ["Origin: \(sent)"])
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `run URL follows redirects to the end, with cookies`(status: Int) async throws {
        let platform = try PlainPlatform { request in
            switch request.line {
            case "GET /": .init(status, headers: ["Location: /a b", "Set-Cookie: c=1; Path=/"])
            case "GET /a%20b": .init(request.headers["cookie"] == "c=1" ? 200 : 500, body: "here")
            default: nil
            }
        }
        defer { platform.stop() }
        let get = StepPlan(name: "get", action: .get(Template(literal: platform.url + "/")))
        let samples = try await Stage.walk([get], against: platform.url)
        #expect(samples.requests.map { Int($0.status ?? 0) } == [status, 200])
        #expect(samples.requests.map(\.endpoint) == ["get", "get"])
        #expect(samples.steps.map(\.failure) == [nil])
        #expect(platform.requests.count == 2)
    }

    @Test(arguments: [(300, FailureKind.protocol), (304, .protocol), (302, .redirects)])
    func `A 3xx status without a target is not a success`(status: Int, kind: FailureKind) async throws {
        let platform = try PlainPlatform { _ in .init(status, headers: status == 302 ? ["Location: http://"] : []) }
        defer { platform.stop() }
        let get = StepPlan(name: "get", action: .get(Template(literal: platform.url + "/")))
        let samples = try await Stage.walk([get], against: platform.url)
        #expect(samples.steps.first?.failure?.kind == kind)
        #expect(samples.participants.first?.entered == nil)
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `A redirect without a Location says so`(status: Int) async throws {
        let platform = try PlainPlatform { _ in .init(status) }
        defer { platform.stop() }
        let get = StepPlan(name: "get", action: .get(Template(literal: platform.url + "/")))
        for step in [get, Sample.token] {
            let failure = try await Stage.walk([step], against: platform.url).steps.first?.failure
            #expect(failure?.detail == "status \(status) without a Location header")
            #expect(failure?.kind == .protocol && failure?.status == status)
        }
    }

    @Test func `A redirect to a host that is not allowed is reported with the option to add`() async throws {
        let platform = try PlainPlatform { _ in .init(301, headers: ["Location: https://elsewhere.example/"]) }
        defer { platform.stop() }
        let get = StepPlan(name: "get", action: .get(Template(literal: platform.url + "/")))
        let failure = try await Stage.walk([get], against: platform.url).steps.first?.failure
        #expect(failure?.kind == .notAllowed)
        #expect(failure?.diagnosis?.remedy.contains("`--allow-host elsewhere.example`") == true)
    }

    @Test(arguments: [(0, 1), (1, 2)])
    func `follow limits the room page's redirects`(follow: Int, pages: Int) async throws {
        let platform = try PlainPlatform { request in
            request.line.hasPrefix("GET /room/") ? .init(302, headers: ["Location: /room/again"]) : nil
        }
        defer { platform.stop() }
        let entry = StepPlan(name: "enter-room", action: .enterRoom(EntryPlan(follow: follow)))
        let samples = try await Stage.walk([Sample.access, entry], against: platform.url)
        #expect(samples.requests.filter { $0.endpoint == "room-page" }.count == pages)
        #expect(samples.steps.last?.failure?.kind == .redirects)
    }
}
