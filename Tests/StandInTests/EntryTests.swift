// Becoming a participant, joining, leaving.

import PlatformContract
import Testing

@testable import StandIn

@Suite struct EntryTests {
    @Test func `a browser with a link enters a private room and leaves it again`() async throws {
        let event = try await TestPlatform().event()
        let browser = try await event.open(try await event.link())
        #expect(await event.platform.get(event.roomPath, as: browser).status == 200)
        let participant = try await event.participant(browser)
        let signaling: SignalingTokenAnswer = try await event.platform.post(
            PlatformPath.signalingToken(participant: participant, space: event.space), "{}", as: browser
        ).decoded()
        #expect(!signaling.signalingToken.isEmpty)
        #expect(await event.join(participant, as: browser) == .noContent)
        #expect(await event.leave(participant, as: browser) == .noContent)
    }

    @Test func `without cookie or token every call on entering is unauthorised`() async throws {
        let event = try await TestPlatform().event(isPublic: true)
        let id = "0123456789abcdef01234567"
        for (method, path) in [
            ("GET", event.roomPath), ("POST", PlatformPath.participants(space: event.space)),
            ("POST", PlatformPath.signalingToken(participant: id, space: event.space)),
            ("POST", PlatformPath.join(room: event.room.id, space: event.space)),
            ("POST", PlatformPath.leave(room: event.room.id, space: event.space)),
        ] {
            #expect(
                await event.platform.send(method, path, "{}") == .refused(401, "Unauthorized", "Unauthorized"))
        }
    }

    @Test func `the link's token is also valid as a bearer token`() async throws {
        let event = try await TestPlatform().event()
        let link = try await event.link()
        let token = try #require(link.split(separator: "accessToken=").last.map(String.init))
        #expect(await event.platform.get(event.roomPath, as: .bearer(token)).status == 200)
    }

    @Test func `a guest with a client token enters a public room, and no private one`() async throws {
        let platform = try await TestPlatform()
        let client = try await platform.client()
        let open = try await platform.event(isPublic: true)
        let participant = try await open.participant(client)
        #expect(await open.join(participant, as: client).status == 204)
        let closed = try await platform.event()
        let refused = await platform.post(
            PlatformPath.participants(space: closed.space), #"{"name":"G","roomId":"\#(closed.room.id)"}"#, as: client)
        #expect(refused.status == 403)
    }

    @Test func `nobody acts for another's participant`() async throws {
        let event = try await TestPlatform().event(isPublic: true)
        let participant = try await event.participant(try await event.platform.account(1))
        let other = try await event.platform.account(2)
        #expect(await event.join(participant, as: other).status == 403)
        #expect(await event.leave(participant, as: other).status == 403)
        let signaling = await event.platform.post(
            PlatformPath.signalingToken(participant: participant, space: event.space), "{}", as: other)
        #expect(signaling.status == 403)
    }

    @Test func `the room's creator may remove a participant`() async throws {
        let event = try await TestPlatform().event()
        let (_, participant) = try await event.enter(externalUserID: "a1")
        #expect(await event.leave(participant, as: event.host).status == 204)
    }

    @Test func `an unknown participant is not found, a malformed one is malformed`() async throws {
        let event = try await TestPlatform().event()
        #expect(await event.join("0123456789abcdef01234567", as: event.host).status == 404)
        #expect(
            await event.join("x", as: event.host)
                == .refused(400, "Bad Request", "participantId must be 24 hexadecimal digits"))
    }

    @Test func `a participant of one room cannot join another`() async throws {
        let event = try await TestPlatform().event()
        let other = try await event.platform.room(in: event.space, by: event.host)
        let participant = try await event.participant(event.host)
        let answer = await event.platform.post(
            PlatformPath.join(room: other.id, space: event.space), #"{"participantId":"\#(participant)"}"#,
            as: event.host)
        #expect(answer.status == 404)
    }

    @Test(arguments: [
        ("{}", 400, "name is missing"), (#"{"name":"A","roomId":7}"#, 400, "roomId has the wrong type"),
        (#"{"name":"A","roomId":"x"}"#, 400, "roomId must be 24 hexadecimal digits"),
        (#"{"name":"A","roomId":"abcdefghij"}"#, 404, "Room not found"),
        (#"{"name":"A","roomId":"0123456789abcdef01234567"}"#, 404, "Room not found"),
    ]) func `a participant needs a room that exists`(body: String, status: Int, message: String) async throws {
        let event = try await TestPlatform().event()
        let answer = await event.platform.post(
            PlatformPath.participants(space: event.space), body, as: event.host)
        #expect(answer == .refused(status, status == 400 ? "Bad Request" : "Not Found", message))
    }

    @Test func `a session that is not visible yet is unauthorised, and valid later`() async throws {
        let event = try await TestPlatform {
            $0.capacity.name = "lagging"
            $0.capacity.sessionStore = .init(writeMilliseconds: 0, lagMilliseconds: 0)
        }.event()
        let slow = try await TestPlatform {
            $0.capacity.name = "lagging"
            $0.capacity.sessionStore = .init(writeMilliseconds: 0, lagMilliseconds: 1_000)
        }
        #expect(await event.platform.get(event.roomPath, as: event.host).status == 200)
        let host = try await slow.host()
        #expect(await slow.get(PlatformPath.spaces, as: host).status == 401)
        slow.time.advance(seconds: 1)
        #expect(await slow.get(PlatformPath.spaces, as: host).status == 200)
    }
}
