// `thresholds`: a list of conditions on the results.

/// Reads the thresholds.
struct ThresholdsSection {
    let context: LoadContext

    /// The thresholds. `steps` is nil where the journey could not be read: then nothing is said about their names.
    /// `hasGate` tells whether there is a release whose spread can be measured.
    func read(_ node: WrittenNode, steps: [String]?, hasGate: Bool) -> [Threshold] {
        context.list(node).compactMap { item -> Threshold? in
            guard let plain = context.plainText(item, "thresholds", expected: "a list of conditions") else {
                return nil
            }
            do throws(ThresholdError) {
                let threshold = try Thresholds.parse(plain.text, steps: steps ?? [])
                if threshold.metric == .spread, !hasGate {
                    context.report(.thresholdWithoutGate, at: item.place)
                    return nil
                }
                return threshold
            } catch {
                if case .thresholdStep = error.problem, steps == nil { return nil }
                // Places within the text are those of the values then, and the text itself would show them.
                if plain.usesEnvironment {
                    context.report(.thresholdFromEnvironment(plain.found, error.problem), at: item.place)
                } else {
                    context.report(error.problem, at: item.place(offset: error.offset))
                }
                return nil
            }
        }
    }
}
