// Webhooks over real sockets.

import Foundation
import PlatformContract
import Support
import Testing

@testable import StandIn

/// Events on their way to a receiver on a real socket.
@Suite(.timeLimit(.minutes(1))) struct WebhookDeliveryTests {
    private static let failing = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    private static let redirecting =
        "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    private static let taking = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"

    @Test func `an event is signed, and sent again until it is accepted`() async throws {
        let taken = Support.Event()
        let receiver = try ScriptedServer(
            [.receive, .send(Self.failing)], [.receive, .reset], [.receive, .send(Self.taking), .tell(taken)])
        defer { receiver.stop() }
        let secret = try await callStarted(telling: "\(receiver.url)/hook?x=1", taken)
        let requests = receiver.requests
        #expect(requests.count == 3 && Set(requests).count == 1)
        let request = try #require(requests.first)
        #expect(request.hasPrefix("POST /hook?x=1 HTTP/1.1\r\n"))
        #expect(request.lowercased().contains("content-type: application/json\r\n"))
        let payload = String(request[try #require(request.firstRange(of: "\r\n\r\n")).upperBound...])

        // The receiver's side, by another implementation of the digest.
        let match = try #require(payload.wholeMatch(of: /\{"signature":"([0-9a-f]{64})","body":(\{.*\})\}/))
        let folder = try TemporaryFolder()
        try folder.write("body", String(match.2))
        let digest = try await Shell.run(
            "openssl", ["dgst", "-sha256", "-hmac", secret, "body"], in: folder)
        #expect(digest.output.hasSuffix("= \(match.1)\n"))
        let event = try JSONDecoder().decode(WebhookDelivery.self, from: Data(payload.utf8)).body
        #expect(event.eventName == .callStarted && Identifier.isID(event.roomID) && Identifier.isID(event.spaceID))
    }

    @Test(arguments: [false, true])
    func `calls and recordings are reported to the receiver, in order`(recordFails: Bool) async throws {
        let (recordIsOver, callIsOver) = (Support.Event(), Support.Event())
        let receiver = try ScriptedServer(
            [.receive, .send(Self.taking)], [.receive, .send(Self.taking)],
            [.receive, .send(Self.taking), .tell(recordIsOver)], [.receive, .send(Self.taking), .tell(callIsOver)])
        defer { receiver.stop() }
        var configuration = StandInConfiguration(profile: .unlimited)
        if recordFails { configuration.capacity.faults = .init(recordFailsAfterSeconds: 0) }
        try await StandInOnSocket.serving(configuration) { base, _ in
            let event = try await Wire(base).event()
            let secret = try await event.wire.post(
                PlatformPath.webhook(space: event.space), #"{"url":"\#(receiver.url)/","isActive":true}"#,
                as: event.host
            ).decoded(WebhookSecretAnswer.self).secret
            let participant = try await event.enter("ann")
            let record = try await event.wire.post(
                PlatformPath.startRecord(room: event.room.id, space: event.space), as: event.host
            ).decoded(RecordView.self).id
            if !recordFails {
                _ = try await event.wire.post(
                    PlatformPath.stopRecord(room: event.room.id, space: event.space), as: event.host)
            }
            await recordIsOver.wait()
            try await event.leave(participant, jar: "ann")
            await callIsOver.wait()
            #expect(
                receiver.requests.map { $0.suffix(from: $0.firstRange(of: "\r\n\r\n")?.upperBound ?? $0.endIndex) }
                    == [
                        (.callStarted, nil), (.recordStarted, record),
                        (recordFails ? .recordFailed : .recordFinished, record), (.callFinished, nil),
                    ].map { (name: WebhookEventName, recordID: String?) in
                        let told = WebhookEvent(
                            eventName: name, roomID: event.room.id, spaceID: event.space, recordID: recordID)
                        return String(decoding: WebhookPayload.bytes(of: told, secret: secret), as: UTF8.self)[...]
                    })
        }
    }

    @Test func `an event that is not accepted is dropped after its third attempt`() async throws {
        let (wasSentThrice, isOver) = (Support.Event(), Support.Event())
        let failing: [ScriptedServer.Action] = [.receive, .send(Self.failing)]
        let receiver = try ScriptedServer(
            failing, failing, failing + [.tell(wasSentThrice)], [.receive, .send(Self.taking), .tell(isOver)])
        defer { receiver.stop() }
        var configuration = StandInConfiguration(profile: .unlimited)
        configuration.webhooks.retrySeconds = 0
        try await StandInOnSocket.serving(configuration) { base, _ in
            let event = try await Wire(base).event()
            _ = try await event.wire.post(
                PlatformPath.webhook(space: event.space), #"{"url":"\#(receiver.url)/","isActive":true}"#,
                as: event.host)
            let participant = try await event.enter("ann")
            await wasSentThrice.wait()
            try await event.leave(participant, jar: "ann")
            await isOver.wait()
            let names = receiver.requests.map { $0.contains("call_started") ? "call_started" : "other" }
            #expect(names == ["call_started", "call_started", "call_started", "other"])
            #expect(receiver.requests.last?.contains("call_finished") == true)
        }
    }

    @Test func `a redirect is not a success, and is not followed`() async throws {
        let taken = Support.Event()
        let receiver = try ScriptedServer(
            [.receive, .send(Self.redirecting)], [.receive, .send(Self.taking), .tell(taken)])
        defer { receiver.stop() }
        _ = try await callStarted(telling: "\(receiver.url)/hook", taken)
        #expect(receiver.requests.allSatisfy { $0.hasPrefix("POST /hook ") })
    }

    @Test func `a receiver that does not answer times out, and is tried again`() async throws {
        let taken = Support.Event()
        let receiver = try ScriptedServer(
            [.receive, .awaitClose], [.receive, .send(Self.taking), .tell(taken)])
        defer { receiver.stop() }
        _ = try await callStarted(telling: "\(receiver.url)/hook", taken) { $0.timeoutSeconds = 1 }
        #expect(receiver.requests.count == 2 && Set(receiver.requests).count == 1)
    }

    @Test func `stopping does not wait for a receiver that does not answer`() async throws {
        let asked = Support.Event()
        let receiver = try ScriptedServer([.receive, .tell(asked), .awaitClose])
        defer { receiver.stop() }
        // An hour: whatever does not end at once hits this suite's time limit.
        _ = try await callStarted(telling: "\(receiver.url)/hook", asked) { $0.timeoutSeconds = 3_600 }
        #expect(receiver.connections == 1)
    }

    @Test(arguments: [true, false])
    func `a receiver with an unknown certificate gets events only if certificates are not verified`(
        verify: Bool
    ) async throws {
        // The receiver is a stand-in with its own authority. It rejects the event, but counts it.
        var configuration = StandInConfiguration(profile: .unlimited)
        configuration.tls = true
        let server = try StandInServer(configuration: configuration)
        let folder = try TemporaryFolder()
        try folder.write("ca.pem", try #require(server.authority))
        try await StandInOnSocket.serving(server) { receiver, _ in
            let curl = Curl(folder: folder, options: ["--cacert", "ca.pem"])
            let change: (inout StandInConfiguration.Webhooks) -> Void = { $0.verify = verify }
            _ = try await callStarted(telling: receiver.base + PlatformPath.token, change) {
                // The second connection proves that the first one timed out.
                var truth = Truth()
                repeat {
                    truth = try await curl.json(Truth.self, [], receiver.base + Truth.path)
                } while truth.connections < 2 && truth[.token].requests == 0
                #expect((truth[.token].requests == 0) == verify)
            }
        }
    }

    /// Lets a person enter a room whose space has a webhook, and waits for the event to be accepted.
    ///
    /// - Returns: The webhook's secret.
    private func callStarted(
        telling url: String, _ taken: Support.Event,
        _ change: (inout StandInConfiguration.Webhooks) -> Void = { _ in }
    ) async throws -> String {
        try await callStarted(telling: url, change) { await taken.wait() }
    }

    /// Lets a person enter a room whose space has a webhook, and serves until the closure has returned.
    ///
    /// - Returns: The webhook's secret.
    private func callStarted(
        telling url: String, _ change: (inout StandInConfiguration.Webhooks) -> Void,
        until isTold: () async throws -> Void
    ) async throws -> String {
        var configuration = StandInConfiguration(profile: .unlimited)
        configuration.webhooks.retrySeconds = 0
        configuration.accounts[0].personalToken = "by-hand"
        change(&configuration.webhooks)
        let folder = try TemporaryFolder()
        let secret = Box<String>()
        try await StandInOnSocket.serving(configuration) { base, _ in
            let curl = Curl(folder: folder, options: ["--header", "Authorization: Bearer by-hand"])
            let space = try await curl.json(
                CreatedAnswer.self, [], base + PlatformPath.spaces, #"{"name":"S","isPublic":true}"#
            ).id
            let room = try await curl.json(
                CreatedRoom.self, [], base + PlatformPath.rooms(space: space), #"{"name":"R"}"#)
            let webhook = try await curl.json(
                WebhookSecretAnswer.self, [], base + PlatformPath.webhook(space: space),
                #"{"url":"\#(url)","isActive":true}"#)
            secret.value = webhook.secret
            let participant = try await curl.json(
                CreatedAnswer.self, [], base + PlatformPath.participants(space: space),
                #"{"name":"Host","roomId":"\#(room.id)"}"#
            ).id
            _ = try await curl([
                "--json", #"{"participantId":"\#(participant)"}"#,
                base + PlatformPath.join(room: room.id, space: space),
            ])
            try await isTold()
        }
        return try #require(secret.value)
    }

    private final class Box<Value> {
        var value: Value?
    }
}
