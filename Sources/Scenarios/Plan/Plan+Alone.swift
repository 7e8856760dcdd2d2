// The same plan for as few as possible, so that somebody can watch.

extension Plan {
    /// The plan for the first participant of each crowd alone. They come one after another: each as soon as the one before
    /// has entered or ended. Nobody waits at a gate, nothing is judged, no limit ends it, and the host
    /// does nothing about the event.
    package var forFirstOfEachCrowd: Plan {
        var plan = self
        for place in crowds.indices {
            plan.crowds[place].firstNumber = numbers(ofCrowd: place).first
            plan.crowds[place].participants.count = 1
            plan.crowds[place].arrival = .atOnce
            for step in plan.crowds[place].journey.indices { plan.crowds[place].journey[step].release = nil }
        }
        var previous: String?
        for place in crowdsInOrder {
            plan.crowds[place].start = previous.map { .afterCrowd($0) } ?? .withRun
            previous = crowds[place].name
        }
        plan.thresholds = []
        plan.limits = LimitsPlan()
        plan.event = EventPlan(attendance: .off)
        return plan
    }

    /// The crowds as they are written, but those that wait for another one after that.
    private var crowdsInOrder: [Int] {
        var order: [Int] = []
        var left = Array(crowds.indices)
        while !left.isEmpty {
            let ready = left.first { place in
                guard case .afterCrowd(let other) = crowds[place].start else { return true }
                return order.contains { crowds[$0].name == other }
            }
            // A plan in which crowds wait for each other is refused before.
            let next = ready ?? left[0]
            order.append(next)
            left.removeAll { $0 == next }
        }
        return order
    }
}
