// What a run keeps of its plan: the crowds, for reading the results.
package import Measuring

extension Plan {
    /// The crowds' names, sizes and steps.
    package var crowdMetadata: [CrowdMetadata] {
        crowds.enumerated().map { place, crowd in
            let isLooping = if case .looping = crowd.arrival { true } else { false }
            return CrowdMetadata(
                name: crowd.name, expected: crowd.expected, steps: crowd.journey.map(\.name), hasEntry: crowd.hasEntry,
                arrivalIsAtOnce: crowd.arrival == .atOnce, isLooping: isLooping,
                firstGate: gateNumbers(ofCrowd: place).first { $0 > 0 })
        }
    }
}
