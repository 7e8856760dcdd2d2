// Spaces, rooms and roles.

import PlatformContract
import Testing

@testable import StandIn

@Suite struct SpaceTests {
    @Test func `a user makes spaces and lists them in that order`() async throws {
        let platform = try await TestPlatform()
        let host = try await platform.host()
        let first = try await platform.space(by: host)
        let second = try await platform.space(by: host, isPublic: true)
        let list: ListAnswer<SpaceView> = try await platform.get(PlatformPath.spaces, as: host).decoded()
        #expect(
            list.items == [
                SpaceView(id: first, name: "Space", isPublic: false),
                SpaceView(id: second, name: "Space", isPublic: true),
            ])
        #expect(list.total == 2)
    }

    @Test func `nobody lists the spaces of others`() async throws {
        let platform = try await TestPlatform()
        _ = try await platform.space(by: platform.host())
        let list: ListAnswer<SpaceView> = try await platform.get(
            PlatformPath.spaces, as: platform.account(1)
        ).decoded()
        #expect(list.items.isEmpty)
    }

    @Test func `a space's creator changes it`() async throws {
        let platform = try await TestPlatform()
        let host = try await platform.host()
        let space = try await platform.space(by: host)
        let view: SpaceView = try await platform.put(
            PlatformPath.space(space), #"{"name":"Other","isPublic":true,"description":"d","logo":"l"}"#, as: host
        ).decoded()
        #expect(view == SpaceView(id: space, name: "Other", isPublic: true, description: "d", logo: "l"))
        let others = await platform.put(
            PlatformPath.space(space), #"{"name":"Mine","isPublic":true}"#, as: try await platform.account(1))
        #expect(others.status == 403)
    }

    @Test(arguments: [
        ("GET", PlatformPath.spaces, ""), ("POST", PlatformPath.spaces, #"{"name":"S","isPublic":true}"#),
        ("PUT", PlatformPath.space("0123456789abcdef01234567"), #"{"name":"S","isPublic":true}"#),
        ("POST", PlatformPath.rooms(space: "0123456789abcdef01234567"), #"{"name":"R"}"#),
        (
            "POST", PlatformPath.generateAccess(room: "0123456789abcdef01234567", space: "0123456789abcdef01234567"),
            #"{"username":"A","role":"user"}"#
        ),
        ("GET", PlatformPath.calls(space: "0123456789abcdef01234567", room: "", date: ""), ""),
    ]) func `a client token is forbidden where a user token is needed, in the platform's own words`(
        method: String, path: String, body: String
    ) async throws {
        let platform = try await TestPlatform()
        let answer = await platform.send(method, path, body, as: try await platform.client())
        #expect(answer == .refused(403, "Forbidden", "Данный метод запрещен для пользователя"))
    }

    @Test(arguments: [
        (#"{"isPublic":true}"#, "name is missing"), (#"{"name":"S"}"#, "isPublic is missing"),
        (#"{"name":"S","isPublic":"yes"}"#, "isPublic has the wrong type"),
        (#"{"name":"","isPublic":true}"#, "name must not be empty"),
    ]) func `a space without what it needs is refused by field`(body: String, message: String) async throws {
        let platform = try await TestPlatform()
        let answer = await platform.post(PlatformPath.spaces, body, as: try await platform.host())
        #expect(answer == .refused(400, "Bad Request", message))
    }
}

@Suite struct RoomTests {
    @Test func `a new room has an id for paths and an alias for links`() async throws {
        let platform = try await TestPlatform()
        let event = try await platform.event()
        #expect(Identifier(shapeOf: event.room.id) == .id)
        #expect(Identifier(shapeOf: event.room.alias) == .alias)
        #expect(Identifier(shapeOf: event.room.channelID) == .id)
    }

    @Test func `a room is read as it was made`() async throws {
        let event = try await TestPlatform().event()
        let view: RoomView = try await event.platform.get(event.roomPath, as: event.host).decoded()
        #expect(
            view
                == RoomView(
                    id: event.room.id, alias: event.room.alias, channelID: event.room.channelID, name: "Room",
                    type: .lesson, isPublic: false, isScreensharingAllowed: true, isChatAllowed: true))
    }

    @Test func `a room's creator changes it`() async throws {
        let event = try await TestPlatform().event()
        let view: RoomView = try await event.platform.put(
            event.roomPath, #"{"name":"Other","isPublic":true,"type":"webinar","isChatAllowed":false}"#, as: event.host
        ).decoded()
        #expect(view.name == "Other" && view.isPublic && view.type == .webinar && !view.isChatAllowed)
        let others = await event.platform.put(
            event.roomPath, #"{"name":"Mine"}"#, as: try await event.platform.account(1))
        #expect(others.status == 403)
    }

    @Test func `the rooms of a space are listed for those who may see them`() async throws {
        let platform = try await TestPlatform()
        let host = try await platform.host()
        let space = try await platform.space(by: host, isPublic: true)
        let closed = try await platform.room(in: space, by: host)
        let open = try await platform.room(in: space, by: host, isPublic: true)
        let path = PlatformPath.rooms(space: space)
        let all: ListAnswer<RoomView> = try await platform.get(path, as: host).decoded()
        let some: ListAnswer<RoomView> = try await platform.get(path, as: platform.account(1)).decoded()
        #expect(all.items.map(\.id) == [closed.id, open.id])
        #expect(some.items.map(\.id) == [open.id])
    }

    @Test func `an alias in an id's place is not found`() async throws {
        let event = try await TestPlatform().event()
        for path in [
            PlatformPath.room(event.room.alias, space: event.space),
            PlatformPath.room(event.room.id, space: event.room.alias),
            PlatformPath.room(event.space, space: event.space), PlatformPath.room(event.room.id, space: event.room.id),
            PlatformPath.room("0123456789abcdef01234567", space: event.space),
        ] {
            #expect(await event.platform.get(path, as: event.host).status == 404)
        }
    }

    @Test func `what is neither id nor alias is malformed`() async throws {
        let event = try await TestPlatform().event()
        let answer = await event.platform.get(PlatformPath.room("nonsense", space: event.space), as: event.host)
        #expect(answer == .refused(400, "Bad Request", "roomId must be 24 hexadecimal digits"))
    }

    @Test func `another space's room is not found`() async throws {
        let event = try await TestPlatform().event()
        let other = try await event.platform.space(by: event.host)
        #expect(await event.platform.get(PlatformPath.room(event.room.id, space: other), as: event.host).status == 404)
    }

    @Test func `a public room is open to accounts and to guests with a client token`() async throws {
        let event = try await TestPlatform().event(isPublic: true)
        for sender in [try await event.platform.account(1), try await event.platform.client()] {
            #expect(await event.platform.get(event.roomPath, as: sender).status == 200)
        }
        #expect(await event.platform.get(event.roomPath).status == 401)
    }

    @Test func `a private room rejects anyone without a grant, even the space's owner`() async throws {
        let platform = try await TestPlatform()
        let owner = try await platform.host()
        let creator = try await platform.account(1)
        let space = try await platform.space(by: owner, isPublic: true)
        let room = try await platform.room(in: space, by: creator)
        let path = PlatformPath.room(room.id, space: space)
        #expect(await platform.get(path, as: creator).status == 200)
        for sender in [owner, try await platform.account(2), try await platform.client()] {
            #expect(await platform.get(path, as: sender).status == 403)
        }
    }

    @Test func `a role opens a private room`() async throws {
        let event = try await TestPlatform().event()
        let guest = try await event.platform.account(1)
        let claims = try #require(event.platform.service.signer.claims(guest.bearer ?? ""))
        #expect(await event.platform.get(event.roomPath, as: guest).status == 403)
        let granted = await event.platform.post(
            PlatformPath.roles(room: event.room.id, space: event.space),
            #"{"targetUserId":"\#(claims.subject)","role":"role_room_user"}"#, as: event.host)
        #expect(granted.status == 200)
        #expect(await event.platform.get(event.roomPath, as: guest).status == 200)
    }

    @Test func `nobody creates rooms in somebody else's private space`() async throws {
        let event = try await TestPlatform().event()
        let answer = await event.platform.post(
            PlatformPath.rooms(space: event.space), #"{"name":"R"}"#, as: try await event.platform.account(1))
        #expect(answer.status == 403)
    }

    @Test func `an unknown type of room is refused by field`() async throws {
        let event = try await TestPlatform().event()
        let answer = await event.platform.post(
            PlatformPath.rooms(space: event.space), #"{"name":"R","type":"party"}"#, as: event.host)
        #expect(answer == .refused(400, "Bad Request", "type has a value that is not allowed"))
    }

    @Test func `ids and aliases are the same for the same seed`() async throws {
        let first = try await TestPlatform { $0.seed = 42 }.event()
        let second = try await TestPlatform { $0.seed = 42 }.event()
        let third = try await TestPlatform { $0.seed = 43 }.event()
        #expect(first.room == second.room && first.space == second.space)
        #expect(first.room != third.room && first.space != third.space)
    }
}
