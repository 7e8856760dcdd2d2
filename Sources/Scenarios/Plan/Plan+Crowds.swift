// What applies to all crowds of a plan together: the numbering of steps, gates and participants.

extension Plan {
    /// Every step of all crowds, numbered consecutively. A step's position here is its `StepIndex`.
    package var steps: [StepPlan] { crowds.flatMap(\.journey) }

    /// How many participants come in all crowds whose size is known, in all processes together.
    package var expected: Int { crowds.reduce(0) { $0 + ($1.expected ?? 0) } }

    /// The number of the first step of a crowd.
    package func firstStep(ofCrowd crowd: Int) -> Int { crowds[..<crowd].reduce(0) { $0 + $1.journey.count } }

    /// How a crowd's participants are numbered. Numbers continue from crowd to crowd. Crowds whose size only the run
    /// can tell come last and share the remaining numbers in turn, so that no two participants have the same one.
    package func numbers(ofCrowd crowd: Int) -> ParticipantNumbers {
        if let first = crowds[crowd].firstNumber { return ParticipantNumbers(first: first, distance: 1) }
        if crowds[crowd].expected != nil {
            return ParticipantNumbers(first: 1 + crowds[..<crowd].reduce(0) { $0 + ($1.expected ?? 0) }, distance: 1)
        }
        let unsized = crowds.indices.filter { crowds[$0].expected == nil }
        let turn = unsized.prefix { $0 < crowd }.count
        return ParticipantNumbers(first: 1 + expected + turn, distance: unsized.count)
    }

    /// The release gates of all crowds. Gates with the same name (`gate`) are one gate, which each participant passes
    /// once, whatever number of its steps have it.
    package var gates: [GatePlan] {
        var gates: [GatePlan] = []
        for (place, crowd) in crowds.enumerated() {
            let expected = ownExpected(ofCrowd: place) ?? 0
            var counted: Set<String> = []
            for step in crowd.journey {
                guard let release = step.release else { continue }
                let isCounted = release.gate.map { !counted.insert($0).inserted } ?? false
                if let gate = release.gate, let place = gates.firstIndex(where: { $0.release.gate == gate }) {
                    if !isCounted { gates[place].expected += expected }
                } else {
                    gates.append(
                        GatePlan(
                            number: Int16(clamping: gates.count + 1), name: release.gate ?? step.name,
                            release: release, expected: expected))
                }
            }
        }
        return gates
    }

    /// The numbers of the gates before a crowd's steps, in order; 0 where there is none.
    package func gateNumbers(ofCrowd crowd: Int) -> [Int16] {
        let all = gates
        // Gates without a name are numbered in the order of the steps.
        var unnamed = all.filter { $0.release.gate == nil }[...]
        var numbers: [Int16] = []
        for each in crowds[...crowd] {
            numbers = each.journey.map { step in
                guard let release = step.release else { return 0 }
                if let gate = release.gate { return all.first { $0.release.gate == gate }?.number ?? 0 }
                return unnamed.popFirst()?.number ?? 0
            }
        }
        return numbers
    }

    /// A gate in the journey of a crowd whose size only the run can tell, and that crowd. Such a gate would not know
    /// for how many to wait.
    package var gateOfUnknownSize: (gate: String, crowd: CrowdPlan)? {
        for crowd in crowds where crowd.expected == nil {
            guard let step = crowd.journey.first(where: { $0.release != nil }) else { continue }
            return (step.release?.gate ?? step.name, crowd)
        }
        return nil
    }

    /// A crowd that can never start, because it waits for itself (through others) or for a crowd that does not exist.
    package var crowdThatNeverStarts: CrowdPlan? {
        var known: Set<String> = []
        var left = crowds
        while true {
            let ready = left.filter { crowd in
                if case .afterCrowd(let other) = crowd.start { known.contains(other) } else { true }
            }
            guard !ready.isEmpty else { return left.first }
            known.formUnion(ready.map(\.name))
            left.removeAll { known.contains($0.name) }
        }
    }
}

/// The numbers of a crowd's participants.
package struct ParticipantNumbers: Hashable, Sendable {
    /// The number of the first participant.
    package var first: Int
    /// The difference between consecutive numbers.
    package var distance: Int

    /// The number of the participant at a position in the crowd, counted from 0.
    package subscript(place: Int) -> Int32 { Int32(clamping: first + place * distance) }
}

/// A release gate, over all crowds.
package struct GatePlan: Hashable, Sendable {
    /// Its number, from 1.
    package var number: Int16
    /// Its own name, or that of the step it precedes.
    package var name: String
    /// When it opens. If several steps share the gate, the first one decides.
    package var release: ReleasePlan
    /// How many participants of this process come to it, as far as their crowds' sizes are known.
    package var expected: Int
}
