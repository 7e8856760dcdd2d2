// Requests that no client should send.

import Foundation
import PlatformContract
import Support
import Testing

@testable import StandIn

@Suite struct BadInputTests {
    @Test func `an unknown path is not found, in the contract's words`() async throws {
        let platform = try await TestPlatform()
        for path in ["", "/", "/v1", "/v1/", "/v1/auth/token/", "/v1//spaces", "/room", "/room/", "/nope/%00"] {
            #expect(await platform.get(path) == .refused(404, "Not Found", "No such path"))
        }
    }

    @Test func `another method on a known path gets the list of allowed methods`() async throws {
        let platform = try await TestPlatform()
        var answer = await platform.get(PlatformPath.token)
        #expect(answer.status == 405 && answer.allow == "POST")
        answer = await platform.send("DELETE", PlatformPath.spaces)
        #expect(answer.status == 405 && answer.allow == "POST, GET")
        answer = await platform.send("PATCH", Truth.path)
        #expect(answer.status == 405 && answer.allow == "GET, DELETE")
    }

    @Test func `a null byte and a very long id are malformed`() async throws {
        let event = try await TestPlatform().event()
        for id in ["%00", String(repeating: "a", count: 70_000)] {
            let answer = await event.platform.get(PlatformPath.room(id, space: event.space), as: event.host)
            #expect(answer == .refused(400, "Bad Request", "roomId must be 24 hexadecimal digits"))
        }
    }

    @Test func `a body that is too large is refused without being read`() async throws {
        let platform = try await TestPlatform()
        var request = IncomingRequest(method: "POST", path: PlatformPath.users)
        request.authorization = "Bearer \(try await platform.client().bearer ?? "")"
        request.body = nil
        #expect(await platform.service.answer(request) == .refused(413, "Payload Too Large", "The body is too large"))
        request.path = PlatformPath.token
        #expect(await platform.service.answer(request).status == 413)
    }

    @Test(arguments: [("{bad", 400), (String(repeating: "x", count: 2_000_000), 413), ("{}", 200), ("", 200)])
    func `a body that nobody reads is refused where no call would take it`(body: String, status: Int) async throws {
        try await StandInOnSocket.serving { base, _ in
            let event = try await Wire(base).event()
            _ = try await event.enter("ann")
            let own = try await event.wire.post(
                PlatformPath.participants(space: event.space), #"{"name":"H","roomId":"\#(event.room.id)"}"#,
                as: event.host
            ).decoded(CreatedAnswer.self).id
            try await RawConnection.open(to: base) { reader, writer in
                for target in [
                    PlatformPath.startRecord(room: event.room.id, space: event.space),
                    PlatformPath.signalingToken(participant: own, space: event.space),
                ] {
                    try await writer.request(
                        "POST", target, body,
                        headers: ["Authorization: Bearer \(event.host)", "Content-Type: application/json"])
                    let answer = try #require(try await reader.answer())
                    #expect(answer.status == status)
                    #expect(status == 200 || answer.body.hasPrefix(#"{"statusCode":\#(status),"#))
                }
            }
        }
    }

    @Test func `deeply nested JSON is refused in the contract's words`() async throws {
        let nested = String(repeating: "[", count: 50_000)
        try await StandInOnSocket.serving { base, _ in
            let wire = try Wire(base)
            let host = try await wire.logIn(DefaultAccount.hostEmail, DefaultAccount.hostPassword)
            for body in [nested, #"{"name":\#(nested)"#, nested + String(repeating: "]", count: 50_000)] {
                let space = try await wire.post(PlatformPath.spaces, body, as: host)
                #expect(space.status == 400 && space.refusal?.error == "Bad Request")
                let token = try await wire.post(PlatformPath.token, body)
                #expect(token.status == 400 && token.oauthRefusal?.error == .invalidRequest)
            }
        }
    }

    @Test(arguments: [
        "", "Bearer", "Bearer ", "Basic abc", "Bearer a.b", "Bearer a.b.c.d", "bearer \u{0}", "Bearer é.é.é",
    ])
    func `a bad authorization header is unauthorised`(header: String) async throws {
        let platform = try await TestPlatform()
        var request = IncomingRequest(method: "GET", path: PlatformPath.spaces)
        request.authorization = header
        #expect(await platform.service.answer(request) == .refused(401, "Unauthorized", "Unauthorized"))
    }

    @Test(arguments: [FuzzSeed.value]) func `every request gets one of the contract's statuses`(
        seed: UInt64
    ) async throws {
        var random = SeededGenerator(seed: seed)
        let event = try await TestPlatform().event(isPublic: true)
        let senders = [event.host, try await event.platform.client(), Sender.nobody, .bearer("a.b.c")]
        let ids = [event.space, event.room.id, event.room.alias, "x", "0123456789abcdef01234567", "%2e%2e", "é"]
        let values = [
            #""A""#, "7", "-1", "1e400", "null", "true", "[]", "{}", "\"\(event.room.id)\"", "\"user\"", "\u{0}",
        ]
        let names = [
            "name", "isPublic", "role", "username", "ttl", "externalUserId", "roomId", "participantId", "email",
            "password", "grant_type", "client_id", "client_secret", "targetUserId", "type",
        ]
        let allowed: Set = [200, 204, 400, 401, 403, 404, 405, 409, 410, 413, 501]
        let check = try SchemaCheck(await event.platform.get(OpenAPIDocument.path).body)
        for _ in 0..<2_000 {
            let operation = try #require(PlatformCall.allCases.randomElement(using: &random))
            var path = ""
            for segment in operation.template.split(separator: "/") {
                path += "/" + (segment.hasPrefix("{") ? ids.randomElement(using: &random) ?? "" : String(segment))
            }
            var body = "{"
            for index in 0..<Int.random(in: 0...4, using: &random) {
                let name = names.randomElement(using: &random) ?? ""
                body += "\(index > 0 ? "," : "")\"\(name)\":\(values.randomElement(using: &random) ?? "")"
            }
            body += Bool.random(using: &random) ? "}" : ""
            let method = Bool.random(using: &random) ? operation.method : "POST"
            let answer = await event.platform.send(
                method, path + "?roomId=\(ids[0])&callId=%zz&x&&=", body,
                as: senders.randomElement(using: &random) ?? .nobody)
            #expect(allowed.contains(answer.status), "seed \(seed): \(path) \(body)")
            if method == operation.method {
                #expect(try check.faults(of: answer, to: operation) == [], "seed \(seed): \(path) \(body)")
            }
            if answer.status >= 400 && answer.media == .json {
                #expect(answer.refusal != nil || answer.oauthRefusal != nil, "seed \(seed): \(path) \(body)")
            }
        }
    }
}
