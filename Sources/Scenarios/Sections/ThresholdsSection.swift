// `thresholds` and `limits.abort-when`: lists of conditions on the results.
import Measuring

/// Reads the thresholds.
struct ThresholdsSection {
    let context: LoadContext
    /// What the conditions are for.
    var use = Use.judgement

    /// What conditions are for.
    enum Use {
        /// They judge the run.
        case judgement
        /// One that holds ends the run.
        case abort

        var path: String {
            switch self {
            case .judgement: "thresholds"
            case .abort: "limits.abort-when"
            }
        }
    }

    /// Reads the thresholds. If some name in the crowds is unknown, names are not checked.
    func read(_ node: WrittenNode, crowds: [CrowdSection.Reading]) -> [Threshold] {
        let names = crowds.names
        let pauses = crowds.pauses
        return CutText.items(of: context.list(node), in: context, isOpen: ThresholdsSection.isOpen).compactMap {
            each -> Threshold? in
            let item: WrittenNode
            switch each {
            case .whole(let node): item = node
            case .cut(let texts, let mark, let place):
                context.report(.cutText(texts.joined(separator: ", "), what: "threshold", at: mark), at: place)
                return nil
            }
            if case .mapping(let entries) = item.content {
                context.report(.thresholdMapping(ours: ours(entries.first, names: names)), at: item.place)
                return nil
            }
            guard let plain = context.plainText(item, use.path, expected: "a list of conditions") else {
                return nil
            }
            do throws(ThresholdError) {
                var parser = ThresholdParser(text: plain.text, names: names)
                let threshold = try parser.parse()
                if threshold.metric == .spread, !crowds.contains(where: \.hasGate) {
                    context.report(.thresholdWithoutGate, at: item.place)
                    return nil
                }
                if let index = threshold.latencyStep, pauses.contains(index) {
                    context.report(.thresholdOnPause(plain.found), at: item.place)
                    return nil
                }
                guard threshold.canHold else {
                    context.report(.thresholdNeverHolds(plain.found), at: item.place)
                    return nil
                }
                if use == .abort, threshold.holdsFromTheStart {
                    context.report(.abortFromTheStart(plain.found, ours: threshold.opposite), at: item.place)
                    return nil
                }
                return threshold
            } catch {
                // With values from the environment, columns refer to the substituted text, and showing that text would
                // reveal them.
                if let ours = Quotation.plain(everywhereIn: plain.found) {
                    context.report(.typographicQuotation(plain.found, ours: ours), at: item.place)
                } else if plain.usesEnvironment {
                    context.report(.thresholdFromEnvironment(plain.found, error.mistake), at: item.place)
                } else {
                    context.report(error.mistake, at: item.place(offset: error.offset))
                }
                return nil
            }
        }
    }

    /// Whether a text lacks its closing parenthesis.
    private static func isOpen(_ text: String) -> Bool {
        text.count { $0 == "(" } > text.count { $0 == ")" }
    }

    /// The condition to write in the place of a mapping: its key and value, if they form one (`turnout: ">= 99%"`).
    private func ours(_ entry: WrittenNode.Entry?, names: ThresholdNames?) -> String {
        guard let entry else { return "turnout >= 99%" }
        if let value = entry.value.scalar, !value.contains("${") {
            var parser = ThresholdParser(text: "\(entry.key) \(value)", names: names)
            if let threshold = try? parser.parse() { return threshold.expression }
        }
        return ThresholdParser.otherMetrics[entry.key] ?? "p95(journey) < 500ms"
    }
}

extension [CrowdSection.Reading] {
    /// The names that thresholds may contain; nil if some are unknown.
    fileprivate var names: ThresholdNames? {
        let crowds = compactMap { crowd in
            crowd.journey?.names.map { ThresholdNames.Crowd(name: crowd.name, steps: $0) }
        }
        return crowds.count == count ? ThresholdNames(crowds: crowds) : nil
    }

    /// The numbers of the steps that make no requests, among those of all crowds.
    fileprivate var pauses: [Int] {
        var first = 0
        return flatMap { crowd -> [Int] in
            defer { first += crowd.journey?.names?.count ?? 0 }
            let steps = crowd.steps ?? []
            return steps.indices.filter { !steps[$0].plan.action.kind.sends }.map { first + $0 }
        }
    }
}

extension Threshold {
    /// The step whose response times are compared.
    fileprivate var latencyStep: Int? {
        switch metric {
        case .percentile(_, .step(let step, _)), .mean(.step(let step, _)), .max(.step(let step, _)):
            Int(step.rawValue)
        case .percentile, .mean, .max, .turnout, .rate, .failures, .spread, .admission: nil
        }
    }

    /// Whether it holds while nothing is wrong: everybody can still get in, nothing failed, nothing took any time.
    var holdsFromTheStart: Bool {
        switch metric {
        case .turnout: comparison.holds(1, bound)
        case .percentile, .mean, .max, .spread, .admission, .failures: comparison.holds(0, bound)
        case .rate: comparison.holds(.infinity, bound)
        }
    }

    /// The condition with the opposite comparison.
    var opposite: String {
        expression.replacing(comparison.rawValue, with: comparison.opposite.rawValue, maxReplacements: 1)
    }

    /// Whether any result could satisfy it: nothing measured is below zero, and no share is above one.
    var canHold: Bool {
        let isShare =
            switch metric {
            case .turnout: true
            case .failures(_, _, _, let asShare): asShare
            case .percentile, .mean, .max, .rate, .spread, .admission: false
            }
        return switch comparison {
        case .less: bound > 0
        case .greater: !isShare || bound < 1
        case .equal, .notEqual, .lessOrEqual, .greaterOrEqual: true
        }
    }
}
