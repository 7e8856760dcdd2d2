// Secrets in texts that somebody reads: found however they are encoded, and given names that a shell can use.
import Foundation
import Scenarios
import Support
import Testing

@testable import Journeys

struct MaskingTests {
    // MARK: Secrets by their value

    @Test(arguments: [
        ("p&w \"é/1", "say p&w \"é/1!", "say •••!", "PASSWORD"),
        ("p&w \"é/1", "a=p%26w%20%22%C3%A9%2F1&b", "a=•••&b", "PASSWORD_IN_URL"),
        ("p&w \"é/1", "a=p%26w+%22%c3%a9/1&b", "a=•••&b", "PASSWORD_IN_URL"),
        ("p&w \"é/1", #"{"m":"p&w \"\u00e9\/1"}"#, #"{"m":"•••"}"#, "PASSWORD_IN_JSON"),
        ("p&w \"é/1", "<b>p&amp;w &quot;&#xe9;/1</b>", "<b>•••</b>", "PASSWORD_IN_HTML"),
        ("a😀bc", #"\ud83d"# + #" a\ud83d\ude00bc"#, #"\ud83d •••"#, "PASSWORD_IN_JSON"),
    ])
    func `a secret is hidden in every encoding`(secret: String, text: String, shown: String, variable: String) {
        let table = SecretTable()
        table.add(secret, as: "password", meaning: "it")
        let masked = table.mask(text)
        #expect(masked.shown == shown)
        #expect(masked.hidden.map(\.variable) == [variable])
    }

    @Test func `the longer one of two secrets is hidden`() {
        let table = SecretTable()
        table.add("token-1", as: "a", meaning: "a")
        table.add("token-1-and-more", as: "b", meaning: "b")
        #expect(table.mask("x token-1-and-more token-1 x").shown == "x ••• ••• x")
        #expect(table.mask("token-1-and-more").hidden.map(\.variable) == ["B"])
    }

    @Test(arguments: [
        ("x abcdefgh y", "x ••• y"), ("x abcdefghij y", "x ••• y"), ("efghij abcdefefghij", "••• ••••••"),
        ("abcdefabcdef", "••••••"), ("bcdefg", "bcdefg"),
    ])
    func `of secrets that overlap nothing is seen`(text: String, shown: String) {
        let table = SecretTable()
        table.add("abcdef", as: "a", meaning: "a")
        table.add("efgh", as: "b", meaning: "b")
        table.add("efghij", as: "c", meaning: "c")
        #expect(table.mask(text).shown == shown)
    }

    @Test func `a secret with a name hides no part of one that has none, and takes nothing from its end`() {
        let table = SecretTable()
        table.add("1234", as: "pin", meaning: "pin")
        let redactor = Redactor(secrets: [Secret("abc1234def"), Secret("4567")])
        #expect(table.mask("x abc1234def 1234 y", besides: redactor).shown == "x ••• ••• y")
        #expect(table.mask("x 1234567 y", besides: redactor).shown == "x ••• y")
        #expect(table.mask("1234", besides: redactor).hidden.map(\.variable) == ["PIN"])
        #expect(table.maskNamed("token=abc1234def&pin=12", besides: redactor).shown == "token=•••&pin=•••")
    }

    @Test func `a text that is too short or a common word is not searched for`() {
        let table = SecretTable()
        let value = table.add("1", as: "first", meaning: "a cookie")
        #expect(value.variable == "FIRST")
        #expect(table.add("1", as: "second", meaning: "another one").variable == "SECOND")
        #expect(table.mask("11 of 1").shown == "11 of 1")
    }

    @Test func `one secret has one name, and two have two`() {
        let table = SecretTable()
        #expect(table.add("abcd/1", as: "csrf", meaning: "").variable == "CSRF")
        #expect(table.add("abcd/1", as: "other", meaning: "").variable == "CSRF")
        #expect(table.add("abcd%2F1", as: "other", meaning: "").variable == "CSRF_IN_URL")
        #expect(table.add("dcba/2", as: "csrf", meaning: "").variable == "CSRF_2")
        #expect(table.add("some key", as: "secret", meaning: "", isNameless: true).variable == "SECRET")
        #expect(table.add("some key", as: "X-Api-Key", meaning: "").variable == "X_API_KEY")
        #expect(table.mask("some key").hidden.map(\.variable) == ["X_API_KEY"])
    }

    @Test(arguments: [
        ("accessToken", "ACCESS_TOKEN"), ("X-Api-Key", "X_API_KEY"), ("csrf_token", "CSRF_TOKEN"), ("PATH", "PATH_2"),
        ("__Host-sid", "HOST_SID"), ("2fa", "VALUE_2FA"), ("•", "SECRET"), ("a[b]", "A_B"),
    ])
    func `names become variables`(name: String, variable: String) {
        #expect(SecretTable().add("some secret", as: name, meaning: "").variable == variable)
    }

    // MARK: Secrets by their name

    @Test(arguments: [
        (#"{"access_token": "a\/b", "expires_in": 3600, "pin":1234}"#, ["access_token=a/b", "pin=1234"]),
        (#"{"token_type":"bearer","code":"E12","message":"no"}"#, []),
        (#"<input type="hidden" name="csrf_token" value="a&amp;b">"#, ["csrf_token=a&b"]),
        (#"<input value='x1' type=hidden name=csrf>"#, ["csrf=x1"]),
        (#"<meta name="csrf-token" content="m">"#, ["csrf-token=m"]),
        ("<label for=password>Password:</label><input name=email value=a@b>", []),
        ("email=a&password=b%26+c&x=1", ["password=b& c"]),
        ("see https://h/room/x?accessToken=e.y.J&amp;y=1 now", ["accessToken=e.y.J"]),
        (#"<script>var csrfToken = "s";</script>"#, ["csrfToken=s"]),
        (#"{"m":"{\"refresh_token\":\"r\"}"}"#, ["refresh_token=r"]),
        (#"{"token":"beginn"#, ["token=beginn"]),
        (#"{"password":""}"#, []),
        (#"json /token == "done", or if (token == x)"#, []),
    ])
    func `values with secret names are found`(text: String, found: [String]) {
        #expect(NamedValues.secrets(in: text).map { "\($0.name)=\($0.text)" } == found)
    }

    @Test func `any text can be searched`() {
        var random = SeededGenerator(seed: FuzzSeed.value)
        let pieces = [
            "token", "=", ":", "\"", "'", "\\", "<", ">", " ", "a", "%", "&", "\n", "{", "csrf", "value", "é", "?",
        ]
        for _ in 0..<500 {
            let text = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            let table = SecretTable()
            let places = NamedValues.secrets(in: text).map { value in
                SecretTable.Place(range: value.range, value: table.add(value.text, as: value.name, meaning: ""))
            }
            let masked = table.mask(text, places: places)
            if places.isEmpty { #expect(masked.shown == text) }
        }
    }

    // MARK: Shells

    /// What `sh` makes of a word: run for real.
    private static func words(of command: String, _ variables: [String: String]) throws -> [String] {
        let folder = try TemporaryFolder()
        // A function and not a program: one that was just written cannot be started while a process that another test
        // starts at this moment still has it open.
        let curl = "curl() { printf '%s\\0' \"$@\"; case \"$*\" in *@-*) cat;; esac; }\n"
        let script = variables.map { "\($0.key)=\(ShellText.word(MaskedText($0.value)))\n" }.joined()
        try folder.write("script", "\(curl)\(script)\(command)\n")
        let stream = try #require(popen("sh \(folder.path)/script", "r"))
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while case let count = fread(&chunk, 1, chunk.count, stream), count > 0 { output += chunk[..<count] }
        #expect(pclose(stream) == 0)
        return output.split(separator: 0, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `a shell reads what is quoted as it was`() throws {
        var random = SeededGenerator(seed: FuzzSeed.value)
        let pieces = [
            "a", " ", "'", "\"", "\\", "$", "`", "!", "\n", "*", "~", "#", "&", "|", ";", "(", "é", "😀", "%", "%s",
            "{}", "<",
        ]
        let secret = "s'e\"c$r`e\\t !*"
        for _ in 0..<20 {
            var expected: [String] = []
            var command = CurlCommand(url: "http://h/")
            for _ in 0..<8 {
                var text = MaskedText()
                var plain = ""
                for _ in 0..<Int.random(in: 0...8, using: &random) {
                    if Int.random(in: 0..<6, using: &random) == 0 {
                        text.append(HiddenValue(variable: "SECRET_1", meaning: ""))
                        plain += secret
                    } else {
                        let piece = pieces.randomElement(using: &random) ?? ""
                        text.append(piece)
                        plain += piece
                    }
                }
                command.options.append(CurlCommand.Option("-H", text))
                expected += ["-H", plain]
            }
            let line = command.lines.joined(separator: " \\\n  ")
            #expect(try Self.words(of: line, ["SECRET_1": secret]) == ["-i", "http://h/"] + expected + [""], "\(line)")
        }
    }

    @Test func `a body with control characters goes through printf`() throws {
        var command = CurlCommand(url: "http://h/")
        var body: MaskedText = "a\r\n\t100 % \\n 'x' \u{1B}[0m\u{200B} "
        body.append(HiddenValue(variable: "PIN", meaning: ""))
        command.input = body
        command.options = [CurlCommand.Option("--data-binary", "@-")]
        let line = command.lines.joined(separator: " \\\n  ")
        #expect(!line.dropLast().unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
        #expect(
            try Self.words(of: line, ["PIN": "%s\\"])
                == ["-i", "http://h/", "--data-binary", "@-", "a\r\n\t100 % \\n 'x' \u{1B}[0m\u{200B} %s\\"])
    }

    // MARK: XPaths

    @Test(
        arguments: [
            (
                "//form[@id='a/b']//input[@name='x'][1]/@value",
                [
                    "//form[@id='a/b']", "//form[@id='a/b']//input[@name='x'][1]",
                    "//form[@id='a/b']//input[@name='x'][1]/@value",
                ], ["//form", "//form[@id='a/b']//input", nil]
            ),
            ("/html/body", ["/html", "/html/body"], [nil, nil]),
            ("string(//title)", [], []),
            ("//a | //b", [], []),
        ] as [(String, [String], [String?])])
    func `a path is taken step by step`(path: String, prefixes: [String], bare: [String?]) {
        #expect(PathPrefixes.of(path).map(\.text) == prefixes)
        #expect(PathPrefixes.of(path).map(\.withoutConditions) == bare)
    }
}
