import Measuring
import Support
import Testing

@testable import Transport

/// Bodies come compressed, as they do to browsers, and are read as what they mean.
@Suite struct `A compressed body` {
    private static let text = String(repeating: "Hello, learners! ", count: 40)
    // Made with zlib, brotli and zstd from the text.
    private static let gzip = bytes(
        "1f8b0800000000000203f348cdc9c9d751c8494d2cca4b2d2a5654f018151815187c0200e4e65b33a8020000")
    private static let deflate = bytes("789cf348cdc9c9d751c8494d2cca4b2d2a5654f018151815187c0200475cea89")
    private static let brotli = bytes("1ba702000436e048db279864904f4526692d29ed935933d147e92e10")
    private static let zstd = bytes("28b52ffd0458c500008848656c6c6f2c206c6561726e6572732120010029513597a32d3c0f")
    /// 64 MB of zeros.
    private static let brotliBomb = bytes(
        """
        cbffff3f002400e2b14072effff8ffff078004401c1680eefd1fffffff00900088c302d0bdffe3ffff1f001200715800baf77ffcffff0340\
        02200e0b40f7fe8fffff7f004800c46101e8defff1ffff0f000980382c00ddfbbffcffff032001108705a07bff07
        """)
    /// 64 MB of one letter, in blocks of 128 KB.
    private static let zstdBomb: [UInt8] =
        bytes("28b52ffd0058") + (0..<511).flatMap { _ in bytes("02001061") } + bytes("03001061")

    private static func bytes(_ hexadecimal: String) -> [UInt8] {
        var digits = hexadecimal[...]
        var bytes: [UInt8] = []
        while digits.count >= 2 {
            bytes += [UInt8(digits.prefix(2), radix: 16)].compactMap(\.self)
            digits = digits.dropFirst(2)
        }
        return bytes
    }

    private static func answer(_ codings: [String], _ body: [UInt8]) -> ScriptedServer.Action {
        let lines = codings.map { "Content-Encoding: \($0)\r\n" }.joined()
        return .sendBytes(Array("HTTP/1.1 200 OK\r\n\(lines)Content-Length: \(body.count)\r\n\r\n".utf8) + body)
    }

    /// What one request to a server that answers so comes to.
    private func exchange(
        _ codings: [String], _ body: [UInt8], limit: Int = 1_000_000, headers: [String] = [],
        compression: Bool = true
    ) async throws -> (exchange: HTTPExchange, request: String) {
        let server = try ScriptedServer([.receive, Self.answer(codings, body), .awaitClose])
        defer { server.stop() }
        let url = server.url
        let settings = TransportSettings.loopback {
            $0.compression = compression
            $0.bodyLimit = limit
        }
        let exchange = try await onEngine(settings) { engine in
            try await withSession(engine) { session in
                await session.perform(HTTPRequest(url: url, headers: headers))
            }
        }
        return (exchange, server.requests.first ?? "")
    }

    @Test(arguments: [
        (["gzip"], gzip), (["x-gzip"], gzip), (["GZip"], gzip), (["deflate"], deflate),
        (["deflate"], Array(deflate[2..<(deflate.count - 4)])), (["br"], brotli), (["zstd"], zstd),
        (["identity"], Array(text.utf8)), ([" , identity ,gzip"], gzip), ([""], Array(text.utf8)),
    ])
    func `is decoded, and counted as it came`(codings: [String], body: [UInt8]) async throws {
        let (exchange, request) = try await exchange(codings, body)
        #expect(exchange.failure?.detail == nil)
        #expect(exchange.text == Self.text)
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: \(codings[0])\r\nContent-Length: \(body.count)\r\n\r\n"
        #expect(exchange.bytesIn == Int64(head.utf8.count + body.count))
        #expect(request.contains("\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"))
    }

    @Test func `may have several members, or anything behind its end`() async throws {
        let twice = try await exchange(["gzip"], Self.gzip + Self.gzip).exchange
        #expect(twice.text == Self.text + Self.text && twice.failure == nil)
        let frames = try await exchange(["zstd"], Self.zstd + Self.zstd).exchange
        #expect(frames.text == Self.text + Self.text && frames.failure == nil)
        for (coding, body) in [("gzip", Self.gzip), ("deflate", Self.deflate), ("br", Self.brotli)] {
            let padded = try await exchange([coding], body + [0, 0, 0]).exchange
            #expect(padded.text == Self.text && padded.failure == nil)
        }
    }

    @Test func `may be coded more than once, in one line or in several`() async throws {
        // The zlib format, with its content stored as it is, around brotli.
        let inner = Self.brotli
        let length = UInt8(inner.count)
        var outer = Self.bytes("7801") + [1, length, 0, ~length, 0xff] + inner
        outer += Self.adler32(inner)
        for codings in [["br, deflate"], ["br", "deflate"]] {
            let exchange = try await exchange(codings, outer).exchange
            #expect(exchange.text == Self.text && exchange.failure == nil)
        }
        let deep = try await exchange(["gzip, gzip, gzip", "gzip, gzip, gzip"], outer).exchange
        #expect(deep.failure?.kind == .protocol)
        #expect(deep.failure?.detail == "the response has 6 content codings on top of each other")
    }

    private static func adler32(_ bytes: [UInt8]) -> [UInt8] {
        var (a, b) = (UInt32(1), UInt32(0))
        for byte in bytes {
            a = (a + UInt32(byte)) % 65521
            b = (b + a) % 65521
        }
        return [UInt8(b >> 8), UInt8(b & 255), UInt8(a >> 8), UInt8(a & 255)]
    }

    @Test(arguments: [("gzip", gzip), ("deflate", deflate), ("br", brotli), ("zstd", zstd)])
    func `is a protocol failure wherever it ends too early`(coding: String, body: [UInt8]) async throws {
        for count in [1, body.count / 2, body.count - 1] {
            let exchange = try await exchange([coding], Array(body[..<count])).exchange
            #expect(exchange.failure?.kind == .protocol && exchange.failure?.status == 200)
            #expect(exchange.failure?.detail == "the response's body ends before its \(coding) coding does")
            #expect(exchange.status == 200 && Self.text.hasPrefix(exchange.text))
        }
    }

    @Test(arguments: [("gzip", gzip), ("deflate", deflate), ("br", brotli), ("zstd", zstd)])
    func `is a protocol failure if it is something else`(coding: String, body: [UInt8]) async throws {
        var broken = body
        broken[body.count / 2] ^= 0x55
        broken[body.count - 3] ^= 0xff
        for wrong in [Array("<html>the proxy's own page</html>".utf8), broken] {
            let failure = try #require(try await exchange([coding], wrong).exchange.failure)
            #expect(failure.kind == .protocol)
            #expect(
                [
                    "the response's body is not what its \(coding) coding should be",
                    "the response's body ends before its \(coding) coding does",
                ].contains(failure.detail))
        }
    }

    @Test func `is a protocol failure if its coding is unknown`() async throws {
        let failure = try await exchange(["compress\u{7}<\"é"], [1, 2, 3]).exchange.failure
        #expect(failure?.kind == .protocol)
        #expect(failure?.detail.hasPrefix("the response has the content coding \"compress?") == true)
        #expect(failure?.detail.hasSuffix("\", which cannot be decoded here") == true)
    }

    @Test(arguments: [("br", brotliBomb), ("zstd", zstdBomb), ("gzip", gzip), ("br", brotli), ("deflate", deflate)])
    func `is too large if what it decodes to is`(coding: String, body: [UInt8]) async throws {
        let limit = Self.text.utf8.count - 1
        let exchange = try await exchange([coding], body, limit: max(limit, body.count)).exchange
        if body.count > limit {
            #expect(exchange.body.count == body.count)
        } else {
            #expect(exchange.body.count == limit)
        }
        #expect(exchange.failure?.kind == .tooLarge)
        #expect(exchange.failure?.detail == "the decoded body is larger than the limit of \(exchange.body.count) bytes")
    }

    @Test(arguments: ["gzip", "deflate", "br", "zstd"])
    func `may be as large as the limit`(coding: String) async throws {
        let bodies = ["gzip": Self.gzip, "deflate": Self.deflate, "br": Self.brotli, "zstd": Self.zstd]
        let exchange = try await exchange([coding], bodies[coding] ?? [], limit: Self.text.utf8.count).exchange
        #expect(exchange.failure == nil && exchange.text == Self.text)
    }

    /// A text in the zlib format, stored as it is in blocks.
    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var coded = Self.bytes("7801")
        var rest = bytes[...]
        repeat {
            let block = rest.prefix(65_535)
            rest = rest.dropFirst(block.count)
            let (low, high) = (UInt8(block.count & 255), UInt8(block.count >> 8))
            coded += [rest.isEmpty ? 1 : 0, low, high, ~low, ~high] + block
        } while !rest.isEmpty
        return coded + Self.adler32(bytes)
    }

    @Test(arguments: [65_535, 65_536, 65_537, 70_000, 300_000])
    func `is decoded whatever its size`(count: Int) async throws {
        let text = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let whole = try await exchange(["deflate"], Self.stored(text)).exchange
        #expect(whole.body == text && whole.failure == nil)
        let cut = try await exchange(["deflate"], Self.stored(text).dropLast(5)).exchange
        #expect(cut.failure?.kind == .protocol && cut.failure?.status == 200 && cut.status == 200)
        #expect(cut.failure?.detail == "the response's body ends before its deflate coding does")
        #expect(text.starts(with: cut.body) && cut.body.count >= count - 65_536)
        let twice = try await exchange(["deflate, deflate"], Self.stored(Self.stored(text))).exchange
        #expect(twice.body == text && twice.failure == nil)
    }

    @Test func `has no headers to be read if it cannot be decoded, however large it is`() async throws {
        let body = Self.stored([UInt8](repeating: 7, count: 100_000))
        for (sent, value) in [(body, "a"), (body.dropLast(9), nil)] {
            let server = try ScriptedServer([
                .receive,
                .sendBytes(
                    Array(
                        "HTTP/1.1 200 OK\r\nX-A: a\r\nContent-Encoding: deflate\r\nContent-Length: \(sent.count)\r\n\r\n"
                            .utf8) + sent),
                .awaitClose,
            ])
            defer { server.stop() }
            let url = server.url
            let exchange = try await onEngine(.loopback { $0.compression = true }) { engine in
                try await withSession(engine) { session in
                    var request = HTTPRequest(url: url)
                    request.wantedHeaders = ["x-a"]
                    return await session.perform(request)
                }
            }
            #expect(exchange.headers["x-a"] == value)
        }
    }

    @Test func `that stands for many megabytes is decoded while the loop does other things`() async throws {
        // In any of several attempts: another process may hold the loop's thread up.
        var ratios: [Double] = []
        for _ in 0..<3 where !ratios.contains(where: { $0 < 0.5 }) {
            let server = try ScriptedServer([.receive, Self.answer(["br"], Self.brotliBomb), .awaitClose])
            defer { server.stop() }
            let url = server.url
            let settings = TransportSettings.loopback {
                $0.compression = true
                $0.bodyLimit = 1 << 27
            }
            let (count, lag) = try await onEngine(settings) { engine in
                try await withSession(engine) { session in
                    _ = engine.loop.takeLag()
                    let exchange = await session.perform(HTTPRequest(url: url))
                    // A turn is measured when it is over.
                    try await engine.loop.sleep(for: .milliseconds(1))
                    return (exchange.body.count, engine.loop.takeLag().maxMicroseconds)
                }
            }
            #expect(count > 60_000_000)
            let start = Moment.now
            let coded = Self.brotliBomb
            let decoded = unsafe coded.withUnsafeBufferPointer { body in
                unsafe BodyDecoder().decode(body, ["br"], status: 200, limit: 1 << 27).bytes.count
            }
            #expect(decoded == count)
            ratios.append(Double(lag) / Double(Moment.now.microseconds(since: start)))
        }
        #expect(ratios.contains { $0 < 0.5 }, "\(ratios)")
    }

    @Test(arguments: [
        ("Accept-Encoding: br", "Accept-Encoding: br\r\n"),
        ("accept-encoding: identity", "accept-encoding: identity\r\n"),
    ])
    func `is decoded too if the request itself says what it accepts`(line: String, sent: String) async throws {
        let (exchange, request) = try await exchange(["br"], Self.brotli, headers: [line])
        #expect(exchange.text == Self.text)
        #expect(request.contains(sent) && !request.contains("gzip"))
    }

    @Test func `need not be asked for`() async throws {
        let (exchange, request) = try await exchange(["gzip"], Self.gzip, headers: ["Accept-Encoding:"])
        #expect(exchange.text == Self.text)
        #expect(!request.lowercased().contains("accept-encoding"))
    }

    @Test func `is neither asked for nor decoded by default`() async throws {
        let (exchange, request) = try await exchange(["gzip"], Self.gzip, compression: false)
        #expect(exchange.body == Self.gzip && exchange.failure == nil)
        #expect(!request.contains("Accept-Encoding"))
    }

    @Test func `is nothing where there is no body`() async throws {
        let server = try ScriptedServer([
            .receive, .send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 44\r\n\r\n"), .receive,
            .send("HTTP/1.1 304 Not Modified\r\nContent-Encoding: br\r\n\r\n"), .receive,
            .send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n"), .receive,
            .send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), .awaitClose,
        ])
        defer { server.stop() }
        let url = server.url
        try await onEngine(.loopback { $0.compression = true }) { engine in
            try await withSession(engine) { session in
                for (method, text) in [("HEAD", ""), ("GET", ""), ("GET", ""), ("GET", "ok")] {
                    let exchange = await session.perform(HTTPRequest(method: method, url: url))
                    #expect(exchange.failure == nil && exchange.text == text)
                }
            }
        }
    }

    @Test func `that was cut off is decoded as far as it goes`() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(Self.gzip.count)\r\n\r\n"
        let server = try ScriptedServer([.receive, .sendBytes(Array(head.utf8) + Self.gzip.dropLast(8))])
        defer { server.stop() }
        let url = server.url
        let exchange = try await onEngine(.loopback { $0.compression = true }) { engine in
            try await withSession(engine) { await $0.perform(HTTPRequest(url: url)) }
        }
        #expect(exchange.failure?.kind == .reset)
        #expect(exchange.text == Self.text)
    }

    @Test(arguments: [TransportSettings.Version.http1_1, .auto])
    func `comes from a real server, in pieces and to many participants`(
        version: TransportSettings.Version
    ) async throws {
        let nginx = try NginxServer()
        defer { nginx.stop() }
        var settings = TransportSettings.trusting(nginx, version)
        settings.compression = true
        let url = nginx.url + "/gzip"
        let exchanges = try await onEngine(settings) { engine in
            try await withThrowingTaskGroup(of: HTTPExchange.self) { group in
                for participant in 1...30 {
                    group.addTask {
                        try await withSession(engine, participant) { await $0.perform(HTTPRequest(url: url)) }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        #expect(exchanges.count == 30)
        for exchange in exchanges {
            #expect(exchange.failure == nil)
            #expect(exchange.status == 200)
            #expect(exchange.body.count == 100_000, "\(exchange.text.prefix(200))")
            #expect(exchange.body.allSatisfy { $0 == UInt8(ascii: "x") })
            #expect(exchange.bytesIn < 1_000)
        }
    }
}
