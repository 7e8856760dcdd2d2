// Secrets in written text.
import Scenarios
import Testing

@Suite struct RedactorTests {
    @Test func `a secret is hidden in every form that it is written in`() {
        let redactor = Redactor(secrets: [Secret("p w/\"1\"")])
        #expect(redactor.redact("a p w/\"1\" b") == "a ••• b")
        #expect(redactor.redact("q=p%20w%2F%221%22&r") == "q=•••&r")
        #expect(redactor.redact("q=p+w%2F%221%22") == "q=•••")
        #expect(redactor.redact("{\"password\":\"p w/\\\"1\\\"\"}") == "{\"password\":\"•••\"}")
    }

    @Test(arguments: [
        "p w/\"1\"&é", "p%20w%2F%221%22%26%C3%A9", "p+w%2f%221%22%26%c3%a9", "p%20w/%221%22&%C3%A9",
        "p%2520w%252F%25221%2522%2526%25C3%25A9", "p w\\/\\\"1\\\"&\\u00e9", "p w/\\u00221\\u0022\\u0026é",
        "p w/&quot;1&quot;&amp;&#233;", "p&#x20;w&#47;&#34;1&#34;&amp;&#xE9;",
    ])
    func `a secret is hidden however a server writes its characters`(written: String) {
        let redactor = Redactor(secrets: [Secret("p w/\"1\"&é")])
        #expect(redactor.redact("a \(written) b") == "a ••• b")
        #expect(redactor.redact("a \(written.dropLast(4))", isCut: true) == "a •••")
        #expect(redactor.redact("a \(written.dropLast(8))") == "a \(written.dropLast(8))")
    }

    @Test(arguments: [
        ("abcdefghij", "•••"), ("x abcdefghijkl x", "x ••• x"), ("abcdef%67hij", "•••"), ("abcdefabcdef", "••••••"),
        ("ghijabcd", "•••abcd"), ("password-12abcdef", "••••••"),
    ])
    func `of secrets that overlap nothing is seen`(text: String, shown: String) {
        let redactor = Redactor(
            secrets: ["abcdef", "efgh", "ghij", "fghijkl"].map { Secret($0) }, hidingNumbered: "password-")
        #expect(redactor.redact(text) == shown)
    }

    @Test func `a secret of backslashes costs no more than its length`() {
        let redactor = Redactor(secrets: [Secret(String(repeating: "\\", count: 60) + "x")])
        let text = String(repeating: "\\", count: 2000)
        #expect(redactor.redact(text) == text)
        #expect(redactor.redact(text + "x").hasSuffix("\\•••"))
    }

    @Test(arguments: [
        ("json: { password: 12345678, list: [ { pin: 5678 } ] }", ["12345678", "5678"]),
        ("json: { token: \"${a:-fallback}\" }", ["fallback"]),
        ("auth: { basic: { user: me, password: letmein } }", ["letmein", "bWU6bGV0bWVpbg=="]),
        ("query: { code: c0dec0de, page: seven }", ["c0dec0de"]),
        ("headers: { X-Api-Key: [ first1, second2 ] }", ["first1", "second2"]),
        ("extract: { token: { json: /t, default: otherwise } }", ["otherwise"]),
        ("extract: { s: { cookie: sid, default: otherwise } }", ["otherwise"]),
        ("extract: { b: { header: \"${env.NAME}\" } }", ["env-value"]),
        ("body: \"user=me&password=hunter2&api_key=${a}x9y8z7&page=7\"", ["hunter2", "x9y8z7"]),
        ("body: '{\"user\": \"me\", \"password\" : \"h\\\"unt,er2\", \"pin\": 987654}'", ["h\"unt,er2", "987654"]),
        ("multipart: { pin: { text: 876543 } }", ["876543"]), ("form: { SAMLResponse: PHNhbWw }", ["PHNhbWw"]),
    ])
    func `what a request sends as a secret is hidden in any text`(option: String, secrets: [String]) throws {
        let text = Sample.scenario(
            target: "target: { site: https://lms.example }",
            journey: """
                journey:
                  - request: GET https://lms.example/a
                    extract: { a: { json: /a } }
                  - request: POST https://lms.example/b
                    \(option)
                """)
        let plan = try load(text, environment: ["NAME": "env-value"])
        for secret in secrets {
            #expect(plan.redactor.redact(secret) == "•••")
            #expect(!"\(plan.summary)".contains(secret))
            #expect(!plan.resolvedDescription.contains(secret))
        }
    }

    @Test func `what a secret is compared with is not shown`() throws {
        let text = Sample.scenario(
            target: "target: { site: https://lms.example }",
            journey: """
                journey:
                  - request: GET https://lms.example/a
                    extract: { csrf: { json: /a } }
                    check: [ cookie theme == c0, "json /data/token != t0", cookie theme contains c1, status == 200 ]
                  - request: GET https://lms.example/b
                    when: ${csrf} != v0
                """)
        let plan = try load(text)
        let steps = plan.crowds[0].journey
        #expect(
            steps[0].checks.map(\.text) == [
                "cookie theme == •••", "json /data/token != •••", "cookie theme contains c1", "status == 200",
            ])
        #expect(plan.resolvedDescription.contains(#"when: "\"${csrf}\" != \"•••\"""#))
        #expect(!plan.resolvedDescription.contains("v0") && !"\(plan.summary)".contains("v0"))
    }

    @Test func `names whose values are sent as secrets are secret`() throws {
        let text = Sample.scenario(
            target: "target: { site: https://lms.example }",
            journey: """
                journey:
                  - request: GET https://lms.example/a
                    extract: { a: { json: /a }, b: { json: /b }, c: { cookie: sid }, d: { json: /d }, e: { json: /e }, f: { json: /f } }
                  - request: POST https://lms.example/b
                    headers: { X-Other: "${b}${c}", X-Api-Key: "${e}" }
                    json: { user: { password: [ "${a}" ], name: "${b}" } }
                    auth: { bearer: "${d}" }
                  - request: POST https://lms.example/c
                    body: "user=${b}&password=${f}"
                """)
        let names = try load(text).secretNames
        #expect(names == [.value("a"), .value("c"), .value("d"), .value("e"), .value("f")])
    }

    @Test(arguments: ["http://bob:s3%2Fcret@proxy.example:3128", "environment"])
    func `a proxy's credentials are hidden in every form`(proxy: String) throws {
        let text = Sample.scenario(
            target: "target: { site: https://lms.example, proxy: \"\(proxy)\" }",
            journey: "journey: [ request: GET https://lms.example/ ]")
        let plan = try load(text, environment: ["https_proxy": "bob:s3%2Fcret@proxy.example:3128"])
        let sent = "Ym9iOnMzL2NyZXQ="
        #expect(plan.redactor.redact("s3%2Fcret, s3/cret, \(sent)") == "•••, •••, •••")
    }

    @Test func `the longest secret is hidden first`() {
        let redactor = Redactor(secrets: [Secret("hunter"), Secret("hunter2")])
        #expect(redactor.redact("hunter2 hunter hunted") == "••• ••• hunted")
    }

    @Test func `a secret that is itself percent-encoded is hidden when it is encoded again`() {
        let redactor = Redactor(secrets: [Secret("a%2Fb%41c")])
        #expect(redactor.redact("a%2Fb%41c a%252Fb%2541c") == "••• •••")
    }

    @Test func `a secret within another one does not break it`() {
        let redactor = Redactor(secrets: [Secret("pre-")]).hiding([Secret("pre-hunter2"), Secret("-hunter2-post")])
        #expect(redactor.redact("pre-hunter2 pre- x-hunter2-post") == "••• ••• x•••")
    }

    @Test func `empty, very short and language's own words are left alone`() {
        let redactor = Redactor(secrets: [Secret(""), Secret("a"), Secret("500"), Secret("turnout")])
        #expect(redactor.redact("a turnout of 500") == "a turnout of 500")
    }

    @Test func `numbered secrets are hidden with their numbers`() {
        let redactor = Redactor(secrets: [Secret](), hidingNumbered: "password-")
        #expect(redactor.redact("password-17, password-x, password-1") == "•••, password-x, •••")
    }

    @Test func `a User-Agent from the environment is sent but not shown`() throws {
        let text = Sample.scenario(target: "target: { api: stand-in, user-agent: \"load/${env.KEY} $${x}\" }")
        let plan = try load(text, environment: ["KEY": "abcdefgh"])
        #expect(plan.target.userAgent == "load/abcdefgh ${x}")
        #expect(plan.summary.connections == ["User-Agent load/••• ${x}"])
        #expect(plan.resolvedDescription.contains("  user-agent: \"load/••• $${x}\"\n"))
        #expect(plan.redactor.redact("abcdefgh") == "•••")
    }

    @Test func `a plan's secrets are hidden in any text`() throws {
        let text = Sample.scenario(
            platform:
                "platform: { client: { id: \"${env.ID}\", secret: abcdefgh }, host: { email: h@example.test, password: \"${env.PW:-default-pw}\" } }",
            journey: "journey: [ token: { username: \"${env.NAME}@x\", password: letmein }, enter-room ]")
        let plan = try load(text, environment: ["ID": "client-7", "NAME": "alice"])
        let redactor = plan.redactor
        #expect(
            redactor.redact("client-7 abcdefgh default-pw alice@x letmein password-3 h@example.test")
                == "••• ••• ••• •••@x ••• ••• h@example.test")
        for secret in ["client-7", "abcdefgh", "default-pw", "alice", "letmein"] {
            #expect(!plan.resolvedDescription.contains(secret))
            #expect(!"\(plan)".contains(secret))
            #expect(!"\(plan.summary)".contains(secret))
        }
    }

    @Test(arguments: [
        ("a hunt", "a •••"), ("a hunter2", "a •••"), ("a hun hunt", "a hun •••"), ("a fox", "a fox"),
        ("a numbered-", "a •••"), ("a numb", "a •••"), ("a numbered-12", "a •••"),
    ])
    func `the beginning of a secret at the end of a cut text is hidden too`(text: String, shown: String) {
        let redactor = Redactor(secrets: [Secret("hunter2")], hidingNumbered: "numbered-")
        #expect(redactor.redact(text, isCut: true) == shown)
    }
}
