// The step `enter-room`: the room page and the calls behind it (contract section 5).
import Addresses
import Extracting
public import Measuring
import PlatformContract
import Scenarios
import Transport

/// An entry into the room (contract section 5).
public final class PreparedEntry: PreparedStep {
    /// The link that the scenario gives; nil: that of the last generate-access.
    let link: PreparedURL?
    /// The room's plain address, for those who have no link; nil where the alias is not known.
    let plainLink: WebURL.Reading?
    let openOnly: Bool

    init(_ plan: EntryPlan, _ names: RunNames) throws(UnknownName) {
        if let link = plan.link { self.link = try PreparedURL(link, names) } else { link = nil }
        plainLink = names.provisionedRoom.roomAlias.map {
            WebURL.read(names.origins.web + PlatformPath.roomPage(alias: $0))
        }
        openOnly = plan.openOnly
    }

    func walk(_ participant: Participant) async throws(Failure) { try await participant.enterRoom(self) }
}

extension Participant {
    /// So many redirects of the room page are followed: a login page or two on the way are usual on real servers.
    static let redirectLimit = 5

    private static let roomPageAttributes = HTMLAttributes([RoomPageAttribute.spaceID, RoomPageAttribute.roomID])
    private static let idPointer = JSONPointer(member: Field.id)
    private static let signalingPointer = JSONPointer(member: Field.signalingToken)

    /// Opens the link and joins. The participant identifies itself by the page's cookies alone, as a browser does.
    public func enterRoom(_ entry: PreparedEntry) async throws(Failure) {
        guard let address = entry.link?.url(for: identity) ?? link?.url ?? entry.plainLink else {
            throw Failure(
                kind: .extract, detail: "there is no link: no generate-access before this step, and no room's alias")
        }
        guard let page = try await openRoomPage(address, isLast: entry.openOnly) else { return }
        if entry.link == nil { link?.openings += 1 }
        guard !entry.openOnly else { return }
        try await walkIn(try addresses(page))
    }

    /// The calls behind the room page. Apart from `enterRoom`, as each of the calls is from this, so that a suspended
    /// participant holds no more than the request that it waits for needs.
    @inline(never)
    private func walkIn(_ addresses: RoomAddresses) async throws(Failure) {
        guard try await seeRoom(addresses), let participantID = try await becomeParticipant(addresses),
            try await obtainSignaling(addresses, participantID)
        else { return }
        try await join(addresses, participantID)
    }

    @inline(never)
    private func join(_ addresses: RoomAddresses, _ participantID: String) async throws(Failure) {
        // From the moment at which it is sent the platform may count the participant as present, whether or not the
        // answer arrives: then teardown leads it out all the same.
        presence = Presence(addresses: addresses, participantID: participantID, isCertain: false)
        do throws(Failure) {
            let isIn: Void? = try await exchange(joinCall(addresses, participantID)) { (answer) throws(Failure) in
                self.settleIn(at: answer.finished)
            }
            if isIn == nil { presence = nil }
        } catch {
            if error.status != nil { presence = nil }
            throw error
        }
    }

    private func settleIn(at joined: Moment) {
        presence?.isCertain = true
        if schedule.entered == nil { place.coordinator.entered() }
        schedule.arrived(at: joined)
    }

    @inline(never)
    private func seeRoom(_ addresses: RoomAddresses) async throws(Failure) -> Bool {
        let isOpen: Void? = try await exchange(roomCall(addresses)) { (answer) throws(Failure) in
            _ = try self.optional(Participant.idPointer, answer)
        }
        return isOpen != nil
    }

    @inline(never)
    private func becomeParticipant(_ addresses: RoomAddresses) async throws(Failure) -> String? {
        try await exchange(participantCall(addresses)) { (answer) throws(Failure) in
            try self.required(Participant.idPointer, Field.id, answer)
        }
    }

    @inline(never)
    private func obtainSignaling(_ addresses: RoomAddresses, _ participantID: String) async throws(Failure) -> Bool {
        let isSignaled: Void? = try await exchange(signalingCall(addresses, participantID)) {
            (answer) throws(Failure) in
            _ = try self.required(Participant.signalingPointer, Field.signalingToken, answer)
        }
        return isSignaled != nil
    }

    // The calls are made out of line, so that none of their parts lie in the suspended task.

    @inline(never)
    private func roomCall(_ addresses: RoomAddresses) -> Call {
        let call = Call(.room, HTTPRequest(url: addresses.room, headers: HeaderLines.accept))
        call.place(addresses)
        return call
    }

    @inline(never)
    private func participantCall(_ addresses: RoomAddresses) -> Call {
        let call = Call(
            .participant,
            HTTPRequest(
                method: "POST", url: addresses.participants, headers: HeaderLines.json,
                body: journey.bodies.participant.bytes(for: identity, handingOver: addresses.roomID)))
        call.place(addresses)
        return call
    }

    @inline(never)
    private func signalingCall(_ addresses: RoomAddresses, _ participantID: String) -> Call {
        let call = Call(
            .signalingToken,
            HTTPRequest(
                method: "POST", url: addresses.signalingToken(of: participantID), headers: HeaderLines.json,
                body: []))
        call.place(addresses)
        return call
    }

    @inline(never)
    private func joinCall(_ addresses: RoomAddresses, _ participantID: String) -> Call {
        let call = Call(
            .join,
            HTTPRequest(
                method: "POST", url: addresses.join, headers: HeaderLines.json,
                body: journey.bodies.membership.bytes(for: identity, handingOver: participantID)))
        call.place(addresses)
        call.isLast = true
        return call
    }

    private enum Page {
        case moved(String)
        case ids(space: String?, room: String?)
    }

    /// Opens the room page, following redirects; nil if the answer satisfies the step's checks without being a page.
    @inline(never)
    private func openRoomPage(_ link: WebURL.Reading, isLast: Bool) async throws(Failure) -> (
        space: String?, room: String?
    )? {
        var address = link
        var hops = 0
        while true {
            let call = Call(.roomPage, HTTPRequest(url: address, headers: HeaderLines.page, isPage: true))
            call.isLast = isLast
            call.readable = 200...399
            call.followsRedirects = true
            let page = try await exchange(call) { (answer) throws(Failure) in
                try self.readPage(answer, call, mayFollow: hops < Participant.redirectLimit)
            }
            switch page {
            case nil: return nil
            case .ids(let space, let room): return (space, room)
            case .moved(let reference):
                hops += 1
                address = try redirected(to: reference, from: call)
            }
        }
    }

    private func readPage(_ answer: HTTPExchange, _ call: Call, mayFollow: Bool) throws(Failure) -> Page {
        if let status = answer.status, status >= 300 {
            guard let location = answer.location else {
                throw Failure(kind: .protocol, detail: "status \(status) without a place to go to")
            }
            guard mayFollow else {
                throw Failure(
                    kind: .redirects,
                    detail:
                        "more than \(Participant.redirectLimit) redirects, the last one to \(shownTarget(location, of: call))"
                )
            }
            // Resolved here too, so that a target that is none fails the request that was answered with it.
            _ = try redirected(to: location, from: call)
            return .moved(location)
        }
        let ids = Participant.roomPageAttributes.values(in: answer.body)
        return .ids(space: ids[0], room: ids[1])
    }

    /// The addresses of the room's calls: by the ids of the page, where it tells them, else by those that setup or the
    /// plan knows.
    private func addresses(_ page: (space: String?, room: String?)) throws(Failure) -> RoomAddresses {
        if let known = journey.addresses, page.space ?? known.spaceID == known.spaceID,
            page.room ?? known.roomID == known.roomID
        {
            return known
        }
        guard let space = page.space ?? journey.provisionedRoom.spaceID,
            let room = page.room ?? journey.provisionedRoom.roomID
        else {
            throw Failure(
                kind: .extract,
                detail: "the room page does not tell its space and room, and the scenario does not name them")
        }
        return RoomAddresses(api: journey.origins.api, spaceID: space, roomID: room)
    }
}

extension Call {
    /// One of the calls behind the room page.
    fileprivate func place(_ addresses: RoomAddresses) {
        spaceID = addresses.spaceID
        roomID = addresses.roomID
        isLast = false
    }
}
