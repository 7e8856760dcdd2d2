// The server of metrics against clients of every kind, over real sockets.
import Foundation
import Glibc
import Measuring
import Support
import Synchronization
import Testing

@testable import MetricsServing

/// A connection to a metrics server, as raw bytes.
struct RawClient {
    struct Unconnected: Error { var errorNumber = errno }

    let descriptor: Int32

    init(_ server: MetricsServer, receiveBuffer: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        if var size = receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        let port = try #require(URL(string: server.url)?.port)
        var address = LoopbackSocket.address(port: port)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Unconnected() }
    }

    @discardableResult
    func send(_ text: String) -> Bool { LoopbackSocket.send(Array(text.utf8), to: descriptor) }

    /// Everything until the server closes.
    func rest() -> String {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return String(decoding: text, as: UTF8.self) }
            text += buffer[..<count]
        }
    }

    func close() { Glibc.close(descriptor) }

    /// One request and its answer, on a connection of its own.
    static func ask(_ server: MetricsServer, _ request: String = "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n") throws
        -> String
    {
        let client = try RawClient(server)
        defer { client.close() }
        client.send(request)
        return client.rest()
    }
}

struct MetricsServerTests {
    private static let loopback = MetricsServer.Place(address: "127.0.0.1", port: 0)

    private func serving<Value: Sendable>(
        _ page: @escaping @Sendable () -> String = { "up 1\n" },
        _ body: @escaping @Sendable (MetricsServer) async throws -> Value
    ) async throws -> Value {
        let result = try await MetricsServer.serving(
            at: Self.loopback, mediaType: "text/plain; version=0.0.4", page: page
        ) { (server) async throws(Problem) -> Result<Value, any Error> in
            do { return .success(try await body(server)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    @Test func `a scrape gets the page and its type`() async throws {
        try await serving { server in
            let answer = try RawClient.ask(server)
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.contains("Content-Type: text/plain; version=0.0.4\r\n"))
            #expect(answer.hasSuffix("\r\n\r\nup 1\n"))
            #expect(try RawClient.ask(server, "GET /metrics?x=1 HTTP/1.0\r\n\r\n").hasSuffix("\r\n\r\nup 1\n"))
        }
    }

    @Test(arguments: [
        ("HEAD /metrics", "200 OK", ""), ("GET /", "404 Not Found", "The metrics are at /metrics.\n"),
        ("GET /metrics/x", "404 Not Found", "The metrics are at /metrics.\n"),
        ("POST /metrics", "405 Method Not Allowed", "Use GET.\n"),
        ("DELETE /metrics", "405 Method Not Allowed", "Use GET.\n"),
    ])
    func `nothing but the page is served, and nothing but GET and HEAD is taken`(
        request: String, status: String, body: String
    ) async throws {
        try await serving { server in
            let answer = try RawClient.ask(server, "\(request) HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 \(status)\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n\(body)"))
        }
    }

    @Test(arguments: [
        "GET /metrics HTTP/1.1\r\nX: \(String(repeating: "x", count: 1_000_000))\r\n\r\n",
        "GET /\(String(repeating: "x", count: 1_000_000)) HTTP/1.1\r\n\r\n",
        "GET /metrics HTTP/1.1\r\n\(String(repeating: "A: b\r\n", count: 100_000))\r\n",
        "\u{16}\u{3}\u{1}\u{2}\u{0}", "\r\n\r\n\r\n", "GET /metrics HTTP/9.9\r\n\r\n",
    ])
    func `a request that is none is not answered with the page, and the next client is served`(
        request: String
    ) async throws {
        try await serving { server in
            let client = try RawClient(server)
            client.send(request)
            shutdown(client.descriptor, Int32(SHUT_WR))
            #expect(!client.rest().contains("up 1"))
            client.close()
            #expect(try RawClient.ask(server).hasSuffix("up 1\n"))
        }
    }

    @Test func `only so many connections are held, and a place that becomes free is given on`() async throws {
        try await serving { server in
            let silent = try (0..<ScrapeEndpoint.mostConnections).map { _ in try RawClient(server) }
            // All of them are accepted before the next one, which is closed without an answer.
            #expect(try RawClient.ask(server) == "")
            silent[0].send("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(silent[0].rest().hasSuffix("up 1\n"))
            #expect(try RawClient.ask(server).hasSuffix("up 1\n"))
            silent.forEach { $0.close() }
        }
    }

    @Test func `a client that does not read keeps nobody waiting, at the end neither`() async throws {
        let page = String(repeating: "x", count: 8_000_000)
        let slow = try await serving({ page }) { server in
            let slow = try RawClient(server, receiveBuffer: 4_096)
            slow.send("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try RawClient.ask(server).hasSuffix(page))
            return slow
        }
        // The server is gone, in the middle of its answer to the slow one.
        #expect(slow.rest().utf8.count < page.utf8.count)
        slow.close()
    }

    @Test func `many scrapes make few pages`() async throws {
        let pages = Mutex(0)
        try await serving({
            pages.withLock {
                $0 += 1
                return "page \($0)\n"
            }
        }) { server in
            let begun = Moment.now
            for _ in 0..<200 {
                let answer = try RawClient.ask(server)
                #expect(answer.contains("page "))
            }
            let tenths = Moment.now.nanoseconds(since: begun) / 100_000_000
            #expect(pages.withLock { $0 } <= Int(tenths) + 1)
        }
    }

    @Test(arguments: [("GET /metrics", true), ("HEAD /metrics", false), ("GET /", false)])
    func `the wait for the last scrape ends with a page that is read whole`(
        request: String, isScrape: Bool
    ) async throws {
        try await serving { server in
            // None of these counts: the run goes on.
            for _ in 0..<3 { _ = try RawClient.ask(server) }
            let isOver = Mutex(false)
            // From before the wait on, so that nobody has to know when it begins.
            async let asking: Void = {
                while !isOver.withLock({ $0 }) {
                    _ = try RawClient.ask(server, "\(request) HTTP/1.1\r\nHost: a\r\n\r\n")
                    await Task.yield()
                }
            }()
            let wasScraped = await server.lastScrape(within: isScrape ? 600 : 1)
            isOver.withLock { $0 = true }
            try await asking
            #expect(wasScraped == isScrape)
        }
    }

    @Test func `the wait for the last scrape ends without one`() async throws {
        #expect(try await serving { await $0.lastScrape(within: 0) } == false)
    }

    @Test func `a port that is in use is reported with the way out`() async throws {
        let taken = try LoopbackSocket()
        defer { taken.close() }
        let problem = await #expect(throws: Problem.self) {
            try await MetricsServer.serving(
                at: MetricsServer.Place(address: "127.0.0.1", port: taken.port), mediaType: "", page: { "" }
            ) { _ in }
        }
        #expect(
            problem?.messages == [
                "the metrics cannot be served at 127.0.0.1, port \(taken.port): Address already in use"
            ])
        #expect(problem?.remedy == "Choose another port with --metrics-port, or 0 for any free one. Nothing was sent.")
        #expect(problem?.kind == .execution)
    }

    @Test func `an address of another machine is reported as such`() async throws {
        // From the block for documentation (RFC 5737).
        let problem = await #expect(throws: Problem.self) {
            try await MetricsServer.serving(
                at: MetricsServer.Place(address: "192.0.2.1", port: 0), mediaType: "", page: { "" }
            ) { _ in }
        }
        #expect(problem?.remedy?.contains("--metrics-address") == true)
    }
}
