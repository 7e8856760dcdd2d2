// Who was held up by the generator: the participants one of whose requests it sent, whose connection it noticed, or whose
// response it read, so late that it matters.
//
// Participants are counted and not turns of a loop: a loop that is late while nobody waits for it does no harm, and one
// that is late once may hold up everybody. Late reading alone does no harm either, since a response ends when the kernel
// received it; what it delays is the participant's next request, which is intended from that moment. But of a response that
// is larger than the receive buffer the target can send the rest only when the beginning was read.
package import Measuring

/// The participants of a run, and which of them the generator held up.
package struct LateParticipants: Sendable {
    /// What of a participant was late.
    package struct Kinds: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Its first request after an arrival or a release.
        package static let start = Kinds(rawValue: 1)
        /// A request that follows a response or a pause.
        package static let followUp = Kinds(rawValue: 2)
        /// A connection, with its TLS handshake.
        package static let connecting = Kinds(rawValue: 4)
        /// A response of which the target could send nothing more until the generator had read what was there.
        package static let receiving = Kinds(rawValue: 8)
    }

    /// A delay counts from here on. Two people who try to click at the same moment are at least that far apart.
    package static let leastNanoseconds: Int64 = 100_000_000
    /// And if it is more than this share of the request's response time.
    package static let leastShare = 0.1

    /// How many participants made requests.
    package private(set) var count = 0
    /// The longest delay that counts, in nanoseconds; 0 if none does.
    package private(set) var worstNanoseconds: Int64 = 0
    /// A bit for each participant, by number.
    private var seen: [UInt64] = []
    private var late: [Int32: Kinds] = [:]

    /// Nobody yet.
    package init() {}

    /// How many were held up, in whatever way.
    package var lateCount: Int { late.count }

    /// How many were held up in this way.
    package func count(of kind: Kinds) -> Int { late.values.count { $0.contains(kind) } }

    /// Adds a request of a participant.
    package mutating func add(_ request: RequestSample) {
        let isFirst = notice(request.participant)
        let responseTime = request.figures.answered.nanoseconds(since: request.intended)
        let sending = request.sendDelayNanoseconds
        if isLate(sending, of: responseTime) {
            note(isFirst || request.firstBehindGate > 0 ? .start : .followUp, sending, request.participant)
        }
        // A primed request's connection was there before the release.
        if request.figures.primed == nil, let connecting = request.figures.connectDelayNanoseconds,
            isLate(connecting, of: responseTime)
        {
            note(.connecting, connecting, request.participant)
        }
        if let receiving = request.figures.receiveDelayNanoseconds, isLate(receiving, of: responseTime) {
            note(.receiving, receiving, request.participant)
        }
    }

    private func isLate(_ delay: Int64, of responseTime: Int64) -> Bool {
        delay > Self.leastNanoseconds && Double(delay) > Self.leastShare * Double(responseTime)
    }

    private mutating func note(_ kind: Kinds, _ delay: Int64, _ participant: Int32) {
        late[participant, default: []].insert(kind)
        worstNanoseconds = max(worstNanoseconds, delay)
    }

    /// Whether this is a participant's first request so far.
    private mutating func notice(_ participant: Int32) -> Bool {
        let (word, bit) = Int(participant).quotientAndRemainder(dividingBy: 64)
        if word >= seen.count {
            seen.append(contentsOf: repeatElement(0, count: max(word + 1 - seen.count, seen.count)))
        }
        let mask: UInt64 = 1 << UInt64(bit)
        guard seen[word] & mask == 0 else { return false }
        seen[word] |= mask
        count += 1
        return true
    }
}
