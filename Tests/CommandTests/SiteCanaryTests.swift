// Secrets in every place where a request of the scenario's own can have one, or an answer can give one. The server repeats
// each of them, in every form in which servers write texts, in every place of an answer that an error may show.
import Foundation
import Support
import Synchronization
import Testing

@Suite struct SiteCanaryTests {
    /// Part of each planted secret, so that one search finds all of them.
    private static let canary = "cAn4rY"

    /// How the last step ends.
    enum Ending: String, CaseIterable, Sendable {
        case success, json, title, check, extract, redirects, hops, elsewhere, refused

        /// What the last step has besides.
        var options: String {
            switch self {
            case .success, .json, .title, .hops, .elsewhere, .refused: ""
            case .check:
                """
                    check: [ cookie sid == cAn4rY-check, "body contains ${csrf} ${participant.password} ${env.HEADER}" ]
                """
            case .extract: "    extract: { more: { html: \"//a[@id='none']/@href\" } }"
            case .redirects: "    follow: 2"
            }
        }

        /// The body of the last step.
        var body: String {
            switch self {
            case .success, .title, .refused:
                "form: { email: \"${participant.email}\", password: \"${participant.password}\", "
                    + "csrf_token: \"${csrf}\", pass: \"${env.BODY}\", api_token: cAn4rY-written }"
            case .json, .hops, .check:
                "json: { user: { password: [ \"${participant.password}\" ], pin: 9473510286, csrf: \"${csrf}\" }, "
                    + "other: \"${env.BODY}\", api_token: cAn4rY-written }"
            case .extract, .elsewhere:
                "multipart: { password: \"${participant.password}\", csrf: { text: \"${csrf}\", type: text/plain }, "
                    + "other: \"${env.BODY}\", api_token: cAn4rY-written }"
            case .redirects:
                "body: \"password=${participant.password}&csrf=${csrf}&other=${env.BODY}&api_token=cAn4rY-written\""
            }
        }

        /// How it identifies itself.
        var authentication: String {
            switch self {
            case .json, .extract, .success, .refused:
                "basic: { user: bob, password: \"cAn4rY-${participant.kennwort}\" }"
            case .title, .check, .redirects, .hops, .elsewhere: "bearer: \"${bearer}\""
            }
        }
    }

    /// What the server gives, and participants send back.
    private static let given: [(name: String, value: String)] = [
        ("shared", "cAn4rY-setup-cookie"), ("setup-token", "cAn4rY-setup-token"), ("csrf", "cAn4rY-csrf/=+"),
        ("next", "cAn4rY-link"), ("path", "cAn4rY9pathX"), ("jwt", "cAn4rY-jwt"), ("handed", "cAn4rY-header"),
        ("sid", "cAn4rY-sid"), ("stored", "cAn4rY-stored"), ("bearer", "cAn4rY-bearer"), ("blob", "cAn4rY-blob"),
    ]
    /// What comes from the environment, from a file of variables and from the command line.
    private static let environment = [
        "PATHPART": "cAn4rY-env-path", "QUERY": "cAn4rY-env \"q\"", "HEADER": "cAn4rY-env-header",
        "COOKIE": "cAn4rY-env-cookie", "BODY": "cAn4rY-env é&\"'~*+/", "AGENT": "cAn4rY-agent",
    ]
    private static let others = [
        "cAn4rY-file", "cAn4rY-set", "cAn4rY-url", "cAn4rY-written", "cAn4rY-key", "cAn4rY-default",
        "cAn4rY-part",
    ]
    /// Columns of the file.
    private static let columns = ["password", "kennwort", "token", "secret"]

    /// What is repeated to a participant: what it sent, or was given.
    private static func repeated(to number: Int, _ ending: Ending) -> (text: String, form: Int) {
        var texts = given.map(\.value) + environment.values.sorted() + others
        if ending.authentication.hasPrefix("basic") { texts.removeAll { $0 == "cAn4rY-bearer" } }
        texts += columns.filter { $0 != "kennwort" }.map { "\(canary)-\($0)-\(number)" }
        texts += ["\(canary)-ticket-\(number)", "\(canary)7l\(number)X"]
        if ending.body.contains("9473510286") { texts.append("9473510286") }
        if ending.authentication.hasPrefix("basic") {
            let pair = "bob:\(canary)-\(canary)-kennwort-\(number)"
            texts += ["\(canary)-kennwort-\(number)", Data(pair.utf8).base64EncodedString()]
        }
        return (texts[(number - 1) % texts.count], (number - 1) / texts.count)
    }

    private static let participants = (given.count + environment.count + others.count + columns.count + 4) * 5

    /// A text as a server may write it.
    private static func written(_ text: String, form: Int) -> String {
        func escaped(_ byte: UInt8, _ hexadecimal: String) -> String {
            let isPlain = byte.isASCIILetter || (48...57).contains(byte) || "-._~".utf8.contains(byte)
            return isPlain ? String(Unicode.Scalar(byte)) : "%" + hexadecimal
        }
        func hexadecimal(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
        switch form {
        case 0: return text
        case 1: return text.utf8.map { escaped($0, hexadecimal($0).uppercased()) }.joined()
        case 2: return text.utf8.map { escaped($0, "25" + hexadecimal($0)) }.joined()
        case 3: return text.unicodeScalars.map { $0 == "c" || !$0.isASCII ? "&#\($0.value);" : String($0) }.joined()
        default:
            return text.unicodeScalars.map { scalar in
                let digits = String(scalar.value, radix: 16)
                return scalar == "c" || !scalar.isASCII
                    ? "\\u" + String(repeating: "0", count: 4 - digits.count) + digits : String(scalar)
            }.joined()
        }
    }

    private static func answer(_ request: PlainPlatform.Request, _ ending: Ending) -> PlainPlatform.Answer? {
        let number = Int(request.headers["x-turnout-participant"] ?? "") ?? 1
        let (secret, form) = repeated(to: max(1, number), ending)
        let text = written(secret, form: form)
        let path = request.line.split(separator: " ").last.map(String.init) ?? ""
        func json(_ text: String) -> String {
            "{\"error\":\"refused\",\"message\":\"no \(form == 4 ? text.replacing("\"", with: "\\\"") : text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")) here\"}"
        }
        func title(_ text: String) -> String { "<title>no \(text.replacing("<", with: "&lt;")) here</title>" }
        let html = "Content-Type: text/html; charset=utf-8"
        let inHeader = String(decoding: text.utf8.filter { $0 >= 32 && $0 < 127 }, as: UTF8.self)
        let inURL = text.utf8.map { byte in
            byte.isASCIILetter || (48...57).contains(byte) || byte == 45
                ? String(Unicode.Scalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        let echoes = [
            html, "Retry-After: \(inHeader)", "X-Debug: \(inHeader)", "Set-Cookie: seen=\(inURL); Path=/",
            "WWW-Authenticate: Bearer error=\"\(inHeader)\"",
        ]
        if path.hasPrefix("/setup") {
            return .init(
                200, headers: ["Set-Cookie: shared=cAn4rY-setup-cookie; Path=/"],
                body: #"{"token":"cAn4rY-setup-token"}"#)
        }
        if path.hasPrefix("/login") {
            return .init(
                200,
                headers: [
                    html, "Set-Cookie: sid=cAn4rY-sid; Path=/; HttpOnly", "Set-Cookie: stored=cAn4rY-stored; Path=/",
                    "X-Auth-Token: cAn4rY-header",
                ],
                body:
                    #"<input name="csrf" value="cAn4rY-csrf/=+"><a id="next" href="/act/cAn4rY9pathX?ticket=cAn4rY-link">"#
                    + #"<script>jwt = "cAn4rY-jwt"</script>"#)
        }
        if path.hasPrefix("/api") {
            return .init(200, body: #"{"token":"cAn4rY-bearer","blob":"cAn4rY-blob"}"#)
        }
        if path.hasPrefix("/landed") { return .init(403, headers: echoes, body: json("cAn4rY-hop or cAn4rY4hopX")) }
        guard path.hasPrefix("/act") else { return .init(404) }
        switch ending {
        case .success: return .init(200, headers: echoes, body: json(text), reason: inHeader)
        case .json, .refused: return .init(403, headers: echoes, body: json(text), reason: inHeader)
        case .title: return .init(429, headers: echoes, body: title(text), reason: inHeader)
        case .check, .extract: return .init(200, headers: echoes, body: title(text), reason: inHeader)
        case .redirects:
            return .init(302, headers: echoes + ["Location: /act/\(inURL)?ticket=\(inURL)&a=\(inURL)#\(inURL)"])
        case .hops:
            return .init(303, headers: echoes + ["Location: /landed/cAn4rY4hopX?t=cAn4rY-hop&a=\(inURL)"])
        case .elsewhere:
            return .init(302, headers: echoes + ["Location: http://other.test/\(inURL)?ticket=\(inURL)"])
        }
    }

    @Test(arguments: Ending.allCases)
    func `no secret that requests send and answers give is in anything that a run writes`(ending: Ending) async throws {
        let platform = try PlainPlatform { SiteCanaryTests.answer($0, ending) }
        defer { platform.stop() }
        let folder = try TemporaryFolder()
        try folder.write("secrets.env", "FILE=cAn4rY-file\n")
        let rows = (1...Self.participants).map { number in
            [
                "p\(number)@example.test",
                "https://l.test/\(Self.canary)7l\(number)X?ticket=\(Self.canary)-ticket-\(number)",
            ]
                + Self.columns.map { "\(Self.canary)-\($0)-\(number)" }
        }
        try folder.write(
            "people.csv",
            ([["email", "link"] + Self.columns] + rows).map { $0.joined(separator: ",") }.joined(separator: "\n"))
        try folder.write(
            "api.yaml",
            """
            - request: GET \(platform.url)/api
              name: api
              headers: { X-Part-Secret: cAn4rY-part }
              extract: { bearer: { json: /token }, blob: { json: /blob } }
            """)
        let last = ending == .refused ? "http://127.0.0.1:1" : platform.url
        try folder.write("canary.yaml", scenario(ending, site: platform.url, last: last))
        let common = ["canary.yaml", "--set", "journey.2.headers.X-Set-Token=cAn4rY-set", "--env-file", "secrets.env"]
        let printed = try await expectNoCanary(
            [
                ["check"] + common, ["run"] + common + ["--out", "run"], ["report", "run"],
                ["run"] + common + ["--debug"],
            ],
            in: folder)
        #expect(printed.contains("act"), "\(printed)")
        // The server saw all of it.
        let seen = platform.requests.map { "\($0.line)\n\($0.headers)\n\($0.body)" }.joined(separator: "\n")
        guard ending != .refused else { return }
        let sent =
            Self.given.map(\.value).filter { $0 != "cAn4rY-csrf/=+" }
            + ["cAn4rY-csrf", "cAn4rY-password-1", "cAn4rY-token-1", "cAn4rY-secret-1", "cAn4rY-file", "cAn4rY-set"]
            + ["cAn4rY-url", "cAn4rY-written", "cAn4rY-agent", "cAn4rY-env-path", "cAn4rY-env-header"]
            + ["cAn4rY-env-cookie", "cAn4rY-env"]
        let isBasic = ending.authentication.hasPrefix("basic")
        for secret in sent where !isBasic || secret != "cAn4rY-bearer" { #expect(seen.contains(secret), "\(secret)") }
        guard ending == .json || ending == .title else { return }
        let kept = try Data(contentsOf: URL(fileURLWithPath: folder.path).appending(path: "run/run.sqlite"))
        #expect(kept.firstRange(of: Data("no ••• here".utf8)) != nil)
    }

    private func scenario(_ ending: Ending, site: String, last: String) -> String {
        """
        turnout: 1
        name: Canary
        target: { site: "\(site)", user-agent: "probe ${env.AGENT}" }
        setup:
          - request: GET \(site)/setup
            extract: { shared: { cookie: shared }, setup-token: { json: /token } }
        participants: { data: { csv: people.csv, order: unique } }
        journey:
          - request: GET \(site)/login/${env.PATHPART}?session=cAn4rY-url
            name: page
            query: { q: "${env.QUERY}", token: "${participant.token}" }
            extract:
              csrf: { html: "//input[@name='csrf']/@value" }
              next: { html: "//a[@id='next']/@href" }
              jwt: { regex: 'jwt = "([^"]+)"' }
              handed: { header: X-Auth-Token }
              sid: { cookie: sid }
              none-token: { header: X-None, default: cAn4rY-default }
          - include: api.yaml
          - request: POST \(last)${next}
            name: act
            when: ${participant.secret} != cAn4rY-key
            headers:
              X-Api-Key: "${participant.secret}"
              X-Other: "${env.HEADER} ${shared} ${setup-token}"
              X-Link: "${participant.link}"
              X-Handed: "${handed} ${jwt} ${sid}"
              X-Secret: "${blob} ${none-token} cAn4rY-key"
              Cookie: "a=${env.COOKIE}; b=${env.FILE}; sid=${sid}; stored=cAn4rY-stored"
            auth: { \(ending.authentication) }
            \(ending.body)
        \(ending.options)
        """
    }

    @Test func `the password of a client certificate's key is in nothing`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("client.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
        try folder.write("client.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
        try folder.write(
            "canary.yaml",
            """
            turnout: 1
            target:
              site: https://127.0.0.1:1
              tls: { client: { cert: client.pem, key: client.key, key-password: cAn4rY-key } }
            participants: { count: 1 }
            journey: [ request: GET https://127.0.0.1:1/ ]
            """)
        let printed = try await expectNoCanary(
            [["check", "canary.yaml"], ["run", "canary.yaml", "--out", "run"]], in: folder, leavesRun: false)
        #expect(printed.contains("target.tls.client"), "\(printed)")
    }

    @Test(arguments: [false, true])
    func `a proxy's password is in nothing, though the proxy repeats it`(isRefused: Bool) async throws {
        let platform = try PlainPlatform { request in
            let seen = request.headers["proxy-authorization"] ?? ""
            return .init(
                502, headers: ["Content-Type: text/html"],
                body: "<title>no \(seen) or cAn4rY-pw/d or cAn4rY-pw%2fd</title>")
        }
        defer { platform.stop() }
        let folder = try TemporaryFolder()
        // The platform serves as the proxy: it is asked for whole URLs.
        let port = platform.url.split(separator: ":").last.map(String.init) ?? ""
        let proxy = "http://bob:cAn4rY-pw%2Fd@127.0.0.1:\(isRefused ? "1" : port)"
        try folder.write(
            "canary.yaml",
            """
            turnout: 1
            target: { site: "http://lms.test", proxy: "${env.PROXY}" }
            participants: { count: 2 }
            journey: [ request: GET http://lms.test/ ]
            """)
        let printed = try await expectNoCanary(
            [["check", "canary.yaml"], ["run", "canary.yaml", "--out", "run"], ["report", "run"]], in: folder,
            environment: ["PROXY": proxy], besides: [Data("bob:cAn4rY-pw/d".utf8).base64EncodedString()],
            leavesRun: !isRefused)
        #expect(isRefused || printed.contains("no Basic ••• or ••• or •••"), "\(printed)")
        #expect(isRefused == platform.requests.isEmpty)
    }

    /// Runs commands, and looks for canaries in what they print and in the files of `run`. Returns what they printed.
    private func expectNoCanary(
        _ commands: [[String]], in folder: TemporaryFolder, environment: [String: String] = Self.environment,
        besides: [String] = [], leavesRun: Bool = true
    ) async throws -> String {
        // In base64 a secret has no part in common with itself.
        let basics = (1...Self.participants).map { number in
            Data("bob:\(Self.canary)-\(Self.canary)-kennwort-\(number)".utf8).base64EncodedString()
        }
        let wanted = [Self.canary, "9473510286", "&#99;An4rY", "u0063An4rY"] + besides + basics
        func search(_ bytes: Data, _ place: String) {
            for text in wanted {
                guard let found = bytes.firstRange(of: Data(text.utf8)) else { continue }
                let around = bytes[
                    max(bytes.startIndex, found.lowerBound - 200)..<min(bytes.endIndex, found.upperBound + 100)]
                Issue.record("\(place) has \(text): \(String(decoding: around.filter { $0 >= 32 }, as: UTF8.self))")
            }
        }
        var printed = ""
        for words in commands {
            let outcome = try await Command(words, in: folder, environment: environment).run()
            printed += outcome.output + outcome.errors
            search(Data(outcome.output.utf8), "the output of \(words[0])")
            search(Data(outcome.errors.utf8), "the errors of \(words[0])")
        }
        guard leavesRun else { return printed }
        let run = URL(fileURLWithPath: folder.path).appending(path: "run")
        let files = try FileManager.default.contentsOfDirectory(at: run, includingPropertiesForKeys: nil)
        #expect(files.contains { $0.lastPathComponent == "run.sqlite" })
        for file in files { search(try Data(contentsOf: file), file.lastPathComponent) }
        return printed
    }
}

extension UInt8 {
    fileprivate var isASCIILetter: Bool { (65...90).contains(self) || (97...122).contains(self) }
}
