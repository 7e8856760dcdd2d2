// Each kind of failure by the command itself: one crowd for each, with a server of its own that does one thing wrong.
import Analysis
import Foundation
import Measuring
import Support
import Testing

@Suite(.serialized) struct FailureKindTests {
    /// What a server does, and how the run tells it.
    private struct Case {
        var kind: FailureKind
        var script: [ScriptedServer.Action]
        /// Further keys of the step.
        var options = ""
        /// The beginning of the cause: what was observed, where nothing general can be said.
        var cause: String
        var status: Int?
        /// How many requests the server gets.
        var requests = 1
    }

    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"

    private static func redirect(to location: String) -> [ScriptedServer.Action] {
        [
            .receive,
            .send("HTTP/1.1 302 Found\r\nLocation: \(location)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
            .close,
        ]
    }

    /// A host that is not there would end the run before anyone comes: those that cannot be reached are behind
    /// redirects.
    private static func cases(refusing: Int, breaking: Int) -> [Case] {
        [
            Case(
                kind: .resolve, script: redirect(to: "http://nobody.invalid/"),
                cause: "Could not resolve host: nobody.invalid"
            ),
            Case(
                kind: .connect, script: redirect(to: "http://127.0.0.1:\(refusing)/"),
                cause: "Failed to connect to 127.0.0.1 port \(refusing)"),
            Case(
                kind: .tls, script: redirect(to: "https://127.0.0.1:\(breaking)/"),
                cause: "OpenSSL SSL_connect: SSL_ERROR_SYSCALL"),
            Case(
                kind: .timeout, script: [.receive, .awaitClose], options: "timeout: 300ms",
                cause: "Operation timed out after "),
            Case(kind: .reset, script: [.receive, .reset], cause: "Recv failure: Connection reset by peer"),
            Case(
                kind: .protocol, script: [.receive, .send("good morning\r\n\r\n"), .close],
                cause: "Received HTTP/0.9 when not allowed"),
            Case(
                kind: .status, script: [.receive, .send("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"), .close],
                cause: "answered with status 500", status: 500),
            Case(
                kind: .check, script: [.receive, .send(ok), .close], options: "check: [ body contains welcome ]",
                cause: "the check `body contains welcome` does not hold", status: 200),
            Case(
                kind: .extract, script: [.receive, .send(ok), .close], options: "extract: { room: { header: X-Room } }",
                cause: "no value for room", status: 200),
            Case(
                kind: .redirects, script: redirect(to: "/again"), options: "follow: 2", cause: "", status: 302,
                requests: 3),
            Case(
                kind: .tooLarge,
                script: [
                    .receive, .send("HTTP/1.1 200 OK\r\nX-Long: " + String(repeating: "x", count: 150_000)),
                    .awaitClose,
                ], cause: "a header line of the response is longer than libcurl accepts", status: 200),
            Case(
                kind: .notAllowed, script: redirect(to: "http://elsewhere.invalid/"),
                cause: "the host elsewhere.invalid is not among those that this run may contact", status: nil),
        ]
    }

    @Test func `each kind of failure is told in libcurl's words, and none as the generator's`() async throws {
        let closed = try LoopbackSocket(backlog: nil)
        defer { closed.close() }
        let breaking = try ScriptedServer([.receiveAnything, .close])
        defer { breaking.stop() }
        let cases = Self.cases(refusing: closed.port, breaking: breaking.port)
        let servers = try cases.map { try ScriptedServer($0.script) }
        defer { for server in servers { server.stop() } }
        let folder = try TemporaryFolder()
        let crowds = zip(cases, servers).map { fault, server in
            """
              \(fault.kind.rawValue)-crowd:
                participants: { count: 3 }
                journey:
                  - request: GET \(server.url)/
                    name: meets \(fault.kind.rawValue)
                    \(fault.options)

            """
        }.joined()
        try Data(
            """
            turnout: 1
            target: { allow-hosts: [ "127.0.0.1", nobody.invalid ] }
            crowds:
            \(crowds)
            thresholds: [ failures == 0 ]

            """.utf8
        ).write(to: URL(filePath: folder.path + "/kinds.yaml"))
        let outcome = try await Command(["run", "kinds.yaml", "--json", "--out", "run", "--quiet"], in: folder).run()
        #expect(outcome.code == 99, "\(outcome.errors)")
        let summary = try Summary(json: outcome.output)
        for (fault, server) in zip(cases, servers) {
            let failures = summary.failures.filter { $0.step == "meets \(fault.kind.rawValue)" }
            #expect(failures.map(\.kind) == [fault.kind], "\(fault.kind): \(failures)")
            #expect(failures.map(\.count) == [3] && failures.map(\.status) == [fault.status], "\(failures)")
            #expect(failures.first?.cause.hasPrefix(fault.cause) == true, "\(failures.first?.cause ?? "")")
            // The server's own account.
            #expect(server.requests.count == 3 * fault.requests, "\(fault.kind): \(server.requests.count)")
        }
        #expect(summary.generator.verdict != .overloaded)
        #expect(summary.failures.count == cases.count)
    }

    @Test func `HTTP/2 without TLS is spoken, on a connection for each request`() async throws {
        let server = try FrameServer([.answer])
        defer { server.stop() }
        let folder = try TemporaryFolder()
        try Data(
            """
            turnout: 1
            target: { http: "2" }
            participants: { count: 5 }
            journey:
              - request: GET \(server.url)/a
                name: a
              - request: POST \(server.url)/b
                name: b
                json: { x: y }
              - request: GET \(server.url)/c
                name: c
            thresholds: [ failures == 0 ]

            """.utf8
        ).write(to: URL(filePath: folder.path + "/plain.yaml"))
        let outcome = try await Command(["run", "plain.yaml", "--json", "--out", "run"], in: folder).run()
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(
            outcome.errors.contains(
                "warning: step a (line 5) and 2 more: HTTP/2 without TLS: libcurl before 8.0 keeps no"))
        let summary = try Summary(json: outcome.output)
        #expect(summary.steps.map(\.succeeded) == [5, 5, 5] && summary.steps.map(\.newConnections) == [5, 5, 5])
        #expect(server.requests == 15)
    }
}
