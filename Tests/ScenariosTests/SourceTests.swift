// Files that are not scenarios, and invalid YAML.
import Foundation
import Scenarios
import Support
import Testing

@Suite struct SourceTests {
    /// Writes a file into its own folder, passes its path on, and removes both.
    private func withFile(_ bytes: [UInt8], _ body: (String) throws -> Void) async throws {
        try await withTemporaryDirectory { folder in
            let path = "\(folder)/x.yaml"
            try Data(bytes).write(to: URL(filePath: path))
            try body(path)
        }
    }

    /// The messages for a file, without its path.
    private func messages(_ bytes: [UInt8]) async throws -> [String] {
        var found: [String] = []
        try await withFile(bytes) { path in
            do {
                _ = try ScenarioLoader().load(file: path)
            } catch let error as ScenarioErrors {
                found = error.errors.map { String($0.headline.dropFirst(path.count)) }
            }
        }
        return found
    }

    @Test func `a missing file is named`() {
        #expect {
            try ScenarioLoader().load(file: "no/such/file.yaml")
        } throws: { "\($0)" == "no/such/file.yaml: there is no such file" }
    }

    @Test func `a folder is not a scenario`() {
        #expect {
            try ScenarioLoader().load(file: "/tmp")
        } throws: { "\($0)" == "/tmp: this is a folder, expected a scenario file" }
    }

    @Test func `an empty file says how to begin`() async throws {
        let words = ": the scenario is empty; start with `turnout: 1`, then target, participants and journey"
        #expect(try await messages([]) == [words])
        #expect(try await messages(Array("\n  \n# only a comment\n".utf8)) == [words])
        #expect(try await messages(Array("---\n...\n".utf8)) == [words])
        #expect(try await messages(Array("~".utf8)) == [words])
    }

    @Test func `a binary file is recognised`() async throws {
        #expect(
            try await messages([0x7F, 0x45, 0x4C, 0x46, 0, 1, 2]) == [
                ": this is not a text file, expected a scenario in YAML"
            ])
        #expect(
            try await messages((0..<600).map { UInt8(128 + $0 % 64) }) == [
                ": this is not a text file, expected a scenario in YAML"
            ])
    }

    @Test func `text in another encoding is reported with its location`() async throws {
        let bytes = Array("turnout: 1\nname: caf".utf8) + [0xE9] + Array("\nseed: 1\n".utf8)
        #expect(try await messages(bytes) == [":2:10: the text is not UTF-8 from here on; save the file as UTF-8"])
    }

    @Test func `a file of ten megabytes is refused unread`() async throws {
        let bytes = [UInt8](repeating: UInt8(ascii: "#"), count: 10_000_000)
        #expect(
            try await messages(bytes) == [
                ": the file is larger than 1024 KiB, expected a scenario of at most a few hundred lines"
            ])
    }

    @Test func `a control character is reported with its location`() {
        #expect(errors("turnout: 1\nname: a\u{7}b\n") == ["x.yaml:2:8: control character U+0007; remove it"])
    }

    @Test func `a byte order mark and Windows line ends do not matter`() throws {
        let text = "\u{FEFF}" + Sample.scenario(rest: "sead: 1").replacing("\n", with: "\r\n")
        #expect(errors(text) == ["x.yaml:5:1: unknown key \"sead\"; did you mean \"seed\"?"])
    }

    @Test func `every duplicate key is reported, with the line of the first`() {
        let text = """
            turnout: 1
            target: { api: stand-in }
            participants: { count: 1, count: 2 }
            name: a
            name: b
            name: c
            journey: [ generate-access, enter-room ]
            'seed': 1
            "seed": frog
            """
        #expect(
            errors(text) == [
                "x.yaml:3:27: key \"count\" occurs twice; the first is on line 3",
                "x.yaml:6:1: key \"name\" occurs twice; the first is on line 4",
                "x.yaml:9:1: key \"seed\" occurs twice; the first is on line 8",
                "x.yaml:9:9: seed is \"frog\", expected a whole number",
            ])
    }

    @Test(arguments: [
        // A key or an item that is in no column of the lines above.
        ("turnout: 1\ntarget:\n  api: stand-in\n   web: x\n", 4, "check the indentation"),
        ("turnout: 1\ntarget:\n  api: stand-in\n web: x\n", 4, "check the indentation"),
        ("turnout: 1\n target: x\n", 2, "check the indentation"),
        ("  turnout: 1\ntarget: x\n", 2, "check the indentation"),
        ("turnout: 1\njourney:\n  - token:\n - enter-room:\n", 4, "check the indentation"),
        ("turnout: 1\njourney:\n  - token:\n   - enter-room:\n", 4, "check the indentation"),
        ("turnout: 1\njourney:\n  - token:\n      grant: x\n     name: y\n", 5, "check the indentation"),
        ("turnout: 1\njourney:\n  - token:\n      grant: x\n       name: y\n", 5, "check the indentation"),
        ("turnout: 1\njourney:\n  - token:\n    name: x\n   retry: 2\n", 5, "check the indentation"),
        // What else leads to the same messages of the parser.
        ("turnout: 1\nname: a: b\n", 2, "put a value that contains `: `"),
        ("turnout: 1\ndescription: a\n  b\n  c: d\n", 4, "put a value that contains `: `"),
        ("turnout 1\ntarget: x\n", 2, "write a colon and a space after the key on line 1"),
        ("turnout: 1\njourney:\n  - token\n      grant: x\n", 4, "write a colon and a space after the key on line 3"),
        ("turnout: 1\nname:x\ntarget: { api: stand-in }\n", 3, "write a colon and a space after the key on line 2"),
        ("turnout: 1\nparticipants: count: 5\n", 2, "put a mapping that begins on the line of its key in braces"),
        ("turnout: 1\njourney:\n  - token: grant: password\n", 3, "put a mapping that begins on the line of its key"),
        ("turnout: 1\ntarget\nname: x\n", 3, "write a colon and a space after the key on line 2"),
        ("turnout: 1\ntarget: { api: stand-in\nname: x\n", 3, "close the { on line 2"),
        ("turnout: 1\njourney: [ token\nname: x\n", 3, "close the [ on line 2"),
        ("turnout: 1\nname: \"x\n", 2, "close the quotation mark on line 2"),
        ("turnout: 1\nname: \"a\" b\n", 2, nil), ("turnout: 1\n}\n", 2, nil),
    ])
    func `invalid YAML is answered with what is likely to be wrong`(text: String, line: Int, remedy: String?) {
        let found = errors(text)
        #expect(found.count == 1 && found[0].hasPrefix("x.yaml:\(line):"), "\(found)")
        let parts = found[0].split(separator: "; ", maxSplits: 1).map(String.init)
        #expect(
            parts.count == (remedy == nil ? 1 : 2) && parts.last?.hasPrefix(remedy ?? "x.yaml:") == true, "\(found)")
    }

    @Test(arguments: [
        (["x.yaml"], "x.yml", "x.yaml"), (["x.yml"], "x.yaml", "x.yml"), (["x.yaml"], "x", "x.yaml"),
        (["monday.yaml", "tuesday.yaml"], "mondya.yaml", "monday.yaml"), (["x.yaml"], "y.yaml", nil),
        (["x.yaml"], "no/x.yml", nil), ([], "x.yaml", nil),
    ])
    func `a missing file is answered with the one that is there`(there: [String], name: String, meant: String?)
        async throws
    {
        try await withTemporaryDirectory { folder in
            for name in there { try Data().write(to: URL(filePath: "\(folder)/\(name)")) }
            let suggestion = meant.map { "; did you mean \"\(folder)/\($0)\"?" } ?? ""
            #expect {
                try ScenarioLoader().load(file: "\(folder)/\(name)")
            } throws: { "\($0)" == "\(folder)/\(name): there is no such file\(suggestion)" }
            #expect {
                try EnvironmentFile.load("\(folder)/\(name)")
            } throws: { "\($0)" == "--env-file: there is no file \"\(folder)/\(name)\"\(suggestion)" }
            #expect(
                errors(Sample.scenario(target: "target: { api: stand-in, tls: { ca: \(folder)/\(name) } }")) == [
                    "x.yaml:2:37: target.tls.ca: there is no file \"\(folder)/\(name)\"\(suggestion)"
                ])
        }
    }

    @Test func `invalid YAML is reported with its location`() {
        #expect(
            errors("turnout: 1\ntarget: { api: stand-in\n") == [
                "x.yaml:2:9: this is not valid YAML: while parsing a flow mapping, did not find expected ',' or '}'; close the { on line 2"
            ])
        #expect(
            errors("turnout: 1\n\ttarget: x\n") == [
                "x.yaml:2:1: a tab in the indentation, expected spaces"
            ])
        #expect(
            errors("turnout: 1\ntarget:\n  \tapi: stand-in\n") == [
                "x.yaml:3:3: a tab in the indentation, expected spaces"
            ])
        #expect(
            errors("turnout: 1\ntarget:\n\tapi: stand-in\n") == [
                "x.yaml:3:1: a tab in the indentation, expected spaces"
            ])
        #expect(
            errors("turnout: 1\ntarget:\n  api: stand-in\n\thttp: auto\n") == [
                "x.yaml:4:1: a tab in the indentation, expected spaces"
            ])
        #expect(
            errors("turnout: 1\nname: *nobody\n") == ["x.yaml:2:7: this is not valid YAML: found undefined alias"])
    }

    @Test func `names without quotes in flow form get a hint`() {
        let found = errors("turnout: 1\nplatform: { client: { id: ${env.ID}, secret: x } }\n")
        #expect(found.count == 1)
        #expect(
            found.first?.hasSuffix("; inside { … } and [ … ], put a text that contains ${…} in double quotes") == true,
            "\(found)")
    }

    @Test func `a second document is refused`() {
        #expect(
            errors(Sample.scenario() + "---\nturnout: 1\n") == [
                "x.yaml:5:1: a second YAML document, expected one scenario per file"
            ])
    }

    @Test func `deep nesting is refused`() {
        let deep = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
        #expect(errors("turnout: \(deep)\n") == ["x.yaml:1:42: lists and mappings are nested more than 32 deep"])
        let deeper = String(repeating: "[", count: 20_000)
        #expect(errors("turnout: \(deeper)\n").count == 1)
    }

    @Test func `an alias may be used`() throws {
        let text = Sample.scenario(
            journey:
                "journey:\n  - token: &options { timeout: 5s }\n  - generate-access: *options\n  - enter-room: *options"
        )
        #expect(try load(text).crowds[0].journey.map(\.timeout) == [.seconds(5), .seconds(5), .seconds(5)])
    }

    @Test func `aliases cannot multiply into a bomb`() {
        var text = "turnout: &a0 [x, x, x, x, x, x]\n"
        for level in 1...9 {
            text += "k\(level): &a\(level) [\((0..<3).map { _ in "*a\(level - 1)" }.joined(separator: ", "))]\n"
        }
        #expect(errors(text).contains { $0.contains("aliases expanded") }, "\(errors(text))")
        for level in 10...20 { text += "k\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        #expect(errors(text) == ["x.yaml: the scenario has more than 32 aliases (*name)"])
    }

    @Test(arguments: ["? *a\n: 1", "*a : 1", "{ [*a]: 1 }", "[*a] : 1"])
    func `an alias cannot stand in a key, where it would be compared in full`(key: String) {
        let text = "turnout: &a [x]\n\(key)\n"
        #expect(
            errors(text) == [
                "x.yaml:2:1: a key that may contain an alias (*name), expected plain keys in a scenario with aliases"
            ])
    }

    @Test func `merge keys and keys that are not text are rejected`() {
        #expect(
            errors(Sample.scenario(participants: "participants: { <<: { count: 1 }, count: 1 }")) == [
                "x.yaml:3:17: merge key `<<`; merge keys are not supported: write the keys out"
            ])
        #expect(
            errors(Sample.scenario(rest: "? [a, b]\n: 1")) == [
                "x.yaml:5:3: a key that is a list or a mapping, expected a plain key"
            ])
    }

    @Test func `relative files are resolved from the scenario's folder`() async throws {
        let text =
            "# -----BEGIN CERTIFICATE-----\n"
            + Sample.scenario(target: "target: { api: stand-in, tls: { ca: x.yaml } }")
        try await withFile(Array(text.utf8)) { path in
            let plan = try ScenarioLoader().load(file: path)
            #expect(plan.target.tls.caFile == path)
        }
    }
}
