// What stopping the server does to clients that are connected, or about to connect.

import NIOCore
import PlatformContract
import Support
import Testing

@testable import StandIn

@Suite(.timeLimit(.minutes(1))) struct StoppingTests {
    private func server(secure: Bool, idleTimeoutSeconds: Int = 3_600) throws -> StandInServer {
        var configuration = StandInConfiguration(profile: .unlimited)
        configuration.tls = secure
        // Whatever does not end at once hits this suite's time limit.
        configuration.idleTimeoutSeconds = idleTimeoutSeconds
        return try StandInServer(configuration: configuration)
    }

    /// Makes one request on its own connection.
    private func ask(_ base: String, trusting authority: String?) async throws {
        try await RawConnection.open(to: base, trusting: authority) { reader, writer in
            if authority == nil {
                try await writer.request("GET", PlatformPath.spaces)
            } else {
                let frames = ClientFrames.beginning + ClientFrames.get(PlatformPath.spaces, stream: 1)
                try await writer.write(ByteBuffer(bytes: frames))
            }
            _ = try await reader.reads(#"{"statusCode":401,"#)
        }
    }

    @Test(arguments: [false, true], 1...3)
    func `clients that go on connecting do not keep it from ending in order`(secure: Bool, round: Int) async throws {
        let server = try server(secure: secure)
        try await StandInOnSocket.serving(server) { addresses, stop in
            let answers = Tally()
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        // Until the server is gone.
                        while (try? await ask(addresses.base, trusting: server.authority)) != nil {
                            if await answers.more() == 20 * round { stop() }
                        }
                    }
                }
            }
            #expect(await answers.count >= 20 * round)
        }
    }

    private actor Tally {
        private(set) var count = 0

        func more() -> Int {
            count += 1
            return count
        }
    }

    @Test(arguments: ["", "\u{16}\u{3}\u{1}"])
    func `a client that has not finished the handshake is not waited for`(beginning: String) async throws {
        try await StandInOnSocket.serving(try server(secure: true)) { addresses, stop in
            try await RawConnection.open(to: addresses.base) { reader, writer in
                if !beginning.isEmpty { try await writer.send(beginning) }
                // Another client's response proves that the earlier connection has been accepted.
                let folder = try TemporaryFolder()
                let curl = Curl(folder: folder, options: ["--insecure"])
                #expect(try await curl([addresses.base + PlatformPath.spaces]).output.contains("401"))
                stop()
                _ = try await reader.rest()
            }
        }
    }

    /// Requests more over HTTP/2 than buffers hold, with windows as large as possible, and reads nothing of it.
    private func flooded(
        _ server: StandInServer, _ addresses: StandInAddresses,
        _ body: (NIOAsyncChannelOutboundWriter<ByteBuffer>) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        try folder.write("ca.pem", try #require(server.authority))
        let curl = Curl(folder: folder, options: ["--cacert", "ca.pem"])
        var frames =
            ClientFrames.beginning + ClientFrames.window(of: 0x7FFF_FFFF)
            + ClientFrames.frame(8, flags: 0, stream: 0, [0x7F, 0xFE, 0, 0])
        for number in 0..<99 { frames += ClientFrames.get(OpenAPIDocument.path, stream: UInt8(2 * number + 1)) }
        frames += ClientFrames.get(PlatformPath.spaces, stream: 199)
        let requests = ByteBuffer(bytes: frames)
        try await RawConnection.open(to: addresses.base, trusting: server.authority, sending: requests) { _, writer in
            // The last request has arrived once the truth counts it.
            while try await curl.json(Truth.self, [], addresses.base + Truth.path)[.spaces].requests == 0 {}
            try await body(writer)
        }
    }

    @Test func `an HTTP/2 client that reads none of many responses is dropped after a while`() async throws {
        let server = try server(secure: true, idleTimeoutSeconds: 2)
        try await StandInOnSocket.serving(server) { addresses, _ in
            // Unknown frame types are ignored.
            let frame = String(decoding: ClientFrames.frame(99, flags: 0, stream: 0, []), as: UTF8.self)
            try await flooded(server, addresses) { await $0.sendUntilDropped(frame) }
        }
    }

    @Test func `an HTTP/2 client that reads nothing is not waited for`() async throws {
        let server = try server(secure: true)
        try await StandInOnSocket.serving(server) { addresses, stop in
            try await flooded(server, addresses) { _ in stop() }
        }
    }

    @Test func `a connection of HTTP/2 is not waited for`() async throws {
        let server = try server(secure: true)
        try await StandInOnSocket.serving(server) { addresses, stop in
            try await RawConnection.open(to: addresses.base, trusting: server.authority) { reader, writer in
                let frames = ClientFrames.beginning + ClientFrames.get(PlatformPath.spaces, stream: 1)
                try await writer.write(ByteBuffer(bytes: frames))
                #expect(try await reader.reads(#"{"statusCode":401,"#))
                stop()
                _ = try await reader.rest()
            }
        }
    }
}
