// Deliveries to a run's webhook: what is taken, and what is counted as wrong with them.
import Crypto
import Foundation
import Measuring
import PlatformContract
import Scenarios
import Support
import Testing

@testable import Journeys

/// Signs as the platform does, with the tools of this file alone.
enum Signing {
    static let secret = "a secret of the webhook"

    static func delivery(_ body: String, secret: String = secret, shown: String? = nil) -> [UInt8] {
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(body.utf8), using: SymmetricKey(data: Data(secret.utf8)))
        let hex = code.map { String(format: "%02x", $0) }.joined()
        return Array("{\"signature\":\"\(hex)\",\"body\":\(shown ?? body)}".utf8)
    }

    static func event(_ name: String, record: String? = nil, room: String = "r1") -> [UInt8] {
        let record = record.map { ",\"recordId\":\"\($0)\"" } ?? ""
        return delivery("{\"eventName\":\"\(name)\",\"roomId\":\"\(room)\",\"spaceId\":\"s1\"\(record)}")
    }
}

struct WebhookLedgerTests {
    private func ledger() -> WebhookLedger { WebhookLedger(secret: Secret(Signing.secret), roomID: "r1") }

    /// How the ledger takes events one after another: `+` as new, `!` as new and out of order, `=` as repeats.
    private func course(_ events: [String]) -> String {
        var ledger = ledger()
        let marks = events.map { event -> Character in
            let parts = event.split(separator: " ").map(String.init)
            switch ledger.take(Signing.event(parts[0], record: parts.count > 1 ? parts[1] : nil)) {
            case .event(_, isOutOfOrder: false): return "+"
            case .event(_, isOutOfOrder: true): return "!"
            case .repeated: return "="
            case .unreadable, .wrongSignature, .unknown, .otherRoom: return "?"
            }
        }
        #expect(ledger.counts.received == events.count)
        #expect(ledger.counts.events == marks.count { "+!".contains($0) })
        #expect(ledger.counts.outOfOrder == marks.count { $0 == "!" })
        #expect(ledger.counts.repeats == marks.count { $0 == "=" })
        return String(marks)
    }

    @Test func `an event that the platform signed is taken, with everything it says`() {
        var ledger = ledger()
        #expect(
            ledger.take(Signing.event("record_started", record: "x1"))
                == .event(
                    WebhookEvent(eventName: .recordStarted, roomID: "r1", spaceID: "s1", recordID: "x1"),
                    isOutOfOrder: false))
        #expect(
            ledger.take(Signing.event("call_started"))
                == .event(WebhookEvent(eventName: .callStarted, roomID: "r1", spaceID: "s1"), isOutOfOrder: false))
    }

    @Test(arguments: [
        (["call_started", "record_started a", "record_finished a", "call_finished"], "++++"),
        (["call_started", "call_started", "call_finished", "call_finished"], "+=+="),
        // The same event with another record is another event.
        (["record_started a", "record_started b", "record_failed a", "record_finished b"], "++++"),
        (["record_started a", "record_started a", "record_failed a", "record_failed a"], "+=+="),
        (["record_started a", "record_failed a", "record_started a"], "++="),
        (["call_finished", "call_started"], "!+"),
        (["call_finished", "call_started", "call_started"], "!+="),
        (["call_finished", "call_started", "call_finished"], "!++"),
        (["call_finished", "call_finished"], "!="),
        (["record_finished a", "record_started a", "record_started a", "record_finished a"], "!+=="),
        (["record_failed a", "record_started a"], "!+"),
        (["record_started a", "record_failed a", "record_finished a"], "+++"),
        (["record_failed a", "record_finished a", "record_started a", "record_failed a"], "!++="),
        (["record_started", "record_started", "record_finished", "record_finished"], "+=+="),
        // Two calls.
        (["call_started", "call_finished", "call_started", "call_finished"], "++++"),
        // As documented: taken for another call, and for a repeat.
        (["call_started", "call_finished", "call_started"], "+++"),
        (["call_started", "call_finished", "call_finished", "call_started"], "++=+"),
    ])
    func `repeats and what is out of order are told from other events`(events: [String], marks: String) {
        #expect(course(events) == marks)
    }

    @Test(arguments: [
        "{\"eventName\":\"call_started\",\"roomId\":\"r1\",\"spaceId\":\"s1\"}",
        "{\"spaceId\":\"s1\",\"roomId\":\"r1\",\"extra\":{\"b\":[1,2.50,null],\"a\":\"\\u0041 \\/ \\\" x\"},"
            + "\"eventName\":\"call_started\"}",
        "{\"roomId\":\"r1\",\"eventName\":\"call_started\",\"spaceId\":\"s1\",\"name\":\"Комната № 1 \u{1F600}\"}",
    ])
    func `the signature is over the body as it was sent, in its order, with its escapes`(body: String) {
        var ledger = ledger()
        let event = WebhookEvent(eventName: .callStarted, roomID: "r1", spaceID: "s1")
        #expect(ledger.take(Signing.delivery(body)) == .event(event, isOutOfOrder: false))
        // Indented on its way: the signature is over the compact text.
        var indented = ""
        var isInString = false
        var last: Character = " "
        for character in body {
            if character == "\"", last != "\\" { isInString.toggle() }
            indented.append(character)
            if !isInString, "{[,:".contains(character) { indented += "\n\t " }
            last = character
        }
        #expect(ledger.take(Signing.delivery(body, shown: indented)) == .repeated(event))
        #expect(ledger.counts.wrongSignature == 0)
    }

    @Test func `a signature with another secret, over another body or in another form is wrong`() {
        let body = "{\"eventName\":\"call_started\",\"roomId\":\"r1\",\"spaceId\":\"s1\"}"
        let reordered = "{\"roomId\":\"r1\",\"eventName\":\"call_started\",\"spaceId\":\"s1\"}"
        let other = "{\"eventName\":\"call_finished\",\"roomId\":\"r1\",\"spaceId\":\"s1\"}"
        let bad = [
            Signing.delivery(body, secret: "another"), Signing.delivery(body, shown: reordered),
            Signing.delivery(body, shown: other), Array("{\"signature\":\"\",\"body\":\(body)}".utf8),
            Array("{\"signature\":\"\(String(repeating: "zz", count: 32))\",\"body\":\(body)}".utf8),
        ]
        var ledger = ledger()
        for delivery in bad { #expect(ledger.take(delivery) == .wrongSignature) }
        #expect(ledger.counts.wrongSignature == bad.count && ledger.counts.events == 0)
    }

    @Test func `upper-case digits are as good as lower-case ones`() {
        let body = "{\"eventName\":\"call_started\",\"roomId\":\"r1\",\"spaceId\":\"s1\"}"
        let text = String(decoding: Signing.delivery(body), as: UTF8.self)
        let signature = text.dropFirst("{\"signature\":\"".count).prefix(64)
        var ledger = ledger()
        let entry = ledger.take(Array(text.replacing(signature, with: signature.uppercased()).utf8))
        #expect(entry != .wrongSignature)
    }

    @Test(arguments: [
        "", "null", "[]", "{}", "x", "{\"signature\":\"00\"}", "{\"body\":{}}", "{\"signature\":1,\"body\":{}}",
        "{\"signature\":\"00\",\"body\":\"x\"}", "{\"signature\":\"00\",\"body\":{}",
        String(repeating: "[", count: 9_000),
    ])
    func `what is no delivery is counted as such`(text: String) {
        var ledger = ledger()
        #expect(ledger.take(Array(text.utf8)) == .unreadable)
        #expect(ledger.counts.unreadable == 1 && ledger.counts.received == 1)
    }

    @Test func `a signed event that nobody knows, or of another room, is counted and no event of the run`() {
        var ledger = ledger()
        #expect(ledger.take(Signing.event("hand_raised")) == .unknown)
        #expect(ledger.take(Signing.event("call_started", room: "r2")) == .otherRoom)
        #expect(ledger.take(Signing.delivery("{\"eventName\":\"call_started\"}")) == .unreadable)
        #expect(ledger.counts.unknown == 1 && ledger.counts.otherRooms == 1 && ledger.counts.unreadable == 1)
        #expect(ledger.counts.events == 0 && ledger.counts.received == 3)
    }

    @Test(arguments: [FuzzSeed.value])
    func `whatever comes in whatever order, each event is taken once and the counts add up`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let ids = (0..<Int.random(in: 1...4, using: &random)).map { "record\($0)" }
            // What happened: each record begins and ends once.
            var happened: [[UInt8]] = []
            for id in ids {
                happened.append(Signing.event("record_started", record: id))
                let end = ["record_finished", "record_failed"].randomElement(using: &random) ?? ""
                happened.append(Signing.event(end, record: id))
            }
            // What came: up to three times each, in any order, among garbage.
            var came: [(bytes: [UInt8], isGenuine: Bool)] = []
            for event in happened {
                for _ in 0..<Int.random(in: 1...3, using: &random) { came.append((event, true)) }
                var changed = event
                changed[Int.random(in: changed.indices, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
                came.append((changed, false))
            }
            came.shuffle(using: &random)
            var ledger = ledger()
            var taken: Set<WebhookEvent> = []
            for (bytes, isGenuine) in came {
                switch ledger.take(bytes) {
                case .event(let event, _):
                    #expect(taken.insert(event).inserted)
                case .repeated(let event): #expect(taken.contains(event))
                case .unreadable, .wrongSignature, .unknown, .otherRoom: #expect(!isGenuine)
                }
            }
            let counts = ledger.counts
            #expect(taken.count == happened.count)
            #expect(counts.received == came.count && counts.events == happened.count)
            #expect(
                counts.received
                    == counts.events + counts.repeats + counts.wrongSignature + counts.unreadable + counts.otherRooms
                    + counts.unknown)
            #expect(counts.outOfOrder <= ids.count)
        }
    }
}
