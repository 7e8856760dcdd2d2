// Any text gives a plan, or at least one error with a valid location. Never a crash.
import Scenarios
import Support
import Testing

@Suite struct FuzzTests {
    private func check(_ text: String, seed: UInt64, overrides: [Override] = []) {
        do {
            let plan = try load(text, environment: ["A": "x"], overrides: overrides)
            #expect(plan.crowds[0].participants.count >= 1 && !plan.crowds[0].journey.isEmpty, "seed \(seed)")
            _ = plan.summary
            _ = plan.redactor.redact(plan.resolvedDescription)
        } catch {
            #expect(!error.errors.isEmpty)
            let scalars = text.unicodeScalars
            let breaks = scalars.count { "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0) }
            for one in error.errors {
                #expect(!one.message.isEmpty)
                if case .file(let line, let column) = one.place {
                    #expect((1...breaks + 1).contains(line), "line \(line), seed \(seed)\n\(text)")
                    #expect((1...scalars.count + 1).contains(column), "column \(column), seed \(seed)\n\(text)")
                    if let shown = one.excerpt {
                        let length = shown.text.unicodeScalars.count
                        #expect((1...length + 1).contains(shown.column), "seed \(seed)\n\(text)")
                    }
                }
                #expect(!one.message.unicodeScalars.contains { $0.value < 0x20 }, "seed \(seed): \(one.message)")
            }
        }
    }

    @Test(arguments: [FuzzSeed.value]) func `mutated scenarios never crash the loader`(seed: UInt64) throws {
        let folder = ShippedScenarioTests.folder
        let texts = try ShippedScenarioTests.names.map {
            try String(contentsOfFile: "\(folder)/\($0).yaml", encoding: .utf8)
        }
        let snippets = [
            "{", "}", "[", "]", ":", "- ", "\"", "'", "&a ", "*a", "${", "}", "$${", "|", ">", "? ", "!!str ", "\n",
            "\t",
            "---\n", "#", "%", "0", "-1", "1e9", "~", "null", "true", "<<: *a", "\u{0}", "\u{7F}", "\u{2028}", "é",
            "😀", "\u{FEFF}", "${env.A}", "${env.B:-c}", "999999999999999999999999", "password: x", ",", "\r", "\u{85}",
        ]
        var random = SeededGenerator(seed: seed)
        for _ in 0..<800 {
            var scalars = Array(texts.randomElement(using: &random)!.unicodeScalars)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let at = Int.random(in: 0...scalars.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: scalars.insert(contentsOf: snippets.randomElement(using: &random)!.unicodeScalars, at: at)
                case 1: scalars.removeSubrange(at..<min(scalars.count, at + Int.random(in: 0...40, using: &random)))
                case 2:
                    let end = min(scalars.count, at + Int.random(in: 0...60, using: &random))
                    scalars.insert(contentsOf: scalars[at..<end], at: Int.random(in: 0...scalars.count, using: &random))
                default:
                    if at < scalars.count {
                        scalars[at] = Unicode.Scalar(UInt8.random(in: 1...127, using: &random))
                    }
                }
            }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars)
            check(String(view), seed: seed)
        }
    }

    @Test(arguments: [FuzzSeed.value]) func `random YAML never crashes the loader`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let words = [
            "turnout", "target", "api", "stand-in", "participants", "count", "journey", "token", "release", "quorum",
            "pause", "5s", "95%", "thresholds", "turnout >= 1%", "enter-room", "generate-access", "a", "1", "true", "",
            "${participant.index}", "${env.A}", "arrival", "over", "check", "when", "retry", "for", "platform",
            "client",
            "resolve", "127.0.0.1-127.0.0.3", "name", "tls", "ca", "\"", "request", "data",
        ]
        func value(_ depth: Int) -> String {
            switch Int.random(in: 0..<(depth > 4 ? 1 : 3), using: &random) {
            case 0: return words.randomElement(using: &random)!
            case 1:
                return "["
                    + (0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth + 1) }.joined(separator: ", ")
                    + "]"
            default:
                return "{"
                    + (0..<Int.random(in: 0...3, using: &random)).map { _ in
                        "\(words.randomElement(using: &random)!): \(value(depth + 1))"
                    }.joined(separator: ", ") + "}"
            }
        }
        for _ in 0..<1500 {
            let lines = (0..<Int.random(in: 0...8, using: &random)).map { _ in
                "\(words.randomElement(using: &random)!): \(value(0))"
            }
            check(lines.joined(separator: "\n"), seed: seed)
        }
    }

    @Test(arguments: [FuzzSeed.value]) func `random bytes never crash the loader`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            check(String(decoding: bytes, as: UTF8.self), seed: seed)
        }
    }

    @Test(arguments: [FuzzSeed.value]) func `random overrides never crash the loader`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let keys = [
            "journey", "0", "1", "token", "release", "participants", "count", "arrival", "over", "x", "\"a.b\"", "",
            "-1", "99",
        ]
        let values = [
            "", "1", "true", "[1, {a: b}]", "{", "{a: 1, a: 2}", "5s", "\"q\"", "*a", "&a [*a]", "${env.A}", "'",
        ]
        for _ in 0..<1500 {
            let path = (0..<Int.random(in: 1...4, using: &random)).map { _ in keys.randomElement(using: &random)! }
                .joined(separator: ".")
            let override = Override(path: path, value: values.randomElement(using: &random)!)
            check(
                Sample.scenario(journey: "journey:\n  - token: { timeout: 3s }\n  - enter-room"), seed: seed,
                overrides: [override])
        }
    }
}
