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
        try folder.write(
            "canary.yaml",
            """
            turnout: 1
            name: Canary
            target: { api: "\(platform.url)", user-agent: "probe ${env.AGENT}" }
            platform:
              client: { id: c, secret: "${env.SECRET}" }
              space: \(PlainPlatform.spaceID)
              room: \(PlainPlatform.roomID)
            participants: { count: 3 }
            journey:
              - token: { password: "\(canary)-password" }
              - enter-room: { link: "\(platform.url)/room/a?accessToken=\(canary)-query" }
            """)
        let environment = ["SECRET": "\(canary)-client-secret", "AGENT": "\(canary)-agent"]
        for words in [["check", "canary.yaml"], ["run", "canary.yaml", "--out", "run"], ["report", "run"]] {
            let outcome = try await Command(words, in: folder, environment: environment).run()
            #expect(!outcome.output.contains(canary), "\(words): \(outcome.output)")
            #expect(!outcome.errors.contains(canary), "\(words): \(outcome.errors)")
        }
        #expect(platform.requests.contains { $0.body.contains("\(canary)-client-secret") })
        #expect(platform.requests.contains { $0.line.contains("\(canary)-path") })
        let run = URL(fileURLWithPath: folder.path).appending(path: "run")
        let files = try FileManager.default.contentsOfDirectory(at: run, includingPropertiesForKeys: nil)
        #expect(files.contains { $0.lastPathComponent == "run.sqlite" })
        for file in files {
            let content = try Data(contentsOf: file)
            #expect(content.firstRange(of: Data(canary.utf8)) == nil, "\(file.lastPathComponent)")
        }
        // Harmless text is still shown.
        let kept = try Data(contentsOf: run.appending(path: "run.sqlite"))
        #expect(kept.firstRange(of: Data("/again/•••".utf8)) != nil)
    }
}
