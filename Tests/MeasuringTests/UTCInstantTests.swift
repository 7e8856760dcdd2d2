// Instants in ISO 8601.
import Measuring
import Testing

@Suite struct UTCInstantTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2026-11-24T03:00:00.000Z", 1_795_489_200_000_000),
        ("2026-11-24T03:00:00.123456789Z", 1_795_489_200_123_456), ("2026-11-24T06:00:00+03:00", 1_795_489_200_000_000),
        ("2026-11-23T22:30:00.5-0430", 1_795_489_200_500_000), ("2026-11-24T03:00Z", 1_795_489_200_000_000),
        ("2024-02-29T23:59:59.999Z", 1_709_251_199_999_000), ("1969-12-31T23:59:59Z", -1_000_000),
    ])
    func `an instant is read to the microsecond, whatever its offset`(text: String, microseconds: Int64) {
        #expect(UTCInstant(text)?.microseconds == microseconds)
    }

    @Test(arguments: ["", "today", "2026-11-24", "2026-13-01T00:00:00Z", "2026-11-24T25:00:00Z", "1795489200"])
    func `anything else is no instant`(text: String) { #expect(UTCInstant(text) == nil) }

    @Test func `what is written is read back, before and after 1970`() {
        for seed in 0..<2000 as Range<Int64> {
            let milliseconds = (seed &* 7_919_777_333_111) % 4_000_000_000_000
            let instant = UTCInstant(microseconds: milliseconds * 1000)
            #expect(UTCInstant(instant.text) == instant, "\(instant.text)")
        }
        #expect(UTCInstant(microseconds: 1_795_489_200_123_456).text == "2026-11-24T03:00:00.123Z")
    }

    @Test func `a day begins at midnight UTC`() throws {
        let late = try #require(UTCInstant("2026-11-24T23:59:59.999Z"))
        #expect(late.midnight.text == "2026-11-24T00:00:00.000Z")
        #expect(late.advanced(byDays: 1).midnight.text == "2026-11-25T00:00:00.000Z")
        #expect(late.midnight.midnight == late.midnight)
    }
}
