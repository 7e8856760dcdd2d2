// `thresholds` and `limits.abort-when`: lists of conditions on the results.
import Measuring

/// Reads the thresholds.
struct ThresholdsSection {
    let context: LoadContext
    /// What the conditions are for.
    var use = ConditionUse.judgement

    /// Reads the thresholds. If some name in the crowds is unknown, names are not checked.
    func read(_ node: WrittenNode, crowds: [CrowdSection.Reading]) -> [Threshold] {
        let names = crowds.names
        let rules = crowds.rules
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
                if let mistake = rules.mistake(in: threshold, written: plain.found, for: use) {
                    context.report(mistake, at: item.place)
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

    /// Which conditions make sense for them.
    fileprivate var rules: ConditionRules {
        ConditionRules(
            hasGate: contains(where: \.hasGate), pauses: Set(pauses),
            staysOn: contains { crowd in
                guard let steps = crowd.steps else { return false }
                let entry = steps.firstIndex { $0.plan.action.kind.entersRoom }
                return entry.map { $0 < steps.count - 1 } ?? false
            })
    }

    /// The numbers of the steps that make no requests, among those of all crowds.
    private var pauses: [Int] {
        var first = 0
        return flatMap { crowd -> [Int] in
            defer { first += crowd.journey?.names?.count ?? 0 }
            let steps = crowd.steps ?? []
            return steps.indices.filter { !steps[$0].plan.action.kind.sends }.map { first + $0 }
        }
    }
}
