// Scenarios of the whole language, damaged in every way: each loads, or has errors that point into it and give no secret
// away. What loads is written out to a scenario that loads again.
import Foundation
import Scenarios
import Support
import Testing

@Suite struct LanguageFuzzTests {
    /// What holds of any text. Returns whether it was loaded.
    @discardableResult
    private func check(_ text: String, _ seed: UInt64, file: String = "/tmp/none/x.yaml") -> Bool {
        do throws(ScenarioErrors) {
            let plan = try load(text, environment: ["A": "from-env"], file: file)
            let written = plan.resolvedDescription
            #expect(!written.contains(ScenarioGrammar.secret), "seed \(seed)\n\(text)\n\(written)")
            #expect(!"\(plan.summary)".contains(ScenarioGrammar.secret), "seed \(seed)\n\(text)")
            do throws(ScenarioErrors) {
                let again = try load(written, environment: [:], file: file).resolvedDescription
                #expect(again == written, "seed \(seed)\n\(text)")
            } catch {
                Issue.record("seed \(seed): what was written does not load: \(error)\n\(text)\n\(written)")
            }
            return true
        } catch {
            #expect(!error.errors.isEmpty, "seed \(seed)\n\(text)")
            let lines = text.unicodeScalars.count { "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0) } + 1
            for one in error.errors {
                if case .file(let line, let column) = one.place {
                    #expect((1...lines).contains(line), "seed \(seed): \(one)\n\(text)")
                    #expect(column >= 1 && column <= text.unicodeScalars.count + 1, "seed \(seed): \(one)\n\(text)")
                }
                #expect(!one.message.isEmpty, "seed \(seed)\n\(text)")
                #expect(!"\(one)".contains(ScenarioGrammar.secret), "seed \(seed): \(one)\n\(text)")
            }
            return false
        }
    }

    @Test(arguments: [FuzzSeed.value])
    func `scenarios of the whole language load and are written out to themselves`(seed: UInt64) {
        var grammar = ScenarioGrammar(seed: seed)
        let loaded = (0..<250).count { _ in check(grammar.scenario(), seed) }
        // The grammar is to be right most of the time, or nothing is tried.
        #expect(loaded >= 50, "seed \(seed): only \(loaded)")
    }

    @Test(arguments: [FuzzSeed.value])
    func `damaged scenarios have errors that point into them and hold no secret`(seed: UInt64) {
        var grammar = ScenarioGrammar(seed: seed)
        var random = SeededGenerator(seed: seed &+ 1)
        for _ in 0..<400 { check(damaged(grammar.scenario(), &random), seed) }
    }

    @Test(arguments: [FuzzSeed.value]) func `damaged files of the tests never crash the loader`(seed: UInt64) throws {
        let shipped = ShippedScenarioTests.names.map { "\(ShippedScenarioTests.folder)/\($0).yaml" }
        let files = shipped + WrongFile.all.map(\.path)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<400 {
            guard let file = files.randomElement(using: &random) else { continue }
            check(damaged(try String(contentsOfFile: file, encoding: .utf8), &random), seed, file: file)
        }
    }

    /// Scenarios with `$${`, which stands for a brace that is meant, in a text of each kind.
    private static let braces: [String] = {
        func step(_ more: String, request: String = "POST https://lms.example/a") -> String {
            Sample.scenario(journey: "journey: [ { request: \"\(request)\", \(more) } ]")
        }
        return [
            Sample.scenario(rest: "name: a $${ b"), Sample.scenario(rest: "description: a $${ b"),
            Sample.scenario(
                journey: "journey: [ { request: GET https://lms.example/, name: \"a $${ b\" } ]",
                rest: "thresholds: [ \"p95(\\\"a $${ b\\\") < 1s\" ]"),
            Sample.scenario(
                journey: "journey: [ { request: GET https://lms.example/, name: \"a $${ b\" } ]",
                rest: "limits: { abort-when: [ \"p95(\\\"a $${ b\\\") > 1s\" ] }"),
            step("follow: 0", request: "GET https://lms.example/a?x=$${"), step("query: { \"a$${\": \"$${b}\" }"),
            step("headers: { X-A: \"$${b}\" }"), step("form: { \"a$${\": \"$${b}\" }"),
            step("form: [ { \"a$${\": \"$${b}\" }, { \"a$${\": \"1\" } ]"), step("body: \"$${b}\""),
            step("json: { \"a$${b}\": \"$${c}\" }"), step("multipart: { \"a$${b}\": \"$${c}\" }"),
            step("multipart: { a: { text: x, filename: \"a$${b\", type: \"text/$${\" } }"),
            step("check: [ \"body contains $${\" ]"), step("check: [ 'header X-A == \"a $${b} c\"' ]"),
            step("check: [ \"json /$${a} exists\" ]"), step("check: [ 'body matches \"[$][{]\"' ]"),
            step("extract: { v: { json: \"/$${a}\", default: \"$${\" } }"),
            step("extract: { v: { html: \"//a[@href='$${']/@href\" } }"),
            step("extract: { v: { cookie: \"a$${\" } }"), step("when: \"${participant.email} == a$${\""),
            step("auth: { basic: { user: \"a$${\", password: p } }"), step("release: { gate: \"a $${\" }"),
            Sample.scenario(
                platform:
                    "platform: { client: { id: a, secret: b }, host: { email: a, password: b }, room: { create: { name: \"a $${ b\" } }, space: { create: { name: \"$${\" } } }"
            ),
            Sample.scenario(rest: "outputs: { junit: \"a$${.xml\" }"),
        ]
    }()

    @Test(arguments: LanguageFuzzTests.braces) func `a brace that is meant is written out as one`(scenario: String) {
        #expect(check(scenario, 0), "\(errors(scenario, environment: ["A": "from-env"], file: "/tmp/none/x.yaml"))")
    }

    private static let snippets = [
        "${", "}", "${env.A}", "${env.NOT_SET}", "${participant.index}", "${x:-y}", "$${", "\"", "'", ": ", "- ", "[",
        "]", "{", "}", ", ", "|", ">", "#", " #", "&a ", "*a", "!!int ", "~", "null", "true", "-1", "1e999",
        "99999999999999999999999", "0x10", "1_000", "  ", "\t", "é", "\u{2028}", "\u{0}", "status == ", "//*[", "/~2",
        "(?<=", "http://", "://", "@", "?", "%", "s",
    ]

    /// A text with some of its lines and words deleted, doubled, exchanged, indented otherwise or of another type. Lines
    /// with a secret keep their key and their place below it, by which alone it is known as one.
    private func damaged(_ text: String, _ random: inout SeededGenerator) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        func holdsSecret(_ line: String) -> Bool { line.contains(ScenarioGrammar.secret) }
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            guard let place = lines.indices.randomElement(using: &random) else { break }
            let other = lines.indices.randomElement(using: &random) ?? place
            let snippet = LanguageFuzzTests.snippets.randomElement(using: &random) ?? ""
            switch Int.random(in: 0..<9, using: &random) {
            case 0: lines.remove(at: place)
            case 1: lines.insert(lines[place], at: other)
            case 2: lines.swapAt(place, other)
            case 3: lines[place] = String(repeating: " ", count: Int.random(in: 0...5, using: &random)) + lines[place]
            case 4 where lines[place].hasPrefix(" "): lines[place].removeFirst()
            case 5: lines[place] += snippet
            case 6 where !holdsSecret(lines[place]):
                var scalars = Array(lines[place].unicodeScalars)
                let at = Int.random(in: 0...scalars.count, using: &random)
                scalars.insert(contentsOf: snippet.unicodeScalars, at: at)
                lines[place] = String(String.UnicodeScalarView(scalars))
            case 7 where !holdsSecret(lines[place]):
                var words = lines[place].split(separator: " ", omittingEmptySubsequences: false).map(String.init)
                guard let word = words.indices.randomElement(using: &random) else { break }
                switch Int.random(in: 0..<3, using: &random) {
                case 0: words.remove(at: word)
                case 1: words.insert(words[word], at: words.indices.randomElement(using: &random) ?? 0)
                default: words[word] = snippet
                }
                lines[place] = words.joined(separator: " ")
            case 8:
                let depth = [3, 40, 3000].randomElement(using: &random) ?? 3
                if !holdsSecret(lines[place]) {
                    lines[place] = "k: " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
                }
            default: lines.append(snippet)
            }
        }
        return lines.joined(separator: "\n")
    }

    @Test(arguments: [FuzzSeed.value]) func `any value of a request is read or refused`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let parts = [
            "GET", "POST", "get", " ", "  ", "https://", "http:/", "lms.example", ":8443", "/a", "?q=1", "#f", "${v}",
            "${", "}", "status", "body", "json", "cookie", "header", "time", "size", "/a/b", "/~2", "==", "!=", "<",
            ">=",
            "contains", "matches", "exists", "200", "2s", "\"x\"", "'", "(", "[a-", "a*", "//input", "/@value", "[1]",
            "@", "$.a", "X-Y", "é", "\u{1F600}", "\u{202E}", "%zz", "p95", "turnout", "(learners", ": ", ")",
            "failures",
            "99.5%", "1e99", "-", ",", "rate", "mean(", "admission(99%)", "spread(release)", "hosts", "step",
        ]
        func quoted(_ text: String) -> String {
            "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
        }
        func any() -> String {
            quoted(
                (0..<Int.random(in: 0...7, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }
                    .joined(separator: ["", " "].randomElement(using: &random) ?? ""))
        }
        for _ in 0..<500 {
            let request = Int.random(in: 0..<2, using: &random) == 0 ? any() : "GET https://lms.example/"
            let source = ["json", "html", "header", "cookie", "regex"].randomElement(using: &random) ?? "json"
            check(
                """
                turnout: 1
                target: { site: https://lms.example }
                crowds:
                  hosts: { participants: { count: 2 }, journey: [ request: GET https://lms.example/ ] }
                  learners:
                    participants: { count: 5 }
                    journey:
                      - request: \(request)
                        name: step
                        check: [ \(any()) ]
                        extract: { v: { \(source): \(any()) } }
                        when: \(any())
                thresholds: [ \(any()) ]
                limits: { abort-when: \(any()) }
                """, seed)
        }
    }

    @Test(arguments: [FuzzSeed.value]) func `any file of recorded joins is read or refused`(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let parts = [
            "time", "joined_at", ",", ";", "\n", "\r\n", "\"", "0", "1.5", "30s", "1700000000", "1700000000000",
            "23:59",
            "00:01:02.5", "2024-05-01T10:00:00Z", "2024-02-30", "-1", "1e308", "nan", "é", "\u{FEFF}", "\0",
            "99999999999999999999",
            "24:61", " ", "\t",
        ]
        try await withTemporaryDirectory { folder in
            for _ in 0..<400 {
                let text = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                    parts.randomElement(using: &random) ?? ""
                }
                .joined()
                try Data(text.utf8).write(to: URL(filePath: "\(folder)/joins.csv"))
                let scenario = Sample.scenario(participants: "", arrival: "arrival: { trace: joins.csv, speed: 2 }")
                do throws(ScenarioErrors) {
                    let plan = try load(scenario, file: "\(folder)/x.yaml")
                    #expect(plan.crowds[0].expected ?? 0 >= 1, "seed \(seed): \(text)")
                } catch {
                    let lines = text.count { $0.isNewline } + 1
                    for one in error.errors {
                        if case .part(_, let line, _) = one.place {
                            #expect((1...lines).contains(line), "seed \(seed): \(one): \(text)")
                        }
                    }
                }
            }
        }
    }
}
