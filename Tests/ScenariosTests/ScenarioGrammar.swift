// Random scenarios from a small grammar that has every key of the language, most of them right.
import Measuring
import Support

/// Writes scenarios. Wherever a secret belongs, they have `secret`.
struct ScenarioGrammar {
    /// Part of each secret, so that one search finds all of them.
    static let secret = "pl4Nt3dS3cr3t"

    private var random: SeededGenerator
    private var values: [String] = []
    private var number = 0

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    private mutating func one(_ choices: String...) -> String { choices.randomElement(using: &random) ?? "" }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    /// `{ a: 1, b: 2 }` with some of these entries; `always` with all of them.
    private mutating func some(_ entries: [String], always: [String] = []) -> String {
        var chosen = always
        for entry in entries where chance(40) { chosen.append(entry) }
        return "{ \(chosen.joined(separator: ", ")) }"
    }

    private mutating func duration() -> String { one("1s", "500ms", "30s", "2m", "1h30m") }

    private mutating func secret() -> String {
        one("\(ScenarioGrammar.secret)", "\"\(ScenarioGrammar.secret)\"", "'a \(ScenarioGrammar.secret)'")
    }

    /// A text that may use a name.
    private mutating func text() -> String {
        let names = ["participant.index", "participant.email", "run.id", "target.site", "env.A:-b"] + values
        return chance(50)
            ? "\"x-${\(names.randomElement(using: &random) ?? "run.id")}\""
            : one("plain", "\"with: colon, comma\"", "'it''s'", "\"é $${x} \\\" \\\\ \"", "7", "true")
    }

    /// A whole scenario.
    mutating func scenario() -> String {
        values = []
        number = 0
        var lines = ["turnout: 1"]
        if chance(50) { lines.append("name: Fuzz \(one("one", "'two: 2'", "\"é\""))") }
        if chance(30) { lines.append("description: \(one("words", "\"two\\nlines\""))") }
        lines += target()
        if chance(40) {
            lines += [
                "platform:", "  client: { id: c, secret: \(secret()) }",
                "  host: { email: h@example.test, password: \(secret()) }",
                "  space: \(one("create", "5f00000000000000000000aa", "{ create: { name: S } }"))",
                "  room: \(one("create", "{ create: { name: R, type: webinar, public: true } }"))",
            ]
        }
        if chance(30) { lines += ["setup:"] + request(extracting: true, release: false) }
        let several = chance(30)
        if several {
            lines += ["crowds:"]
            for crowd in ["hosts", "learners"] {
                lines.append("  \(crowd):")
                if crowd == "learners", chance(60) { lines.append("    start: \(one("after hosts", "5s"))") }
                lines += self.crowd().map { "    \($0)" }
            }
        } else {
            lines += crowd()
        }
        if chance(30) { lines += ["teardown:"] + request(extracting: false, release: false) }
        if chance(60) {
            let of = several ? "learners: " : ""
            lines += [
                "thresholds:", "  - turnout\(several ? "(learners)" : "") >= 99.5%", "  - p95(\(of)step 1) < 800ms",
                "  - failures(\(of)step 1, status 429) == 0",
            ]
        }
        if chance(40) {
            lines.append(
                "limits: "
                    + some([
                        "max-duration: 5m", "abort-when: turnout\(several ? "(hosts)" : "") < 50%",
                        "max-requests: 1000",
                    ]))
        }
        // They need a step that enters a room, which not every journey has.
        if chance(20) { lines.append("record: \(one("false", "off"))") }
        if chance(20) { lines.append("webhooks: \(one("false", "{ mode: off, listen: \"[::1]:0\" }"))") }
        if chance(30) { lines.append("attendance: \(one("auto", "true", "off"))") }
        if chance(30) { lines.append("seed: \(Int.random(in: 0...99, using: &random))") }
        return lines.joined(separator: "\n") + "\n"
    }

    private mutating func target() -> [String] {
        var lines = ["target:", "  site: https://lms.example"]
        if chance(60) { lines.append("  api: \(one("stand-in", "https://api.example"))") }
        if chance(20) { lines.append("  web: https://web.example") }
        if chance(20) { lines.append("  allow-hosts: [\"*.example\", lms.example, api.example, web.example]") }
        if chance(20) { lines.append("  tls: { verify: \(one("true", "false")) }") }
        if chance(20) { lines.append("  http: \(one("auto", "\"2\"", "\"1.1\""))") }
        if chance(20) { lines.append("  resolve: { \"lms.example:443\": [127.0.0.1, \"::1\"] }") }
        if chance(20) { lines.append("  source-addresses: [127.0.0.2-127.0.0.4]") }
        if chance(20) { lines.append("  user-agent: \(one("false", "probe", "\"a $${b}\""))") }
        if chance(20) { lines.append("  participant-header: false") }
        if chance(20) { lines.append("  replay: false") }
        if chance(20) { lines.append("  compression: false") }
        if chance(30) {
            lines.append(
                "  proxy: \(one("none", "environment", "http://bob:\(ScenarioGrammar.secret)@proxy.example:3128"))")
        }
        return lines
    }

    private mutating func crowd() -> [String] {
        let arrivals = [
            "at-once", "{ over: 60s, curve: \(one("uniform", "poisson", "front-loaded")) }",
            "{ rate: 50/s, for: 1m, poisson: \(one("true", "false")) }",
            "{ stages: [{ to: 10/s, for: 1m }, { hold: 2m }] }", "{ trace: [0s, 1s, 2500ms], speed: 2 }",
            "{ looping: 20, for: 2m }",
        ]
        let arrival = arrivals.randomElement(using: &random) ?? "at-once"
        let isCounted = arrival == "at-once" || arrival.hasPrefix("{ over")
        var lines = [
            "participants: "
                + some(["cookies: false", "accounts: existing"], always: isCounted ? ["count: 20"] : []),
            "arrival: \(arrival)",
        ]
        if lines[0].contains("{  }") { lines.removeFirst() }
        lines.append("journey:")
        number = 0
        let outer = values
        let count = Int.random(in: 1...4, using: &random)
        for place in 0..<count { lines += request(extracting: true, release: place == 0 && isCounted) }
        if chance(30) {
            lines.append("  - pause: \(one("30s", "5s..20s", "{ mean: 10s, distribution: exponential }"))")
        }
        values = outer
        return lines
    }

    /// A step.
    private mutating func request(extracting: Bool, release: Bool) -> [String] {
        number += 1
        let isSent = chance(60)
        let path = one("", "a/b", "a?page=2", "a?token=\(ScenarioGrammar.secret)", "${run.id}", "x#f")
        var lines = [
            "  - request: \(isSent ? one("POST", "PUT", "PATCH") : one("GET", "DELETE")) https://lms.example/\(path)"
        ]
        lines.append("    name: \(release || number > 1 ? "step \(number)" : "step 1")")
        if isSent {
            let bodies = [
                "json: { user: \(text()), password: \(secret()), n: [1, -2.5, true, null, { pin: 12345 }] }",
                "form: { email: \(text()), password: \(secret()), roles: [a, b] }",
                "multipart: { token: { text: \(secret()), filename: t.txt, type: text/plain }, title: \(text()) }",
                "body: \(text())",
            ]
            if let body = bodies.randomElement(using: &random) { lines.append("    \(body)") }
        }
        if chance(40) { lines.append("    headers: { X-Api-Key: \(secret()), Accept: \(text()) }") }
        if chance(30) { lines.append("    query: { page: \(text()), access_token: \(secret()) }") }
        if chance(30) {
            lines.append(
                "    auth: "
                    + one("{ bearer: \(secret()) }", "{ basic: { user: \(text()), password: \(secret()) } }"))
        }
        if chance(20) { lines.append("    http: \(one("auto", "\"1.1\""))") }
        if chance(30) { lines.append("    follow: \(one("0", "5"))") }
        if release, chance(50) {
            lines.append("    release: \(one("true", "{ quorum: 95%, timeout: 30s }", "{ tight: true }"))")
        }
        if chance(20), release { lines.append("    when: ${participant.role} == moderator") }
        if chance(30) { lines.append("    timeout: \(duration())") }
        if chance(30) {
            lines.append(
                "    retry: "
                    + some(
                        ["for: [429, 503, connect]", one("backoff: 1s", "interval: 2s"), "honour-retry-after: true"],
                        always: ["attempts: 3"]))
        }
        if chance(50) {
            lines.append(
                "    check: [status == 200, \(one("body contains x", "'body matches ^a|b$'", "cookie s exists", "json /a/b != 7", "header A == b", "time < 2s", "size > 10"))]"
            )
        }
        if extracting, chance(60) {
            let name = "v\(values.count)_\(Int.random(in: 0...999_999, using: &random))"
            let source = one(
                "json: /a/0", "html: \"//input[@name='csrf']/@value\"", "header: X-Next",
                "cookie: sid, path: /, host: lms.example",
                "regex: 'id=(\\d+)'")
            lines.append("    extract: { \(name): { \(source)\(chance(40) ? ", default: \(text())" : "") } }")
            values.append(name)
        }
        return lines
    }
}
