// The rows of the contract's table of common failures.

import PlatformContract
import Testing

@testable import StandIn

/// Common failures (contract section 11), row by row, over the network.
@Suite struct KnownTroubleTests {
    private func serving(
        _ change: (inout StandInConfiguration) -> Void = { _ in }, _ body: (Wire) async throws -> Void
    ) async throws {
        var configuration = StandInConfiguration(profile: .unlimited)
        change(&configuration)
        try await StandInOnSocket.serving(configuration) { base, _ in try await body(try Wire(base)) }
    }

    @Test(arguments: [
        ("host", "host-password"), ("host@example.test", "wrong"), ("nobody@example.test", "x"),
    ]) func `a user name that is no e-mail, and wrong credentials, are an invalid grant`(
        username: String, password: String
    ) async throws {
        try await serving { wire in
            let reply = try await wire.token(
                #""grant_type":"password","username":"\#(username)","password":"\#(password)""#)
            #expect(reply.status == 400)
            #expect(reply.oauthRefusal == OAuthErrorBody(error: .invalidGrant, description: "Invalid credentials"))
        }
    }

    @Test func `a wrong client secret is an invalid client`() async throws {
        try await serving { wire in
            let reply = try await wire.token(#""grant_type":"client_credentials""#, secret: "wrong")
            #expect(reply.status == 401 && reply.oauthRefusal?.error == .invalidClient)
        }
    }

    @Test func `a client token may do nothing with spaces, rooms and analytics`() async throws {
        try await serving { wire in
            let event = try await wire.event()
            let hidden = event.room.id
            let client = try await wire.client()
            for (method, path, body) in [
                ("GET", PlatformPath.spaces, nil), ("POST", PlatformPath.spaces, #"{"name":"S","isPublic":true}"#),
                ("POST", PlatformPath.rooms(space: event.space), #"{"name":"R"}"#),
                ("GET", "/v1/spaces/\(event.space)/analytics/calls", nil),
                ("GET", "/v1/spaces/\(event.space)/analytics/report", nil),
                ("GET", PlatformPath.rooms(space: event.space), nil),
                ("GET", PlatformPath.room(hidden, space: event.space), nil),
                (
                    "POST", PlatformPath.participants(space: event.space),
                    #"{"name":"Guest","roomId":"\#(hidden)","role":"user"}"#
                ),
            ] {
                let reply = try await wire.send(method, path, body, as: client)
                #expect(reply.status == 403 && reply.refusal?.message == PlatformMessage.forbiddenForUser)
            }
        }
    }

    @Test func `an alias in a path, and the same id twice, are not found; an id in a link neither`() async throws {
        try await serving { wire in
            let event = try await wire.event()
            for room in [event.room.alias, event.space] {
                let reply = try await wire.get(PlatformPath.room(room, space: event.space), as: event.host)
                #expect(reply.status == 404 && reply.refusal?.statusCode == 404)
            }
            #expect(try await wire.get(PlatformPath.roomPage(alias: event.room.id)).status == 404)
        }
    }

    @Test func `a browser that stores no cookies is unauthorised on entering`() async throws {
        try await serving { wire in
            let event = try await wire.event()
            #expect(try await wire.get(try await event.link("Ann")).status == 200)
            let reply = try await wire.get(event.path)
            #expect(reply.status == 401 && reply.refusal?.error == "Unauthorized")
        }
    }

    @Test func `a link expires`() async throws {
        try await serving { wire in
            let event = try await wire.event()
            let link = try await event.link("Ann", #","ttl":1,"isPermanent":true"#)
            // It lives for one second, and is requested until it expires: each response is one or the other.
            var reply = try await wire.get(link)
            let isOver = ContinuousClock.now.advanced(by: .seconds(30))
            while reply.status == 200, ContinuousClock.now < isOver { reply = try await wire.get(link) }
            #expect(reply.status == 401 && reply.body.contains("The link has expired"))
        }
    }

    @Test func `a one-time link can be opened once`() async throws {
        try await serving { wire in
            let event = try await wire.event()
            let link = try await event.link("Ann")
            #expect(try await wire.get(link).status == 200)
            let again = try await wire.get(link)
            #expect(again.status == 401 && again.body.contains("The link has been used"))
        }
    }

    @Test func `a private room rejects anyone without a grant, including the space's owner`() async throws {
        try await serving { wire in
            let event = try await wire.event(isPublic: true)
            let teacher = try await wire.account(1)
            let room = try await wire.post(
                PlatformPath.rooms(space: event.space), #"{"name":"Private","isPublic":false}"#, as: teacher
            ).decoded(CreatedRoom.self)
            for token in [event.host, try await wire.account(2)] {
                #expect(try await wire.get(PlatformPath.room(room.id, space: event.space), as: token).status == 403)
                // Nor may they grant access to it.
                let access = try await wire.post(
                    PlatformPath.generateAccess(room: room.id, space: event.space),
                    #"{"username":"A","role":"user"}"#, as: token)
                #expect(access.status == 403)
            }
            #expect(try await wire.get(PlatformPath.room(room.id, space: event.space), as: teacher).status == 200)
        }
    }

    @Test func `a free plan has neither statistics nor webhooks`() async throws {
        try await serving { wire in
            let free = try await wire.account(1)
            let space = try await wire.post(PlatformPath.spaces, #"{"name":"S","isPublic":true}"#, as: free)
                .decoded(CreatedAnswer.self).id
            let calls = try await wire.get("/v1/spaces/\(space)/analytics/calls", as: free)
            #expect(calls.status == 403 && calls.refusal?.message == PlatformMessage.planWithoutStatistics)
            let webhook = try await wire.post(
                PlatformPath.webhook(space: space), #"{"url":"http://127.0.0.1:9/","isActive":true}"#, as: free)
            #expect(webhook.status == 403 && webhook.refusal?.message == PlatformMessage.planWithoutWebhooks)
        }
    }

    @Test func `there is no report before the call has finished`() async throws {
        try await serving { wire in
            let event = try await wire.event()
            let participant = try await event.enter("ann")
            let record = try await wire.post(
                PlatformPath.startRecord(room: event.room.id, space: event.space), as: event.host
            ).decoded(RecordView.self)
            let report = PlatformPath.report(space: event.space, room: event.room.id, call: record.callID)
            #expect(try await wire.get(report, as: event.host).status == 404)
            try await event.leave(participant, jar: "ann")
            let attendance = try await wire.get(report, as: event.host).decoded(AttendanceReport.self)
            #expect(attendance.participants.map(\.externalUserID) == ["ann"])
        }
    }

    @Test func `two who share an integrator's id are one in the attendance`() async throws {
        try await serving { wire in
            let event = try await wire.event()
            for name in ["ann", "bo"] {
                try await event.leave(try await event.enter(name, as: "same"), jar: name)
            }
            // One after another they are in two calls; each has one person with that id.
            #expect(try await event.calls().map(\.uniqueParticipantsCount) == [1, 1])
            let first = try await event.enter("ann", as: "same")
            let second = try await event.enter("bo", as: "same")
            try await event.leave(first, jar: "ann")
            try await event.leave(second, jar: "bo")
            #expect(try await event.calls().last?.uniqueParticipantsCount == 1)
        }
    }

    @Test func `a failed recording stays failed until the integrator starts another`() async throws {
        try await serving({
            $0.capacity = CapacityProfile(name: "test")
            $0.capacity.faults = .init(recordFailsAfterSeconds: 0)
        }) { wire in
            let event = try await wire.event()
            _ = try await event.enter("ann")
            let start = PlatformPath.startRecord(room: event.room.id, space: event.space)
            let records = PlatformPath.records(room: event.room.id, space: event.space)
            for count in 1...2 {
                #expect(try await wire.post(start, as: event.host).status == 200)
                // The server causes the failure on its own, so the test polls, like an integrator without a webhook.
                var states: [RecordState] = []
                let isOver = ContinuousClock.now.advanced(by: .seconds(30))
                while states.last != .failed, ContinuousClock.now < isOver {
                    states = try await wire.get(records, as: event.host).decoded(ListAnswer<RecordView>.self).items
                        .map(\.state)
                }
                #expect(states == Array(repeating: .failed, count: count))
            }
        }
    }

    @Test func `a room has any number of moderators`() async throws {
        try await serving { wire in
            let event = try await wire.event()
            var people: [(name: String, participant: String)] = []
            for number in 1...5 {
                let name = "lead\(number)"
                people.append((name, try await event.enter(name, role: .moderator)))
            }
            for person in people { try await event.leave(person.participant, jar: person.name) }
            let call = try #require(try await event.calls().first)
            let report = try await wire.get(
                PlatformPath.report(space: event.space, room: event.room.id, call: call.id), as: event.host
            ).decoded(AttendanceReport.self)
            #expect(report.participants.map(\.role) == Array(repeating: .moderator, count: 5))
        }
    }

    @Test func `beyond the rate it is 429, beyond the queue 503, both with Retry-After`() async throws {
        var limited = CapacityProfile(name: "limited")
        limited.rateLimit = .init(perSecond: 0.001, burst: 1)
        var full = CapacityProfile(name: "full")
        full.slots = .init(concurrent: 1, queued: 0)
        full.service[.token] = .init(medianMilliseconds: 3_600_000, p99Milliseconds: 3_600_000)
        full.retryAfterSeconds = 7
        for (profile, status) in [(limited, 429), (full, 503)] {
            try await serving({ $0.capacity = profile }) { wire in
                // The first one uses everything up; under the second profile it would be answered in an hour.
                try await RawConnection.open(to: wire.base) { reader, writer in
                    try await writer.request(
                        "POST", PlatformPath.token, "{}", headers: ["Content-Type: application/json"])
                    if status == 429 { #expect(try await reader.answer()?.status == 400) }
                    try await Self.awaitArrival(wire)
                    let reply = try await wire.get(PlatformPath.spaces)
                    #expect(reply.status == status && reply.refusal?.statusCode == status)
                    #expect(status == 429 ? (Int(reply.retryAfter) ?? 0) > 0 : reply.retryAfter == "7")
                }
            }
        }
    }

    /// Waits until the server has seen the first request for a token.
    private static func awaitArrival(_ wire: Wire) async throws {
        let isOver = ContinuousClock.now.advanced(by: .seconds(30))
        while ContinuousClock.now < isOver {
            if try await wire.get(Truth.path).decoded(Truth.self)[.token].requests > 0 { return }
        }
    }
}
