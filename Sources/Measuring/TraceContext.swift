// W3C trace context: ids for a run's requests that can be worked out again from what the run file holds.

/// The ids under which a run's requests appear in the platform's traces (https://www.w3.org/TR/trace-context/): a journey
/// is a trace, and each of its requests is a span.
///
/// The first half of a trace id is the run's id, eight ASCII characters. Its second half is the number of the participant's
/// place in SplitMix64's sequence for the run's seed, so that participant p has the p-th, and the host the seed mixed. A
/// span id is the number of the request's place in the sequence whose seed is that second half. Neither repeats: the
/// mixing is one to one. The second half looks random, since samplers take it for that.
package struct TraceContext: Hashable, Sendable {
    private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

    private let run: UInt64
    private let seed: UInt64
    private let sampled: Double

    /// The ids of a run.
    /// - Parameters:
    ///   - runID: the run's id; more than eight characters are cut, fewer are filled up with zeros.
    ///   - seed: the run's seed.
    ///   - sampled: the share of the journeys, 0 to 1, whose requests ask to be traced.
    package init(runID: String, seed: UInt64, sampled: Double = 0) {
        var run: UInt64 = 0
        var bytes = runID.utf8.makeIterator()
        for _ in 0..<8 { run = run << 8 | UInt64(bytes.next() ?? 0) }
        self.run = run
        self.seed = seed
        self.sampled = sampled
    }

    /// The second half of a journey's trace id.
    private func journey(_ participant: Int32) -> UInt64 {
        let number = SplitMix64.mixed(seed &+ UInt64(truncatingIfNeeded: participant) &* TraceContext.step)
        // An id of zeros alone is invalid.
        return run == 0 && number == 0 ? 1 : number
    }

    /// The trace id of a participant's journey; 0 is the host. 32 hexadecimal digits.
    package func traceID(participant: Int32) -> String {
        String(decoding: TraceContext.hexadecimal(run) + TraceContext.hexadecimal(journey(participant)), as: UTF8.self)
    }

    /// The span id of a participant's n-th request, counted from 1 in the order in which they start. 16 hexadecimal digits.
    package func spanID(participant: Int32, request: UInt32) -> String {
        String(decoding: TraceContext.hexadecimal(span(journey(participant), request)), as: UTF8.self)
    }

    /// Whether a participant's requests ask to be traced. Decided by the trace id in the way of OpenTelemetry's
    /// `TraceIdRatioBased` sampler, so that both choose the same journeys.
    package func isSampled(participant: Int32) -> Bool { isSampled(journey(participant)) }

    /// The value of `traceparent` for a participant's n-th request.
    package func parent(participant: Int32, request: UInt32) -> String {
        let journey = journey(participant)
        var text: [UInt8] = []
        text.reserveCapacity(55)
        text += "00-".utf8
        TraceContext.write(run, to: &text)
        TraceContext.write(journey, to: &text)
        text.append(UInt8(ascii: "-"))
        TraceContext.write(span(journey, request), to: &text)
        text += isSampled(journey) ? "-01".utf8 : "-00".utf8
        return String(decoding: text, as: UTF8.self)
    }

    private func span(_ journey: UInt64, _ request: UInt32) -> UInt64 {
        let number = SplitMix64.mixed(journey &+ UInt64(request) &* TraceContext.step)
        return number == 0 ? 1 : number
    }

    private func isSampled(_ journey: UInt64) -> Bool {
        sampled >= 1 || Double(journey) < sampled * 0x1p64
    }

    private static func hexadecimal(_ number: UInt64) -> [UInt8] {
        var text: [UInt8] = []
        write(number, to: &text)
        return text
    }

    private static func write(_ number: UInt64, to text: inout [UInt8]) {
        for shift in stride(from: 60, through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: number >> UInt64(shift)) & 0xF
            text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
