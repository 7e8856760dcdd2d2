// The tally of failures.
import Measuring

/// Failed executions, grouped by what they have in common.
struct FailureTally: Sendable {
    /// Failures of some steps, optionally of one kind or status.
    struct Selection {
        var steps: Range<Int>
        var kind: FailureKind?
        var status: Int?

        fileprivate func contains(_ key: Key) -> Bool {
            steps.contains(Int(key.step.rawValue)) && (kind == nil || key.kind == kind)
                && (status == nil || key.status == status)
        }
    }

    fileprivate struct Key: Hashable {
        var step: StepIndex
        var kind: FailureKind
        var status: Int?
        var diagnosis: Diagnosis?

        init(_ sample: StepSample, _ failure: Failure) {
            step = sample.step
            kind = failure.kind
            status = failure.status
            diagnosis = failure.diagnosis
        }
    }

    /// In which group a failure was counted.
    struct Places: Sendable {
        /// How many groups there are.
        var count: Int { places.count }
        private let places: [Key: Int]

        fileprivate init(_ keys: [Key]) {
            places = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, $0) })
        }

        /// The index of its group in `Summary.failures`; nil if it was not counted.
        func place(of sample: StepSample, _ failure: Failure) -> Int? {
            var key = Key(sample, failure)
            if let place = places[key] { return place }
            key.diagnosis = nil
            return places[key]
        }
    }

    private struct Group {
        var count = 0
        /// What was observed at the first of them.
        var detail: String
        var first: Moment
        var last: Moment
        /// The lowest numbers among the participants affected, sorted.
        var participants: [Int32] = []

        static let named = 10

        mutating func add(_ participant: Int32) {
            guard participants.count < Group.named || participant < (participants.last ?? 0) else { return }
            let place = participants.firstIndex { $0 >= participant } ?? participants.endIndex
            if place < participants.endIndex && participants[place] == participant { return }
            participants.insert(participant, at: place)
            if participants.count > Group.named { participants.removeLast() }
        }
    }

    private var groups: [Key: Group] = [:]

    /// A diagnosis may name what a server sent, as the host of a redirect. When there are this many groups, failures with
    /// a new diagnosis are counted without it: steps, kinds and statuses are few.
    private static let diagnosed = 500

    mutating func add(_ sample: StepSample, _ failure: Failure) {
        var key = Key(sample, failure)
        if groups.count >= FailureTally.diagnosed, groups[key] == nil { key.diagnosis = nil }
        var group = groups[key] ?? Group(detail: failure.detail, first: sample.finished, last: sample.finished)
        group.count += 1
        if sample.finished < group.first {
            group.first = sample.finished
            group.detail = failure.detail
        }
        group.last = max(group.last, sample.finished)
        group.add(sample.participant)
        groups[key] = group
    }

    /// How many executions failed in a selection and in none of the others. A failure that several of these contain is
    /// left out once.
    func count(_ selection: Selection, outside others: [Selection] = []) -> Int {
        groups.reduce(0) { sum, entry in
            let (key, group) = entry
            let counts = selection.contains(key) && !others.contains { $0.contains(key) }
            return counts ? sum + group.count : sum
        }
    }

    /// The groups, most frequent first, then in the journey's order.
    private var sorted: [(key: Key, group: Group)] {
        groups.map { (key: $0.key, group: $0.value) }.sorted { left, right in
            if left.group.count != right.group.count { return left.group.count > right.group.count }
            return left.key.precedes(right.key)
        }
    }

    /// Where `figures` has each group.
    var places: Places { Places(sorted.map(\.key)) }

    /// The groups in their order. `origin` is the start of the arrivals; `overload` is what the failures of a step show
    /// as a whole.
    func figures(
        since origin: Moment, overload: (Int) -> Overload?, name: (Int) -> (step: String, crowd: String)
    ) -> [Summary.FailureGroup] {
        return sorted.map { key, group in
            let (step, crowd) = name(Int(key.step.rawValue))
            var cause = key.diagnosis?.cause ?? group.detail
            var remedy = key.diagnosis?.remedy
            if Overload.mayCause(key.kind, status: key.status), let overload = overload(Int(key.step.rawValue)) {
                cause += ". " + overload.evidence
                remedy = overload.remedy(step: step) ?? remedy
            }
            return Summary.FailureGroup(
                step: step, crowd: crowd, kind: key.kind, status: key.status, count: group.count, cause: cause,
                remedy: remedy,
                firstAtSeconds: Self.seconds(origin, group.first), lastAtSeconds: Self.seconds(origin, group.last),
                participants: group.participants.map(ParticipantName.of))
        }
    }

    /// Seconds since the start of the arrivals, to the microsecond.
    private static func seconds(_ origin: Moment, _ moment: Moment) -> Double {
        Double(moment.microseconds(since: origin)) / 1_000_000
    }
}

extension FailureTally.Key {
    fileprivate func precedes(_ other: FailureTally.Key) -> Bool {
        if step != other.step { return step < other.step }
        if kind != other.kind { return kind.rawValue < other.kind.rawValue }
        if status != other.status { return (status ?? 0) < (other.status ?? 0) }
        func words(_ key: FailureTally.Key) -> [String] {
            key.diagnosis.map { [$0.code, $0.cause, $0.remedy] } ?? []
        }
        return words(self).lexicographicallyPrecedes(words(other))
    }
}
