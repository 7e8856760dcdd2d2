// What a run keeps of the deliveries to its webhook, however many there are.
import Measuring
import PlatformContract
import Scenarios
import Support
import Testing

@testable import Journeys

struct WebhookInboxTests {
    /// A inbox, and what is written into its timeline.
    private func inbox() -> (inbox: WebhookInbox, sink: ArraySink) {
        let sink = ArraySink()
        let timeline = EventTimeline(sink, redactor: Sample.plan([Sample.access]).redactor)
        let inbox = WebhookInbox(timeline: timeline)
        inbox.open(Secret(Signing.secret), roomID: HostStage.room, url: "http://127.0.0.1:1/turnout/run-r1")
        return (inbox, sink)
    }

    private func forged() -> ReceivedDelivery {
        ReceivedDelivery(bytes: Signing.delivery("{}", secret: "another"), arrived: Moment.now)
    }

    @Test func `the timeline has a limited number of entries, and says how many it lacks`() {
        let (inbox, sink) = inbox()
        for number in 0..<(WebhookInbox.mostRegular + 20) { inbox.take("record_started", record: "x\(number)") }
        for _ in 0..<21 { inbox.take(forged()) }
        inbox.close(refused: 0, overloaded: 0)
        inbox.close(refused: 0, overloaded: 0)
        let counts = inbox.account.counts
        #expect(counts.events == WebhookInbox.mostRegular + 20 && counts.wrongSignature == 21)
        let events = sink.all.events
        #expect(events.count { $0.kind == .recordStarted } == WebhookInbox.mostRegular)
        #expect(events.count { $0.kind == .wrongSignature } == 20)
        #expect(
            events.filter { $0.kind == .notListed }.map(\.words) == [
                "20 more events of the platform and 1 more delivery that is no event: counted, and not listed here"
            ])
        #expect(events.last?.kind == .notListed)
    }

    @Test func `a timeline that has everything says nothing of the kind`() {
        let (inbox, sink) = inbox()
        for number in 0..<WebhookInbox.mostRegular { inbox.take("record_started", record: "x\(number)") }
        for _ in 0..<20 { inbox.take(forged()) }
        inbox.close(refused: 0, overloaded: 0)
        #expect(sink.all.events.count == WebhookInbox.mostRegular + 20)
        #expect(!sink.all.events.contains { $0.kind == .notListed })
    }

    @Test func `a record that has started and not ended is found by its event`() throws {
        let (inbox, _) = inbox()
        let before = Moment.now
        inbox.take("record_started", record: "x1")
        inbox.take("record_started", record: "x2")
        inbox.take("record_failed", record: "x2")
        #expect(inbox.start(since: before, except: [])?.record == "x1")
        #expect(inbox.start(since: before, except: ["x1"]) == nil)
        #expect(inbox.start(since: Moment.now, except: []) == nil)
        #expect(inbox.end(of: "x2")?.hasFailed == true && inbox.end(of: "x1") == nil)
        // An end that names no record is nobody's as long as nobody says whose it is.
        inbox.take("record_finished")
        #expect(inbox.unnamedEnd(since: before)?.hasFailed == false && inbox.end(of: "x1") == nil)
        #expect(inbox.unnamedEnd(since: Moment.now) == nil)
    }

    @Test func `an end that names no record counts for one that began before it`() {
        let (inbox, _) = inbox()
        let before = Moment.now
        inbox.take("record_failed")
        let after = Moment.now.advanced(byNanoseconds: 1)
        #expect(inbox.unnamedEnd(since: before)?.hasFailed == true && inbox.unnamedEnd(since: after) == nil)
        #expect(inbox.end(of: "x1") == nil)
    }

    @Test func `a call is under way until its end is told`() {
        let (inbox, _) = inbox()
        #expect(!inbox.callIsUnderWay)
        inbox.take("call_started")
        #expect(inbox.callIsUnderWay)
        inbox.take("call_finished")
        #expect(!inbox.callIsUnderWay)
    }
}
