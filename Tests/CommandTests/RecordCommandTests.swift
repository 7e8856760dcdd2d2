// The host records the event: the real binary against the stand-in, whose records fail as its configuration says.
import Analysis
import Foundation
import Glibc
import Support
import Testing

@Suite(.serialized) struct RecordCommandTests {
    private func records(_ event: HostedEvent, _ out: String = "run") throws -> Summary.Records {
        try #require(try Summary(json: event.folder.read("\(out)/summary.json")).event?.records)
    }

    private static func failing(after seconds: Double) -> String {
        "{\"capacity\":{\"faults\":{\"recordFailsAfterSeconds\":\(seconds)}}}"
    }

    @Test func `the event is recorded from the first entry to the end`() async throws {
        try await HostedEvent.with { event in
            let outcome = try await event.run("record: required", stay: "4s", leave: false).run()
            #expect(outcome.code == ExitCode.passed.rawValue, "\(outcome.output)\(outcome.errors)")
            let records = try records(event)
            #expect(records.items.count == 1 && records.failures == 0 && records.restarts == 0 && records.listed)
            let record = try #require(records.items.first)
            #expect(record.state == "finished" && (record.fileSize ?? 0) > 0)
            let coverage = try #require(records.coverage)
            #expect(coverage > 0.5 && coverage <= 1)
            #expect(try #require(records.recordedSeconds) <= (try #require(records.eventSeconds)))
            #expect(outcome.output.contains("of the event was recorded"), "\(outcome.output)")
            // The host's requests are its own, and no participant's.
            let steps = try Summary(json: event.folder.read("run/summary.json")).steps
            #expect(steps.first { $0.name == "leave-room" } == nil)
            #expect(try event.standIn.truth()[.records].requests >= 3)
        }
    }

    @Test(arguments: ["webhooks: true", "webhooks: false"])
    func `a record that fails is started again`(webhooks: String) async throws {
        let hasWebhooks = webhooks.hasSuffix("true")
        // Without a webhook the list tells, which is asked every five seconds.
        try await HostedEvent.with(Self.failing(after: hasWebhooks ? 2 : 4)) { event in
            let outcome = try await event.run("record: true\n\(webhooks)", stay: hasWebhooks ? "3s" : "8s").run()
            #expect(outcome.code == ExitCode.passed.rawValue, "\(outcome.output)\(outcome.errors)")
            let records = try records(event)
            #expect(records.failures == 1 && records.restarts == 1, "\(records)")
            #expect(records.items.map(\.state) == ["failed", "finished"])
            // The record that failed counts for nothing.
            let second = try #require(records.items.last?.seconds)
            #expect(try #require(records.recordedSeconds) <= second)
            #expect(try #require(records.coverage) < 1)
        }
    }

    @Test func `a record that keeps failing is started again a limited number of times`() async throws {
        try await HostedEvent.with(Self.failing(after: 0.3)) { event in
            let run = "record: required\nwebhooks: true"
            let outcome = try await event.run(run, stay: "6s").run()
            #expect(outcome.code == ExitCode.notCarriedOut.rawValue, "\(outcome.output)\(outcome.errors)")
            let records = try records(event)
            #expect(records.items.count == 4 && records.failures == 4 && records.restarts == 3, "\(records)")
            #expect(records.reason?.contains("which is the limit") == true)
            #expect(records.coverage == 0)
            let text = outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(text.contains("The event must be recorded, and was not to its end"), "\(outcome.output)")
        }
    }

    @Test func `an event that nobody enters cannot be recorded, and whoever requires it is told`() async throws {
        try await HostedEvent.with { event in
            let run = try event.run("record: required")
            let outcome = try await Command(
                run.words + ["--set", "journey.token.password=wrong", "--set", "thresholds=[failures >= 1]"],
                in: event.folder
            ).run()
            #expect(outcome.code == ExitCode.notCarriedOut.rawValue, "\(outcome.output)\(outcome.errors)")
            #expect(try records(event).reason == "Nobody entered the room, so there was nothing to record.")
        }
    }
}
