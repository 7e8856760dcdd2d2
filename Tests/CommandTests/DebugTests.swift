// `turnout run --debug`: one participant walks, and everything is printed that a person needs to see, and no secret.
import Foundation
import Glibc
import Support
import Testing

@Suite struct DebugTests {
    /// Walks a scenario's text. `HOST` in it is the server's base URL.
    private static func debug(
        _ scenario: String, at url: String, options: [String] = [], environment: [String: String] = [:],
        in folder: TemporaryFolder? = nil
    ) async throws -> Command.Outcome {
        let folder = try folder ?? TemporaryFolder()
        try folder.write("walk.yaml", "turnout: 1\n" + scenario.replacing("HOST", with: url))
        let outcome = try await Command(
            ["run", "walk.yaml", "--debug"] + options, in: folder, environment: environment
        ).run()
        #expect(try folder.contents() == ["walk.yaml"], "nothing is stored")
        return outcome
    }

    /// The requests that were printed: method and path.
    private static func requests(in output: String) -> [String] {
        output.split(separator: "\n").compactMap { line in
            guard let match = line.prefixMatch(of: #/\s{3}(GET|POST|PUT|HEAD|DELETE|PATCH) https?://[^/]+([^ ?]*)/#)
            else {
                return nil
            }
            return "\(match.output.1) \(match.output.2)"
        }
    }

    /// The requests that a server got: method and path.
    private static func requests(at platform: PlainPlatform) -> [String] {
        platform.requests.map { String($0.line.prefix { $0 != "?" }) }
    }

    private static func platform(_ host: String = "HOST") -> String {
        """
        target: { api: "\(host)" }
        platform:
          client: { id: c, secret: "${env.SECRET}" }
          host: { email: host@example.test, password: "${env.SECRET}" }
          space: \(PlainPlatform.spaceID)
          room: \(PlainPlatform.roomID)

        """
    }

    @Test func `every request is printed once, those of setup and teardown included`() async throws {
        let platform = try PlainPlatform()
        defer { platform.stop() }
        let outcome = try await Self.debug(
            Self.platform() + """
                participants: { count: 40 }
                setup: [ { request: GET HOST/v1/spaces, name: warm up, check: [ status == 404 ] } ]
                teardown: [ { request: GET HOST/v1/spaces, name: cool down, check: [ status == 404 ] } ]
                journey:
                  - token
                  - pause: 20ms
                  - generate-access
                  - enter-room
                """, at: platform.url, environment: ["SECRET": "s3cret-1"])
        #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
        // The part of a link's path that may be a token is hidden.
        let sent = Self.requests(at: platform).map { $0.replacing(PlainPlatform.alias, with: "•••") }
        #expect(Self.requests(in: outcome.output) == sent)
        #expect(platform.inRoom == 0)
        #expect(!outcome.output.contains("s3cret-1"))
        for words in [
            "\nSetup\n", "\nSetup. warm up", "\n1. token", "\n2. pause", "\n4. enter-room", "\nTeardown\n",
            "\nTeardown. cool down", "Participant 1 got through: 8 requests in ",
        ] {
            #expect(outcome.output.contains(words), "\(words): \(outcome.output)")
        }
        #expect(!outcome.output.contains("\u{1B}"))
    }

    @Test(arguments: [
        "eyJhbGciOiJIUzI1NiJ9CANARY", "page=2&eyJhbGciOiJIUzI1NiJ9CANARY", "x#eyJhbGciOiJIUzI1NiJ9CANARY",
    ])
    func `a field without a name is a value, and no name is made of it`(query: String) async throws {
        let platform = try PlainPlatform { _ in .init(200, body: "{}") }
        defer { platform.stop() }
        let folder = try TemporaryFolder()
        let outcome = try await Command(["run", "\(platform.url)/ok?\(query)", "--debug"], in: folder).run()
        #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
        for part in ["CANARY", "eyJ", "HBG"] {
            #expect(!(outcome.output + outcome.errors).uppercased().contains(part.uppercased()), "\(outcome)")
        }
    }

    @Test func `a token without a name that a redirect gives is called the query`() async throws {
        let platform = try PlainPlatform { request in
            request.line.contains("/start")
                ? .init(302, headers: ["Location: /ok?eyJhbGciOiJIUzI1NiJ9CANARY"]) : .init(200, body: "{}")
        }
        defer { platform.stop() }
        let folder = try TemporaryFolder()
        let outcome = try await Command(["run", "\(platform.url)/start", "--debug"], in: folder).run()
        #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("$QUERY is the query of the URL"), "\(outcome.output)")
        #expect(!outcome.output.uppercased().contains("CANARY"), "\(outcome.output)")
    }

    @Test func `a failed step is shown with where it looked, and ends with 99`() async throws {
        let platform = try PlainPlatform { _ in
            .init(
                200, headers: ["Content-Type: text/html"],
                body: "<title>Log in</title><form><input name=csrf_token type=hidden value=abc></form>")
        }
        defer { platform.stop() }
        let outcome = try await Self.debug(
            """
            participants: { count: 3 }
            journey:
              - request: GET HOST/login
                name: login page
                extract: { csrf: { html: "//input[@name='csrf']/@value" } }
            """, at: platform.url)
        #expect(outcome.code == 99, "\(outcome.errors)")
        #expect(
            outcome.output.contains(
                """
                   Failed     no value for csrf: nothing matches //input[@name='csrf']/@value
                """), "\(outcome.output)")
        for line in [
            "   Looked     //input[@name='csrf'] matches nothing", "   Looked     //input matches 1",
            "   Looked     a form, GET, has csrf_token (hidden)",
        ] {
            #expect(outcome.output.contains(line + "\n"), "\(line): \(outcome.output)")
        }
        let last = try #require(outcome.output.split(separator: "\n").last)
        #expect(last.hasPrefix("Participant 1 did not get through at step 1, login page: no value for csrf: "))
    }

    // MARK: Secrets

    @Test func `no secret is printed`() async throws {
        let canary = "cAn4rY"
        let platform = try PlainPlatform { request in
            let echo = String(
                decoding: (try? JSONEncoder().encode([
                    "error": "refused", "message": "\(request.body) \(request.headers) \(request.line)",
                ])) ?? Data(), as: UTF8.self)
            switch request.line {
            case "POST /v1/auth/token":
                return .init(200, body: #"{"access_token":"\#(canary)-bearer/é","refresh_token":"\#(canary)-refresh"}"#)
            case "GET /login":
                return .init(
                    200,
                    headers: [
                        "Content-Type: text/html", "Set-Cookie: session=\(canary)-session; Path=/; HttpOnly",
                        "Set-Cookie: s=\(canary)-1", "X-Api-Key: \(canary)-key",
                    ],
                    body: """
                        <title>\(canary)-session</title><meta name="csrf-token" content="\(canary)-meta">
                        <form action="/in?token=\(canary)-action"><input name="csrf_token" value="\(canary)&amp;csrf">
                        <iframe src="/room/x?accessToken=\(canary)-link&amp;y=1"></iframe>
                        <script>var token = '\(canary)-script'; load({"apiKey": "\(canary)-json"})</script></form>
                        """)
            case "POST /in": return .init(400, body: echo)
            case "GET /moved":
                return .init(302, headers: ["Location: /login/continue/\(canary)-path1?ticket=\(canary)-ticket"])
            default: return .init(200, body: echo)
            }
        }
        defer { platform.stop() }
        let scenario =
            Self.platform() + """
                participants: { count: 3 }
                journey:
                  - token: { password: "\(canary)-pass&\\"/é" }
                  - request: GET HOST/login
                    extract: { csrf: { html: "//input/@value" }, frame: { html: "//iframe/@src" }, key: { header: X-Api-Key } }
                  - request: GET HOST/moved
                  - request: GET HOST/echo
                    headers: { X-Secret: "\(canary)-header", User-Agent: "agent ${env.AGENT}" }
                    query: { token: "\(canary)-query", csrf: "${csrf}" }
                    auth: { basic: { user: me, password: "\(canary)-basic" } }
                  - request: POST HOST/in
                    name: submit
                    form: { password: "\(canary) form", csrf: "${csrf}", frame: "${frame}" }
                    check: [ status == 400 ]
                  - request: PUT HOST/json
                    json: { token: "\(canary)-\\"json\\"/é", csrf: "${csrf}", list: [ "${env.AGENT}" ] }
                  - request: POST HOST/multipart
                    multipart: { password: "\(canary)-multipart", note: "${csrf}" }
                  - request: POST HOST/text
                    body: "password=\(canary)-body\\r\\n${csrf}"
                    check: [ body contains "not there" ]
                """
        let environment = ["SECRET": "\(canary)-client-secret", "AGENT": "\(canary)-agent"]
        let outcome = try await Self.debug(scenario, at: platform.url, environment: environment)
        #expect(outcome.code == 99, "\(outcome.output)\(outcome.errors)")
        for line in (outcome.output + outcome.errors).split(separator: "\n") {
            #expect(!line.contains(canary), "\(line)")
        }
        #expect(Self.requests(at: platform).count == 9)
        #expect(Self.requests(in: outcome.output).count == 9)
        for word in ["password=•••", "$AGENT", "$CSRF", "csrf = •••", "X-Secret: •••"] {
            #expect(outcome.output.contains(word), "\(word): \(outcome.output)")
        }
    }

    // MARK: Commands

    /// A site that answers 200 only if everything is right that was sent.
    private static func site() throws -> PlainPlatform {
        try PlainPlatform { request in
            let headers = request.headers
            let isRight: Bool
            switch request.line {
            case "GET /login":
                return .init(
                    200, headers: ["Content-Type: text/html", "Set-Cookie: session=s3ss; Path=/"],
                    body: "<form><input name=csrf_token value='c/5 r&amp;f'></form>")
            case "POST /login":
                isRight =
                    request.body.replacing("%20", with: "+") == "email=a%40b&password=p+w%26%22&csrf_token=c%2F5+r%26f"
                    && headers["cookie"] == "session=s3ss" && headers["origin"] != nil
                    && headers["content-type"] == "application/x-www-form-urlencoded"
                if isRight { return .init(302, headers: ["Location: /in?ticket=t%2F12345"]) }
            case "GET /in?ticket=t%2F12345": isRight = headers["referer"] != nil || headers["cookie"] != nil
            case "PUT /json?q=[1]":
                isRight =
                    request.body == #"{"name":"it's \"$HOME\" 100%\n","pass":"p w&\""}"#
                    && headers["content-type"] == "application/json" && headers["x-api-key"] == "k3y-k3y"
            case "GET /basic": isRight = headers["authorization"] == "Basic bWU6cCB3JiI="
            case "GET /bearer": isRight = headers["authorization"] == "Bearer c/5 r&f"
            case "POST /multipart":
                isRight =
                    request.body.contains("name=\"password\"\r\n\r\np w&\"\r\n")
                    && request.body.contains("name=\"note\"\r\n\r\nhe;llo 'x'\r\n")
                    && headers["content-type"]?.hasPrefix("multipart/form-data; boundary=") == true
            case "POST /text":
                isRight =
                    request.body == "one\r\ntwo\tc/5 r&f %s" && headers["content-type"] == "text/plain; charset=utf-8"
            case "DELETE /gone": return .init(204)
            case "HEAD /head": return .init(204)
            case "POST /empty": isRight = request.body == "" && headers["content-type"] == nil
            default: isRight = false
            }
            return .init(isRight ? 200 : 400, body: isRight ? "right" : "wrong: \(request)")
        }
    }

    private static let walk = #"""
        participants: { count: 2 }
        journey:
          - request: GET HOST/login
            extract: { csrf: { html: "//input/@value" } }
          - request: POST HOST/login
            form: { email: a@b, password: "${env.PASS}", csrf_token: "${csrf}" }
          - request: PUT HOST/json?q=[1]
            headers: { X-Api-Key: k3y-k3y, Accept: "application/json" }
            json: { name: "it's \"$HOME\" 100%\n", pass: "${env.PASS}" }
          - request: GET HOST/basic
            auth: { basic: { user: me, password: "${env.PASS}" } }
          - request: GET HOST/bearer
            auth: { bearer: "${csrf}" }
          - request: POST HOST/multipart
            multipart: { password: "${env.PASS}", note: "he;llo 'x'" }
          - request: POST HOST/text
            body: "one\r\ntwo\t${csrf} %s"
          - request: DELETE HOST/gone
          - request: HEAD HOST/head
          - request: POST HOST/empty
        """#

    @Test func `the commands make the same requests`() async throws {
        let platform = try Self.site()
        defer { platform.stop() }
        let outcome = try await Self.debug(Self.walk, at: platform.url, environment: ["PASS": "p w&\""])
        #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
        let statuses = outcome.output.split(separator: "\n").compactMap { line in
            line.prefixMatch(of: #/\s{3}HTTP/1.1 (\d\d\d) in\s/#).map { String($0.output.1) }
        }
        let commands = Self.commands(in: outcome.output)
        #expect(statuses.count == 11)
        try #require(commands.count == statuses.count)
        let known = [
            "PASS": "p w&\"", "CSRF": "c/5 r&f", "CSRF_IN_URL": "c%2F5+r%26f", "SESSION": "s3ss",
            "PASS_IN_JSON": "p w&\\\"", "TICKET_IN_URL": "t%2F12345", "X_API_KEY": "k3y-k3y",
        ]
        for (command, status) in zip(commands, statuses) {
            let answer = try Self.shell(command, known)
            let got = answer.split(separator: "\r\n").first.map { $0.split(separator: " ").dropFirst().first ?? "" }
            #expect(got.map(String.init) == status, "\(command)\n\(answer)")
        }
        // Twice, since each was made by Turnout and by curl.
        #expect(Self.requests(at: platform).count == 22)
    }

    /// The commands that were printed.
    private static func commands(in output: String) -> [String] {
        var commands: [String] = []
        var isOpen = false
        for line in output.split(separator: "\n", omittingEmptySubsequences: false) {
            if isOpen {
                commands[commands.count - 1] += "\n" + line
            } else if line.hasPrefix("   curl -i ") || line.hasPrefix("   printf ") {
                commands.append(String(line))
            } else {
                continue
            }
            isOpen = line.hasSuffix(" \\")
        }
        return commands
    }

    /// What a command prints in a shell with these variables.
    private static func shell(_ command: String, _ variables: [String: String]) throws -> String {
        let folder = try TemporaryFolder()
        let settings = variables.map { "\($0.key)='\($0.value.replacing("'", with: "'\\''"))'\n" }.joined()
        try folder.write("script", settings + command.replacing("curl -i", with: "curl -sS -m 20 -i") + "\n")
        guard let stream = popen("sh \(folder.path)/script 2>&1", "r") else { return "" }
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while case let count = fread(&chunk, 1, chunk.count, stream), count > 0 { output += chunk[..<count] }
        pclose(stream)
        return String(decoding: output, as: UTF8.self)
    }

    // MARK: Who walks

    @Test func `the first of each crowd walks, with its own number, after the crowd that it waits for`() async throws {
        let platform = try PlainPlatform { _ in .init(200) }
        defer { platform.stop() }
        let outcome = try await Self.debug(
            """
            crowds:
              learners:
                participants: { count: 500 }
                start: after hosts
                arrival: at-once
                journey: [ { request: "GET HOST/learner/${participant.index}", release: true } ]
              hosts:
                participants: { count: 3, moderators: 3 }
                arrival: { over: 5m }
                journey: [ { request: "GET HOST/host/${participant.index}/${participant.role}" } ]
              others:
                arrival: { looping: 20, for: 2m }
                start: 10m
                journey: [ { request: "GET HOST/other/${participant.index}" } ]
            """, at: platform.url)
        #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
        #expect(
            Self.requests(at: platform) == ["GET /host/501/moderator", "GET /learner/1", "GET /other/504"],
            "\(outcome.output)")
        for words in ["\nhosts 1.", "Participant 1 of learners got through", "Participant 504 of others got through"] {
            #expect(outcome.output.contains(words), "\(words): \(outcome.output)")
        }
    }

    @Test func `a URL is requested once`() async throws {
        let platform = try PlainPlatform { request in
            request.line == "GET /a?token=t0ken-t0ken" ? .init(301, headers: ["Location: /b"]) : .init(200, body: "ok")
        }
        defer { platform.stop() }
        let folder = try TemporaryFolder()
        let outcome = try await Command(
            ["run", platform.url + "/a?token=t0ken-t0ken", "--debug", "--no-color"], in: folder
        ).run()
        #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
        #expect(Self.requests(in: outcome.output) == ["GET /a", "GET /b"])
        #expect(!outcome.output.contains("t0ken"))
        #expect(outcome.output.contains("$QUERY"))
        #expect(try folder.contents() == [])
    }

    @Test(arguments: ["customer-site-login", "ready-room"])
    func `a shipped scenario walks through the stand-in`(name: String) async throws {
        let outcome = try await Command(["run", Shipped.path(name), "--debug"], in: TemporaryFolder()).run()
        #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("Participant 1 got through"))
        #expect(!outcome.output.contains("password-1"))
    }

    // MARK: How it ends

    @Test func `a setup that fails and a target that is not there end with 1`() async throws {
        let platform = try PlainPlatform { _ in .init(500, body: #"{"error":"down"}"#) }
        let url = platform.url
        let scenario = """
            participants: { count: 1 }
            setup: [ { request: GET HOST/a, name: warm up } ]
            journey: [ { request: GET HOST/b } ]
            """
        let outcome = try await Self.debug(scenario, at: url)
        #expect(outcome.code == 1)
        #expect(Self.requests(in: outcome.output) == ["GET /a"])
        #expect(outcome.errors.contains("setup step warm up failed"))
        #expect(!outcome.errors.contains("--debug"))
        platform.stop()
        let nothing = try await Self.debug(scenario, at: url)
        #expect(nothing.code == 1)
        #expect(nothing.errors.contains("cannot be reached"))
    }

    @Test func `Ctrl-C ends it with 130, after teardown`() async throws {
        let platform = try PlainPlatform { _ in .init(200) }
        defer { platform.stop() }
        let folder = try TemporaryFolder()
        try folder.write(
            "walk.yaml",
            """
            turnout: 1
            participants: { count: 1 }
            teardown: [ { request: GET \(platform.url)/bye } ]
            journey: [ { request: GET \(platform.url)/a }, { pause: 10m } ]
            """)
        let outcome = try await Command(["run", "walk.yaml", "--debug"], in: folder).run { running in
            _ = await running.output.line { $0.hasPrefix("2. pause") }
            running.send(SIGINT)
        }
        #expect(outcome.code == 130)
        #expect(Self.requests(in: outcome.output) == ["GET /a", "GET /bye"])
        #expect(outcome.output.contains("Participant 1 was interrupted at step 2, pause"))
    }

    @Test(arguments: [
        (["--json"], "--json cannot be used with --debug, which makes no summary"),
        (["--out", "x"], "--out cannot be used with --debug, which stores nothing"),
        (["--threshold", "failures == 0"], "--threshold cannot be used with --debug, which judges nothing"),
        (
            ["--participants", "5"],
            "--participants cannot be used with --debug, which walks one participant of each crowd"
        ),
    ])
    func `what makes no sense with it is refused`(options: [String], message: String) async throws {
        let outcome = try await Command(
            ["run", Shipped.path("ready-room"), "--debug"] + options, in: TemporaryFolder()
        )
        .run()
        #expect(outcome.code == 64)
        #expect(outcome.errors == "turnout: \(message)\n         See 'turnout run --help'.\n")
        #expect(outcome.output == "")
    }
}
