// What a run keeps of its plan: the crowds, for reading the results.
package import Measuring

extension Plan {
    /// The crowds' names, sizes and steps. A shard expects its own participants only.
    package var crowdMetadata: [CrowdMetadata] {
        crowds.enumerated().map { place, crowd in
            let isLooping = if case .looping = crowd.arrival { true } else { false }
            return CrowdMetadata(
                name: crowd.name, expected: ownExpected(ofCrowd: place), steps: crowd.journey.map(\.name),
                hasEntry: crowd.hasEntry,
                arrivalIsAtOnce: crowd.arrival == .atOnce, isLooping: isLooping,
                firstGate: firstGate(ofCrowd: place), gates: gateNumbers(ofCrowd: place).filter { $0 > 0 },
                entries: crowd.journey.indices.filter { crowd.journey[$0].action.kind.entersRoom })
        }
    }

    /// The gate from which a crowd's entries are counted: the first one that stands before the step that enters. Behind
    /// it the participants are in already; 0 if all gates are there.
    private func firstGate(ofCrowd place: Int) -> Int16? {
        let entry = crowds[place].journey.firstIndex { $0.action.kind.entersRoom } ?? crowds[place].journey.count
        let numbers = gateNumbers(ofCrowd: place)
        return numbers.prefix(entry + 1).first { $0 > 0 } ?? (numbers.contains { $0 > 0 } ? 0 : nil)
    }
}
