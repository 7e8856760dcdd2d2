// How many participants of one loop are in each step at the moment: for display only, since results come from samples.
package import Measuring
import Synchronization

/// Counters of the steps of all journeys, for one loop. Changed on that loop alone, which is why a load and a store do
/// without an exchange of cache lines; read anywhere.
package final class StepCounters: Sendable {
    /// One step now.
    package struct Reading: Hashable, Sendable {
        /// Participants who are in it.
        package var inside = 0
        /// Participants who do nothing in it: in a pause, or before another attempt.
        package var resting = 0
        /// The latest moment at which one of those who rest, or have rested, goes on; nil if none has.
        package var restsUntil: Moment?

        /// A step that nobody is in.
        package init() {}

        /// Adds what another loop counted.
        package mutating func add(_ other: Reading) {
            inside += other.inside
            resting += other.resting
            restsUntil = [restsUntil, other.restsUntil].compactMap { $0 }.max()
        }
    }

    private final class Counter: Sendable {
        let inside = Atomic(0)
        let resting = Atomic(0)
        /// Nanoseconds; 0: nobody has rested.
        let restsUntil = Atomic<Int64>(0)
    }

    private let counters: [Counter]

    /// Counters at zero for this many steps.
    package init(steps: Int) { counters = (0..<steps).map { _ in Counter() } }

    /// The counters now, in the order of the steps.
    package var readings: [Reading] {
        counters.map { counter in
            var reading = Reading()
            reading.inside = max(0, counter.inside.load(ordering: .relaxed))
            reading.resting = max(0, counter.resting.load(ordering: .relaxed))
            let until = counter.restsUntil.load(ordering: .relaxed)
            if until > 0 { reading.restsUntil = Moment(nanoseconds: until) }
            return reading
        }
    }

    /// The counter of a step of the journeys; nil for the host's steps.
    private func counter(of step: StepIndex) -> Counter? {
        let place = Int(step.rawValue)
        return counters.indices.contains(place) ? counters[place] : nil
    }

    /// A participant begins a step.
    func begin(_ step: StepIndex) { counter(of: step)?.inside.change(by: 1) }

    /// A participant has ended a step.
    func end(_ step: StepIndex) { counter(of: step)?.inside.change(by: -1) }

    /// A participant in a step does nothing until that moment.
    func rest(_ step: StepIndex, until moment: Moment) {
        guard let counter = counter(of: step) else { return }
        counter.resting.change(by: 1)
        if moment.nanoseconds > counter.restsUntil.load(ordering: .relaxed) {
            counter.restsUntil.store(moment.nanoseconds, ordering: .relaxed)
        }
    }

    /// A participant in a step goes on.
    func goOn(_ step: StepIndex) { counter(of: step)?.resting.change(by: -1) }
}

extension Atomic<Int> {
    /// Adds without an exchange. Only for a counter that one thread changes.
    fileprivate borrowing func change(by difference: Int) {
        store(load(ordering: .relaxed) &+ difference, ordering: .relaxed)
    }
}
