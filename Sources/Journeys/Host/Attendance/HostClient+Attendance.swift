// The calls of a room, their reports, and its polls, as the host reads them (contract section 8).
import FoundationEssentials
import Measuring
import PlatformContract

/// A call in the platform's list, as far as it is needed. Every field but the id may be missing; whatever is of another kind
/// than assumed counts as missing.
struct ListedCall: Decodable, Hashable {
    var id: String
    var active: Bool?
    var startedAt: String?
    var finishedAt: String?
    /// How many entries there were.
    var totalParticipantsCount: Int?

    private enum Key: String, CodingKey { case id, active, startedAt, finishedAt, totalParticipantsCount }

    /// Reads a call.
    /// - Throws: if it has no id.
    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        id = try fields.requiredText(.id)
        active = fields.truth(.active)
        startedAt = fields.text(.startedAt)
        finishedAt = fields.text(.finishedAt)
        totalParticipantsCount = fields.integer(.totalParticipantsCount)
    }

    /// Whether somebody was in it during an interval. A time that is missing or cannot be read excludes nothing.
    func overlaps(_ interval: ClosedRange<UTCInstant>) -> Bool {
        if let started = startedAt.flatMap({ UTCInstant($0) }), started > interval.upperBound { return false }
        if let finished = finishedAt.flatMap({ UTCInstant($0) }), finished < interval.lowerBound { return false }
        return true
    }
}

extension HostClient {
    /// The finished calls of a room on the days of an interval, each once. An answer that is no list counts as none.
    func calls(
        space: String, room: String, on days: ClosedRange<UTCInstant>
    ) async throws(Failure) -> HostOutcome<[ListedCall]> {
        var calls: [ListedCall] = []
        var known: Set<String> = []
        var day = days.lowerBound.midnight
        while day <= days.upperBound {
            let path = PlatformPath.calls(space: space, room: room, date: day.text)
            switch try await ask(Request(.calls, path, space: space, room: room)) {
            case .given(let body):
                guard let listed: [ListedCall] = LenientList.items(body) else { return .missing }
                calls += listed.filter { known.insert($0.id).inserted }
            case .refused(let refusal): return .refused(refusal)
            case .missing: return .missing
            }
            day = day.advanced(byDays: 1)
        }
        return .given(calls)
    }

    /// The report on a call, as it was received.
    func report(space: String, room: String, call: String) async throws(Failure) -> HostOutcome<String> {
        let path = PlatformPath.report(space: space, room: room, call: call)
        return try await text(Request(.report, path, space: space, room: room))
    }

    /// The polls of a room, as they were received.
    func polls(space: String, room: String) async throws(Failure) -> HostOutcome<String> {
        try await text(Request(.polls, PlatformPath.polls(room: room, space: space), space: space, room: room))
    }

    private func text(_ request: Request) async throws(Failure) -> HostOutcome<String> {
        switch try await ask(request) {
        case .given(let body): .given(String(decoding: body, as: UTF8.self))
        case .refused(let refusal): .refused(refusal)
        case .missing: .missing
        }
    }
}
