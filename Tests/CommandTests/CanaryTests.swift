// Secrets are planted wherever a run encounters them, in the scenario and in the server's responses. Nothing that the
// run leaves behind or prints may contain one.
import Foundation
import Support
import Testing

@Suite struct CanaryTests {
    /// Part of each planted secret, so that one search finds all of them.
    private static let canary = "cAn4rY"

    @Test func `no secret is in anything that a run writes`() async throws {
        let canary = Self.canary
        let platform = try PlainPlatform { request in
            let echo =
                #"{"error":"refused","message":"\#(request.body.replacing("\"", with: "'")) \#(request.headers)"}"#
                .replacing("[\"", with: "[").replacing("\"]", with: "]").replacing("\": \"", with: "=")
                .replacing("\", \"", with: ", ")
            if request.line == "POST /v1/auth/token" {
                return request.body.contains("participant-1@")
                    ? .init(400, body: echo) : .init(200, body: #"{"access_token":"\#(canary)-bearer"}"#)
            }
            if request.line.hasPrefix("GET /room/a") {
                return .init(
                    302,
                    headers: [
                        "Set-Cookie: accessToken=\(canary)-cookie; Path=/",
                        "Location: /login/continue/\(canary)-path?ticket=\(canary)-ticket",
                    ])
            }
            if request.line.hasPrefix("GET /login/") {
                return .init(302, headers: ["Location: /again/\(canary)-loop"])
            }
            if request.line.hasPrefix("GET /again/") {
                return .init(302, headers: ["Location: /again/\(canary)-loop"])
            }
            return .init(500, body: echo)
        }
        defer { platform.stop() }
        let folder = try TemporaryFolder()
        try writeScenario(
            into: folder, target: #"{ api: "\#(platform.url)", user-agent: "probe ${env.AGENT}" }"#,
            journey: """
                  - token: { password: "\(canary)-password" }
                  - enter-room: { link: "\(platform.url)/room/a?accessToken=\(canary)-query" }
                """)
        let environment = ["SECRET": "\(canary)-client-secret", "AGENT": "\(canary)-agent"]
        try await expectNoCanary(
            [["check", "canary.yaml"], ["run", "canary.yaml", "--out", "run"], ["report", "run"]], in: folder,
            environment: environment)
        #expect(platform.requests.contains { $0.body.contains("\(canary)-client-secret") })
        #expect(platform.requests.contains { $0.line.contains("\(canary)-path") })
        // Harmless text is still shown.
        let kept = try Data(contentsOf: URL(fileURLWithPath: folder.path).appending(path: "run/run.sqlite"))
        #expect(kept.firstRange(of: Data("/again/•••".utf8)) != nil)
    }

    @Test func `no credential of a granted link is in it, nor a title that repeats one`() async throws {
        let canary = Self.canary
        let platform = try PlainPlatform { request in
            if request.line.hasSuffix("/generate-access") {
                let isHost = request.body.contains("\"ttl\":600")
                let host = request.headers["host"] ?? ""
                return .init(
                    200,
                    body: #"{"url":"http://\#(host)/room/\#(isHost ? "host" : "\(canary)-path")?jwt=\#(canary)%2Fjwt&"#
                        + #"sig=\#(canary)-sig"}"#)
            }
            if request.line.hasPrefix("GET /room/host") {
                return .init(200, body: "<title>Room</title>")
            }
            if request.line.hasPrefix("GET /room/") {
                return .init(200, body: "<title>\(canary)/jwt of \(canary)%2Fjwt by \(canary)-path</title>")
            }
            return nil
        }
        defer { platform.stop() }
        let folder = try TemporaryFolder()
        try writeScenario(
            into: folder, target: #"{ api: "\#(platform.url)" }"#,
            journey: """
                  - generate-access
                  - enter-room
                """)
        let outcome = try await expectNoCanary(
            [["run", "canary.yaml", "--out", "run"], ["report", "run"]], in: folder,
            environment: ["SECRET": "s3cret-1"])
        #expect(outcome.contains("came instead of the room page"), "\(outcome)")
        #expect(platform.requests.contains { $0.line.contains("\(canary)-path") })
    }

    @Test func `no value of a URL's query is in it, however the server repeats it`() async throws {
        let canary = Self.canary
        let platform = try PlainPlatform { request in
            .init(500, body: #"{"error":"refused","message":"\#(canary)/1, \#(canary)%2F1 or \#(canary)-2 is wrong"}"#)
        }
        defer { platform.stop() }
        let folder = try TemporaryFolder()
        let url = "\(platform.url)/page?token=\(canary)%2F1&t=\(canary)-2"
        let outcome = try await expectNoCanary(
            [["run", url, "--participants", "2", "--out", "run"], ["report", "run"]], in: folder)
        #expect(outcome.contains("is wrong"), "\(outcome)")
        #expect(platform.requests.contains { $0.line.contains(canary) })
    }

    /// Writes a scenario whose credentials come from the environment.
    private func writeScenario(into folder: TemporaryFolder, target: String, journey: String) throws {
        try folder.write(
            "canary.yaml",
            """
            turnout: 1
            name: Canary
            target: \(target)
            platform:
              client: { id: c, secret: "${env.SECRET}" }
              host: { email: host@example.test, password: "${env.SECRET}" }
              space: \(PlainPlatform.spaceID)
              room: \(PlainPlatform.roomID)
            participants: { count: 3 }
            journey:
            \(journey)
            """)
    }

    /// Runs commands, and looks for canaries in what they print and in the files of `run`. Returns what they printed.
    @discardableResult
    private func expectNoCanary(
        _ commands: [[String]], in folder: TemporaryFolder, environment: [String: String] = [:]
    ) async throws -> String {
        var printed = ""
        for words in commands {
            let outcome = try await Command(words, in: folder, environment: environment).run()
            printed += outcome.output + outcome.errors
            #expect(!outcome.output.contains(Self.canary), "\(words): \(outcome.output)")
            #expect(!outcome.errors.contains(Self.canary), "\(words): \(outcome.errors)")
        }
        let run = URL(fileURLWithPath: folder.path).appending(path: "run")
        let files = try FileManager.default.contentsOfDirectory(at: run, includingPropertiesForKeys: nil)
        #expect(files.contains { $0.lastPathComponent == "run.sqlite" })
        for file in files {
            let content = try Data(contentsOf: file)
            #expect(content.firstRange(of: Data(Self.canary.utf8)) == nil, "\(file.lastPathComponent)")
        }
        return printed
    }
}
