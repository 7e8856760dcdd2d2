// Long headers over HTTP/2.

import NIOCore
import NIOEmbedded
import PlatformContract
import Support
import Testing

@testable import StandIn

/// HTTP/2 requests with headers larger than the library would read.
@Suite struct HeaderAllowanceTests {
    private func serving(_ body: (StandInAddresses, String, Curl) async throws -> Void) async throws {
        var configuration = StandInConfiguration(profile: .unlimited)
        configuration.tls = true
        let server = try StandInServer(configuration: configuration)
        let authority = try #require(server.authority)
        let folder = try TemporaryFolder()
        try folder.write("ca.pem", authority)
        try await StandInOnSocket.serving(server) { addresses, _ in
            try await body(addresses, authority, Curl(folder: folder, options: ["--cacert", "ca.pem"]))
        }
    }

    // curl sends no more than 64 KB over HTTP/2.
    @Test(arguments: [("--http1.1", 70_000), ("--http2", 60_000)])
    func `a path or a token that is too long is refused in the contract's words`(
        option: String, length: Int
    ) async throws {
        try await serving { addresses, _, curl in
            let long = String(repeating: "a", count: length)
            let version = option.dropFirst("--http".count)
            let write = ["--write-out", "\n%{http_version} %{http_code} %{num_connects}"]
            let path = try await curl([option] + write + [addresses.api + "/" + long])
            #expect(path.output.hasPrefix(#"{"statusCode":404,"#) && path.output.hasSuffix("\n\(version) 404 1"))
            let token = try await curl(
                [option] + write + [
                    "--header", "Authorization: Bearer \(long)", addresses.api + PlatformPath.spaces,
                ])
            #expect(token.output.hasPrefix(#"{"statusCode":401,"#) && token.output.hasSuffix("\n\(version) 401 1"))
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [0, 1])
    func `this also applies to a connection's first request, acknowledged or not`(acknowledged: Int) async throws {
        try await serving { addresses, authority, _ in
            try await RawConnection.open(to: addresses.base, trusting: authority) { reader, writer in
                let long = "/" + String(repeating: "a", count: 70_000)
                try await writer.write(ByteBuffer(bytes: ClientFrames.beginning + ClientFrames.get(long, stream: 1)))
                for _ in 0..<acknowledged { try await writer.write(ByteBuffer(bytes: ClientFrames.acknowledgement)) }
                #expect(try await reader.reads(#"{"statusCode":404,"#))
                // The connection stays open.
                try await writer.write(ByteBuffer(bytes: ClientFrames.get(PlatformPath.spaces, stream: 3)))
                #expect(try await reader.reads(#"{"statusCode":401,"#))
            }
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [82_000, 2_000_000])
    func `an even longer one ends its connection, and no other`(length: Int) async throws {
        try await serving { addresses, authority, curl in
            try await RawConnection.open(to: addresses.base, trusting: authority) { reader, writer in
                let long = "/" + String(repeating: "a", count: length)
                // The server may be gone before all of it is written.
                try? await writer.write(ByteBuffer(bytes: ClientFrames.beginning + ClientFrames.get(long, stream: 1)))
                let answer = try await reader.rest()
                #expect(!answer.contains("statusCode"))
            }
            let after = try await curl(["--http2", "--write-out", "%{http_code}", addresses.api + PlatformPath.spaces])
            #expect(after.output.hasSuffix("401"))
        }
    }

    @Test(arguments: [FuzzSeed.value])
    func `everything else from a client arrives unchanged, in whatever pieces it comes`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let channel = EmbeddedChannel(handler: HeaderAllowance())
            var sent = ClientFrames.beginning
            // The server's settings are acknowledged on the client's behalf, and its own acknowledgement is swallowed.
            var expected = sent + ClientFrames.acknowledgement
            var (isAcknowledged, isWithinHeaders) = (false, false)
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                var frame: [UInt8]
                switch Int.random(in: 0..<6, using: &random) {
                case 0:
                    frame = ClientFrames.acknowledgement
                    if !isAcknowledged, !isWithinHeaders {
                        isAcknowledged = true
                        sent += frame
                        continue
                    }
                // What no client may send is left for the library to reject.
                case 1: frame = ClientFrames.frame(4, flags: 1, stream: 0, [0, 1, 0, 0, 0, 0])
                case 2: frame = ClientFrames.frame(4, flags: 1, stream: 1, [])
                default:
                    let payload = (0..<Int.random(in: 0...300, using: &random)).map { _ in
                        UInt8.random(in: 0...255, using: &random)
                    }
                    let (kind, flags) = (
                        UInt8.random(in: 0...9, using: &random), UInt8.random(in: 0...255, using: &random)
                    )
                    frame = ClientFrames.frame(kind, flags: kind == 4 ? 0 : flags, stream: 1, payload)
                    if kind == 1 || kind == 9 { isWithinHeaders = flags & 4 == 0 }
                }
                sent += frame
                expected += frame
            }
            try #expect(Self.passing(sent, through: channel, &random) == expected, "seed \(seed)")
            // After that, nothing is between the client and the server.
            let stays = (try? channel.pipeline.syncOperations.handler(type: HeaderAllowance.self)) != nil
            #expect(stays == !isAcknowledged)
        }
    }

    @Test(arguments: [FuzzSeed.value])
    func `invalid HTTP/2, or a frame that is too long, is left for the library to reject`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let noise = (0..<20_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        for beginning in [Array(ClientFrames.beginning.prefix(24)), ClientFrames.beginning, Array(noise.prefix(24))] {
            for next in [ClientFrames.frame(0, flags: 0, stream: 1, noise), [255, 255, 255] + noise] {
                let arrived = try Self.passing(
                    beginning + next, through: EmbeddedChannel(handler: HeaderAllowance()), &random)
                #expect(arrived.starts(with: beginning) && arrived.suffix(next.count) == next[...], "seed \(seed)")
            }
        }
    }

    private static func passing(
        _ bytes: [UInt8], through channel: EmbeddedChannel, _ random: inout SeededGenerator
    ) throws -> [UInt8] {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...400, using: &random))
            try channel.writeInbound(ByteBuffer(bytes: piece))
            rest = rest.dropFirst(piece.count)
        }
        var arrived: [UInt8] = []
        while let buffer = try channel.readInbound(as: ByteBuffer.self) { arrived += buffer.readableBytesView }
        return arrived
    }
}
