// The grammar of a threshold, and its parser, shared by the language's `thresholds:` and by reports.
//
//     threshold = metric comparison bound
//     metric    = "turnout"
//               | ( "p" number | "mean" | "max" | "rate" ) "(" subject ")"
//               | "failures" [ "(" [ step [ "," filter ] | filter ] ")" ]
//               | "spread" "(" "release" ")"
//               | "admission" "(" share ")"
//     subject   = "journey" | step
//     filter    = "status" number | kind
//     step      = a step's name as it stands, or in double quotes where it holds a comma or a parenthesis
//     comparison = "==" | "!=" | "<" | "<=" | ">" | ">="
//     bound     = share | time | number            as the metric asks for
//     share     = number "%"
//     time      = a duration: "800ms", "3s", "1m30s"
/// Parses thresholds.
package enum Thresholds {
    /// Parses one threshold against the names of the journey's steps.
    ///
    /// - Parameters:
    ///   - text: The threshold as written, for example `p95(enter-room) < 800ms`.
    ///   - steps: The steps' names in the journey's order.
    /// - Returns: The threshold; its bound is in the metric's unit (milliseconds, shares of 1, counts).
    /// - Throws: What is wrong with it and where in the text.
    package static func parse(_ text: String, steps: [String]) throws(ThresholdError) -> Threshold {
        var parser = ThresholdParser(text: text, steps: steps)
        let threshold = try parser.parse()
        guard threshold.canHold else {
            throw ThresholdError(
                expression: threshold.expression, offset: 0, mistake: .thresholdNeverHolds(threshold.expression))
        }
        return threshold
    }
}

/// What is wrong with a threshold.
package struct ThresholdError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The threshold as written.
    package var expression: String
    /// How many Unicode scalars precede the error.
    package var offset: Int
    /// What is wrong.
    let mistake: Mistake

    /// What is wrong, as a message.
    package var description: String { ScenarioError(file: "", place: .wholeFile, mistake: mistake).message }
}
