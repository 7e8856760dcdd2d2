// Trace ids: valid, never the same twice, and such that anybody can work them out again.
import Measuring
import Support
import Testing

struct TraceContextTests {
    /// Worked out with the Python of docs/metrics.md, which shares no code with this.
    @Test(
        arguments: [
            ("k3v9x2mq", 7, 500, 3, "00-6b33763978326d7127064ca9ce9d8deb-1a295fd53d79889d-00"),
            ("k3v9x2mq", 7, 0, 1, "00-6b33763978326d7112ae30237b17df14-863b891f4c0abd4f-00"),
            ("1a2b3c4d", 1, 1, 1, "00-3161326233633464910a2dec89025cc1-5e41ab087439611e-00"),
        ] as [(String, UInt64, Int32, UInt32, String)])
    func `the ids follow from run, seed, participant and number`(
        run: String, seed: UInt64, participant: Int32, request: UInt32, expected: String
    ) {
        let context = TraceContext(runID: run, seed: seed)
        #expect(context.parent(participant: participant, request: request) == expected)
        #expect(context.traceID(participant: participant) == String(expected.dropFirst(3).prefix(32)))
        #expect(context.spanID(participant: participant, request: request) == String(expected.dropFirst(36).prefix(16)))
    }

    @Test(arguments: [FuzzSeed.value, 0, .max])
    func `no two requests of a run have the same ids`(seed: UInt64) {
        let context = TraceContext(runID: "k3v9x2mq", seed: seed)
        let participants: ClosedRange<Int32> = 0...500
        #expect(Set(participants.map { context.traceID(participant: $0) }).count == participants.count)
        let spans = participants.flatMap { participant in
            (1...20).map { context.spanID(participant: participant, request: $0) }
        }
        #expect(Set(spans).count == spans.count)
        #expect(!spans.contains(String(repeating: "0", count: 16)))
    }

    @Test func `a run without an id has valid ids too`() {
        // Its second half would be zero: the host's number in the sequence of a seed that is mixed to zero.
        let context = TraceContext(runID: "", seed: 0)
        #expect(context.traceID(participant: 0) == String(repeating: "0", count: 31) + "1")
    }

    @Test(arguments: [0, 0.01, 0.5, 1])
    func `the share of the journeys that ask to be traced is as stated`(share: Double) {
        let context = TraceContext(runID: "k3v9x2mq", seed: 7, sampled: share)
        let sampled = (1...Int32(10_000)).filter { context.isSampled(participant: $0) }.count
        // Four standard deviations of a binomial distribution.
        #expect(abs(Double(sampled) - share * 10_000) <= 4 * (share * (1 - share) * 10_000).squareRoot())
        for participant in 1...Int32(100) {
            let isSampled = context.parent(participant: participant, request: 2).hasSuffix("-01")
            #expect(isSampled == context.isSampled(participant: participant))
        }
    }

    @Test(arguments: ["GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
    func `a method of HTTP is counted by its name`(word: String) { #expect(RequestMethod(word).rawValue == word) }

    @Test(arguments: ["", "get", "BREW", "\u{1B}[2J"])
    func `any other method is counted as other`(word: String) { #expect(RequestMethod(word) == .other) }
}
