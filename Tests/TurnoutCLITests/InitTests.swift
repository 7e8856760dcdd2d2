import Addresses
import Analysis
import Foundation
import Scenarios
import Support
import Testing
import TurnoutCLI

@Suite struct InitTests {
    private func run(_ words: [String]) -> (code: ExitCode, output: String, errors: String) {
        let output = Recording()
        let errors = Recording()
        let code = Program(environment: [:], console: Console(output: output, errors: errors)).run(words)
        return (code, output.text, errors.text)
    }

    private func load(_ text: String) throws -> Plan {
        try ScenarioLoader(environment: [:]).load(text: text, file: "x.yaml")
    }

    /// What `init --site` writes for a page.
    private func write(
        _ page: String, head: String = "200 OK\r\nContent-Type: text/html; charset=utf-8"
    ) throws -> (text: String, errors: String, port: Int) {
        let outcome = try visit(page, head: head)
        #expect(outcome.code == .passed)
        return (outcome.output, outcome.errors, outcome.port)
    }

    /// What `init --site` does with a page.
    private func visit(
        _ page: String, head: String
    ) throws -> (code: ExitCode, output: String, errors: String, port: Int) {
        let response = "HTTP/1.1 \(head)\r\nContent-Length: \(page.utf8.count)\r\n\r\n\(page)"
        let server = try ScriptedServer([.receive, .send(response), .awaitClose])
        defer { server.stop() }
        let outcome = run(["init", "-", "--site", "\(server.url)/login"])
        return (outcome.code, outcome.output, outcome.errors, server.port)
    }

    @Test func `the starter is a valid scenario without warnings`() throws {
        let outcome = run(["init", "-"])
        #expect(outcome.code == .passed)
        #expect(outcome.errors == "")
        let plan = try load(outcome.output)
        #expect(plan.warnings == [])
        #expect(plan.crowds[0].journey.count == 5)
    }

    @Test func `the schema is printed`() throws {
        let outcome = run(["schema"])
        #expect(outcome.code == .passed)
        #expect(outcome.output == ScenarioSchema.text)
    }

    @Test func `a log-in form becomes two requests`() throws {
        let page = """
            <form action="/session" method="post"><input type="hidden" name="csrf_token" value="s3cr3t-t0ken-of-this-page">
            <input name="email" type="email"><input type="password" name="password"><input type="hidden" name="${x}" value="a: &quot;b&quot; # ${c}">
            <input type="checkbox" name="remember" checked><input type="checkbox" name="off"><input name="code">
            <button name="action" value="go">Log in</button></form>
            """
        let (text, errors, port) = try write(page)
        #expect(
            errors.contains(
                "log-in form: POST /session, user field 'email', password field 'password', token 'csrf_token'"))
        // The token is taken from each page, and not written.
        #expect(!text.contains("s3cr3t"))
        let plan = try load(text)
        let steps = plan.crowds[0].journey
        #expect(steps.map(\.name) == ["log-in page", "log in"])
        guard case .request(let get) = steps[0].action, case .request(let post) = steps[1].action else {
            Issue.record("no requests")
            return
        }
        #expect(get.method == "GET" && get.url.written == "http://127.0.0.1:\(port)/login")
        #expect(get.extractions.map(\.name) == ["csrf"])
        #expect(post.method == "POST" && post.url.written == "http://127.0.0.1:\(port)/session")
        guard case .form(let fields)? = post.body else {
            Issue.record("no form")
            return
        }
        #expect(fields.map(\.name) == ["csrf_token", "email", "password", "${x}", "remember", "code", "action"])
        #expect(
            fields.map(\.value.written) == [
                "${csrf}", "${participant.email}", "${participant.password}", "a: \"b\" # $${c}", "on", "", "go",
            ])
        #expect(steps[1].release != nil && post.enters)
    }

    @Test func `an address and values that change are taken from the page`() throws {
        let page = """
            <form id=f action="http://127.0.0.1:9/auth?code=Zx81kQ0aPq7Lm3Nd" method=post>
            <input type=hidden name=execution value=e1s1><input type=hidden name=__VIEWSTATE value=abc>
            <input name=u><input name=u><input type=password name=p></form>
            """
        let (text, _, _) = try write(page)
        let plan = try load(text)
        #expect(text.contains("request: \"POST ${action}\""))
        #expect(text.contains("allow-hosts: [\"127.0.0.1:"))
        #expect(!text.contains("Zx81kQ0aPq7Lm3Nd"))
        guard case .request(let get) = plan.crowds[0].journey[0].action,
            case .request(let post) = plan.crowds[0].journey[1].action, case .form(let fields)? = post.body
        else {
            Issue.record("no requests")
            return
        }
        #expect(get.extractions.map(\.name) == ["action", "execution", "viewstate"])
        #expect(fields.map(\.name) == ["execution", "__VIEWSTATE", "u", "u", "p"])
    }

    @Test(
        arguments: [
            ("<p>nothing</p>", "no log-in form on the page: 0 forms"), ("", "no log-in form on the page"),
            ("<form><input name=q></form>", "1 form, without a password field"),
            ("<input type=password>", "a password field stands outside all forms"),
            (String(repeating: "<div>", count: 5000), "the page was not read"),
        ])
    func `a page without a log-in form gives one request`(page: String, words: String) throws {
        let (text, errors, port) = try write(page)
        #expect(errors.contains(words))
        let plan = try load(text)
        #expect(plan.crowds[0].journey.map(\.name) == ["page"])
        guard case .request(let get) = plan.crowds[0].journey[0].action else { return }
        #expect(get.url.written == "http://127.0.0.1:\(port)/login")
    }

    @Test func `redirects are followed on the same host and named if they lead elsewhere`() throws {
        let form = "<form method=post><input name=user><input type=password name=p></form>"
        let there = try ScriptedServer(
            [.receive, .send("HTTP/1.1 200 OK\r\nContent-Length: \(form.utf8.count)\r\n\r\n\(form)"), .awaitClose])
        defer { there.stop() }
        let moved = try ScriptedServer(
            [
                .receive, .send("HTTP/1.1 302 Found\r\nLocation: \(there.url)/sso\r\nContent-Length: 0\r\n\r\n"),
                .awaitClose,
            ])
        defer { moved.stop() }
        let outcome = run(["init", "-", "--site", "\(moved.url)/"])
        let text = outcome.output
        #expect(text.contains("GET \(moved.url)/"))
        #expect(text.contains("POST \(there.url)/sso"))
        #expect(throws: Never.self) { try load(text) }
        let (_, errors, _) = try write("", head: "302 Found\r\nLocation: https://login.example/sso?x=SECRET")
        #expect(errors.contains("it redirects to another host: https://login.example/sso; name that page"))
        #expect(!errors.contains("SECRET"))
    }

    @Test func `what a site says cannot move the cursor`() throws {
        let (text, errors, _) = try write(
            "<form method=post action='/a&#27;[2J'><input name='u&#155;x\u{2028}'><input type=password name=p></form>")
        #expect(errors.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
        #expect(throws: Never.self) { try load(text) }
    }

    @Test func `a file is never overwritten`() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/a.yaml"
        #expect(run(["init", path]).code == .passed)
        let before = try String(contentsOfFile: path, encoding: .utf8)
        let again = run(["init", path])
        #expect(again.code == .usage)
        #expect(again.errors.contains("exists already"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == before)
        // Nothing is requested for a file that cannot be written.
        let server = try ScriptedServer([.receive])
        defer { server.stop() }
        #expect(run(["init", path, "--site", server.url]).code == .usage)
        #expect(server.connections == 0)
        let link = "\(folder.path)/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "nowhere")
        #expect(run(["init", link]).code == .usage)
        #expect(run(["init", "\(folder.path)/none/a.yaml"]).code == .notCarriedOut)
    }

    @Test(arguments: [
        (["--site", "ftp://a/"], "it does not begin with http:// or https://"),
        (["--site", "http://u:SECRET@a/"], "it contains a user name or a password"),
        (["-k"], "'--insecure' needs '--site'"), (["--resolve", "a:80:127.0.0.1"], "'--resolve' needs '--site'"),
        (["--site", "http://a/", "--resolve", "x"], "'--resolve <host:port:address>'"),
        (["--site", "http://a/", "--cacert", "/nonexistent"], "/nonexistent"),
        (["https://lms.example/login?token=SECRET"], "'https://lms.example/login?•••' is a URL and not a file"),
    ])
    func `wrong options end with 64`(words: [String], message: String) {
        let outcome = run(["init"] + (words[0].hasPrefix("-") ? ["-"] : []) + words)
        #expect(outcome.code == .usage)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(!outcome.errors.contains("SECRET"))
    }

    @Test func `a site that does not answer is told`() {
        let outcome = run(["init", "-", "--site", "http://127.0.0.1:1/?token=SECRET"])
        #expect(outcome.code == .notCarriedOut)
        #expect(outcome.errors.contains("http://127.0.0.1:1 cannot be reached: "))
        #expect(!outcome.errors.contains("SECRET"))
    }

    @Test(arguments: [
        ("401 Unauthorized", "basic authentication"), ("404 Not Found", "Name the log-in page's own URL"),
        ("405 Method Not Allowed", "takes no GET"), ("503 Busy", "the site's log"),
    ])
    func `an error without a log-in form is told, and nothing is written`(head: String, remedy: String) throws {
        let outcome = try visit("<h1>\(head)</h1>", head: head)
        #expect(outcome.code == .notCarriedOut)
        #expect(outcome.output == "")
        #expect(outcome.errors.contains("answered with status \(head.prefix(3)) and has no log-in form"))
        #expect(outcome.errors.contains(remedy), "\(outcome.errors)")
    }

    @Test func `a log-in form on a page with an error status is used`() throws {
        let (text, errors, _) = try write(
            "<form method=post><input name=user><input type=password name=p></form>", head: "401 Unauthorized")
        #expect(errors.contains("answered with status 401"))
        #expect(try load(text).crowds[0].journey.map(\.name) == ["log-in page", "log in"])
    }

    @Test(arguments: [
        ("http://elsewhere.example/steal?x=SECRET", "to another host: elsewhere.example"),
        ("javascript:send(1)", "its address is none that Turnout can request"),
        ("file:///etc/passwd", "its address is none that Turnout can request"),
    ])
    func `a form that is sent to an odd place is told`(action: String, words: String) throws {
        let (text, errors, _) = try write(
            "<form method=post action='\(action)'><input name='us\u{202E}er'><input type=password name=p></form>")
        #expect(errors.contains(words), "\(errors)")
        #expect(!errors.contains("SECRET"))
        #expect(!text.contains("\u{202E}"))
        #expect(throws: Never.self) { try load(text) }
    }

    @Test func `https where http is served says so`() throws {
        let server = try ScriptedServer([.send("HTTP/1.1 400 Bad Request\r\n\r\n"), .awaitClose])
        defer { server.stop() }
        let outcome = run(["init", "-", "--site", server.url.replacing("http://", with: "https://")])
        #expect(outcome.code == .notCarriedOut)
        #expect(outcome.errors.contains("does not speak TLS on this port"), "\(outcome.errors)")
        #expect(outcome.errors.contains("http://"))
    }
}
