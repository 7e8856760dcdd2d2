// A server that implements the platform's contract and nothing else: it lacks everything that the stand-in does beyond
// it.
import Foundation
import Synchronization

/// A platform by the letter of the contract. Its JSON has other keys first and more of them, its room page has no data
/// attributes, its cookies have no attribute except the path, join answers 204, lists do not exist, and the room page
/// redirects once.
package final class PlainPlatform: Sendable {
    /// One request as received.
    package struct Request: Sendable, Hashable {
        /// `GET /path?query`.
        package var line: String
        /// Header lines by name in lower case.
        package var headers: [String: String]
        /// The body as text.
        package var body: String
    }

    /// A special response.
    package struct Answer: Sendable {
        /// The status.
        package var status: Int
        /// Header lines.
        package var headers: [String]
        /// The body.
        package var body: String
        /// The words behind the status.
        package var reason = "Something"

        /// No response: the connection is closed.
        package static let cutOff = Answer(0)

        /// Creates a response.
        package init(_ status: Int, headers: [String] = [], body: String = "", reason: String = "Something") {
            self.status = status
            self.reason = reason
            self.headers = headers
            self.body = body
        }
    }

    private struct State {
        var requests: [Request] = []
        var inRoom = 0
    }

    /// The space's id, the room's, and the alias in links.
    package static let spaceID = "5f00000000000000000000aa"
    /// The room's id.
    package static let roomID = "5f00000000000000000000bb"
    /// The room's alias.
    package static let alias = "Zz9yXx8wVv"

    private let server: ConnectionServer
    private let state = Mutex(State())
    private let instead: @Sendable (Request) -> Answer?

    /// Starts serving at an address of this machine; `instead` may answer a request in place of the platform.
    package init(
        address: String = "127.0.0.1", instead: @escaping @Sendable (Request) -> Answer? = { _ in nil }
    ) throws {
        server = try ConnectionServer(address: address)
        self.instead = instead
        server.start { [self] descriptor, _ in
            serve(descriptor)
            return .close
        }
    }

    /// The server's base URL.
    package var url: String { server.url }
    /// Requests in order of arrival.
    package var requests: [Request] { state.withLock { $0.requests } }
    /// How many are in the room.
    package var inRoom: Int { state.withLock { $0.inRoom } }

    /// Ends all connections and waits for the server's threads.
    package func stop() { server.stop() }

    private func serve(_ descriptor: Int32) {
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16384)
        while true {
            guard let length = HTTPText.requestLength(received), received.count >= length else {
                let count = recv(descriptor, &buffer, buffer.count, 0)
                guard count > 0 else { return }
                received += buffer[..<count]
                continue
            }
            let request = PlainPlatform.parse(Array(received[..<length]))
            received.removeFirst(length)
            state.withLock { $0.requests.append(request) }
            let answer = instead(request) ?? answer(request)
            guard answer.status > 0 else { return }
            var head = "HTTP/1.1 \(answer.status) \(answer.reason)\r\n"
            for line in answer.headers { head += "\(line)\r\n" }
            if answer.status != 204 { head += "Content-Length: \(answer.body.utf8.count)\r\n" }
            guard LoopbackSocket.send(Array("\(head)\r\n\(answer.body)".utf8), to: descriptor) else { return }
        }
    }

    private static func parse(_ bytes: [UInt8]) -> Request {
        let end = HTTPText.headerEnd(bytes) ?? bytes.count
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        return Request(
            line: String((lines.first ?? "").replacing(" HTTP/1.1", with: "")), headers: headers,
            body: String(decoding: bytes[end...], as: UTF8.self))
    }

    private func answer(_ request: Request) -> Answer {
        let room = "/v1/spaces/\(PlainPlatform.spaceID)/rooms/\(PlainPlatform.roomID)"
        let hasCookie = request.headers["cookie"]?.contains("accessToken=cookie") == true
        let hasToken = request.headers["authorization"]?.hasPrefix("Bearer ") == true
        switch request.line {
        case "POST /v1/auth/token":
            return Answer(200, body: #"{ "expires_in": 1, "token_type":"Bearer","access_token" : "t\u002e1" }"#)
        case "POST /v1/spaces" where hasToken: return Answer(200, body: #"{"id":"\#(PlainPlatform.spaceID)"}"#)
        case "POST /v1/spaces/\(PlainPlatform.spaceID)/rooms" where hasToken:
            return Answer(
                200, body: #"{"channelId":"c","id":"\#(PlainPlatform.roomID)","alias":"\#(PlainPlatform.alias)"}"#)
        case "POST \(room)/generate-access" where hasToken:
            return Answer(
                200,
                body: #"{"more":[1,{"url":"not this"}],"url":"\#(url)/room/\#(PlainPlatform.alias)?accessToken=x"}"#)
        case "GET /room/\(PlainPlatform.alias)?accessToken=x":
            return Answer(302, headers: ["Location: ../room/\(PlainPlatform.alias)?s=1", "Set-Cookie: first=1"])
        case "GET /room/\(PlainPlatform.alias)?s=1":
            return Answer(
                200, headers: ["Set-Cookie: accessToken=cookie; Path=/"], body: "<html><body>come in</body></html>")
        case "GET \(room)" where hasCookie: return Answer(200, body: #"{"name":"r"}"#)
        case "POST /v1/spaces/\(PlainPlatform.spaceID)/participants" where hasCookie:
            return Answer(200, body: #"{"x":null,"id":"p1"}"#)
        case "POST /v1/spaces/\(PlainPlatform.spaceID)/participants/p1/signaling-token" where hasCookie:
            return Answer(200, body: #"{"signalingToken":"s"}"#)
        case "POST \(room)/join" where hasCookie:
            state.withLock { $0.inRoom += 1 }
            return Answer(204)
        case "POST \(room)/leave" where hasCookie:
            state.withLock { $0.inRoom -= 1 }
            return Answer(204)
        case "GET /v1/spaces": return Answer(404, body: "no such page")
        default: return Answer(hasCookie || hasToken ? 404 : 401, body: "<h1>no</h1>")
        }
    }
}
