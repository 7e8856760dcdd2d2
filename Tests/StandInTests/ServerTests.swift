// The server over plain HTTP.

import Foundation
import Measuring
import NIOCore
import PlatformContract
import Testing

@testable import StandIn

/// The server on a real socket.
@Suite(.timeLimit(.minutes(1))) struct ServerTests {
    private static let json = ["Content-Type: application/json"]
    private static let logIn =
        #"{"grant_type":"password","client_id":"turnout","client_secret":"turnout-secret","#
        + #""username":"host@example.test","password":"host-password"}"#

    @Test func `it tells the address it serves on, and stops when cancelled`() async throws {
        try await StandInOnSocket.serving { base, _ in
            #expect(base.wholeMatch(of: /http:\/\/127\.0\.0\.1:\d+/) != nil)
        }
    }

    @Test func `stopping closes idle connections and lets no request hang`() async throws {
        var configuration = StandInConfiguration(profile: CapacityProfile(name: "slow"))
        configuration.capacity.service[.spaces] = .init(medianMilliseconds: 3_600_000, p99Milliseconds: 3_600_000)
        try await StandInOnSocket.serving(configuration) { base, stop in
            try await RawConnection.open(to: base) { idle, writer in
                try await writer.request("GET", PlatformPath.users)
                #expect(try await idle.answer()?.status == 405)
                try await RawConnection.open(to: base) { waiting, writer in
                    // Both requests are read together, so the first response proves that the second has arrived.
                    try await writer.send(
                        "GET \(PlatformPath.users) HTTP/1.1\r\nHost: h\r\n\r\n"
                            + "GET \(PlatformPath.spaces) HTTP/1.1\r\nHost: h\r\n\r\n")
                    #expect(try await waiting.answer()?.status == 405)
                    stop()
                    try await waiting.awaitClose()
                }
                try await idle.awaitClose()
            }
        }
    }

    @Test func `one connection carries many requests`() async throws {
        try await StandInOnSocket.serving { base, _ in
            try await RawConnection.open(to: base) { reader, writer in
                for _ in 0..<50 {
                    try await writer.request("POST", PlatformPath.token, Self.logIn, headers: Self.json)
                    let answer = try #require(try await reader.answer())
                    #expect(answer.status == 200)
                    #expect(answer.head.lowercased().contains("content-type: application/json"))
                    #expect(answer.head.components(separatedBy: "Set-Cookie:").count == 4)
                    #expect(answer.body.hasPrefix(#"{"access_token":"ey"#))
                }
            }
        }
    }

    @Test func `the truth counts connections, but not the one that asks for it`() async throws {
        try await StandInOnSocket.serving { base, _ in
            for _ in 0..<3 {
                try await RawConnection.open(to: base) { reader, writer in
                    try await writer.request("GET", PlatformPath.spaces, headers: ["X-Turnout-Participant: 7"])
                    #expect(try await reader.answer()?.status == 401)
                }
            }
            try await RawConnection.open(to: base) { reader, writer in
                try await writer.request("GET", Truth.path)
                let answer = try #require(try await reader.answer())
                let truth = try JSONDecoder().decode(Truth.self, from: Data(answer.body.utf8))
                #expect(truth.connections == 3 && truth.participants == 1)
                #expect(truth[.spaces].status == ["401": 3])
                try await writer.request("DELETE", Truth.path)
                #expect(try await reader.answer()?.status == 204)
                try await writer.request("GET", Truth.path)
                #expect(try await reader.answer()?.body.hasPrefix(#"{"connections":0"#) == true)
            }
        }
    }

    @Test func `a body beyond the limit is refused in the contract's shape, and the connection goes on`() async throws {
        try await StandInOnSocket.serving { base, _ in
            try await RawConnection.open(to: base) { reader, writer in
                let body = String(repeating: "x", count: 10_000_000)
                try await writer.request("POST", PlatformPath.token, body, headers: Self.json)
                let answer = try #require(try await reader.answer())
                #expect(answer.status == 413)
                #expect(
                    answer.body
                        == #"{"statusCode":413,"error":"Payload Too Large","message":"The body is too large"}"#)
                try await writer.request("POST", PlatformPath.token, Self.logIn, headers: Self.json)
                #expect(try await reader.answer()?.status == 200)
            }
        }
    }

    @Test func `a chunked body is read like any other`() async throws {
        try await StandInOnSocket.serving { base, _ in
            try await RawConnection.open(to: base) { reader, writer in
                let half = Self.logIn.utf8.count / 2
                let parts = [Self.logIn.prefix(half), Self.logIn.dropFirst(half)]
                let chunks = parts.map { "\(String($0.utf8.count, radix: 16))\r\n\($0)\r\n" }.joined()
                try await writer.request("POST", PlatformPath.token, headers: ["Transfer-Encoding: chunked"])
                try await writer.send(chunks + "0\r\n\r\n")
                #expect(try await reader.answer()?.status == 200)
            }
        }
    }

    @Test func `invalid HTTP is rejected and the connection closed`() async throws {
        try await StandInOnSocket.serving { base, _ in
            try await RawConnection.open(to: base) { reader, writer in
                try await writer.send("\u{1}\u{2}\u{3} nonsense\r\n\r\n")
                #expect(try await reader.answer()?.status == 400)
                try await reader.awaitClose()
            }
        }
    }

    @Test(
        arguments: ["", "GET /v1/spaces HT", "POST /v1/users HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n{"])
    func `a client that sends nothing, or half a request, is dropped after a while`(beginning: String) async throws {
        var configuration = StandInConfiguration(profile: .unlimited)
        configuration.idleTimeoutSeconds = 1
        try await StandInOnSocket.serving(configuration) { base, _ in
            try await RawConnection.open(to: base, sending: ByteBuffer(string: beginning)) { reader, _ in
                // Returns at the end of the connection, however it ends.
                _ = try await reader.rest()
            }
        }
    }

    @Test func `a client that sends a request byte by byte is dropped after the timeout`() async throws {
        var configuration = StandInConfiguration(profile: .unlimited)
        configuration.idleTimeoutSeconds = 1
        try await StandInOnSocket.serving(configuration) { base, _ in
            let head = "POST /v1/users HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000000\r\n\r\n"
            try await RawConnection.open(to: base, sending: ByteBuffer(string: head)) { _, writer in
                await writer.sendUntilDropped("{")
            }
        }
    }

    @Test(arguments: [
        "BREW /pot COFFEE/1.0\r\n\r\n", "GET / HTTP/1.1\r\nBad Header\r\n\r\n",
        "GET /\(String(repeating: "a", count: 200_000)) HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nX: \(String(repeating: "a", count: 200_000))\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b\"<>/x\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST \(PlatformPath.token) HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
    ]) func `unreadable HTTP gets an error of the contract`(text: String) async throws {
        try await StandInOnSocket.serving { base, _ in
            try await RawConnection.open(to: base) { reader, writer in
                try await writer.send(text)
                let answer = try await reader.rest()
                #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"), "\(answer)")
                #expect(
                    answer.hasSuffix("}") && answer.contains(#"{"statusCode":400,"error":"Bad Request","message":"#))
            }
        }
    }

    @Test(arguments: ["POST", "GET"])
    func `a client that sends all of a large body before reading gets a response, even on a closing connection`(
        method: String
    ) async throws {
        try await StandInOnSocket.serving { base, _ in
            try await RawConnection.open(to: base) { reader, writer in
                let body = String(repeating: "x", count: 10_000_000)
                try await writer.request(method, PlatformPath.token, body, headers: ["Connection: close"])
                let answer = try await reader.rest()
                #expect(answer.hasPrefix("HTTP/1.1 \(method == "GET" ? 405 : 413) "))
                #expect(answer.hasSuffix("}"))
            }
        }
    }

    @Test(arguments: ["GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\nConnection: Close\r\n\r\n"])
    func `a connection closes after the response if HTTP says so`(request: String) async throws {
        try await StandInOnSocket.serving { base, _ in
            try await RawConnection.open(to: base) { reader, writer in
                try await writer.send(request)
                #expect(try await reader.rest().hasSuffix(#""message":"No such path"}"#))
            }
        }
    }

    @Test func `a client that reads no response is dropped after a while`() async throws {
        var configuration = StandInConfiguration(profile: .unlimited)
        configuration.idleTimeoutSeconds = 1
        try await StandInOnSocket.serving(configuration) { base, _ in
            let request = "GET \(OpenAPIDocument.path) HTTP/1.1\r\nHost: h\r\n\r\n"
            try await RawConnection.open(to: base, sending: ByteBuffer(string: request)) { _, writer in
                await writer.sendUntilDropped(request)
            }
        }
    }

    @Test func `a path of seventy thousand characters gets an answer`() async throws {
        try await StandInOnSocket.serving { base, _ in
            try await RawConnection.open(to: base) { reader, writer in
                try await writer.request("GET", "/" + String(repeating: "a", count: 70_000))
                #expect(try await reader.answer()?.status == 404)
            }
        }
    }

    @Test func `a port in use is one clear error`() async throws {
        try await StandInOnSocket.serving { base, _ in
            let port = base.split(separator: ":").last.flatMap { Int($0) } ?? 0
            #expect(
                await Self.failure("127.0.0.1", port: port)
                    == "the stand-in cannot listen on 127.0.0.1:\(port) (Address already in use)\n"
                    + "Choose another port, or 0 for any free one.")
        }
    }

    private static let remedy = "Name an address of this machine, such as 127.0.0.1, ::1 or 0.0.0.0."

    // 192.0.2.0/24 belongs to no machine (RFC 5737), and nothing is sent: the test only tries to listen on it.
    @Test func `an address of another machine is one clear error`() async {
        #expect(
            await Self.failure("192.0.2.7", port: 0)
                == "the stand-in cannot listen on 192.0.2.7:0 (Cannot assign requested address)\n\(Self.remedy)")
    }

    // No name is looked up, because the network may be slow to say that it is unknown.
    @Test func `an invalid host is one clear error`() {
        let error = Problem.listening(host: "nowhere", port: 0, .unknownHost)
        #expect(
            error.description == "the stand-in cannot listen on nowhere:0 (there is no such host)\n\(Self.remedy)")
    }

    private static func failure(_ host: String, port: Int) async -> String? {
        var configuration = StandInConfiguration(profile: .unlimited)
        configuration.host = host
        configuration.port = port
        let server = try? StandInServer(configuration: configuration)
        let error = await #expect(throws: Problem.self) { try await server?.run { _ in } }
        return error?.description
    }

    @Test func `links lead to the connection's address if the client named no host`() async throws {
        try await StandInOnSocket.serving { base, _ in
            let old = try await Wire(base, options: ["--http1.0", "--header", "Host:"]).event()
            let link = try await old.link("ann")
            #expect(link.hasPrefix("\(base)/room/\(old.room.alias)?"))
            #expect(try await old.wire.get(link).status == 200)
        }
    }

    @Test func `requests of many at once are all answered, under a model too`() async throws {
        try await StandInOnSocket.serving(StandInConfiguration(profile: .healthy)) { base, _ in
            try await withThrowingTaskGroup(of: Int?.self) { group in
                for number in 1...100 {
                    group.addTask {
                        try await RawConnection.open(to: base) { reader, writer in
                            let identity = GeneratedIdentity(index: number)
                            let body = Self.logIn.replacing("host@example.test", with: identity.email)
                                .replacing("host-password", with: identity.password)
                            try await writer.request(
                                "POST", PlatformPath.token, body,
                                headers: Self.json + ["X-Turnout-Participant: \(number)"])
                            return try await reader.answer()?.status
                        }
                    }
                }
                var statuses: [Int?: Int] = [:]
                for try await status in group { statuses[status, default: 0] += 1 }
                #expect(statuses == [200: 100])
            }
        }
    }
}
