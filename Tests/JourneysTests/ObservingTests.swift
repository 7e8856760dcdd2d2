// What somebody who watches a walk is told.
import Measuring
import Scenarios
import Support
import Synchronization
import Testing
import Transport

@testable import Journeys

/// Keeps what it is told.
final class Notebook: Sendable {
    private let kept = Mutex<[WalkEvent]>([])

    func observer(of plan: Plan = Sample.plan([])) -> WalkObserver {
        WalkObserver(plan, secrets: SecretTable()) { event in self.kept.withLock { $0.append(event) } }
    }

    var events: [WalkEvent] { kept.withLock { $0 } }
    var exchanges: [ObservedExchange] { events.compactMap { if case .exchanged(let one) = $0 { one } else { nil } } }
}

struct ObservingTests {
    /// Walks a journey in YAML against a server that answers as told, and returns what an observer was told.
    private static func walk(
        _ journey: String, cookies: Bool = true,
        answering answer: @escaping @Sendable (PlainPlatform.Request) -> PlainPlatform.Answer?
    ) async throws -> (events: [WalkEvent], exchanges: [ObservedExchange], requests: [PlainPlatform.Request]) {
        let platform = try PlainPlatform(instead: answer)
        defer { platform.stop() }
        let notebook = Notebook()
        _ = try await Stage.walk(
            try RequestStepTests.steps(journey, at: platform.url), against: platform.url, cookies: cookies,
            observer: notebook.observer())
        return (notebook.events, notebook.exchanges, platform.requests)
    }

    /// A body as shown.
    private static func text(_ body: ObservedExchange.Body?) -> String? {
        if case .text(let text, _, _) = body { text.shown } else { nil }
    }

    private static let login = """
        - request: GET HOST/login
          name: login page
          extract: { csrf: { html: "//input[@name='csrf_token']/@value" }, kind: { header: X-Kind } }
        - request: POST HOST/login
          name: log in
          form: { email: "${participant.email}", password: "${participant.password}", csrf_token: "${csrf}" }
          follow: 5
        """

    private static func answer(_ request: PlainPlatform.Request) -> PlainPlatform.Answer? {
        switch request.line {
        case "GET /login":
            .init(
                200,
                headers: [
                    "Content-Type: text/html", "X-Kind: plain", "Set-Cookie: visit=v-12345; Path=/",
                    "Set-Cookie: elsewhere=e; Domain=other.example",
                ],
                body: "<title>Log in</title><form><input type=hidden name=csrf_token value='c/12345'></form>")
        case "POST /login":
            .init(
                302,
                headers: [
                    "Location: /courses?ticket=t-12345", "Set-Cookie: session=s-12345; Path=/courses",
                    "Set-Cookie: visit=; Max-Age=0; Path=/",
                ])
        default: .init(200, headers: ["Content-Type: text/plain"], body: "session s-12345, ticket t-12345")
        }
    }

    @Test func `every request is told with what was sent and what came of it`() async throws {
        let (events, exchanges, requests) = try await Self.walk(Self.login) { Self.answer($0) }
        #expect(exchanges.count == requests.count)
        #expect(exchanges.map(\.method) == ["GET", "POST", "GET"])
        #expect(exchanges.map(\.reason) == [.step, .step, .redirect])
        #expect(exchanges.map { $0.figures.status } == [200, 302, 200])
        #expect(exchanges[2].url.shown.hasSuffix("/courses?ticket=•••"))
        #expect(
            exchanges[0].values.map { "\($0.name)=\($0.text.shown) \($0.source)" } == [
                "csrf=••• html //input[@name='csrf_token']/@value", "kind=plain header X-Kind",
            ])
        #expect(exchanges[0].cookies.map(\.name) == ["visit", "elsewhere"])
        #expect(exchanges[0].cookies.map(\.isKept) == [true, false])
        #expect(exchanges[0].cookies[0].fate == "kept for 127.0.0.1/")
        #expect(exchanges[0].cookies[1].fate.hasPrefix("not kept: "))
        #expect(exchanges[1].cookies.map(\.fate) == ["kept for 127.0.0.1/courses", "deleted"])
        #expect(
            Self.text(exchanges[1].requestBody) == "email=participant-1%40example.test&password=•••&csrf_token=•••")
        #expect(exchanges[1].requestLines.map(\.shown).contains("Cookie: visit=•••"))
        #expect(exchanges[1].answerLines.map(\.shown).contains("Location: /courses?ticket=•••"))
        #expect(Self.text(exchanges[2].answerBody) == "session •••, ticket •••")
        #expect(exchanges.allSatisfy { $0.failure == nil })
        var words: [String] = []
        for event in events {
            switch event {
            case .begins(let step): words.append("begins \(step.name)")
            case .skips(let step): words.append("skips \(step.name)")
            case .exchanged: words.append("exchange")
            case .ended(let ending): words.append("ended \(ending.ending) \(ending.hasEntered)")
            }
        }
        #expect(
            words == [
                "begins login page", "exchange", "begins log in", "exchange", "exchange", "ended completed true",
            ])
    }

    @Test func `the command makes the same request with variables for its secrets`() async throws {
        let (_, exchanges, _) = try await Self.walk(Self.login) { Self.answer($0) }
        let command = exchanges[1].command
        #expect(command.url.shown.hasSuffix("/login"))
        let lines = command.lines
        #expect(lines.contains("--data-raw email=participant-1%40example.test"))
        #expect(lines.contains("--data-urlencode \"password=$PASSWORD\""))
        #expect(lines.contains("--data-urlencode \"csrf_token=$CSRF\""))
        #expect(lines.contains("-b \"visit=$VISIT\""))
        #expect(!lines.contains { $0.contains("Content-Length") || $0.contains("Host") })
        #expect(command.variables.map(\.variable).sorted() == ["CSRF", "PASSWORD", "VISIT"])
        #expect(!exchanges.flatMap(\.command.lines).contains { $0.contains("12345") || $0.contains("password-1") })
    }

    @Test func `the run's id is no secret, also in a query`() async throws {
        let walk = try await Self.walk("- request: GET HOST/seen?bye=${run.id}&token=t-12345") { _ in .init(200) }
        #expect(walk.exchanges.first?.url.shown.hasSuffix("/seen?bye=1a2b3c4d&token=•••") == true)
    }

    @Test func `the command sends the files that were sent`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("essay.txt", "essay")
        try folder.write("a;b.bin", "\u{0}")
        let path = folder.path
        let (_, exchanges, _) = try await Self.walk(
            """
            - request: POST HOST/a
              multipart:
                title: Mine
                first: { file: \(path)/essay.txt }
                second: { file: "\(path)/a;b.bin", type: text/plain, filename: 'x"y' }
                third: { text: made up, filename: made.txt, type: text/plain }
            - request: PUT HOST/b
              body: { file: \(path)/essay.txt }
            """
        ) { _ in .init(200) }
        let form = exchanges[0].command
        #expect(
            form.lines.filter { $0.hasPrefix("-F") || $0.hasPrefix("--form") } == [
                "--form-string title=Mine", "-F 'first=@\(path)/essay.txt;type=application/octet-stream'",
                "-F 'second=@\"\(path)/a;b.bin\";filename=x%22y;type=text/plain'",
                "-F 'third=@made.txt;type=text/plain'",
            ])
        #expect(form.notes == ["the file `made.txt` must have the content of third, 7 bytes"])
        #expect(exchanges[1].command.lines.contains("--data-binary @\(path)/essay.txt"))
        #expect(exchanges[1].command.notes == [])
    }

    @Test func `of the values of setup only the secret ones are hidden`() async throws {
        let platform = try PlainPlatform { _ in .init(200) }
        defer { platform.stop() }
        var room = Stage.provisionedRoom
        room.values = ["lesson": "8fK2mQ9x", "api_key": "k-4711-xyz", "sid": "s-4711-abc"]
        let text = """
            turnout: 1
            participants: { count: 1 }
            setup:
              - request: GET \(platform.url)/
                extract: { lesson: { json: /id }, api_key: { json: /k }, sid: { cookie: sid } }
            journey: [ request: "GET \(platform.url)/${lesson}?l=${lesson}&k=${api_key}&s=${sid}" ]
            """
        let loaded = try ScenarioLoader().load(text: text, file: "x.yaml")
        let notebook = Notebook()
        _ = try await Stage.walk(
            loaded.crowds[0].journey, against: platform.url, provisionedRoom: room, observer: notebook.observer()
        ) { $0.setup = loaded.setup }
        #expect(notebook.exchanges.map { $0.url.shown } == ["\(platform.url)/8fK2mQ9x?l=8fK2mQ9x&k=•••&s=•••"])
    }

    @Test func `a skipped step and the failure that ends the walk are told`() async throws {
        let (events, exchanges, _) = try await Self.walk(
            """
            - request: GET HOST/a
              name: for moderators
              when: ${participant.role} == moderator
            - request: GET HOST/b
              name: refused
            """
        ) { _ in .init(403, body: #"{"error":"no","token":"abc"}"#) }
        #expect(exchanges.map(\.failure?.kind) == [.status])
        // However short, a value with such a name is hidden where it stands.
        #expect(Self.text(exchanges[0].answerBody) == #"{"error":"no","token":"•••"}"#)
        guard case .skips(let step) = events.first, case .ended(let ending) = events.last else {
            Issue.record("\(events)")
            return
        }
        #expect(step.name == "for moderators")
        #expect(ending.ending == .failed)
        #expect(ending.step?.name == "refused")
        #expect(ending.failure?.kind == .status)
    }

    // MARK: Where it looked

    @Test(
        arguments: [
            (
                "json: /data/items/5/id", #"{"data":{"items":[{"name":"x","uid":1}]}}"#,
                ["/data/items is an array of 1, from 0 to 0; the first has name, uid"]
            ),
            ("json: /data/token", #"{"data":{"id":1,"name":"n"}}"#, ["/data is an object with id, name"]),
            ("json: /data/id", #"{"data":"none"}"#, [#"/data is the string "none""#]),
            ("json: /id", #"{"id":null}"#, ["/id is null"]),
            (
                "json: /id", "<html><title>Maintenance</title></html>",
                [
                    "the body is not valid JSON: an unexpected character, at byte 0", "the page is “Maintenance”",
                    "it has no form",
                ]
            ),
            ("header: X-Missing", "", ["the headers that came: Content-Type, X-Kind, Content-Length"]),
            ("regex: \"id=(\\\\d+)\"", "no id here", ["the body begins: no id here"]),
            ("cookie: session", "", ["no cookie is stored"]),
            (
                "html: \"//form[@id='in']//input[@name='csrf']/@value\"",
                "<title>Log in</title><form id=in method=post action='/in?k=1'><input name=user><input name=csrf2 type=hidden></form>",
                [
                    "//form[@id='in'] matches 1", "//form[@id='in']//input[@name='csrf'] matches nothing",
                    "//form[@id='in']//input matches 2", "the page is “Log in”",
                    "a form, POST /in?•••, has user (text), csrf2 (hidden)",
                ]
            ),
        ] as [(String, String, [String])])
    func `a missing value is told with what is there`(source: String, body: String, looked: [String]) async throws {
        let type = body.hasPrefix("{") ? "application/json" : "text/html"
        let (_, exchanges, _) = try await Self.walk("- request: GET HOST/a\n  extract: { x: { \(source) } }") { _ in
            .init(200, headers: ["Content-Type: \(type)", "X-Kind: k"], body: body)
        }
        #expect(exchanges.first?.failure?.kind == .extract)
        #expect(exchanges.first?.looked.map(\.shown) == looked)
    }

    @Test(
        arguments: [
            ("json /state == \"done\"", #"{"state":"pending"}"#, [#"/state is the string "pending""#]),
            ("header x-kind == other", "", ["X-Kind: k"]),
            ("cookie session exists", "", ["the cookies stored: visit for 127.0.0.1/"]),
            ("body contains Welcome", "Sorry", ["the body begins: Sorry"]),
            ("status == 201", "", []),
        ] as [(String, String, [String])])
    func `a check that does not hold is told with what is there`(
        check: String, body: String, looked: [String]
    ) async throws {
        let (_, exchanges, _) = try await Self.walk("- request: GET HOST/a\n  check: [ '\(check)' ]") { _ in
            .init(200, headers: ["X-Kind: k", "Set-Cookie: visit=12345; Path=/"], body: body)
        }
        #expect(exchanges.first?.failure?.kind == .check)
        #expect(exchanges.first?.looked.map(\.shown) == looked)
    }

    // MARK: Secrets, bodies

    @Test func `bodies are cut, binary ones are described`() async throws {
        let long = String(repeating: "x", count: 2040) + "secret-of-the-page and more"
        let (_, exchanges, _) = try await Self.walk(
            """
            - request: GET HOST/a
              extract: { token: { regex: "x(secret-of-the-page)" } }
            - request: GET HOST/b
            """
        ) { request in
            request.line == "GET /a"
                ? .init(200, headers: ["Content-Type: text/plain"], body: long)
                : .init(200, headers: ["Content-Type: image/png"], body: "\u{1}\u{2}\u{3}")
        }
        guard case .text(let text, let bytes, isWhole: false) = exchanges[0].answerBody else {
            Issue.record("\(String(describing: exchanges[0].answerBody))")
            return
        }
        #expect(text.shown == String(repeating: "x", count: 2040) + "••• and mor")
        #expect(bytes == long.utf8.count)
        #expect(exchanges[1].answerBody == .binary(bytes: 3, type: "image/png"))
    }

    @Test func `without a connection it tells what would have been sent`() async throws {
        let port = try PlainPlatform()
        let url = port.url
        port.stop()
        let notebook = Notebook()
        _ = try await Stage.walk(
            try RequestStepTests.steps(
                "- request: POST HOST/a\n  json: { password: \"${participant.password}\" }", at: url),
            against: url, observer: notebook.observer())
        let exchange = try #require(notebook.exchanges.first)
        #expect(exchange.failure?.kind == .connect)
        #expect(exchange.figures.status == nil)
        #expect(exchange.requestLines.map(\.shown).contains("Content-Type: application/json"))
        #expect(exchange.command.lines.contains { $0.hasPrefix("--data-raw ") && $0.contains("\"$PASSWORD\"") })
    }
}
