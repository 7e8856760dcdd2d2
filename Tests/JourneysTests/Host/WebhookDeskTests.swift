// What a run keeps of the deliveries to its webhook, however many there are.
import Measuring
import PlatformContract
import Scenarios
import Support
import Testing

@testable import Journeys

struct WebhookDeskTests {
    /// A desk, and what is written into its timeline.
    private func desk() -> (desk: WebhookDesk, sink: ArraySink) {
        let sink = ArraySink()
        let timeline = EventTimeline(sink, redactor: Sample.plan([Sample.access]).redactor)
        let desk = WebhookDesk(timeline: timeline)
        desk.open(Secret(Signing.secret), roomID: HostStage.room, url: "http://127.0.0.1:1/turnout/run-r1")
        return (desk, sink)
    }

    private func forged() -> ReceivedDelivery {
        ReceivedDelivery(bytes: Signing.delivery("{}", secret: "another"), arrived: Moment.now)
    }

    @Test func `the timeline has a limited number of entries, and says how many it lacks`() {
        let (desk, sink) = desk()
        for number in 0..<(WebhookDesk.mostRegular + 20) { desk.take("record_started", record: "x\(number)") }
        for _ in 0..<21 { desk.take(forged()) }
        desk.close(refused: 0, overloaded: 0)
        desk.close(refused: 0, overloaded: 0)
        let counts = desk.account.counts
        #expect(counts.events == WebhookDesk.mostRegular + 20 && counts.wrongSignature == 21)
        let events = sink.all.events
        #expect(events.count { $0.kind == .recordStarted } == WebhookDesk.mostRegular)
        #expect(events.count { $0.kind == .wrongSignature } == 20)
        #expect(
            events.filter { $0.kind == .notListed }.map(\.words) == [
                "20 more events of the platform and 1 more delivery that is no event: counted, and not listed here"
            ])
        #expect(events.last?.kind == .notListed)
    }

    @Test func `a timeline that has everything says nothing of the kind`() {
        let (desk, sink) = desk()
        for number in 0..<WebhookDesk.mostRegular { desk.take("record_started", record: "x\(number)") }
        for _ in 0..<20 { desk.take(forged()) }
        desk.close(refused: 0, overloaded: 0)
        #expect(sink.all.events.count == WebhookDesk.mostRegular + 20)
        #expect(!sink.all.events.contains { $0.kind == .notListed })
    }

    @Test func `a record that has started and not ended is found by its event`() throws {
        let (desk, _) = desk()
        let before = Moment.now
        desk.take("record_started", record: "x1")
        desk.take("record_started", record: "x2")
        desk.take("record_failed", record: "x2")
        #expect(desk.start(since: before, except: [])?.record == "x1")
        #expect(desk.start(since: before, except: ["x1"]) == nil)
        #expect(desk.start(since: Moment.now, except: []) == nil)
        #expect(desk.end(of: "x2")?.hasFailed == true && desk.end(of: "x1") == nil)
        // An end that names no record is nobody's as long as nobody says whose it is.
        desk.take("record_finished")
        #expect(desk.unnamedEnd(since: before)?.hasFailed == false && desk.end(of: "x1") == nil)
        #expect(desk.unnamedEnd(since: Moment.now) == nil)
    }

    @Test func `an end that names no record counts for one that began before it`() {
        let (desk, _) = desk()
        let before = Moment.now
        desk.take("record_failed")
        let after = Moment.now.advanced(byNanoseconds: 1)
        #expect(desk.failure(of: "x1", since: before) != nil && desk.failure(of: "x1", since: after) == nil)
        #expect(desk.finish(of: "x1", since: before) == nil)
    }

    @Test func `a call is under way until its end is told`() {
        let (desk, _) = desk()
        #expect(!desk.callIsUnderWay)
        desk.take("call_started")
        #expect(desk.callIsUnderWay)
        desk.take("call_finished")
        #expect(!desk.callIsUnderWay)
    }
}
