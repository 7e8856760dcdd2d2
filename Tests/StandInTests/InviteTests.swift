// Invites to spaces.

import PlatformContract
import Testing

@testable import StandIn

@Suite struct InviteTests {
    private func invite(
        _ platform: TestPlatform, to space: String, as role: SpaceRole, by sender: Sender
    ) async throws -> String {
        let answer: CreatedAnswer = try await platform.post(
            PlatformPath.invites(space: space), #"{"role":"\#(role.rawValue)"}"#, as: sender
        ).decoded()
        return answer.id
    }

    private func activate(_ platform: TestPlatform, _ invite: String, _ space: String, _ sender: Sender) async -> Answer
    {
        await platform.post(PlatformPath.activate(invite: invite, space: space), as: sender)
    }

    @Test func `an invite can be used once, by one person`() async throws {
        let platform = try await TestPlatform()
        let host = try await platform.host()
        let space = try await platform.space(by: host)
        let id = try await invite(platform, to: space, as: .user, by: host)
        #expect(await activate(platform, id, space, try await platform.account(1)).status == 200)
        for index in 1...2 {
            let answer = await activate(platform, id, space, try await platform.account(index))
            #expect(answer == .refused(410, "Gone", "The invite has been used"))
        }
    }

    @Test(arguments: SpaceRole.allCases)
    func `an invited person sees a private space, and a moderator leads it`(role: SpaceRole) async throws {
        let platform = try await TestPlatform()
        let host = try await platform.host()
        let space = try await platform.space(by: host)
        let guest = try await platform.account(1)
        #expect(await platform.get(PlatformPath.rooms(space: space), as: guest).status == 403)
        let id = try await invite(platform, to: space, as: role, by: host)
        _ = await activate(platform, id, space, guest)

        let spaces: ListAnswer<SpaceView> = try await platform.get(PlatformPath.spaces, as: guest).decoded()
        #expect(spaces.items.map(\.id) == [space])
        #expect(await platform.get(PlatformPath.rooms(space: space), as: guest).status == 200)
        let leads = role == .moderator
        let room = await platform.post(PlatformPath.rooms(space: space), #"{"name":"Mine"}"#, as: guest)
        #expect(room.status == (leads ? 200 : 403))
        let other = await platform.post(
            PlatformPath.invites(space: space), #"{"role":"role_space_user"}"#, as: guest)
        #expect(other.status == (leads ? 200 : 403))
        #expect(
            await platform.get("/v1/spaces/\(space)/analytics/calls", as: guest).status == (leads ? 200 : 403))
    }

    @Test func `a space's moderator is not let into a private room of it`() async throws {
        let event = try await TestPlatform().event()
        let moderator = try await event.platform.account(1)
        let id = try await invite(event.platform, to: event.space, as: .moderator, by: event.host)
        _ = await activate(event.platform, id, event.space, moderator)
        #expect(await event.platform.get(event.roomPath, as: moderator).status == 403)
    }

    @Test func `a private space is listed to nobody else, a public one to all`() async throws {
        let platform = try await TestPlatform()
        let host = try await platform.host()
        let client = try await platform.client()
        for isPublic in [true, false] {
            let rooms = PlatformPath.rooms(space: try await platform.space(by: host, isPublic: isPublic))
            #expect(await platform.get(rooms, as: client).status == (isPublic ? 200 : 403))
            #expect(await platform.get(rooms, as: try await platform.account(2)).status == (isPublic ? 200 : 403))
        }
    }

    @Test(arguments: [
        (#"{"role":"role_room_user"}"#, 400), (#"{}"#, 400), ("", 400), (#"{"role":"role_space_user"}"#, 200),
    ]) func `an invite names a role in the space`(body: String, status: Int) async throws {
        let platform = try await TestPlatform()
        let host = try await platform.host()
        let space = try await platform.space(by: host)
        #expect(await platform.post(PlatformPath.invites(space: space), body, as: host).status == status)
    }

    @Test func `unknown invites, other spaces' and other people's tokens are refused`() async throws {
        let platform = try await TestPlatform()
        let host = try await platform.host()
        let space = try await platform.space(by: host)
        let other = try await platform.space(by: host)
        let id = try await invite(platform, to: space, as: .user, by: host)
        let guest = try await platform.account(1)
        #expect(await activate(platform, "0123456789abcdef01234567", space, guest).status == 404)
        #expect(await activate(platform, id, other, guest).status == 404)
        #expect(await activate(platform, "x", space, guest).status == 400)
        #expect(await activate(platform, id, space, try await platform.client()).status == 403)
        #expect(await activate(platform, id, space, .nobody).status == 401)
    }
}
