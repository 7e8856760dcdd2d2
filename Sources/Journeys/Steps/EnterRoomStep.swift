// The step `enter-room`: the room page and the API calls after it (contract section 5).
import Addresses
import Extracting
package import Measuring
import PlatformContract
import Scenarios
import Transport

/// An entry into the room (contract section 5).
package final class PreparedEntry: PreparedStep {
    /// The link from the scenario; nil: that of the last generate-access.
    let link: PreparedURL?
    /// The room's plain URL, for participants without a link; nil if the alias is not known.
    let plainLink: WebURL.Reading?
    let openOnly: Bool
    /// How many redirects of the room page to follow.
    let redirects: Int
    /// Whether the link's own token identifies the participant, and not what the page sets.
    let identifiesByLink: Bool

    init(_ plan: EntryPlan, _ names: RunNames) throws(UnknownName) {
        if let link = plan.link { self.link = try PreparedURL(link, names) } else { link = nil }
        plainLink = names.provisionedRoom.roomAlias.map {
            names.origins.web.appending(PlatformPath.roomPage(alias: $0))
        }
        openOnly = plan.openOnly
        redirects = plan.follow
        identifiesByLink = plan.identify == .link
    }

    func walk(_ participant: Participant) async throws(Failure) { try await participant.enterRoom(self) }
}

extension Participant {
    private static let idPointer = JSONPointer(member: Field.id)
    private static let signalingPointer = JSONPointer(member: Field.signalingToken)

    /// Opens the link and joins. Like a browser, the participant identifies itself only by the page's cookies.
    package func enterRoom(_ entry: PreparedEntry) async throws(Failure) {
        guard let page = try await openRoomPage(entry) else { return }
        if entry.link == nil { link?.openings += 1 }
        if entry.identifiesByLink { try identify(by: entry) }
        guard !entry.openOnly else { return }
        try await join(try addresses(page))
    }

    /// The API calls after the room page. Separate from `enterRoom`, as each call is separate from this function, so
    /// that a suspended participant keeps no more than its current request needs.
    @inline(never)
    private func join(_ addresses: RoomAddresses) async throws(Failure) {
        guard try await readRoom(addresses), try await createParticipant(addresses),
            try await createSignalingToken(addresses)
        else { return }
        try await joinRoom(addresses)
    }

    @inline(never)
    private func joinRoom(_ addresses: RoomAddresses) async throws(Failure) {
        // From the moment this is sent, the platform may count the participant as present, whether or not the response
        // arrives. Teardown then makes it leave in any case.
        presence = Presence(addresses: addresses, isCertain: false)
        let call = joinCall(addresses)
        do throws(Failure) {
            let isIn: Void? = try await exchange(call) { (answer) throws(Failure) in
                self.hasJoined(at: answer.answered)
            }
            if isIn == nil { presence = nil }
        } catch {
            // The run may also have ended before it was sent.
            if !call.isSent || error.status.map({ $0 >= 300 }) == true { presence = nil }
            throw error
        }
    }

    private func hasJoined(at joined: Moment) {
        presence?.isCertain = true
        enters(at: joined)
    }

    /// Counts as entered from then on; the first time counts.
    func enters(at moment: Moment) {
        if schedule.entered == nil { place.coordinator.entered() }
        schedule.arrived(at: moment)
    }

    /// Stores the link's token as the cookie that identifies the participant to the API, as the script of a web client
    /// does whose page is a bare shell.
    private func identify(by entry: PreparedEntry) throws(Failure) {
        let opened = entry.link?.url(for: values) ?? link.map { .success($0.url) }
        guard let url = try? opened?.get(), let token = url.queryValue(AccessLink.Field.accessToken) else {
            throw Failure(
                kind: .extract,
                detail: "the link has no \(AccessLink.Field.accessToken), by which `identify: link` identifies")
        }
        guard session.storesCookies else { return }
        guard session.setCookie(name: CookieName.accessToken, value: token, for: journey.origins.api.url) else {
            throw Failure(kind: .extract, detail: "the link's \(AccessLink.Field.accessToken) cannot be a cookie")
        }
        pageCookie = .set
    }

    @inline(never)
    private func readRoom(_ addresses: RoomAddresses) async throws(Failure) -> Bool {
        let isOpen: Void? = try await exchange(roomCall(addresses)) { (answer) throws(Failure) in
            _ = try self.optional(Participant.idPointer, answer)
        }
        return isOpen != nil
    }

    @inline(never)
    private func createParticipant(_ addresses: RoomAddresses) async throws(Failure) -> Bool {
        let isCreated: Void? = try await exchange(participantCall(addresses)) { (answer) throws(Failure) in
            self.values[.participantID] = try self.required(Participant.idPointer, Field.id, answer)
        }
        return isCreated != nil
    }

    @inline(never)
    private func createSignalingToken(_ addresses: RoomAddresses) async throws(Failure) -> Bool {
        let isSignaled: Void? = try await exchange(signalingCall(addresses)) { (answer) throws(Failure) in
            self.signalingToken = try self.required(Participant.signalingPointer, Field.signalingToken, answer)
        }
        return isSignaled != nil
    }

    // The calls are made out of line, so that none of their parts stay in the suspended task.

    @inline(never)
    private func roomCall(_ addresses: RoomAddresses) -> Call {
        call(.room, HTTPRequest(url: addresses.room, headers: HeaderLines.accept), addresses)
    }

    @inline(never)
    private func participantCall(_ addresses: RoomAddresses) -> Call {
        values[.roomID] = addresses.roomID
        return call(
            .participant,
            HTTPRequest(
                method: "POST", url: addresses.participants, headers: HeaderLines.json,
                body: journey.bodies.participant.bytes(for: values)), addresses)
    }

    @inline(never)
    private func signalingCall(_ addresses: RoomAddresses) -> Call {
        call(
            .signalingToken,
            HTTPRequest(
                method: "POST", url: addresses.signalingToken(of: values[.participantID] ?? ""),
                headers: HeaderLines.json, body: []), addresses)
    }

    @inline(never)
    private func joinCall(_ addresses: RoomAddresses) -> Call {
        let request = HTTPRequest(
            method: "POST", url: addresses.join, headers: HeaderLines.json,
            body: journey.bodies.membership.bytes(for: values))
        let call = PlatformRequest(
            .join, request, expecting: .jsonOrNothing, space: addresses.spaceID, room: addresses.roomID)
        return call
    }

    /// One of the calls between the room page and `join`; the step's checks do not apply to it.
    private func call(_ endpoint: Endpoint, _ request: HTTPRequest, _ addresses: RoomAddresses) -> Call {
        let call = PlatformRequest(endpoint, request, space: addresses.spaceID, room: addresses.roomID)
        call.isLast = false
        return call
    }

    // MARK: The room page

    /// Opens the room page, following redirects; nil if the response satisfies the step's checks without being a page.
    @inline(never)
    private func openRoomPage(_ entry: PreparedEntry) async throws(Failure) -> RoomPage? {
        try await exchange(try roomPageCall(entry)) { (answer) throws(Failure) in
            try self.recognised(answer, entry)
        }
    }

    @inline(never)
    private func roomPageCall(_ entry: PreparedEntry) throws(Failure) -> Call {
        guard let address = entry.link?.url(for: values) ?? link.map({ .success($0.url) }) ?? entry.plainLink else {
            throw Failure(
                kind: .extract, detail: "there is no link: no generate-access before this step, and no room's alias")
        }
        return roomPageCall(
            address, redirects: entry.redirects, isLast: entry.openOnly,
            withType: expectedPage(entry)?.hasIDs == false)
    }

    /// The request for a room page. What an earlier page did to the cookies is forgotten.
    func roomPageCall(_ address: WebURL.Reading, redirects: Int, isLast: Bool, withType: Bool) -> Call {
        let call = PlatformRequest(
            .roomPage, HTTPRequest(url: address, headers: HeaderLines.page, isPage: true), expecting: .page)
        call.isLast = isLast
        call.redirects = redirects
        if withType { call.request.wantedHeaders = [RoomPage.contentType] }
        call.request.watchedCookie = CookieName.watchedAccessToken
        pageCookie = .untouched
        return call
    }

    /// The page that setup opened, which this one must resemble; nil if setup opened none. A link from the scenario may
    /// lead to another room's page, which need not resemble it.
    private func expectedPage(_ entry: PreparedEntry) -> RoomPage? {
        entry.link == nil ? journey.provisionedRoom.page : nil
    }

    /// The page, if it resembles the expected one. If none is expected, any page is accepted.
    private func recognised(_ answer: HTTPExchange, _ entry: PreparedEntry) throws(Failure) -> RoomPage {
        let expected = expectedPage(entry)
        let page = RoomPage(answer, withTitleAndType: expected?.hasIDs == false)
        guard let difference = expected?.difference(of: page) else { return page }
        let name = shownTitle(of: answer.body, limit: 100).map { "“\($0)”" } ?? "a page without a title"
        throw Failure(kind: .check, detail: "\(name) came instead of the room page: \(hidingSecrets(in: difference))")
    }

    /// The URLs of the room's calls, from the ids in the page if it has them, otherwise from those that setup or the
    /// plan knows.
    private func addresses(_ page: RoomPage) throws(Failure) -> RoomAddresses {
        if let known = journey.addresses, page.spaceID ?? known.spaceID == known.spaceID,
            page.roomID ?? known.roomID == known.roomID
        {
            return known
        }
        guard let space = page.spaceID ?? journey.provisionedRoom.spaceID,
            let room = page.roomID ?? journey.provisionedRoom.roomID
        else {
            throw Failure(
                kind: .extract,
                detail: "the room page does not name its space and room, and neither does the scenario")
        }
        return RoomAddresses(api: journey.origins.api, spaceID: space, roomID: room)
    }
}
