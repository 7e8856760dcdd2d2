// From the host's timeline and account to the figures of the event.
import Foundation
import Measuring
import Support
import Testing

@testable import Analysis

@Suite struct EventFiguresTests {
    private static let origin = Moment(nanoseconds: 1_000_000_000_000)

    private static func at(_ seconds: Double) -> Moment { origin.advanced(byNanoseconds: Int64(seconds * 1e9)) }

    /// The figures of records that ran in these seconds since the origin, where participants were there from 2 s to 12 s
    /// and the arrivals began after 1 s.
    private func records(
        _ ran: [(from: Double, to: Double?)], entered: [(Double, Double)] = [(2, 8), (4, 12)],
        states: [String?] = [], failures: Int = 0
    ) throws -> Summary.Records {
        var account = EventAccount()
        account.records = RecordAccount()
        account.records?.records = ran.enumerated().map { place, times in
            var record = RecordAccount.Record(id: "r\(place)", beganNanoseconds: Int64(times.from * 1e9))
            record.endedNanoseconds = times.to.map { Int64($0 * 1e9) }
            if place < states.count { record.state = states[place] }
            return record
        }
        account.records?.failures = failures
        var tally = EventTally()
        for (from, to) in entered { tally.add(entered: Self.at(from), finished: Self.at(to)) }
        let figures = tally.figures(account, origin: Self.origin, start: Self.at(1))
        return try #require(figures?.records)
    }

    @Test func `coverage is the part of the event in which a record ran`() throws {
        let whole = try records([(0, 13)])
        #expect(whole.coverage == 1 && whole.eventSeconds == 10 && whole.recordedSeconds == 10)
        let two = try records([(2, 5), (6, 11)])
        #expect(two.coverage == 0.8 && two.recordedSeconds == 8)
        #expect(two.items.map(\.fromSeconds) == [1, 5] && two.items.map(\.seconds) == [3, 5])
        // Before anybody came, and after everybody had gone.
        #expect(try records([(0, 2), (12, 20)]).coverage == 0)
        // Two at the same time cover no more than the event.
        #expect(try records([(0, 20), (0, 20)]).coverage == 1)
        #expect(try records([]).coverage == 0)
    }

    @Test(
        arguments: [
            // One after the other without a pause, overlapping, one within the other, in any order, and the same twice.
            ([(2, 7), (7, 12)], 10), ([(2, 8), (5, 11)], 9), ([(2, 10), (3, 5), (9, 11)], 9), ([(6, 11), (3, 7)], 8),
            ([(4, 6), (4, 6)], 2), ([(0, 20), (1, 19)], 10),
        ] as [([(Double, Double)], Double)])
    func `records that ran at the same time recorded it once`(ran: [(Double, Double)], seconds: Double) throws {
        let figures = try records(ran.map { ($0.0, $0.1) })
        #expect(figures.recordedSeconds == seconds && figures.coverage == seconds / 10)
    }

    @Test func `what is not known is not called a share`() throws {
        let open = try records([(2, 5), (6, nil)])
        #expect(open.coverage == nil && open.recordedSeconds == nil && open.eventSeconds == 10)
        #expect(open.items.map(\.seconds) == [3, nil])
        let nobody = try records([(2, 5)], entered: [])
        #expect(nobody.coverage == nil && nobody.eventSeconds == nil)
    }

    @Test func `a record that failed has no file, so that it covers nothing`() throws {
        let ran: [(from: Double, to: Double?)] = [(2, 6), (7, 12)]
        let second = try records(ran, states: ["failed", "finished"], failures: 1)
        #expect(second.coverage == 0.5 && second.recordedSeconds == 5)
        // It is listed all the same, with its length.
        #expect(second.items.map(\.seconds) == [4, 5])
        #expect(try records([(2, 12)], states: ["failed"], failures: 1).coverage == 0)
        // Where the end of one that failed is not known, that is no matter.
        #expect(try records([(2, nil), (7, 12)], states: ["failed", "finished"], failures: 1).coverage == 0.5)
    }

    @Test func `without the platform's list nobody can tell which records failed, unless all did`() throws {
        let ran: [(from: Double, to: Double?)] = [(2, 6), (7, 12)]
        #expect(try records(ran, failures: 0).coverage == 0.9)
        let one = try records(ran, failures: 1)
        #expect(one.coverage == nil && one.recordedSeconds == nil && one.eventSeconds == 10)
        #expect(try records(ran, failures: 2).coverage == 0)
        // The platform lists one of them only.
        #expect(try records(ran, states: ["finished"], failures: 1).coverage == 0.4)
        #expect(try records(ran, states: ["failed"], failures: 1).coverage == 0.5)
        #expect(try records(ran, states: ["failed"], failures: 2).coverage == 0)
        // Of a damaged file.
        #expect(try records(ran, states: ["failed"], failures: .min).coverage == 0.5)
    }

    @Test func `the timeline is in the order of time, counted from the arrivals`() throws {
        var tally = EventTally()
        tally.add([HostEvent(at: Self.at(3), kind: .callStarted, words: "b")])
        tally.add([
            HostEvent(at: Self.at(0.5), kind: .webhookRegistered, words: "a"),
            HostEvent(at: Self.at(3), kind: .recordStarted, words: "c"),
        ])
        let figures = try #require(tally.figures(nil, origin: Self.origin, start: Self.at(1)))
        #expect(figures.timeline.map(\.words) == ["a", "b", "c"])
        #expect(figures.timeline.map(\.atSeconds) == [-0.5, 2, 2])
        #expect(figures.webhooks == nil && figures.records == nil)
    }

    @Test func `where nothing was asked for there is nothing`() {
        #expect(EventTally().figures(nil, origin: Self.origin, start: Self.origin) == nil)
        #expect(EventTally().figures(EventAccount(), origin: Self.origin, start: Self.origin) == nil)
    }

    @Test func `what was required and not done fails the run, and is said`() throws {
        let run = ImaginedRun(participants: 20, seed: 1)
        var builder = SummaryBuilder(metadata: run.metadata, thresholds: [])
        for batch in run.batches { builder.add(batch) }
        var ending = run.ending
        ending.event = EventAccount(unmet: ["The event must be recorded, and was not."])
        let summary = builder.results(outcome: ending).summary
        #expect(summary.verdict == .failed && ExitCode(summary) == .notCarriedOut)
        #expect(summary.unmet == ["The event must be recorded, and was not."])
        // Whoever ended the run knows why it is not whole.
        ending.status = .interrupted
        #expect(builder.results(outcome: ending).summary.unmet.isEmpty)
    }

    @Test func `attendance that is required and missing is said with what to do`() {
        let run = ImaginedRun(participants: 20, seed: 1)
        var builder = SummaryBuilder(metadata: run.metadata, thresholds: [])
        for batch in run.batches { builder.add(batch) }
        func unmet(_ reading: AttendanceReading) -> [String] {
            var ending = run.ending
            ending.event = EventAccount(attendance: reading)
            return builder.results(outcome: ending).summary.unmet
        }
        let start = "attendance is required, and there is no report of the platform: "
        var reading = AttendanceReading(isRequired: true, reason: "nobody knows", remedy: "Find out.")
        #expect(unmet(reading) == [start + "nobody knows. Find out."])
        // As in a run of an earlier version.
        reading.remedy = nil
        #expect(unmet(reading) == [start + "nobody knows."])
        // What the report itself lacks is seen when results are made.
        reading = AttendanceReading(
            isRequired: true, calls: [.init(id: "c1", startedAt: nil, finishedAt: nil, report: "{}")])
        #expect(unmet(reading) == [start + MissingReport.noList.rawValue + ". " + MissingReport.noList.remedy])
        #expect(MissingReport.allCases.allSatisfy { $0.remedy.hasSuffix(".") })
    }

    @Test func `the platform's reports are not read again where the comparison is known`() {
        let run = ImaginedRun(participants: 20, seed: 1)
        let builder = SummaryBuilder(metadata: run.metadata, thresholds: [])
        let known = Summary.Attendance(both: 3, onlyOurs: ["a"], onlyPlatform: [])
        var ending = run.ending
        // Read again, this would be no report at all.
        ending.event = EventAccount(
            attendance: AttendanceReading(
                isRequired: true, calls: [.init(id: "c1", startedAt: nil, finishedAt: nil, report: "{")]))
        let summary = builder.results(outcome: ending, isStored: true, known: known).summary
        #expect(summary.attendance == known && summary.unmet.isEmpty)
        // Of a file that lacks measurements nothing is known.
        let partial = builder.results(outcome: ending, lostSamples: 1, isStored: true, known: known).summary
        #expect(partial.attendance?.reason == MissingReport.notWhole.rawValue)
    }

    @Test func `what was asked for and is missing is a warning, unless the run fails for it`() {
        let run = ImaginedRun(participants: 20, seed: 1)
        let builder = SummaryBuilder(metadata: run.metadata, thresholds: [])
        var ending = run.ending
        var account = EventAccount()
        account.webhooks = WebhookAccount()
        account.webhooks?.reason = "the plan does not include webhooks."
        account.records = RecordAccount()
        account.records?.reason = "The host may not record the event."
        ending.event = account
        let plan = "No webhooks were received: the plan does not include webhooks."
        let warnings = builder.results(outcome: ending).summary.warnings
        #expect(warnings.suffix(2) == [plan, "The host may not record the event."])
        ending.event?.unmet = ["The event must be recorded, and was not to its end: the host may not record the event."]
        #expect(builder.results(outcome: ending).summary.warnings.last == plan)
    }

    @Test(arguments: [
        (1, "1 request to the receiver of webhooks was turned away"),
        (936, "936 requests to the receiver of webhooks were turned away"), (0, nil),
    ])
    func `what the receiver of webhooks turned away is a warning`(count: Int, words: String?) {
        let run = ImaginedRun(participants: 20, seed: 1)
        let builder = SummaryBuilder(metadata: run.metadata, thresholds: [])
        var (ending, account) = (run.ending, EventAccount())
        account.webhooks = WebhookAccount()
        account.webhooks?.isRegistered = true
        account.webhooks?.overloaded = count
        ending.event = account
        let summary = builder.results(outcome: ending).summary
        #expect(summary.event?.webhooks?.overloaded == count)
        #expect(summary.warnings.count { $0.contains("turned away") } == (words == nil ? 0 : 1))
        #expect(words.map { words in summary.warnings.contains { $0.hasPrefix(words) } } ?? true)
    }

    @Test func `every key is in the description of the format`() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let text = try String(contentsOf: folder.appendingPathComponent("../../docs/summary.md"), encoding: .utf8)
        var summary = SummaryBuilder(metadata: ImaginedRun(participants: 1, seed: 1).metadata, thresholds: [])
            .results(outcome: ImaginedRun(participants: 1, seed: 1).ending).summary
        summary.event = Summary.Event(
            webhooks: Summary.Webhooks(WebhookAccount()), records: try records([(2, 5)]),
            timeline: [Summary.Entry(atSeconds: 1, kind: .recording, words: "x")])
        let json = try summary.json
        for key in Set(json.matches(of: #/"(\w+)": /#).map { String($0.1) }).filter({ Int($0) == nil }) {
            #expect(text.contains("`\(key)") || text.contains(".\(key)"), "\(key)")
        }
        #expect(try Summary(json: json) == summary)
    }
}
