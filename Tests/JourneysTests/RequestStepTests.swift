// The step `request`: what is sent, what is followed, what is taken from the answer.
import Addresses
import Foundation
import Measuring
import Scenarios
import Support
import Synchronization
import Testing
import Transport

@testable import Journeys

struct RequestStepTests {
    /// The steps of a scenario's journey in YAML, with `HOST` in place of the server's base URL.
    static func steps(_ journey: String, at url: String) throws -> [StepPlan] {
        let lines = journey.replacing("HOST", with: url).split(separator: "\n").map { "  \($0)" }
        let text = "turnout: 1\nparticipants: { count: 1 }\njourney:\n\(lines.joined(separator: "\n"))\n"
        return try ScenarioLoader().load(text: text, file: "x.yaml").crowds[0].journey
    }

    /// Walks a journey against a server that answers each request as told.
    static func walk(
        _ journey: String, answering answer: @escaping @Sendable (PlainPlatform.Request) -> PlainPlatform.Answer?
    ) async throws -> (samples: SampleBatch, requests: [PlainPlatform.Request]) {
        let platform = try PlainPlatform(instead: answer)
        defer { platform.stop() }
        let samples = try await Stage.walk(try steps(journey, at: platform.url), against: platform.url)
        return (samples, platform.requests)
    }

    // MARK: What is sent

    @Test(arguments: [
        (
            "json: { name: \"P ${participant.index}\", n: 5, f: 1.50, yes: true, no: null, t: \"5\", list: [ 1, a ] }",
            "application/json",
            "{\"name\":\"P 1\",\"n\":5,\"f\":1.50,\"yes\":true,\"no\":null,\"t\":\"5\",\"list\":[1,\"a\"]}"
        ),
        (
            "form: { \"a b\": \"c&d=ü\", mail: \"${participant.email}\", empty: }",
            "application/x-www-form-urlencoded", "a+b=c%26d%3D%C3%BC&mail=participant-1%40example.test&empty="
        ),
        ("form: [ { a: 1 }, { a: 2 } ]", "application/x-www-form-urlencoded", "a=1&a=2"),
        ("body: \"plain ${participant.index}\"", "text/plain; charset=utf-8", "plain 1"),
        (
            "json: \"quote \\\" and \\\\ and ${participant.name}\"", "application/json",
            "\"quote \\\" and \\\\ and Participant 1\""
        ),
    ])
    func `a body is sent with its type`(body: String, type: String, sent: String) async throws {
        let (samples, requests) = try await RequestStepTests.walk("- request: POST HOST/in\n  \(body)") { _ in
            .init(200)
        }
        #expect(samples.steps.map(\.failure) == [nil])
        #expect(requests.map(\.line) == ["POST /in"])
        #expect(requests.first?.headers["content-type"] == type)
        #expect(requests.first?.body == sent)
    }

    @Test func `a multipart form has texts and files`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("essay.txt", "essay\r\n")
        let (_, requests) = try await RequestStepTests.walk(
            "- request: POST HOST/in\n  multipart: { title: \"Mine ${participant.index}\", file: { file: \(folder.path)/essay.txt, type: text/plain } }"
        ) { _ in .init(200) }
        let request = try #require(requests.first)
        let type = try #require(request.headers["content-type"])
        #expect(type.hasPrefix("multipart/form-data; boundary=turnout-"))
        let boundary = type.split(separator: "=")[1]
        #expect(
            request.body
                == "--\(boundary)\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nMine 1\r\n"
                + "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"essay.txt\"\r\n"
                + "Content-Type: text/plain\r\n\r\nessay\r\n\r\n--\(boundary)--\r\n")
    }

    @Test(arguments: [
        ("auth: { bearer: \"t-${participant.index}\" }", "Bearer t-1"),
        ("auth: { basic: { user: a, password: \"${participant.password}\" } }", "Basic YTpwYXNzd29yZC0x"),
    ])
    func `credentials are sent as a header`(auth: String, sent: String) async throws {
        let (_, requests) = try await RequestStepTests.walk("- request: GET HOST/\n  \(auth)") { _ in .init(200) }
        #expect(requests.map { $0.headers["authorization"] } == [sent])
    }

    @Test(arguments: [
        ("GET HOST/a", "/a?x=1+2&y=%26"), ("GET HOST/a?b=c", "/a?b=c&x=1+2&y=%26"),
        ("GET HOST/a#part", "/a?x=1+2&y=%26"),
    ])
    func `fields are added to a URL's query, encoded`(line: String, target: String) async throws {
        let (_, requests) = try await RequestStepTests.walk("- request: \(line)\n  query: { x: 1 2, y: \"&\" }") { _ in
            .init(200)
        }
        #expect(requests.map(\.line) == ["GET \(target)"])
    }

    @Test func `headers replace those that would be sent otherwise, and an empty one is left out`() async throws {
        let (_, requests) = try await RequestStepTests.walk(
            "- request: POST HOST/\n  body: x\n  headers: { Content-Type: a/b, Accept: , X-N: \"${participant.index}\", Origin: http://o.example, Referer: }"
        ) { _ in .init(200) }
        let headers = try #require(requests.first?.headers)
        #expect(headers["content-type"] == "a/b")
        #expect(headers["accept"] == nil)
        #expect(headers["x-n"] == "1")
        #expect(headers["origin"] == "http://o.example")
        #expect(headers["referer"] == nil)
    }

    // MARK: Origin and Referer

    @Test func `a form is submitted from the page that was read last`() async throws {
        let platform = try PlainPlatform { request in
            request.line == "GET /login?next=%2F"
                ? .init(200, headers: ["Content-Type: text/html; charset=utf-8"], body: "<p>") : .init(200)
        }
        defer { platform.stop() }
        let journey =
            "- request: POST HOST/first\n- request: GET HOST/login?next=%2F\n- request: GET HOST/data.json\n- request: POST HOST/login"
        _ = try await Stage.walk(try RequestStepTests.steps(journey, at: platform.url), against: platform.url)
        let url = platform.url
        #expect(platform.requests.map { $0.headers["origin"] } == [url, nil, nil, url])
        #expect(platform.requests.map { $0.headers["referer"] } == [nil, nil, nil, "\(url)/login?next=%2F"])
    }

    @Test(arguments: [
        ("http://a.example/x?y=1", "http://a.example/z", "Referer: http://a.example/x?y=1"),
        ("http://u:p@a.example/x#f", "http://a.example/z", "Referer: http://a.example/x"),
        ("https://a.example/x", "https://b.example/z", "Referer: https://a.example/"),
        ("https://a.example/x", "http://a.example/z", nil),
    ])
    func `another origin learns no more than where the page is`(page: String, target: String, line: String?) throws {
        #expect(Referrer.line(from: try WebURL(page), to: try WebURL(target)) == line)
    }

    @Test(arguments: [
        ("text/html", true), ("TEXT/HTML;charset=utf-8", true), ("text/html\t; charset=utf-8", true),
        ("application/xhtml+xml", true), ("text/html ", true), ("text/htmlx", false), ("text\u{0F}html", false),
        ("application/json", false), ("", false),
    ])
    func `a page is told by its media type`(type: String, isPage: Bool) {
        #expect(PageType.isPage(type) == isPage)
    }

    @Test func `a relative link needs a page`() async throws {
        let (samples, requests) = try await RequestStepTests.walk(
            "- request: GET HOST/api\n  extract: { link: { json: /link } }\n- request: GET ${link}"
        ) { _ in .init(200, headers: ["Content-Type: application/json"], body: #"{"link":"jobs/1"}"#) }
        #expect(requests.map(\.line) == ["GET /api"])
        #expect(samples.steps.map { $0.failure?.diagnosis?.code } == [nil, "relative-url"])
        #expect(samples.requests.map(\.mayHaveBeenSeen) == [true, false])
    }

    @Test(arguments: ["mailto:a@b.test", ""])
    func `what is no link is not called relative where there is a page`(link: String) async throws {
        let (samples, requests) = try await RequestStepTests.walk(
            "- request: GET HOST/page\n  extract: { link: { html: //a/@href } }\n- request: GET ${link}"
        ) { _ in .init(200, headers: ["Content-Type: text/html"], body: "<a href='\(link)'>") }
        #expect(requests.map(\.line) == ["GET /page"])
        #expect(samples.steps.last?.failure != nil && samples.steps.last?.failure?.diagnosis == nil)
    }

    @Test func `of several lines of a header the last counts`() async throws {
        let (samples, requests) = try await RequestStepTests.walk(
            """
            - request: GET HOST/
              check: header X-One == last
              extract: { one: { header: x-ONE }, type: { header: Content-Type } }
            - request: GET HOST/${one}
            """
        ) { _ in .init(200, headers: ["X-One: a", "x-one: b", "Content-Type: text/plain", "X-ONE: last"]) }
        #expect(samples.steps.map(\.failure) == [nil, nil])
        #expect(requests.map(\.line) == ["GET /", "GET /last"])
    }

    // MARK: Refusals

    private static let logIn = "form: { user: a, password: \"${participant.password}\" }"

    @Test(arguments: [
        ("- request: GET HOST/refused", 401, "", "no-credentials"),
        ("- request: GET HOST/refused\n  auth: { bearer: t }", 401, "", "credentials-refused"),
        ("- request: GET HOST/sets\n- request: GET HOST/refused", 401, "", "not-signed-in"),
        ("- request: POST HOST/refused\n  \(logIn)", 401, "", "log-in-refused"),
        // What a page gave is no credential of one's own.
        (
            "- request: GET HOST/sets\n  extract: { csrf_token: { json: /t } }\n- request: POST HOST/refused\n"
                + "  form: { csrf: \"${csrf_token}\" }", 401, "", "not-signed-in"
        ),
        ("- request: POST HOST/refused\n  \(logIn)", 403, "<h1>CSRF verification failed.</h1>", "csrf-refused"),
        ("- request: POST HOST/refused\n  \(logIn)", 403, "<h1>Forbidden</h1>", nil),
        ("- request: POST HOST/refused\n  \(logIn)", 422, "InvalidAuthenticityToken", "csrf-refused"),
        // A log-in that is accepted and leads to a refused page.
        ("- request: POST HOST/moves\n  \(logIn)", 401, "", "not-signed-in"),
    ])
    func `a refusal is told by what the request carried and what the answer says`(
        journey: String, status: Int, page: String, code: String?
    ) async throws {
        let (samples, _) = try await RequestStepTests.walk(journey) { request in
            switch request.line {
            case "GET /sets": .init(200, headers: ["Set-Cookie: a=b; Path=/"], body: #"{"t":"x"}"#)
            case "POST /moves": .init(302, headers: ["Set-Cookie: a=b; Path=/", "Location: /refused"])
            default: .init(status, body: page)
            }
        }
        let failure = try #require(samples.steps.last?.failure)
        #expect(failure.kind == .status)
        #expect(failure.diagnosis?.code == code)
    }

    /// White space, tags and entities of a title are read before it is shown.
    @Test(arguments: ["CANARY<x>cd98", "CANARY  two  spaces", "CANARY\ttab\u{1}ctl", "CANARY&amp;Q9zz", "CANARY plain"])
    func `a secret in a page's title is hidden, whatever the title makes of it`(secret: String) async throws {
        let quoted = String(decoding: try JSONEncoder().encode(["t": secret]), as: UTF8.self)
        let (samples, _) = try await RequestStepTests.walk(
            "- request: GET HOST/t\n  extract: { token: { json: /t } }\n- request: GET HOST/refused"
        ) { request in
            request.line == "GET /t"
                ? .init(200, body: quoted)
                : .init(503, body: "<html><head><TITLE lang=en>oops \(secret) again</title><p>\(secret)")
        }
        let detail = try #require(samples.steps.last?.failure?.detail)
        #expect(detail.hasPrefix("answered with status 503 (“oops •••"))
        #expect(!detail.contains("CANARY"), "\(detail)")
    }

    // MARK: Redirects

    @Test func `by default redirects are followed, and with 0 the redirect is the answer`() async throws {
        let answer: @Sendable (PlainPlatform.Request) -> PlainPlatform.Answer? = { request in
            request.line == "GET /a" ? .init(302, headers: ["Location: b?c=1"]) : .init(200, body: "at b")
        }
        let (followed, requests) = try await RequestStepTests.walk(
            "- request: GET HOST/a\n  check: [ body contains \"at b\" ]", answering: answer)
        #expect(followed.steps.map(\.failure) == [nil])
        #expect(requests.map(\.line) == ["GET /a", "GET /b?c=1"])
        let (kept, alone) = try await RequestStepTests.walk(
            "- request: GET HOST/a\n  follow: 0\n  check: [ status == 302, header Location contains \"c=1\" ]\n  extract: { where: { header: location } }\n- request: GET HOST/${where}",
            answering: answer)
        #expect(kept.steps.map(\.failure) == [nil, nil])
        #expect(alone.map(\.line) == ["GET /a", "GET /b?c=1"])
    }

    @Test(arguments: ["../c/d?x=1", "/c/d?x=1", "//HOSTPORT/c/d?x=1", "http://HOSTPORT/c/d?x=1"])
    func `a link is relative to the page that gave it`(link: String) async throws {
        let platform = try PlainPlatform { request in
            request.line == "GET /a/b/"
                ? .init(
                    200, headers: ["Content-Type: text/html"],
                    body: "<a href='\(link.replacing("HOSTPORT", with: request.headers["host"] ?? ""))'>")
                : .init(200)
        }
        defer { platform.stop() }
        let journey = "- request: GET HOST/a/b/\n  extract: { next: { html: //a/@href } }\n- request: GET ${next}"
        let samples = try await Stage.walk(try RequestStepTests.steps(journey, at: platform.url), against: platform.url)
        #expect(samples.steps.map(\.failure) == [nil, nil])
        #expect(
            platform.requests.map(\.line) == ["GET /a/b/", link.hasPrefix("..") ? "GET /a/c/d?x=1" : "GET /c/d?x=1"])
    }

    @Test func `one redirect more than allowed is a failure, whatever a check says of the status`() async throws {
        let (samples, _) = try await RequestStepTests.walk("- request: GET HOST/0\n  follow: 1\n  check: status == 302")
        { request in
            .init(302, headers: ["Location: \(request.line.dropFirst(5))0"])
        }
        #expect(samples.steps.map(\.failure?.kind) == [.redirects])
    }

    @Test func `one redirect more than allowed is a failure`() async throws {
        let (samples, requests) = try await RequestStepTests.walk("- request: GET HOST/0\n  follow: 2") { request in
            .init(302, headers: ["Location: \(request.line.dropFirst(5))0"])
        }
        #expect(requests.map(\.line) == ["GET /0", "GET /00", "GET /000"])
        #expect(samples.steps.map(\.failure?.kind) == [.redirects])
    }

    // MARK: Extraction

    private static let page = """
        <html><head><title>Course</title></head><body><form>
        <input name=csrf value='a&amp;b'><iframe id="userplayer" src="/room/x?a=1&amp;b=%C3%BC"></iframe></form></body></html>
        """

    @Test(arguments: [
        ("{ html: \"//input[@name='csrf']/@value\" }", "a&b"),
        ("{ html: \"//iframe[@id='userplayer']/@src\" }", "/room/x?a=1&b=%C3%BC"),
        ("{ html: \"//title\" }", "Course"),
        ("{ regex: \"name=(\\\\w+)\" }", "csrf"),
        ("{ header: X-Thing }", "of value"),
        ("{ cookie: session }", "s1"),
        ("{ json: /none, default: \"d-${participant.index}\" }", "d-1"),
    ])
    func `a value is taken from a page, its headers and cookies`(source: String, value: String) async throws {
        let (samples, requests) = try await RequestStepTests.walk(
            "- request: GET HOST/\n  extract: { v: \(source) }\n- request: POST HOST/told\n  body: \"${v}\""
        ) { request in
            request.line == "GET /"
                ? .init(
                    200, headers: ["Content-Type: text/html", "X-Thing: of value", "Set-Cookie: session=s1"],
                    body: RequestStepTests.page) : .init(200)
        }
        #expect(samples.steps.map(\.failure) == [nil, nil])
        #expect(requests.last?.body == value)
    }

    @Test(arguments: [
        ("/s", "text"), ("/n", "1.50"), ("/b", "true"), ("/o", "{\"a\":[1]}"), ("/list/1", "two"), ("/a~1b", "slash"),
    ])
    func `a value is taken from JSON as text`(pointer: String, value: String) async throws {
        let (_, requests) = try await RequestStepTests.walk(
            "- request: GET HOST/\n  extract: { v: { json: \(pointer) } }\n- request: POST HOST/told\n  body: \"${v}\""
        ) { request in
            .init(
                200,
                body: #"{"s":"text","n":1.50,"b":true,"o":{"a":[1]},"list":["one","two"],"a/b":"slash","null":null}"#)
        }
        #expect(requests.last?.body == value)
    }

    @Test(arguments: [
        ("{ json: /none }", "no value for v: nothing at /none in the response, application/json of 10 bytes"),
        ("{ json: /n }", "no value for v: nothing at /n in the response, application/json of 10 bytes"),
        ("{ header: X-None }", "no value for v: the response has no header X-None"),
        ("{ cookie: none, path: /x }", "no value for v: there is no cookie none for /x"),
        ("{ html: \"//b\" }", "no value for v: nothing matches //b in the response, application/json of 10 bytes"),
        ("{ regex: \"x(y)\" }", "no value for v: nothing matches x(y) in the response, application/json of 10 bytes"),
    ])
    func `a value that is missing fails the step and says where it was looked for`(source: String, detail: String)
        async throws
    {
        let (samples, _) = try await RequestStepTests.walk(
            "- request: GET HOST/\n  extract: { v: \(source) }\n- request: GET HOST/${v}"
        ) { _ in
            .init(200, headers: ["Content-Type: application/json"], body: #"{"n":null}"#)
        }
        #expect(samples.steps.map(\.failure?.kind) == [.extract])
        #expect(samples.steps.first?.failure?.detail == detail)
    }

    @Test func `of two cookies with one name the path tells which is meant`() async throws {
        let answer: @Sendable (PlainPlatform.Request) -> PlainPlatform.Answer? = { request in
            request.line == "GET /app/x"
                ? .init(200, headers: ["Set-Cookie: c=one; Path=/", "Set-Cookie: c=two; Path=/app"]) : .init(200)
        }
        let (samples, requests) = try await RequestStepTests.walk(
            "- request: GET HOST/app/x\n  extract: { a: { cookie: c, path: / }, b: { cookie: c, path: /app } }\n- request: POST HOST/told\n  body: \"${a} ${b}\"",
            answering: answer)
        #expect(samples.steps.map(\.failure) == [nil, nil])
        #expect(requests.last?.body == "one two")
        let (unclear, _) = try await RequestStepTests.walk(
            "- request: GET HOST/app/x\n  extract: { a: { cookie: c } }", answering: answer)
        #expect(unclear.steps.first?.failure?.kind == .extract)
        #expect(unclear.steps.first?.failure?.detail.hasPrefix("a: there are 2 cookies c (127.0.0.1/") == true)
    }

    @Test func `a large page is read too, and everything behind it`() async throws {
        let page = "<p>" + String(repeating: "<i>x</i>", count: 30_000) + "<b id=last>found</b>"
        let (samples, requests) = try await RequestStepTests.walk(
            "- request: GET HOST/\n  extract: { v: { html: \"//b[@id='last']\" }, n: { html: \"count(//i)\" }, r: { regex: \"id=(l[a-z]+)\" } }\n- request: POST HOST/told\n  body: \"${v} ${n} ${r}\""
        ) { request in .init(200, headers: ["Content-Type: text/html"], body: page) }
        #expect(samples.steps.map(\.failure) == [nil, nil])
        #expect(requests.last?.body == "found 30000 last")
    }

    // MARK: Success

    @Test(arguments: [(200, true), (204, true), (304, true), (400, false), (404, false), (500, false)])
    func `a status of 400 or above fails`(status: Int, succeeds: Bool) async throws {
        let (samples, _) = try await RequestStepTests.walk("- request: GET HOST/") { _ in .init(status) }
        #expect(samples.steps.map { $0.failure == nil } == [succeeds])
    }

    @Test func `a check on the status says what is expected, and values are taken then too`() async throws {
        let (samples, requests) = try await RequestStepTests.walk(
            "- request: GET HOST/\n  check: [ status == 401 ]\n  extract: { realm: { header: WWW-Authenticate } }\n- request: POST HOST/told\n  check: status == 401\n  body: \"${realm}\""
        ) { _ in .init(401, headers: ["WWW-Authenticate: Basic"]) }
        #expect(samples.steps.map(\.failure) == [nil, nil])
        #expect(requests.last?.body == "Basic")
    }

    @Test func `an outcome is polled for until its check holds`() async throws {
        let polls = Mutex(0)
        let (samples, requests) = try await RequestStepTests.walk(
            "- request: GET HOST/state\n  check: json /state == ready\n  extract: { room: { json: /room } }\n  retry: { attempts: 5, for: [check, extract], interval: 1ms }\n- request: GET HOST/${room}"
        ) { request in
            guard request.line != "GET /r7" else { return .init(200) }
            let poll = polls.withLock { polls in
                polls += 1
                return polls
            }
            return .init(200, body: poll < 3 ? #"{"state":"pending"}"# : #"{"state":"ready","room":"r7"}"#)
        }
        #expect(samples.steps.map(\.failure) == [nil, nil])
        #expect(samples.requests.map(\.attempt) == [1, 2, 3, 1])
        #expect(requests.map(\.line) == ["GET /state", "GET /state", "GET /state", "GET /r7"])
    }

    @Test func `null in JSON is no value, for a check as for an extraction`() async throws {
        let (samples, _) = try await RequestStepTests.walk(
            "- request: GET HOST/\n  check: json /room exists"
        ) { _ in .init(200, body: #"{"room":null}"#) }
        #expect(samples.steps.map(\.failure?.kind) == [.check])
    }

    @Test func `a check on a cookie takes the one that goes back to the answer's URL`() async throws {
        let (samples, _) = try await RequestStepTests.walk(
            "- request: GET HOST/other/x\n- request: GET HOST/app/x\n  check: cookie session == mine"
        ) { request in
            request.line == "GET /other/x"
                ? .init(200, headers: ["Set-Cookie: session=foreign; Path=/other"])
                : .init(200, headers: ["Set-Cookie: session=mine; Path=/app"])
        }
        #expect(samples.steps.map(\.failure) == [nil, nil])
    }

    @Test func `an empty value takes the default, as a missing one does`() async throws {
        let (_, requests) = try await RequestStepTests.walk(
            "- request: GET HOST/\n  extract: { v: { json: /v } }\n- request: GET HOST/a${v:-none}"
        ) { _ in .init(200, body: #"{"v":""}"#) }
        #expect(requests.map(\.line) == ["GET /", "GET /anone"])
    }

    @Test(
        arguments: [
            ("http://b.example/", "Referer: https://a.example/x", nil),
            ("https://b.example/", "Referer: https://a.example/x", "Referer: https://a.example/"),
        ] as [(String, String, String?)])
    func `a redirect that leaves https tells nothing of where it comes from`(
        target: String, line: String, next: String?
    ) throws {
        let request = HTTPRequest(method: "POST", url: "https://a.example/", headers: [line], body: [1])
        let followed = Redirect.next(after: request, 307, to: try WebURL(target))
        #expect(followed.headers == [next].compactMap { $0 })
    }

    @Test func `a step that counts as entered ends the journey's time`() async throws {
        let (samples, _) = try await RequestStepTests.walk(
            "- request: GET HOST/\n  enters: true\n- request: GET HOST/after"
        ) { _ in .init(200) }
        let person = try #require(samples.participants.first)
        #expect(person.entered == samples.requests[0].figures.answered)
    }

    @Test func `a value of a skipped step fails the step that needs it, unless it has a default`() async throws {
        let (samples, requests) = try await RequestStepTests.walk(
            "- request: GET HOST/\n  when: ${participant.role} == moderator\n  extract: { v: { header: X } }\n- request: GET HOST/a${v:-none}\n- request: GET HOST/b${v}"
        ) { _ in .init(200) }
        #expect(requests.map(\.line) == ["GET /anone"])
        #expect(samples.steps.map(\.failure?.kind) == [nil, .extract])
        #expect(
            samples.steps.last?.failure?.detail == "there is no value ${v}: the step that extracts it was not taken")
    }

    @Test func `a secret value is hidden wherever the server repeats it`() async throws {
        let (samples, _) = try await RequestStepTests.walk(
            "- request: GET HOST/\n  extract: { apiToken: { header: X } }\n- request: GET HOST/echo"
        ) { request in
            request.line == "GET /"
                ? .init(200, headers: ["X: canary-7f3a"]) : .init(500, body: #"{"message":"bad canary-7f3a"}"#)
        }
        #expect(samples.steps.last?.failure?.detail == "answered with status 500: bad •••")
    }

    @Test func `an HTML error page gives its title`() async throws {
        let (samples, _) = try await RequestStepTests.walk("- request: POST HOST/") { _ in
            .init(403, headers: ["Content-Type: text/html"], body: "<title>403 Forbidden: CSRF</title>")
        }
        #expect(samples.steps.first?.failure?.detail == "answered with status 403 (“403 Forbidden: CSRF”)")
    }
}
