// `include`: scenarios in several files.
import Foundation
import Scenarios
import Support
import Testing

@Suite struct IncludeTests {
    /// Loads `x.yaml` among these files. Errors come without the folder.
    private func load(_ files: [String: String], overrides: [Override] = []) async throws -> (
        plan: Plan?, errors: [String], text: String
    ) {
        try await withTemporaryDirectory { folder in
            for (name, content) in files {
                let url = URL(filePath: "\(folder)/\(name)")
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(content.utf8).write(to: url)
            }
            do throws(ScenarioErrors) {
                return (try ScenarioLoader(overrides: overrides).load(file: "\(folder)/x.yaml"), [], "")
            } catch {
                return (
                    nil, error.errors.map { $0.headline.replacing("\(folder)/", with: "") },
                    error.description.replacing("\(folder)/", with: "")
                )
            }
        }
    }

    private static let top = "turnout: 1\ninclude: shared/base.yaml\nparticipants: { count: 3 }\n"

    @Test func `mappings are merged, and the including file wins`() async throws {
        let (plan, errors, _) = try await load([
            "x.yaml": Self.top
                + "target: { http: \"1.1\", stand-in: { profile: flaky } }\nname: mine\nthresholds: [ turnout >= 1% ]\narrival:\n",
            "shared/base.yaml": """
            name: theirs
            target: { api: stand-in, http: "2", stand-in: { profile: healthy }, participant-header: false }
            journey: [ generate-access, enter-room ]
            thresholds: [ turnout >= 99%, failures == 0 ]
            arrival: { over: 5s }
            """,
        ])
        #expect(errors == [])
        #expect(plan?.name == "mine")
        #expect(plan?.target.http == .http1_1)
        #expect(plan?.target.api == .standIn(StandInPlan(profile: "flaky")))
        #expect(plan?.target.participantHeader == false)
        // Lists are replaced, and an empty value says nothing.
        #expect(plan?.thresholds.map(\.expression) == ["turnout >= 1%"])
        #expect(plan?.crowds[0].arrival == .over(window: .seconds(5), curve: .uniform))
    }

    @Test func `of several files the later one wins, and each may include others`() async throws {
        let (plan, errors, _) = try await load([
            "x.yaml": "turnout: 1\ninclude: [ a.yaml, sub/b.yaml ]\njourney: [ generate-access ]\n",
            "a.yaml": "name: a\ndescription: a\nparticipants: { count: 1 }\n",
            "sub/b.yaml": "include: c.yaml\nname: b\n",
            "sub/c.yaml": "name: c\nparticipants: { count: 2 }\ntarget: { api: stand-in }\n",
        ])
        #expect(errors == [])
        #expect(plan?.name == "b")
        #expect(plan?.description == "a")
        #expect(plan?.crowds[0].participants.count == 2)
    }

    @Test func `the steps of a file take the place of an item`() async throws {
        let (plan, errors, _) = try await load([
            "x.yaml": """
            turnout: 1
            target: { api: stand-in }
            setup: [ include: steps/ping.yaml ]
            crowds:
              a: { participants: { count: 1 }, journey: [ include: steps/login.yaml, enter-room: , include: steps/end.yaml ] }
              b: { participants: { count: 1 }, journey: [ include: [ steps/login.yaml, steps/end.yaml ] ] }
            """,
            "steps/login.yaml": "- token:\n- include: inner/access.yaml\n",
            "steps/inner/access.yaml": "- generate-access:\n",
            "steps/end.yaml": "- pause: 1s\n", "steps/ping.yaml": "- request: GET http://127.0.0.1:1/ping\n",
        ])
        #expect(errors == [])
        #expect(
            plan?.crowds.map { $0.journey.map(\.name) } == [
                ["token", "generate-access", "enter-room", "pause"], ["token", "generate-access", "pause"],
            ])
        #expect(plan?.setup.count == 1)
    }

    @Test func `files in an included file are relative to it, and overrides come last`() async throws {
        let (plan, errors, _) = try await load(
            [
                "x.yaml": Self.top + "journey: [ generate-access ]\n",
                "shared/base.yaml": "target: { api: stand-in, tls: { ca: ca.pem } }\nname: theirs\n",
                "shared/ca.pem": "-----BEGIN CERTIFICATE-----\n",
            ], overrides: [try Override(parsing: "name=from the command line"), .participants("9")])
        #expect(errors == [])
        #expect(plan?.target.tls.caFile?.hasSuffix("/shared/ca.pem") == true)
        #expect(plan?.name == "from the command line")
        #expect(plan?.crowds[0].participants.count == 9)
    }

    @Test func `an error in an included file names it, and shows its line`() async throws {
        let (_, _, text) = try await load([
            "x.yaml": Self.top + "journey: [ include: shared/steps.yaml ]\n",
            "shared/base.yaml": "target:\n  api: stand-in\n  htp: auto\n",
            "shared/steps.yaml": "# comment\n- token: { password: \"geheim1\", timeout: 5 }\n",
        ])
        #expect(
            text == """
                shared/base.yaml:3:3: unknown key "htp"; did you mean "http"?
                  3 |   htp: auto
                    |   ^
                shared/steps.yaml:2:42: journey.0.timeout is "5", expected a duration such as 500ms, 30s, 2m or 1h30m; did you mean 5s?
                  2 | - token: { password: "•••••••", timeout: 5 }
                    |                                          ^
                2 errors
                """)
    }

    private static let rest = "target: { api: stand-in }\nparticipants: { count: 1 }\njourney: [ generate-access ]\n"

    @Test(arguments: [
        (
            ["x.yaml": "turnout: 1\ninclude: bse.yaml\n\(rest)", "base.yaml": "name: x"],
            "x.yaml:2:10: include: there is no file \"bse.yaml\"; did you mean \"base.yaml\"?"
        ),
        (["x.yaml": "turnout: 1\ninclude: x.yaml\n\(rest)"], "x.yaml:2:10: \"x.yaml\" is included within itself"),
        (
            [
                "x.yaml": "turnout: 1\ninclude: a.yaml\n\(rest)", "a.yaml": "include: b.yaml",
                "b.yaml": "name: b\ninclude: ./a.yaml",
            ],
            "b.yaml:2:10: \"./a.yaml\" is included within itself"
        ),
        (
            ["x.yaml": "turnout: 1\ninclude: a.yaml\n\(rest)", "a.yaml": "- token:"],
            "a.yaml:1:1: the included file is a list, expected a mapping, such as target: { … }"
        ),
        (
            ["x.yaml": "turnout: 1\ninclude: a.yaml\n\(rest)", "a.yaml": "# nothing\n"],
            "a.yaml:1:1: the included file is empty"
        ),
        (
            ["x.yaml": "turnout: 1\ninclude: a.yaml\n\(rest)", "a.yaml": "name: [\n"],
            "a.yaml:1:1: this is not valid YAML: while parsing a flow node, did not find expected node content"
        ),
        (
            ["x.yaml": "turnout: 1\ninclude: a.yaml\n\(rest)", "a.yaml": "name: a\nname: b\n"],
            "a.yaml:2:1: key \"name\" occurs twice; the first is on line 1"
        ),
        (
            ["x.yaml": "turnout: 1\ninclude: a.yaml\n\(rest)", "a.yaml": "\tname: a\n"],
            "a.yaml:1:1: a tab in the indentation, expected spaces"
        ),
        (
            ["x.yaml": "turnout: 1\ninclude: a.yaml\n\(rest)", "a.yaml": "a\u{0}"],
            "x.yaml:2:10: include: \"a.yaml\": this is not a text file, expected a scenario in YAML"
        ),
        (["x.yaml": "turnout: 1\ninclude: { a: b }\n\(rest)"], "x.yaml:2:10: include is a mapping, expected a text"),
        (["x.yaml": "turnout: 1\ninclude:\n\(rest)"], "x.yaml:2:9: include is empty"),
        (
            [
                "x.yaml": "turnout: 1\n" + rest.replacing("[ generate-access ]", with: "[ include: a.yaml ]"),
                "a.yaml": "name: a",
            ],
            "a.yaml:1:1: the included file is a mapping, expected a list of steps, such as - token:"
        ),
        (
            [
                "x.yaml": "turnout: 1\n"
                    + rest.replacing("[ generate-access ]", with: "[ { include: a.yaml, release: true } ]"),
                "a.yaml": "- token:",
            ],
            "x.yaml:4:31: \"release\" beside include, expected an item of its own: `- include: file.yaml`"
        ),
        (
            [
                "x.yaml": "turnout: 1\n" + rest.replacing("[ generate-access ]", with: "[ include: a.yaml ]"),
                "a.yaml": "- token:\n- include: a.yaml",
            ],
            "a.yaml:2:12: \"a.yaml\" is included within itself"
        ),
    ])
    func `wrong includes are reported`(files: [String: String], message: String) async throws {
        let errors = try await load(files).errors
        #expect(errors == [message])
    }

    @Test func `files that include each other without end are too many`() async throws {
        var files = ["x.yaml": "turnout: 1\ninclude: f0.yaml\n\(Self.rest)"]
        for number in 0...40 { files["f\(number).yaml"] = "include: f\(number + 1).yaml\n" }
        files["f41.yaml"] = "name: x"
        let errors = try await load(files).errors
        #expect(
            errors.count == 1 && errors[0].hasSuffix("more than 200 files are included, or more than 16 deep"),
            "\(errors)")
    }

    @Test func `an error that names another place names its file too`() async throws {
        let base = "turnout: 1\ntarget: { api: stand-in }\n"
        let steps = "- pause: 1s\n- pause: 2s\n  name: rest\n  release: { gate: doors, quorum: 50% }\n"
        let names = try await load([
            "x.yaml": base + "participants: { count: 3 }\njourney:\n- include: a.yaml\n- pause: 3s\n  name: rest\n",
            "a.yaml": steps,
        ]).errors
        #expect(
            names == [
                "x.yaml:7:9: the name \"rest\" is already used by the step in a.yaml:3, expected a unique name"
            ])
        let gates = try await load([
            "x.yaml": base
                + "crowds:\n  a: { participants: { count: 3 }, journey: [ include: a.yaml ] }\n  b:\n    participants: { count: 3 }\n    journey:\n      - pause: 3s\n        release: { gate: doors, quorum: 60% }\n",
            "a.yaml": steps,
        ]).errors
        #expect(
            gates == [
                "x.yaml:9:41: quorum of the gate \"doors\" differs from that in a.yaml:4; write the settings of a shared gate once"
            ])
    }

    @Test func `files cannot be included on the command line`() async throws {
        let (_, errors, _) = try await load(
            ["x.yaml": "turnout: 1\n\(Self.rest)"], overrides: [try Override(parsing: "include=a.yaml")])
        #expect(
            errors == ["--set include: files cannot be included on the command line; write `include` in the scenario"])
    }
}
