import Foundation
import Measuring
import Support
import Testing
import Transport

/// Connecting without a request, and the cost of a connection once the authorities are loaded.
@Suite struct `Opening a connection` {
    @Test func `succeeds without a request if something listens`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let url = server.url
        let failure = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { await $0.connect(to: url, timeoutMilliseconds: 5_000) }
        }
        #expect(failure == nil)
        #expect(server.seen.requests == 0)
    }

    @Test func `finds the address that is served, whichever comes first`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let settings = TransportSettings.loopback {
            $0.allow("two.test")
            // Nothing listens on the first.
            $0.resolve = ["two.test:\(server.port):[::1],127.0.0.1"]
        }
        let url = "http://two.test:\(server.port)/"
        let failure = try await onEngine(settings) { engine in
            try await withSession(engine) { await $0.connect(to: url, timeoutMilliseconds: 5_000) }
        }
        #expect(failure == nil)
    }

    @Test func `fails if nothing listens`() async throws {
        let socket = try LoopbackSocket()
        let url = "http://127.0.0.1:\(socket.port)/"
        socket.close()
        let failure = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { await $0.connect(to: url, timeoutMilliseconds: 5_000) }
        }
        #expect(failure?.kind == .connect)
    }

    @Test(arguments: [true, false])
    func `asks whether the certificate is trusted`(isTrusted: Bool) async throws {
        let nginx = try NginxServer()
        defer { nginx.stop() }
        let settings = TransportSettings.loopback { if isTrusted { $0.caFile = nginx.certificate.file } }
        let url = "https://localhost:\(nginx.port)/"
        let failure = try await onEngine(settings) { engine in
            try await withSession(engine) { await $0.connect(to: url, timeoutMilliseconds: 5_000) }
        }
        #expect(failure?.kind == (isTrusted ? nil : .tls))
    }

    @Test func `reads the file of authorities once for all participants of an engine`() async throws {
        let nginx = try NginxServer()
        defer { nginx.stop() }
        let file = NSTemporaryDirectory() + "turnout-authorities-\(UUID().uuidString).pem"
        try FileManager.default.copyItem(atPath: nginx.certificate.file, toPath: file)
        let url = "https://localhost:\(nginx.port)/"
        let statuses = try await onEngine(.loopback { $0.caFile = file }) { engine in
            var statuses: [Int16?] = []
            for participant in 1...3 {
                try await withSession(engine, participant) { session in
                    statuses.append(await session.perform(HTTPRequest(url: url)).status)
                }
                // Reading it again would find nothing.
                if participant == 1 { try FileManager.default.removeItem(atPath: file) }
            }
            return statuses
        }
        #expect(statuses == [200, 200, 200])
    }
}
