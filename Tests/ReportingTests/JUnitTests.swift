// JUnit XML: what CI systems count as passed, failed and skipped.
import Analysis
import Foundation
import FoundationXML
import Measuring
import Reporting
import Support
import Testing

@Suite struct JUnitTests {
    /// The document, read by another parser.
    private func document(_ summary: Summary, reason: String? = nil) throws -> XMLDocument {
        let xml = try JUnitReport(summary, endingReason: reason).xml
        return try XMLDocument(xmlString: xml)
    }

    private func nodes(_ path: String, in document: XMLDocument) throws -> [XMLElement] {
        try document.nodes(forXPath: path).compactMap { $0 as? XMLElement }
    }

    private func names(_ path: String, in document: XMLDocument) throws -> [String] {
        try nodes(path, in: document).map { $0.attribute(forName: "name")?.stringValue ?? "" }
    }

    @Test func `a passed run has a case for itself, each threshold and each step, and none that failed`() throws {
        let document = try document(.everybodyIn)
        #expect(try names("/testsuites/testsuite", in: document) == ["run", "thresholds", "steps"])
        #expect(
            try names("//testcase", in: document) == [
                "the run was carried out", "turnout >= 99.5%", "p95(enter-room) < 800ms", "token", "generate-access",
                "enter-room",
            ])
        #expect(try nodes("//failure | //error | //skipped", in: document).isEmpty)
        let step = try #require(try nodes("//testcase[@name='token']", in: document).first)
        #expect(step.attribute(forName: "time")?.stringValue == "0.081")
        #expect(step.attribute(forName: "classname")?.stringValue == "Simultaneous login.steps")
        let property = try nodes("//property[@name='token.responseMs.p50']", in: document).first
        #expect(property?.attribute(forName: "value")?.stringValue == "81.25")
    }

    @Test func `what the host did about the event is among the properties`() throws {
        var summary = Summary.everybodyIn
        var account = WebhookAccount()
        account.isRegistered = true
        (account.counts.received, account.counts.events, account.counts.wrongSignature) = (6, 4, 2)
        summary.event = Summary.Event(
            webhooks: Summary.Webhooks(account),
            records: try JSONDecoder().decode(
                Summary.Records.self,
                from: Data(
                    #"{"coverage":0.125,"recordedSeconds":1,"eventSeconds":8,"failures":1,"restarts":1,"listed":true,"items":[]}"#
                        .utf8)), timeline: [])
        let properties = try nodes("//testsuite[@name='run']//property", in: document(summary))
        let values = Dictionary(
            properties.map {
                ($0.attribute(forName: "name")?.stringValue ?? "", $0.attribute(forName: "value")?.stringValue ?? "")
            }, uniquingKeysWith: { first, _ in first })
        #expect(values["webhooks"] == "4 events in 6 deliveries: 2 with a wrong signature.")
        #expect(values["webhooks.events"] == "4" && values["webhooks.wrongSignature"] == "2")
        #expect(values["records.coverage"] == "0.125" && values["records.restarts"] == "1")
        // Nothing of it in a run without.
        #expect(try nodes("//property[starts-with(@name,'records')]", in: document(.everybodyIn)).isEmpty)
    }

    @Test func `a missed threshold is a failure with what was measured and the bound`() throws {
        var summary = Summary.collapsed
        summary.thresholds[0].bound = 0.995
        let document = try document(summary)
        let messages = try nodes("//testsuite[@name='thresholds']//failure", in: document)
            .map { $0.attribute(forName: "message")?.stringValue ?? "" }
        #expect(
            messages == [
                "turnout >= 99.5%: measured 62.4 %; bound: 99.5 %", "failures(token, status 503) == 0: measured 182",
                "admission(99%) < 10s: never reached",
            ])
        // Failures of a step are judged by thresholds alone.
        #expect(try nodes("//testsuite[@name='steps']//failure", in: document).isEmpty)
        #expect(
            try nodes("//testcase[@name='token']/system-out", in: document).first?.stringValue?
                .contains("182 × status 503: The log-in cannot take this many at once.") == true)
    }

    @Test(arguments: [
        (RunStatus.interrupted, Summary.Verdict.none, "interrupted"), (.unfinished, .none, "unfinished"),
        (.completed, .invalid, "invalid"),
    ])
    func `what was not judged is an error, whatever the thresholds say`(
        status: RunStatus, verdict: Summary.Verdict, type: String
    ) throws {
        var summary = Summary.collapsed
        summary.run.status = status
        summary.verdict = verdict
        let document = try document(summary)
        let errors = try nodes("//error", in: document)
        #expect(errors.count == 1 + summary.thresholds.count)
        #expect(errors.first?.attribute(forName: "type")?.stringValue == type)
        #expect(try nodes("//failure", in: document).isEmpty)
        if verdict == .invalid {
            // Its times are the generator's.
            #expect(try nodes("//testsuite[@name='steps']/testcase[@time]", in: document).isEmpty)
            #expect(try nodes("//property[contains(@name, 'Ms')]", in: document).isEmpty)
        }
    }

    @Test func `a step that nobody carried out is skipped, and a run without thresholds is valid`() throws {
        var summary = Summary.everybodyIn
        summary.thresholds = []
        summary.verdict = .none
        summary.steps.append(.fixed("late", ok: 0, failed: 0, response: .empty))
        let document = try document(summary)
        #expect(try names("//testcase[skipped]", in: document) == ["late"])
        #expect(try names("/testsuites/testsuite", in: document) == ["run", "steps"])
    }

    @Test func `several crowds have suites of their own, and steps of one name are told apart`() throws {
        var summary = Summary.everybodyIn
        summary.crowds = ["hosts", "learners"].map {
            Summary.Crowd(
                name: $0, participants: summary.participants,
                admission: summary.admission
                    ?? Summary.Admission(t50Ms: nil, t90Ms: nil, t99Ms: nil, lastMs: nil, never: 0),
                journey: summary.journey)
        }
        for place in summary.steps.indices {
            summary.steps[place].crowd = place == 0 ? "hosts" : "learners"
            summary.steps[place].name = "token"
        }
        let document = try document(summary)
        #expect(try names("/testsuites/testsuite", in: document).suffix(2) == ["steps of hosts", "steps of learners"])
        #expect(
            try names("//testsuite[starts-with(@name, 'steps')]/testcase", in: document) == [
                "token", "token", "token (2)",
            ])
    }

    @Test func `a comparison has a case for each figure, and a regression fails`() throws {
        let document = try document(.compared)
        #expect(
            try names("//testsuite[@name='baseline']/testcase", in: document)
                == ["compared with the baseline", "turnout", "p50(journey)", "p95(token)"])
        #expect(
            try names("//testsuite[@name='baseline']/testcase[failure]", in: document)
                == ["compared with the baseline", "p95(token)"])
        #expect(try names("//testsuite[@name='baseline']/testcase[skipped]", in: document) == [])
    }

    @Test(arguments: HostileText.all)
    func `no text of a run breaks the document`(text: String) throws {
        let document = try document(HostileText.summary(text))
        let shown = text.replacing("\r\n", with: "\u{FFFD}\n")
        #expect(try names("/testsuites", in: document).first?.count == shown.count)
        let readable = !text.hasControlCharacters && !text.contains("\u{FFFE}")
        if readable { #expect(try names("/testsuites", in: document) == [text]) }
        #expect(try names("//testsuite[@name='steps']/testcase", in: document).count == 3)
    }

    @Test(.enabled(if: Readers.areUsable, "\(Readers.remedy)"))
    func `the form is that of the usual schema`() throws {
        let folder = try TemporaryFolder()
        var interrupted = Summary.collapsed
        interrupted.run.status = .interrupted
        let summaries =
            [Summary.everybodyIn, .collapsed, .compared, interrupted] + HostileText.all.map(HostileText.summary)
        for (place, summary) in summaries.enumerated() {
            let name = try folder.write("\(place).xml", try JUnitReport(summary).xml)
            guard place < 4 || place % 5 == 0 else { continue }
            #expect(try Readers.complaints(of: "read-outputs", ["junit", "\(folder.path)/\(name)"]) == "")
        }
    }
}
