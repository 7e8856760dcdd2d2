// The host receives the platform's webhooks: the real binary against the stand-in, which sends them.
import Analysis
import Foundation
import Glibc
import PlatformContract
import Support
import Testing

@Suite(.serialized) struct WebhookCommandTests {
    private func summary(_ event: HostedEvent, _ out: String = "run") throws -> Summary {
        try Summary(json: event.folder.read("\(out)/summary.json"))
    }

    @Test(arguments: [true, false])
    func `every event of the platform is taken once, and the webhook is taken back`(leaves: Bool) async throws {
        try await HostedEvent.with { event in
            let outcome = try await event.run("webhooks: required\nrecord: required", stay: "3s", leave: leaves).run {
                running in
                #expect(await running.errors.line { $0.contains(" 4 got in") } != nil)
                let webhook = try #require(try event.webhook())
                #expect(webhook.contains("/turnout/run-") && webhook.contains("\"isActive\":true"))
            }
            #expect(outcome.code == ExitCode.passed.rawValue, "\(outcome.output)\(outcome.errors)")
            let webhooks = try #require(try summary(event).event?.webhooks)
            #expect(webhooks.registered && webhooks.deleted && webhooks.reason == nil)
            let truth = try event.standIn.truth()
            #expect(webhooks.received == truth.deliveries.accepted && webhooks.received == webhooks.events)
            #expect(truth.deliveries.attempts == truth.deliveries.accepted)
            let kinds = try #require(try summary(event).event).timeline.map(\.kind)
            let told = kinds.filter { WebhookEventName(rawValue: $0.rawValue) != nil }
            // A call ends with its last participant, and so does a record that nobody has stopped before.
            #expect(Set(told) == [.callStarted, .recordStarted, .recordFinished, .callFinished])
            #expect(told.count == 4 && webhooks.events == 4)
            #expect(kinds.first == .webhookRegistered && kinds.last == .webhookDeleted)
            #expect(try event.webhook() == nil)
            #expect(outcome.output.contains("4 events in 4 deliveries."), "\(outcome.output)")
        }
    }

    @Test func `wrong signatures, repeats and what is out of order are counted and shown`() async throws {
        let configuration = "{\"webhooks\":{\"forged\":true,\"repeats\":1,\"late\":[\"call_started\"]}}"
        try await HostedEvent.with(configuration) { event in
            let outcome = try await event.run("webhooks: true", leave: true).run()
            #expect(outcome.code == ExitCode.passed.rawValue, "\(outcome.output)\(outcome.errors)")
            let webhooks = try #require(try summary(event).event?.webhooks)
            #expect(webhooks.events == 2 && webhooks.wrongSignature == 2)
            // The repeat of the last event may come when the webhook is deleted already.
            #expect((1...2).contains(webhooks.repeats) && webhooks.outOfOrder == 1)
            #expect(webhooks.received == 4 + webhooks.repeats)
            // Whatever was answered with 200 counts.
            #expect(try webhooks.received >= event.standIn.truth().deliveries.accepted)
            let words = "2 events in \(webhooks.received) deliveries: 2 with a wrong signature, \(webhooks.repeats)"
            #expect(outcome.output.contains(words), "\(outcome.output)")
            // Any report on a copy says the same.
            try FileManager.default.copyItem(
                atPath: "\(event.folder.path)/run", toPath: "\(event.folder.path)/copy")
            for format in ["--json", "--markdown"] {
                let arguments =
                    format == "--json" ? ["report", "copy", "--json"] : ["report", "copy", "--markdown", "x.md"]
                let report = try await Command(arguments, in: event.folder).run()
                let text = format == "--json" ? report.output : try event.folder.read("x.md")
                if format == "--json" {
                    #expect(try Summary(json: text).event == summary(event).event)
                } else {
                    #expect(text.contains(words), "\(text)")
                }
            }
            let page = try event.folder.read("run/report.html")
            #expect(page.contains(words) && page.contains("host’s timeline"))
        }
    }

    @Test func `a webhook that is not Turnout's stays as it is, and whoever requires webhooks has none`() async throws {
        try await HostedEvent.with { event in
            let path = PlatformPath.webhook(space: event.space)
            _ = try event.host.send("POST", path, "{\"url\":\"http://127.0.0.1:1/mine?key=abc\",\"isActive\":true}")
            let before = try event.webhook()
            let refused = try await event.run("webhooks: required", out: "required").run()
            #expect(refused.code == ExitCode.notCarriedOut.rawValue)
            #expect(refused.errors.contains("has a webhook that is not Turnout's"), "\(refused.errors)")
            #expect(refused.errors.contains("delete that webhook yourself") && !refused.errors.contains("key=abc"))
            #expect(try event.standIn.truth().entered == 0)
            #expect(try event.webhook() == before)
            let without = try await event.run("webhooks: auto", out: "auto").run()
            #expect(without.code == ExitCode.passed.rawValue, "\(without.output)\(without.errors)")
            let webhooks = try #require(try summary(event, "auto").event?.webhooks)
            #expect(!webhooks.registered && webhooks.reason?.contains("is not Turnout's") == true)
            #expect(try event.webhook() == before)
        }
    }

    @Test func `what a killed run has left behind is taken back by the next one`() async throws {
        try await HostedEvent.with { event in
            var left: String?
            let killed = try await event.run("webhooks: true", stay: "10m", out: "killed").run { running in
                #expect(await running.errors.line { $0.contains(" 4 got in") } != nil)
                running.send(SIGKILL)
            }
            #expect(killed.code == -SIGKILL)
            left = try event.webhook()
            #expect(left?.contains("/turnout/run-") == true)
            // Not required: the call that the killed run has left goes on, so that the platform has nothing to tell.
            let next = try await event.run("webhooks: true", out: "next").run()
            #expect(next.code == ExitCode.passed.rawValue, "\(next.output)\(next.errors)")
            #expect(next.errors.contains("had left behind"), "\(next.errors)")
            let timeline = try #require(try summary(event, "next").event).timeline
            #expect(timeline.map(\.kind).prefix(2) == [.webhookCleared, .webhookRegistered])
            #expect(try event.webhook() == nil)
        }
    }

    @Test func `the webhook of a run that is under way is not taken from it`() async throws {
        try await HostedEvent.with { event in
            let first = try await event.run("webhooks: true", stay: "10m", out: "first").run { running in
                #expect(await running.errors.line { $0.contains(" 4 got in") } != nil)
                let before = try event.webhook()
                let second = try await event.run("webhooks: required", out: "second").run()
                #expect(second.code == ExitCode.notCarriedOut.rawValue)
                #expect(second.errors.contains("which is under way"), "\(second.errors)")
                #expect(try event.webhook() == before)
                running.send(SIGINT)
            }
            #expect(first.code == ExitCode.interrupted.rawValue)
            #expect(try event.webhook() == nil)
        }
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a signal takes the webhook back`(signal: Int32) async throws {
        try await HostedEvent.with { event in
            let outcome = try await event.run("webhooks: true\nrecord: true", stay: "10m").run { running in
                #expect(await running.errors.line { $0.contains(" 4 got in") } != nil)
                running.send(signal)
            }
            #expect(outcome.code == ExitCode.interrupted.rawValue, "\(outcome.errors)")
            #expect(try event.webhook() == nil)
            #expect(try summary(event).event?.webhooks?.deleted == true)
        }
    }

    @Test func `what the account's plan refuses is said in words`() async throws {
        let configuration = """
            {"accounts":[{"email":"host@example.test","password":"host-password","name":"Host","plan":"free"}]}
            """
        try await HostedEvent.with(configuration) { event in
            let outcome = try await event.run("webhooks: true", out: "auto").run()
            #expect(outcome.code == ExitCode.passed.rawValue, "\(outcome.output)\(outcome.errors)")
            #expect(
                outcome.errors.contains("the plan of the host's account does not include webhooks"), "\(outcome.errors)"
            )
            let reason = try summary(event, "auto").event?.webhooks?.reason
            #expect(reason?.contains("the plan of the host's account does not include webhooks") == true)
            let required = try await event.run("webhooks: required", out: "required").run()
            #expect(required.code == ExitCode.notCarriedOut.rawValue)
            #expect(required.errors.contains("does not include webhooks"), "\(required.errors)")
            #expect(required.errors.contains("paid plan"))
        }
    }

    @Test func `webhooks come to an address of IP version 6 too, if the machine has one`() async throws {
        try await HostedEvent.with { event in
            let outcome = try await event.run("webhooks: { listen: \"[::1]:0\", mode: required }").run()
            guard outcome.code == ExitCode.passed.rawValue else {
                #expect(outcome.errors.contains("webhooks cannot be received at ::1, port 0"), "\(outcome.errors)")
                return
            }
            let webhooks = try #require(try summary(event).event?.webhooks)
            #expect(webhooks.registered && webhooks.deleted && webhooks.events == 2, "\(webhooks)")
        }
    }

    @Test func `a platform that does not reach the run fails it if webhooks are required`() async throws {
        try await HostedEvent.with { event in
            // Nobody listens there.
            let closed = try LoopbackSocket(backlog: nil)
            defer { closed.close() }
            let url = "url: \"http://127.0.0.1:\(closed.port)/hooks\""
            let required = try await event.run("webhooks: { \(url), mode: required }", out: "required").run()
            #expect(required.code == ExitCode.notCarriedOut.rawValue)
            let words = "no event came by webhook, although participants were in the room"
            #expect(required.output.contains("FAILED  Hosted event: Webhooks are required"), "\(required.output)")
            let unmet = try summary(event, "required").unmet
            #expect(unmet.count == 1 && unmet[0].hasPrefix("Webhooks are required: \(words)."), "\(unmet)")
            #expect(unmet[0].contains("reaches http://127.0.0.1:\(closed.port) (`webhooks.url`)"), "\(unmet)")
            #expect(try event.webhook() == nil)
            let auto = try await event.run("webhooks: { \(url) }", out: "auto").run()
            #expect(auto.code == ExitCode.passed.rawValue, "\(auto.output)\(auto.errors)")
            #expect(auto.output.contains("PASSED, with warnings"), "\(auto.output)")
            let warnings = try summary(event, "auto").warnings
            #expect(warnings.contains { $0.hasPrefix("No event came by webhook, although") }, "\(warnings)")
        }
    }

    @Test func `a port that is in use is said before anything is sent`() async throws {
        try await HostedEvent.with { event in
            let taken = try LoopbackSocket()
            defer { taken.close() }
            let outcome = try await event.run("webhooks: { listen: \"127.0.0.1:\(taken.port)\" }").run()
            #expect(outcome.code == ExitCode.notCarriedOut.rawValue)
            #expect(outcome.errors.contains("webhooks cannot be received at 127.0.0.1"), "\(outcome.errors)")
        }
    }
}
