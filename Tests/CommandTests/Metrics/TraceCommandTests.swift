// `run --trace-header` with the real binary: what a server receives is what the documentation says how to work out.
import Analysis
import Foundation
import Subprocess
import Support
import SystemPackage
import Testing

@Suite struct TraceCommandTests {
    /// The Python of the documentation.
    private static func script() throws -> String {
        let text = try String(contentsOfFile: "\(Shipped.repository)/docs/metrics.md", encoding: .utf8)
        return String(try #require(text.firstMatch(of: /```python\n([\s\S]*?)```/)).1)
    }

    @Test(arguments: [([], "00"), (["--trace-sampled", "100%"], "01")] as [([String], String)])
    func `the documented script works out the ids that the server received`(options: [String], flags: String)
        async throws
    {
        let folder = try TemporaryFolder()
        let platform = try PlainPlatform { request in
            request.line == "GET /" ? .init(302, headers: ["Location: /b"]) : .init(200)
        }
        defer { platform.stop() }
        let outcome = try await Command(
            ["run", platform.url + "/", "--participants", "20", "--out", "run", "--trace-header"] + options, in: folder
        ).run()
        #expect(outcome.code == ExitCode.passed.rawValue, "\(outcome.output)\(outcome.errors)")
        let received = platform.requests.compactMap { request in
            request.headers["traceparent"].map { "\(request.headers["x-turnout-participant"] ?? "") \($0)" }
        }
        #expect(received.count == 40 && Set(received).count == 40)
        try folder.write("traces.py", try Self.script())
        let python = try await Subprocess.run(
            .path("/usr/bin/python3"), arguments: ["traces.py", "run"], workingDirectory: FilePath(folder.path),
            output: .string(limit: 100_000), error: .string(limit: 100_000))
        let lines = python.standardOutput.split(separator: "\n").map { $0.split(separator: " ") }
        let expected = lines.map { "\($0[0]) 00-\($0[2])-\($0[3])-\(flags)" }
        #expect(Set(received) == Set(expected), "\(python.standardError)")
    }

    @Test func `without the option there is no header`() async throws {
        let folder = try TemporaryFolder()
        let platform = try PlainPlatform { _ in .init(200) }
        defer { platform.stop() }
        _ = try await Command(["run", platform.url + "/", "--participants", "2", "--out", "run"], in: folder).run()
        #expect(platform.requests.count == 2 && platform.requests.allSatisfy { $0.headers["traceparent"] == nil })
    }
}
