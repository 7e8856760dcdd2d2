// The line above an error's caret.
import Scenarios
import Testing

@Suite struct ExcerptTests {
    /// The two lines below the headline of the only error in a scenario, without their margin.
    private func lines(_ text: String) -> [String] {
        do {
            _ = try load(text)
            return []
        } catch {
            return "\(error)".split(separator: "\n").dropFirst().map { line in
                String(line[(line.firstIndex(of: "|") ?? line.startIndex)...].dropFirst(2))
            }
        }
    }

    /// One line of this length, with an unknown key in this column.
    private func scenario(length: Int, column: Int) -> String {
        let begin = "target: { api: stand-in, "
        let before = "http: auto," + String(repeating: " ", count: column - begin.count - 12)
        let line = "\(begin)\(before)colour: red"
        return Sample.scenario(target: line + String(repeating: " ", count: length - line.count - 2) + " }")
    }

    @Test(arguments: [(120, 40), (120, 100), (121, 40), (121, 100), (400, 50), (400, 200), (400, 380), (5000, 4000)])
    func `a long line is shown around the caret`(length: Int, column: Int) {
        let lines = lines(scenario(length: length, column: column))
        #expect(lines.count == 2 && lines[0].count == 120, "\(lines)")
        #expect(lines[1].last == "^")
        #expect(lines[0].dropFirst(lines[1].count - 1).hasPrefix("colour"), "\(lines)")
        let start = max(0, min(column - 61, length - 120))
        #expect(lines[0].hasPrefix("…") == (start > 0))
        #expect(lines[0].hasSuffix("…") == (start + 120 < length))
    }

    @Test(arguments: [
        ("auth: { bearer: hunter2, colour: red }", "auth: { bearer: •••••••, colour: •••"),
        (
            "auth: { basic: { user: hunter2, password: hunter2 }, colour: red }",
            "basic: { user: •••••••, password: •••••••"
        ),
        ("auth: { bearer: \"${csrf}\", colour: red }", "bearer: \"${csrf}\""),
        ("auth: Bearer hunter2", "auth: ••••••"),
        (
            "headers: { X-Api-Key: hunter2, Accept: text/html, Cookie: \"a=hunter2\" }",
            "X-Api-Key: •••••••, Accept: text/html, Cookie: \"•••••••••\""
        ),
        ("headers: [ \"Authorization: Bearer hunter2\" ]", "[ \"Authorization:••••"),
        ("headers: { \"Authorization: Bearer hunter2\": }", "{ \"Authorization:••••"),
        (
            "form: { passwort: hunter2, login: me, csrf_token: \"${csrf}\" }",
            "passwort: •••••••, login: me, csrf_token: \"${csrf}\""
        ),
        (
            "form: { csrf_token: \"${csrf_tokn}\", password: \"a${hunter2}b\", pin: \"x ${other}\" }",
            "csrf_token: \"${csrf_tokn}\", password: \"••••••••••••\", pin: \"••${other}\""
        ),
        ("json: { user: { secret: [ hunter2, hunter2 ] }, page: 7 }", "secret: [ •••••••, ••••••• ] }, page: 7"),
        (
            "multipart: { pin: { text: hunter2 }, title: { text: Essay } }",
            "pin: { text: ••••••• }, title: { text: Essay }"
        ),
        ("query: { code: hunter2, page: seven }", "code: •••••••, page: seven"),
        ("body: \"user=me&password=hunter2&page=7\"", "\"user=me&password=•••••••&page=7\""),
        ("body: '{\"password\": \"hunter2\"}'", "'{\"password\": \"•••••••\"}'"),
        (
            "extract: { csrf: { html: \"//input[@name='csrf']/@value\" } }",
            "csrf: { html: \"//input[@name='csrf']/@value\" }"
        ),
        (
            "extract: { token: { json: /data/token, default: hunter2 } }",
            "token: { json: /data/token, default: ••••••• }"
        ),
        ("extract: { s: { cookie: session, path: /, default: none } }", "{ cookie: session, path: /, default: none }"),
        (
            "check: [ cookie session == hunter2, status == 200, body contains x ]",
            "cookie session == •••••••, status == 200, body contains x"
        ),
        (
            "check: [ \"header X-Token == 'hunter2'\", cookie session exists ]",
            "header X-Token == '•••••••'\", cookie session exists"
        ),
        ("when: ${csrf} == hunter2", "when: ${csrf} == •••••••"),
        ("when: ${participant.role} == moderator", "== moderator"),
        ("http: 7", "http: 7"),
    ])
    func `an excerpt hides what a request sends as a secret and shows the rest`(option: String, shown: String) {
        // A control character is wrong in every line.
        let text = Sample.scenario(
            target: "target: { site: https://lms.example }",
            journey: """
                journey:
                  - request: GET https://lms.example/a
                    extract: { csrf: { json: /a } }
                  - request: POST https://lms.example/b
                    \(option) \u{7}
                """)
        let excerpt = lines(text).first ?? ""
        #expect(excerpt.contains(shown) && !excerpt.contains("hunter"), "\(excerpt)")
    }

    @Test(arguments: [
        ("GTE https://lms.example/a?token=hunter2", "GTE https://lms.example/a?•••••••••••••"),
        ("GET ${nothing}?token=hunter2&x=${run.id}", "${nothing}?"), ("GET /a?code=hunter2#hunter2", "GET /a?••••"),
        ("GET https://me:hunter2@lms.example/a", "GET https://••••••••••@lms.example/a"),
        ("GTE https://lms.example/a/b", "GTE https://lms.example/a/b"),
    ])
    func `an excerpt hides credentials in a URL`(request: String, shown: String) {
        let text = Sample.scenario(
            target: "target: { site: https://lms.example }", journey: "journey:\n  - request: \(request)")
        let found = errors(text).joined()
        let excerpt = lines(text).first ?? ""
        #expect(
            excerpt.contains(shown) && !excerpt.contains("hunter") && !found.contains("hunter"), "\(excerpt) \(found)")
    }

    @Test(arguments: [
        ("proxy: ftp://me:hunter2@p.example", "proxy: ftp://••••••••••@p.example"),
        ("proxy: me:hunter2@p.example", "proxy: ••••••••••@p.example"),
        ("tls: { client: { cert: no/such.pem, key-password: hunter2 } }", "cert: no/such.pem, key-password: •••••••"),
    ])
    func `an excerpt hides credentials of proxies and keys`(option: String, shown: String) {
        let text = Sample.scenario(
            target: "target:\n  site: https://lms.example\n  \(option)",
            journey: "journey: [ request: GET https://lms.example/ ]")
        let found = errors(text).joined()
        let excerpt = lines(text).first ?? ""
        #expect(
            excerpt.contains(shown) && !excerpt.contains("hunter") && !found.contains("hunter"), "\(excerpt) \(found)")
    }

    @Test func `a quotation mark that is not closed gives no secret away`() {
        let text = Sample.scenario(
            target: "target: { site: https://lms.example }",
            journey: """
                journey:
                  - request: POST https://lms.example/a
                    name: 'log in
                    multipart: { token: { text: 'a hunter2' }, title: "x-${run.id}" }
                    headers:
                      X-Api-Key:
                        - hunter2
                  - request: GET ${
                """)
        #expect(!lines(text).isEmpty && !lines(text).joined().contains("hunter"), "\(lines(text))")
    }

    @Test func `a secret next to the caret of a long line stays hidden`() {
        let filler = String(repeating: " ", count: 200)
        let text = Sample.scenario(
            platform: "platform: { \(filler)client: { id: a, secret: hunter2 }, host: { email: e, pasword: hunter3 } }")
        #expect(!lines(text).isEmpty && !lines(text).joined().contains("hunter"), "\(lines(text))")
        #expect(lines(text).joined().contains("secret: •••••••"))
    }

    @Test func `a crowd's name near a word of secrets hides nothing, and secrets below it stay hidden`() {
        let open = lines(
            """
            turnout: 1
            target: { site: https://lms.example }
            crowds:
              lehrer:
                participants: { count: 3, moderators: 5 }
                journey: [ request: "https://lms.example/" ]
            """)
        #expect(open.first == "    participants: { count: 3, moderators: 5 }")
        let secret = lines(
            """
            turnout: 1
            target: { site: https://lms.example }
            crowds:
              lehrer:
                participants: { count: 3 }
                journey: [ { request: "GET https://lms.example/", auth: { bearer: hunter2 }, colour: red } ]
            """)
        #expect(secret.first?.contains("auth: { bearer: ••••••• }") == true, "\(secret)")
    }
}
