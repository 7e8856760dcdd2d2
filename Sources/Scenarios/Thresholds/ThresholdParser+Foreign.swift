// The syntax of k6 and other tools, and what to write instead.

extension ThresholdParser {
    static let otherNames = [
        "median": "p50", "med": "p50", "avg": "mean", "average": "mean", "maximum": "max",
    ]

    /// Metrics of k6 and other tools, with a condition that says the same here.
    static let otherMetrics = [
        "http_req_duration": "p95(journey) < 500ms", "http_req_waiting": "p95(journey) < 500ms",
        "iteration_duration": "p95(journey) < 500ms", "http_req_failed": "failures < 1%",
        "http_reqs": "rate(journey) > 50", "error_rate": "failures < 1%", "checks": "turnout >= 99%",
    ]

    /// Rejects the syntax of k6 and other tools, and says what to write instead.
    func refuseForeign(_ word: String, _ arguments: [Argument]?, at start: Int) throws(ThresholdError) {
        let subject = arguments?.first?.text ?? "journey"
        if let example = ThresholdParser.otherMetrics[word] {
            throw error(.thresholdOtherName(word, ours: "a condition such as \(example)"), at: start)
        }
        if let ours = ThresholdParser.otherNames[word] {
            throw error(.thresholdOtherName(word, ours: "\(ours)(\(subject))"), at: start)
        }
        if word == "p", let number = Decimal(subject[...])?.value(), number > 0, number <= 100 {
            var bound = self
            let comparison = try? bound.takeComparison()
            let text = bound.rest().trimmed
            let unit = WholeNumber.digits(of: text) == nil ? "" : "ms"
            let condition = comparison.map { " \($0.rawValue) \(text)\(unit)" } ?? ""
            throw error(
                .thresholdOtherName("p(\(subject))", ours: "p\(subject)(journey)\(text.isEmpty ? "" : condition)"),
                at: start)
        }
        guard word == "rate", arguments == nil else { return }
        var bound = self
        guard let comparison = try? bound.takeComparison(), let share = Decimal(bound.rest().trimmed[...])?.value(),
            (0...1).contains(share)
        else { return }
        throw error(
            .thresholdShareOfFailures(
                expression, ours: "failures \(comparison.rawValue) \(ShareText.write(share))"),
            at: start)
    }
}
