// Where the people of a crowd were at equally spaced instants.
import Measuring

/// Adds up moves from one state to another. Each sample contributes its own moves, so the order of samples does not
/// matter: what a person did before and after is in `Person`.
struct WhereaboutsTally: Sendable {
    private let crowd: RunFrame.Crowd
    private let columns: ColumnScale
    private let states: [RunDetail.Whereabouts.State]
    /// When it ends before everything is over, in nanoseconds since T0; otherwise nil.
    private let end: Int64?
    /// How many more are in a state at an instant than at the one before; by instant and then state.
    private var changes: [Int]
    /// The nanoseconds that all people together were in each state, if nobody had left the one where they are now.
    private var spent: [Int128]

    private static let before = 0
    private static func step(_ place: Int) -> Int { place + 1 }
    private var entered: Int { states.count - 3 }
    private var failed: Int { states.count - 2 }
    private var ended: Int { states.count - 1 }

    /// A tally of a crowd over a stretch of time since T0; `isPart` says that more happens after it. Nil for crowds
    /// without whereabouts.
    init?(_ crowd: RunFrame.Crowd, names: ArraySlice<String>, over times: Extent, isPart: Bool = false) {
        guard !crowd.metadata.isLooping, names.count <= RunDetail.Whereabouts.mostSteps else { return nil }
        self.crowd = crowd
        // An instant before the first column and one at the end of the last.
        columns = ColumnScale(
            from: times.first, to: times.last, atMost: RunDetail.Whereabouts.mostInstants - 2)
        end = isPart ? (columns.first + Int64(columns.count)) * columns.width : nil
        states = [.before] + names.map { .step($0) } + [.entered, .failed, .ended]
        changes = Array(repeating: 0, count: (columns.count + 2) * states.count)
        changes[WhereaboutsTally.before] = crowd.people
        spent = Array(repeating: 0, count: states.count)
        spent[WhereaboutsTally.before] = Int128(crowd.people) * Int128(-(columns.first - 1) * columns.width)
    }

    /// Adds a step that was begun before the person entered; `place` is its place in the crowd's journey.
    mutating func add(_ sample: StepSample, at place: Int, of person: Person) {
        guard sample.intended.nanoseconds < person.entered else { return }
        let from = person.isHeldBack(place) ? nil : person.step(before: place)
        move(at: sample.intended, from: from.map(Self.step) ?? Self.before, to: Self.step(place))
        if let next = person.step(after: place), person.isHeldBack(next) {
            move(at: sample.finished, from: Self.step(place), to: Self.before)
        }
    }

    /// Adds the end of a journey.
    mutating func add(_ sample: ParticipantSample, of person: Person) {
        let last = person.lastStep.map(Self.step)
        if person.entered < .max {
            move(at: Moment(nanoseconds: person.entered), from: last ?? Self.before, to: entered)
            return
        }
        switch sample.ending {
        case .completed: move(at: sample.finished, from: last ?? Self.before, to: ended)
        case .failed: move(at: sample.finished, from: last ?? Self.before, to: failed)
        case .cancelled:
            // The first step was under way, unless the person was still waiting at a gate.
            guard last == nil, sample.started < sample.finished else { return }
            let step = sample.endedAt.map { Int($0.rawValue) - crowd.steps.lowerBound } ?? 0
            guard (0..<entered - 1).contains(step) else { return }
            move(at: sample.started, from: Self.before, to: Self.step(step))
        }
    }

    private mutating func move(at moment: Moment, from old: Int, to new: Int) {
        let time = moment.nanoseconds(since: crowd.zero)
        if let end, time > end { return }
        // The first instant that is not before it.
        let instant = time <= columns.first * columns.width ? 1 : columns.column(of: time - 1) + 2
        changes[instant * states.count + old] -= 1
        changes[instant * states.count + new] += 1
        spent[old] += Int128(time)
        spent[new] -= Int128(time)
    }

    /// The counts of a crowd and of its beginning, which have the same states.
    static func whereabouts(
        _ whole: WhereaboutsTally?, beginning: WhereaboutsTally?
    ) -> (whole: RunDetail.Whereabouts, beginning: RunDetail.Whereabouts?) {
        guard let whole else { return (.empty, nil) }
        let (counts, first) = (whole.counts, beginning?.counts)
        let shown = whole.states.indices.filter { place in
            place == Self.before || place == whole.entered || (counts + (first ?? [])).contains { $0[place] > 0 }
        }
        return (whole.whereabouts(counts, shown), first.flatMap { beginning?.whereabouts($0, shown) })
    }

    private var counts: [[Int]] {
        var counts: [[Int]] = []
        var current = Array(repeating: 0, count: states.count)
        for first in stride(from: 0, to: changes.count, by: states.count) {
            for place in states.indices { current[place] += changes[first + place] }
            // Only samples that contradict each other make less than nobody.
            counts.append(current.map { max(0, $0) })
        }
        return counts
    }

    private func whereabouts(_ counts: [[Int]], _ shown: [Int]) -> RunDetail.Whereabouts {
        let last = Int128((columns.first + Int64(columns.count)) * columns.width)
        let spentMs = states.indices.map { place in
            Double(spent[place] + Int128(counts.last?[place] ?? 0) * last) / 1e6
        }
        return RunDetail.Whereabouts(
            firstMs: columns.firstMs - columns.widthMs, stepMs: columns.widthMs, states: shown.map { states[$0] },
            counts: counts.map { row in shown.map { row[$0] } }, spentMs: shown.map { spentMs[$0] })
    }
}
