// A crowd that is held before a primed gate for longer than was asked, since Turnout has no processor.
import Analysis
import Foundation
import Glibc
import RunStore
import Support
import Testing

@Suite(.serialized) struct HeldTooLongTests {
    /// One participant sends more than anybody reads, so that the gate opens when `hold` is over. The server ends the other
    /// one's request: at once, or after that time, while Turnout is stopped.
    @Test(arguments: [(false, "status"), (true, "harness")])
    func `what a server ends after the time to hold is not the target's failure`(
        isStopped: Bool, kind: String
    ) async throws {
        let (seen, ends) = (Event(), BlockingEvent())
        let read = BlockingEvent()
        let server = try LastByteServer { head in
            guard head.contains("/small") else {
                read.wait()
                return nil
            }
            seen.happen()
            ends.wait()
            return .answer("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n")
        }
        defer {
            for event in [ends, read] { event.happen() }
            server.stop()
        }
        let port = try #require(URL(string: server.url)?.port)
        let folder = try TemporaryFolder()
        try folder.write("large.txt", String(repeating: "x", count: 16_000_000))
        try folder.write(
            "primed.yaml",
            """
            turnout: 1
            target: { site: "\(server.url)" }
            crowds:
              first:
                participants: { count: 1 }
                journey:
                  - request: POST ${target.site}/large
                    name: large
                    body: { file: large.txt }
                    timeout: 1s
                    release: { gate: all, primed: true, hold: 2s }
              second:
                participants: { count: 1 }
                journey:
                  - request: POST ${target.site}/small
                    name: small
                    form: { name: Ada }
                    release: { gate: all }
            """)
        let outcome = try await Command(["run", "primed.yaml", "--out", "run"], in: folder).run { running in
            await seen.wait()
            guard isStopped else { return ends.happen() }
            running.send(SIGSTOP)
            // Longer than `hold`: the time itself is what is tested.
            try await Task.sleep(for: .milliseconds(2500))
            ends.happen()
            // The answer is there, and nobody reads it.
            while try TCPConnections.unread(from: port) == 0 { try await Task.sleep(for: .milliseconds(10)) }
            running.send(SIGCONT)
        }
        #expect(!outcome.output.isEmpty, "\(outcome.errors)")
        let summary = try Summary(json: folder.read("run/summary.json"))
        let failure = try #require(summary.failures.first { $0.step == "small" })
        #expect(failure.kind.rawValue == kind)
        #expect(summary.warnings.contains { $0.contains("longer than its `hold` of 2 s") } == isStopped)
    }
}
