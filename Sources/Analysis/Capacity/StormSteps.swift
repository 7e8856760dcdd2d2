// The steps of storms of one size, added up.
import Measuring

/// The steps of several storms of one size together.
struct StormSteps {
    struct Key: Hashable {
        var crowd: String
        var step: String
    }

    struct Step {
        var executions = 0
        var failed = 0
        /// The worst of the storms.
        var responseP95Ms: Double?
        var serviceP95Ms: Double?
        var connectP95Ms: Double?
    }

    /// The most frequent failure.
    struct Worst {
        var key: Key
        var kind: FailureKind
        var status: Int?
        var count: Int
    }

    private struct FailureKey: Hashable {
        var key: Key
        var kind: FailureKind
        var status: Int?
    }

    private var order: [Key] = []
    private var steps: [Key: Step] = [:]
    /// The failures of target and network: those of the scenario or the generator say nothing of the capacity.
    private var failures: [FailureKey: Int] = [:]

    /// How many connections needed a second SYN; nil if that is not known of each storm.
    private(set) var secondSyns: Int?

    init(_ storms: [CapacityDocument.Storm]) {
        let figures = storms.compactMap(\.figures)
        let counts = figures.compactMap(\.secondSyns)
        if counts.count == figures.count { secondSyns = counts.reduce(0, +) }
        for figures in figures {
            for step in figures.steps {
                let key = Key(crowd: step.crowd, step: step.name)
                if steps[key] == nil { order.append(key) }
                var sum = steps[key] ?? Step()
                sum.executions += step.executions
                sum.failed += step.failed
                sum.responseP95Ms = [sum.responseP95Ms, step.responseP95Ms].compactMap { $0 }.max()
                sum.serviceP95Ms = [sum.serviceP95Ms, step.serviceP95Ms].compactMap { $0 }.max()
                sum.connectP95Ms = [sum.connectP95Ms, step.connectP95Ms].compactMap { $0 }.max()
                steps[key] = sum
            }
            for group in figures.failures where group.kind != .harness && group.kind != .cancelled {
                let key = Key(crowd: group.crowd, step: group.step)
                failures[FailureKey(key: key, kind: group.kind, status: group.status), default: 0] += group.count
            }
        }
    }

    subscript(key: Key) -> Step { steps[key] ?? Step() }

    /// The most frequent failure; of equally many the one of the earlier step.
    var mostFailures: Worst? {
        let found = failures.map { Worst(key: $0.key.key, kind: $0.key.kind, status: $0.key.status, count: $0.value) }
        return found.min { left, right in
            if left.count != right.count { return left.count > right.count }
            let places = (order.firstIndex(of: left.key) ?? 0, order.firstIndex(of: right.key) ?? 0)
            if places.0 != places.1 { return places.0 < places.1 }
            return (left.kind.rawValue, left.status ?? 0) < (right.kind.rawValue, right.status ?? 0)
        }
    }

    /// The step whose 95th percentile grew most, in milliseconds.
    func slowest(beside before: StormSteps) -> Key? {
        order.filter { steps[$0]?.responseP95Ms != nil }.max { left, right in
            grown(left, before) < grown(right, before)
        }
    }

    private func grown(_ key: Key, _ before: StormSteps) -> Double {
        (self[key].responseP95Ms ?? 0) - (before[key].responseP95Ms ?? 0)
    }
}
