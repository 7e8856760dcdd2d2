// What `check` prints of a plan.
import Analysis
import Foundation
import Support
import Testing
import TurnoutCLI

@Suite struct CheckTests {
    /// What `check` prints of a scenario at one site.
    private func check(_ scenario: String, _ options: [String] = []) async throws -> String {
        try await withTemporaryDirectory { folder in
            try Data(
                "turnout: 1\ntarget: { site: https://lms.example, allow-hosts: [ lms.example ] }\n\(scenario)".utf8
            )
            .write(to: URL(filePath: "\(folder)/x.yaml"))
            let output = Recording()
            let errors = Recording()
            let code = Program(environment: [:], console: Console(output: output, errors: errors)).run(
                [
                    "check", "\(folder)/x.yaml", "--no-color",
                ] + options)
            #expect(code == .passed, "\(errors.text)")
            return output.text
        }
    }

    @Test func `one of a kind is in the singular, and a host is named once`() async throws {
        let text = try await check(
            "participants: { count: 1 }\narrival: { over: 1s }\njourney: [ request: GET https://lms.example/ ]\n")
        #expect(text.contains("about 1 request, 1 a participant"))
        #expect(text.contains("up to 1 connection at the same time"))
        #expect(text.contains("at most 60 a second") || !text.contains(".0 a second"), "\(text)")
        #expect(text.components(separatedBy: "lms.example\n").count == 3, "\(text)")
    }

    @Test(arguments: [
        ("http://lms.example/", "auto", ""), ("https://lms.example/", "\"2\"", ""),
        ("http://lms.example/", "\"2\"", "warning: step request (line 4): HTTP/2 without TLS: "),
    ])
    func `HTTP/2 without TLS is warned of`(url: String, version: String, warning: String) async throws {
        try await withTemporaryDirectory { folder in
            try Data(
                """
                turnout: 1
                participants: { count: 1 }
                journey:
                  - request: GET \(url)
                    http: \(version)

                """.utf8
            ).write(to: URL(filePath: "\(folder)/x.yaml"))
            let errors = Recording()
            let code = Program(environment: [:], console: Console(output: Recording(), errors: errors)).run(
                ["check", "\(folder)/x.yaml", "--no-color"])
            #expect(code == .passed)
            #expect(errors.text.hasPrefix(warning) && errors.text.isEmpty == warning.isEmpty, "\(errors.text)")
        }
    }

    @Test func `what the command line changes is named where a description may say otherwise`() async throws {
        let journey = "participants: { count: 500 }\njourney: [ request: GET https://lms.example/ ]\n"
        let described = "description: 500 learners at once.\n\(journey)"
        let options = ["--participants", "800", "--set", "arrival.over=37s"]
        let changed = try await check(described, options)
        #expect(
            changed.contains("500 learners at once.\nChanged here: --participants 800, --set arrival.over\n\n"),
            "\(changed)")
        #expect(try await !check(described).contains("Changed here"))
        #expect(try await !check(journey, options).contains("Changed here"))
    }

    @Test func `a request without a page before it says where it comes from all the same`() async throws {
        let text = try await check(
            """
            participants: { count: 2 }
            journey:
              - request: POST https://lms.example/first
              - request: POST https://lms.example/second
              - request: POST https://lms.example/third
                headers: { Origin: https://portal.example }

            """)
        let first = text.components(separatedBy: "/first\n").last ?? ""
        #expect(first.hasPrefix("   Origin: https://lms.example\n"), "\(text)")
        #expect(text.contains("/second\n   Origin and Referer of the last page\n"))
        #expect(text.contains("   Origin: https://portal.example\n   Referer of the last page\n"))
    }
}
