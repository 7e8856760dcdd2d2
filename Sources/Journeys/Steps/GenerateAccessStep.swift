// The step `generate-access`.
import Addresses
import Extracting
package import Measuring
import PlatformContract
import Scenarios
import Transport

/// A request for access to the room (contract section 4).
package final class PreparedAccess: PreparedStep {
    let granter: AccessPlan.Granter
    let space: PreparedText
    let room: PreparedText
    /// The whole URL, if it is the same for everybody.
    let address: WebURL.Reading?
    let body: PreparedText
    /// The integrator's id of the person; nil if a secret is part of it, so that it must not be recorded.
    let externalUserID: PreparedText?
    let ttlSeconds: Int?
    let isPermanent: Bool

    init(_ plan: AccessPlan, _ names: RunNames) throws(UnknownName) {
        granter = plan.granter
        space = try PreparedText(plan.space, names)
        room = try PreparedText(plan.room, names)
        if let space = space.constant, let room = room.constant {
            address = names.origins.api.appending(PlatformPath.generateAccess(room: room, space: space))
        } else {
            address = nil
        }
        var object = PreparedObject()
        object.string(Field.username) { $0.append(.name) }
        if let role = plan.role {
            object.string(Field.role, role)
        } else {
            object.string(Field.role) { $0.append(.role) }
        }
        try object.string(Field.externalUserID) { (text) throws(UnknownName) in
            try text.append(plan.externalUserID, names)
        }
        let isSecret = plan.externalUserID.names.contains { names.secret.contains($0) }
        externalUserID = isSecret ? nil : try PreparedText(plan.externalUserID, names)
        if let ttl = plan.ttlSeconds { object.raw(Field.ttl, String(ttl)) }
        if let permanent = plan.permanent { object.raw(Field.isPermanent, permanent ? "true" : "false") }
        body = object.closed()
        ttlSeconds = plan.ttlSeconds
        isPermanent = plan.permanent ?? false
    }

    func walk(_ participant: Participant) async throws(Failure) { try await participant.generateAccess(self) }
}

extension Participant {
    private static let urlPointer = JSONPointer(member: Field.url)

    /// Requests access to the room, as the host or with this participant's own token, and keeps the link (contract
    /// section 4).
    @inline(__always)
    package func generateAccess(_ request: PreparedAccess) async throws(Failure) {
        _ = try await exchange(try accessCall(request)) { (answer) throws(Failure) in
            self.link = GrantedLink(
                url: try self.requiredURL(Participant.urlPointer, Field.url, answer), grantedAt: answer.answered,
                ttlSeconds: request.ttlSeconds, isPermanent: request.isPermanent)
            if self.journey.keepsPeople { self.externalUserID = request.externalUserID?.text(for: self.values) }
        }
    }

    @inline(never)
    private func accessCall(_ request: PreparedAccess) throws(Failure) -> Call {
        let headers: [String]
        let bearer: FailureContext.Bearer
        switch request.granter {
        case .host:
            guard let hostHeaders = journey.hostHeaders else {
                throw Failure(kind: .extract, detail: "there is no host token: the scenario names no host")
            }
            (headers, bearer) = (hostHeaders, .host)
        case .participant:
            guard let token else {
                throw Failure(kind: .extract, detail: "there is no token: no earlier token step obtained one")
            }
            (headers, bearer) = (HeaderLines.json(bearer: token.text), token.bearer)
        }
        let space = request.space.text(for: values)
        let room = request.room.text(for: values)
        return PlatformRequest(
            .generateAccess,
            HTTPRequest(
                method: "POST",
                url: request.address
                    ?? journey.origins.api.appending(PlatformPath.generateAccess(room: room, space: space)),
                headers: headers, body: request.body.bytes(for: values)),
            bearer: bearer, space: space, room: room)
    }
}
