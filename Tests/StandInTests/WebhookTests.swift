// Settings of webhooks, and what they receive.

import Foundation
import PlatformContract
import Testing

@testable import StandIn

@Suite struct WebhookTests {
    private let body = #"{"url":"http://127.0.0.1:9/hook","isActive":true}"#

    @Test func `a webhook is created, read, changed and deleted`() async throws {
        let platform = try await TestPlatform()
        let host = try await platform.host()
        let space = try await platform.space(by: host)
        let path = PlatformPath.webhook(space: space)
        #expect(await platform.get(path, as: host).status == 404)
        let made: WebhookSecretAnswer = try await platform.post(path, body, as: host).decoded()
        #expect(made.url == "http://127.0.0.1:9/hook" && made.isActive && made.secret.count == 40)
        #expect(await platform.post(path, body, as: host).status == 409)
        let read = await platform.get(path, as: host)
        #expect(try read.decoded(WebhookView.self) == WebhookView(url: made.url, isActive: true))
        #expect(!read.text.contains(made.secret))
        let changed: WebhookView = try await platform.put(
            path, #"{"url":"https://localhost/other","isActive":false}"#, as: host
        ).decoded()
        #expect(changed == WebhookView(url: "https://localhost/other", isActive: false))
        let renewed: WebhookSecretAnswer = try await platform.put(
            PlatformPath.refreshWebhookSecret(space: space), "", as: host
        ).decoded()
        #expect(renewed.url == changed.url && renewed.secret != made.secret)
        #expect(await platform.send("DELETE", path, as: host).status == 204)
        #expect(await platform.send("DELETE", path, as: host).status == 404)
        #expect(await platform.put(PlatformPath.refreshWebhookSecret(space: space), "", as: host).status == 404)
        #expect(await platform.put(path, body, as: host).status == 404)
    }

    @Test(arguments: ["GET", "POST", "PUT", "DELETE"])
    func `webhooks are the owner's, on a paid plan`(method: String) async throws {
        let platform = try await TestPlatform()
        let free = try await platform.account(1)
        let own = PlatformPath.webhook(space: try await platform.space(by: free))
        #expect(
            await platform.send(method, own, body, as: free)
                == .refused(403, "Forbidden", "Plan does not include webhooks"))
        let others = PlatformPath.webhook(space: try await platform.space(by: try await platform.host()))
        #expect(await platform.send(method, others, body, as: free).status == 403)
        #expect(
            await platform.send(method, own, body, as: try await platform.client())
                == .refused(403, "Forbidden", PlatformMessage.forbiddenForUser))
    }

    @Test(arguments: [
        "", "nonsense", "ftp://127.0.0.1/", "http://", "http://user:word@127.0.0.1/", "http://example.com/",
        "http://127.0.0.1.example.com/", "http://127.1/", "http://10.0.0.1/", "https://[::2]/", "//127.0.0.1/",
        "http://127.0.0.1:99999/", "http://[::1]:99999/", "http://localhost:99999/", "http://127.0.0.1:0/",
        "http://127.0.0.1:9223372036854775807/", "http://127.0.0.1:/", "http://127.0.0.1:x/", "http://127.0.0.+1/",
        "http://127.0.0.01/", "http://0x7f.0.0.1/", "http://2130706433/", "http://[::ffff:127.0.0.1]/",
        "http://127.0.0.1/a b", "http://127.0.0.1/\\r\\nX", "http://127.0.0.1/é", "http://127.0.0.1\\\\@example.com/",
        "http://127.0.0.1/" + String(repeating: "a", count: 3_000),
    ]) func `an address that may not be called is refused`(url: String) async throws {
        let platform = try await TestPlatform()
        let host = try await platform.host()
        let answer = await platform.post(
            PlatformPath.webhook(space: try await platform.space(by: host)), #"{"url":"\#(url)","isActive":true}"#,
            as: host)
        #expect(answer.status == 400 && answer.refusal?.message.hasPrefix("url must ") == true)
    }

    @Test(arguments: [
        ("http://127.0.0.1:8080/", true), ("http://127.8.9.10/", true), ("http://LOCALHOST/x", true),
        ("http://[::1]:80/", true), ("https://hooks.example/", true), ("https://a.b.lms.example/", true),
        ("https://lms.example/", false), ("https://xlms.example/", false), ("https://hooks.example.net/", false),
    ]) func `this machine may be called, and hosts that the configuration names`(
        url: String, isAllowed: Bool
    ) {
        let webhooks = StandInConfiguration.Webhooks(hosts: ["hooks.example", "*.lms.example"])
        #expect(((try? webhooks.check(url)) != nil) == isAllowed)
    }

    @Test func `calls and recordings are reported in order`() async throws {
        let event = try await TestPlatform().event()
        _ = await event.platform.post(PlatformPath.webhook(space: event.space), body, as: event.host)
        let (browser, participant) = try await event.enter(externalUserID: "a1")
        _ = await event.platform.post(
            PlatformPath.startRecord(room: event.room.id, space: event.space), as: event.host)
        _ = await event.leave(participant, as: browser)
        var backgroundTasks = event.platform.service.backgroundTasks.makeAsyncIterator()
        for name in [WebhookEventName.callStarted, .recordStarted, .recordFinished, .callFinished] {
            guard case .deliver(let outgoing) = await backgroundTasks.next() else {
                Issue.record("\(name) is not told")
                return
            }
            #expect(outgoing.url == "http://127.0.0.1:9/hook")
            let told = outgoing.event
            #expect(told.eventName == name && told.roomID == event.room.id && told.spaceID == event.space)
            #expect((told.recordID != nil) == (name == .recordStarted || name == .recordFinished))
        }
    }

    @Test func `a failed recording is reported as failed, and not as finished too`() async throws {
        let event = try await TestPlatform {
            $0.capacity = CapacityProfile(name: "test")
            $0.capacity.faults = .init(recordFailsAfterSeconds: 30)
        }.event()
        _ = await event.platform.post(PlatformPath.webhook(space: event.space), body, as: event.host)
        let (browser, participant) = try await event.enter(externalUserID: "a1")
        let record: RecordView = try await event.platform.post(
            PlatformPath.startRecord(room: event.room.id, space: event.space), as: event.host
        ).decoded()
        var backgroundTasks = event.platform.service.backgroundTasks.makeAsyncIterator()
        for name in [WebhookEventName.callStarted, .recordStarted] {
            #expect(await backgroundTasks.next()?.told?.eventName == name)
        }
        let failure = try #require(await backgroundTasks.next())
        #expect(
            failure == .inject(ScheduledFault(kind: .failRecord(id: record.id, roomID: event.room.id), at: 30_000_000)))
        event.platform.time.advance(seconds: 30)
        await event.platform.run(failure)
        #expect(
            await backgroundTasks.next()?.told
                == WebhookEvent(
                    eventName: .recordFailed, roomID: event.room.id, spaceID: event.space, recordID: record.id))
        // The end of the call would end the recording if it were not over; so only the end of the call is reported.
        _ = await event.leave(participant, as: browser)
        #expect(await backgroundTasks.next()?.told?.eventName == .callFinished)
    }

    @Test func `an inactive webhook receives nothing`() async throws {
        let event = try await TestPlatform().event()
        let path = PlatformPath.webhook(space: event.space)
        _ = await event.platform.post(path, #"{"url":"http://127.0.0.1:9/","isActive":false}"#, as: event.host)
        let (browser, participant) = try await event.enter(externalUserID: "a1")
        _ = await event.platform.put(path, body, as: event.host)
        _ = await event.leave(participant, as: browser)
        var backgroundTasks = event.platform.service.backgroundTasks.makeAsyncIterator()
        guard case .deliver(let outgoing) = await backgroundTasks.next() else {
            Issue.record("nothing is told")
            return
        }
        #expect(outgoing.event.eventName == .callFinished)
    }

    @Test func `the signature is the one of the documentation's recipe`() throws {
        // printf '%s' '{"eventName":"call_started","roomId":"r","spaceId":"s"}' | openssl dgst -sha256 -hmac key
        let event = WebhookEvent(eventName: .callStarted, roomID: "r", spaceID: "s")
        #expect(
            String(decoding: WebhookPayload.bytes(of: event, secret: "key"), as: UTF8.self)
                == #"{"signature":"782c1196e25321bfdfb5a9923f06b948302865c7fee791a0bed1b345e4cbc705","body":{"eventName":"call_started","roomId":"r","spaceId":"s"}}"#
        )
    }
}

extension BackgroundTask {
    /// What is sent to a webhook; nil if it is another kind of background task.
    var outgoing: OutgoingEvent? {
        guard case .deliver(let outgoing) = self else { return nil }
        return outgoing
    }

    /// What a webhook receives from it.
    fileprivate var told: WebhookEvent? { outgoing?.event }
}
