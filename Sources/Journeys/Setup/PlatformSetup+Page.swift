// Setup: the room page, opened once before participants arrive. A maintenance or waiting-room page also has status 200.
// This request learns what the room's own page looks like, and participants' pages are compared with it.
import Addresses
import Extracting
import Measuring
import PlatformContract
import Scenarios
import Transport

extension PlatformSetup {
    /// The lifetime of the link that setup opens itself.
    private static let linkSeconds = 600

    /// Opens the room page as the host and records its characteristics, or why it could not be opened. Never an error:
    /// participants will see for themselves what is wrong with the page.
    func learnPage(_ host: Participant, _ room: inout ProvisionedRoom) async {
        if room.hostToken == nil {
            do throws(SetupError) {
                room.hostToken = Secret(try await hostToken(host))
            } catch {
                room.pageProblem = "setup could not log in as the host (\(error.message))"
                return
            }
        }
        do throws(Failure) {
            room.page = try await openPage(host, room)
            if room.page == nil { room.pageProblem = "setup had no link to it" }
        } catch {
            room.pageProblem = "setup could not open one (\(error.detail))"
        }
    }

    private func openPage(_ host: Participant, _ room: ProvisionedRoom) async throws(Failure) -> RoomPage? {
        let kinds = plan.steps.map(\.action.kind)
        let follow = EntryPlan.usualFollow
        // Participants who are granted a link come as guests, and the others with their own accounts' cookies; setup
        // does the same. It uses its own link, because a one-time link must not be used up.
        if kinds.contains(where: { $0.provides.contains(.access) }) {
            guard let link = try await grantLink(host, room) else { return nil }
            let scope = host.scope
            return try await withParticipant(host.identity, orFail: { $0 }) { (guest) async throws(Failure) in
                guest.scope = scope
                // So that its credentials are hidden in what the page says.
                guest.link = link
                return try await guest.openPage(.success(link.url), redirects: follow)
            }
        }
        guard let alias = room.roomAlias else { return nil }
        return try await host.openPage(
            origins.web.appending(PlatformPath.roomPage(alias: alias)), redirects: follow)
    }

    private func grantLink(
        _ host: Participant, _ room: ProvisionedRoom
    ) async throws(Failure) -> Participant.GrantedLink? {
        guard let space = room.spaceID, let id = room.roomID, let token = room.hostToken else { return nil }
        var body = PreparedObject()
        body.string(Field.username, host.identity.name)
        body.string(Field.role, Role.user.rawValue)
        body.string(Field.externalUserID, host.identity.externalUserID)
        body.raw(Field.ttl, String(PlatformSetup.linkSeconds))
        let call = PlatformRequest(
            .generateAccess,
            HTTPRequest(
                method: "POST", url: origins.api.appending(PlatformPath.generateAccess(room: id, space: space)),
                headers: HeaderLines.json(bearer: token.revealed), body: body.closed().bytes(for: host.values)),
            bearer: .host, space: space, room: id)
        return try await host.exchange(call) { (answer) throws(Failure) in
            Participant.GrantedLink(
                url: try host.requiredURL(JSONPointer(member: Field.url), Field.url, answer),
                grantedAt: answer.answered, ttlSeconds: PlatformSetup.linkSeconds, isPermanent: false)
        }
    }
}

extension Participant {
    /// Opens a room page to learn its characteristics.
    fileprivate func openPage(_ address: WebURL.Reading, redirects: Int) async throws(Failure) -> RoomPage? {
        let call = roomPageCall(address, redirects: redirects, isLast: true, withType: true)
        return try await exchange(call) { (answer) throws(Failure) in RoomPage(answer, withTitleAndType: true) }
    }
}
