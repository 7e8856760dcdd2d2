// The host's side of an event in words.
import Analysis
import Foundation
import Measuring
import Testing

@testable import Reporting

@Suite struct EventWordsTests {
    private func webhooks(_ change: (inout WebhookAccount) -> Void) -> String {
        var account = WebhookAccount()
        account.isRegistered = true
        change(&account)
        return EventWords.webhooks(Summary.Webhooks(account))
    }

    @Test func `deliveries are counted with what was wrong with them`() {
        #expect(
            webhooks {
                $0.counts.received = 4
                $0.counts.events = 4
            } == "4 events in 4 deliveries.")
        #expect(
            webhooks {
                $0.counts.received = 5
                $0.counts.events = 1
                $0.counts.wrongSignature = 2
                $0.counts.repeats = 1
                $0.counts.otherRooms = 1
                $0.counts.outOfOrder = 1
            } == "1 event in 5 deliveries: 2 with a wrong signature, 1 repeat, 1 out of order, 1 of other rooms.")
        #expect(webhooks { _ in } == "Nothing was delivered.")
        #expect(
            webhooks { $0.overloaded = 936 }
                == "Nothing was delivered. 936 requests were turned away, since too many came at once.")
        #expect(
            webhooks {
                $0.isRegistered = false
                $0.reason = "the plan does not include webhooks."
            } == "none received, since the plan does not include webhooks.")
    }

    private func records(_ json: String) throws -> Summary.Records {
        try JSONDecoder().decode(Summary.Records.self, from: Data(json.utf8))
    }

    @Test func `records say how much of the event they cover`() throws {
        let whole = try records(
            """
            {"coverage":0.92,"recordedSeconds":27.6,"eventSeconds":30,"failures":1,"restarts":1,"listed":true,"items":[
            {"id":"a","state":"failed","fileSize":0,"fromSeconds":0,"seconds":2},
            {"id":"b","state":"finished","fileSize":31200,"fromSeconds":4,"seconds":26}]}
            """)
        #expect(
            EventWords.records(whole)
                == "92.0 % of the event was recorded (27.6 s of 30.0 s). 1 record failed, one was started again.")
        #expect(EventWords.files(whole, shown: 4) == "2 records: failed, 0 bytes; finished, 31.2 kB.")
        #expect(EventWords.files(whole, shown: 1) == "2 records: failed, 0 bytes; and 1 more.")
        #expect(EventWords.isPartial(whole))
        let none = try records(
            #"{"failures":0,"restarts":0,"reason":"The host may not record the event.","listed":false,"items":[]}"#)
        #expect(EventWords.records(none) == "The host may not record the event.")
        #expect(EventWords.files(none, shown: 4) == nil)
    }

    @Test(arguments: [("1", false), ("0.9999", true), ("0.4", true), ("0", true), ("null", true)])
    func `an event is partly recorded if any of it is missing or nobody knows`(
        coverage: String, isPartial: Bool
    ) throws {
        let records = try records(
            """
            {"coverage":\(coverage),"recordedSeconds":1,"eventSeconds":30,"failures":0,"restarts":0,"listed":true,"items":[
            {"id":"a","state":"finished","fileSize":1,"fromSeconds":0,"seconds":30}]}
            """)
        #expect(EventWords.isPartial(records) == isPartial)
    }

    @Test(arguments: [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (31_200, "31.2 kB"), (4_050_000, "4.05 MB")])
    func `sizes have a suitable unit`(bytes: Int, words: String) {
        #expect(EventWords.size(bytes) == words)
    }
}
