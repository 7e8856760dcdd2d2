// A body of each type of the contract, with all optional fields and with none.

import PlatformContract
import Testing

@testable import StandIn

/// A type's two extremes.
struct BodySample: Sendable, CustomTestStringConvertible {
    /// The type.
    let type: any DescribedBody.Type
    /// With every optional field.
    let full: any DescribedBody
    /// With none.
    let bare: any DescribedBody

    /// Two values of one type; without the second, the type has no optional fields.
    init<Body: DescribedBody>(_ full: Body, bare: Body? = nil) {
        type = Body.self
        self.full = full
        self.bare = bare ?? full
    }

    var testDescription: String { type.schemaName }

    private static let id = "0123456789abcdef01234567"
    private static let time = "2026-11-24T03:00:00.000Z"
    private static let token = "e30.e30.c2ln"

    static let all = tokens + spaces + entry + analytics + records + webhooks + refusals + truth

    private static let tokens = [
        BodySample(
            TokenRequest(
                grantType: "password", clientID: "c", clientSecret: "s", username: "u@x", password: "p",
                refreshToken: token),
            bare: TokenRequest(grantType: "client_credentials", clientID: "c", clientSecret: "s")),
        BodySample(TokenAnswer(accessToken: token, refreshToken: token)),
        BodySample(
            NewUser(email: "u@x", password: "p", username: "u", phone: "1", captchaToken: "c"),
            bare: NewUser(email: "u@x", password: "p", username: "u")),
        BodySample(CreatedAnswer(id: id)),
    ]

    private static let space = SpaceView(id: id, name: "S", isPublic: true, description: "d", logo: "l")
    private static let room = RoomView(
        id: id, alias: "abcdefghiJ", channelID: id, name: "R", type: .webinar, isPublic: true,
        isScreensharingAllowed: true, isChatAllowed: false)

    private static let spaces = [
        BodySample(
            SpaceRequest(name: "S", isPublic: true, description: "d", logo: "l"),
            bare: SpaceRequest(name: "S", isPublic: false)),
        BodySample(space, bare: SpaceView(id: id, name: "S", isPublic: true)),
        BodySample(ListAnswer(items: [space]), bare: ListAnswer(items: [])),
        BodySample(
            RoomRequest(
                name: "R", isPublic: true, isScreensharingAllowed: false, isChatAllowed: true, type: .lesson),
            bare: RoomRequest(name: "R")),
        BodySample(CreatedRoom(alias: "abcdefghiJ", id: id, channelID: id)),
        BodySample(room),
        BodySample(ListAnswer(items: [room]), bare: ListAnswer(items: [])),
        BodySample(RoleRequest(targetUserID: id, role: .moderator)),
        BodySample(InviteRequest(role: .user)),
        BodySample(EmptyAnswer()),
    ]

    private static let entry = [
        BodySample(
            AccessRequest(
                username: "u", role: .user, externalUserID: "e1", ttl: 60, isPermanent: true, email: "u@x", phone: "1"),
            bare: AccessRequest(username: "u", role: .moderator)),
        BodySample(AccessAnswer(url: "http://h/room/abcdefghiJ?accessToken=\(token)")),
        BodySample(
            ParticipantRequest(name: "n", roomID: id, role: .user, clientUniqueID: "c"),
            bare: ParticipantRequest(name: "n", roomID: id)),
        BodySample(SignalingTokenAnswer(signalingToken: "s")),
        BodySample(ParticipantReference(participantID: id)),
    ]

    private static func call(finishedAt: String?) -> CallView {
        CallView(
            id: id, active: false, roomID: id, participantsCount: 1, isBreakoutRoom: false, planAlias: "paid",
            roomType: .lesson, totalParticipantsCount: 1, uniqueParticipantsCount: 1, startedAt: time,
            finishedAt: finishedAt)
    }

    private static let visit = AttendanceReport.Visit(enteredAt: time, leftAt: time)
    private static let person = AttendanceReport.Person(
        externalUserID: "e1", name: "n", email: "u@x", phone: "1", role: .user, visits: [visit], totalSeconds: 1)
    private static let poll = AttendanceReport.Poll(id: id)

    private static func report(_ participants: [AttendanceReport.Person]) -> AttendanceReport {
        AttendanceReport(
            callID: id, roomID: id, startedAt: time, finishedAt: time, durationSeconds: 1, participants: participants,
            polls: [poll])
    }

    private static let analytics = [
        BodySample(call(finishedAt: time), bare: call(finishedAt: nil)),
        BodySample(ListAnswer(items: [call(finishedAt: time)]), bare: ListAnswer(items: [])),
        BodySample(visit),
        BodySample(
            person,
            bare: AttendanceReport.Person(externalUserID: nil, name: "n", role: .user, visits: [], totalSeconds: 0)),
        BodySample(poll),
        BodySample(ListAnswer(items: [poll]), bare: ListAnswer(items: [])),
        BodySample(report([person]), bare: report([])),
    ]

    private static func record(finishedAt: String?) -> RecordView {
        RecordView(
            id: id, name: "n", fileSize: 1, roomID: id, spaceID: id, callID: id, state: .finished, createdAt: time,
            startedAt: time, finishedAt: finishedAt)
    }

    private static let records = [
        BodySample(record(finishedAt: time), bare: record(finishedAt: nil)),
        BodySample(ListAnswer(items: [record(finishedAt: nil)]), bare: ListAnswer(items: [])),
    ]

    private static let event = WebhookEvent(eventName: .recordFailed, roomID: id, spaceID: id, recordID: id)

    private static let webhooks = [
        BodySample(WebhookRequest(url: "https://127.0.0.1/", isActive: true)),
        BodySample(WebhookView(url: "https://127.0.0.1/", isActive: true)),
        BodySample(WebhookSecretAnswer(url: "https://127.0.0.1/", secret: "s", isActive: true)),
        BodySample(event, bare: WebhookEvent(eventName: .callStarted, roomID: id, spaceID: id)),
        BodySample(WebhookDelivery(signature: String(repeating: "0f", count: 32), body: event)),
    ]

    private static let refusals = [
        BodySample(OAuthErrorBody(error: .invalidGrant, description: "d")),
        BodySample(APIErrorBody(statusCode: 401, error: "Unauthorized", message: "m")),
    ]

    private static let truth = [
        BodySample(Truth.Deliveries(attempts: 2, accepted: 1)),
        BodySample(Truth.EndpointCounts(requests: 1, status: ["200": 1])),
        BodySample(Truth(endpoints: ["token": Truth.EndpointCounts()]), bare: Truth()),
    ]
}
