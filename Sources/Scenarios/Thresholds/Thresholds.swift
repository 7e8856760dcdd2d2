// The grammar of a threshold, and its parser, shared by the language's `thresholds:` and by reports.
//
//     threshold = metric comparison bound
//     metric    = "turnout" [ "(" crowd ")" ]
//               | ( "p" number | "mean" | "max" | "rate" ) "(" subject ")"
//               | "failures" [ "(" [ place [ "," filter ] | filter ] ")" ]
//               | "spread" "(" "release" ")"
//               | "admission" "(" [ crowd "," ] share ")"
//     subject   = [ crowd ":" ] ( "journey" | step )
//     place     = [ crowd ":" ] step | crowd
//     crowd     = a crowd's name; without one all crowds are meant, and a step that only one of them has
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
        try parse(text, names: ThresholdNames(steps: steps))
    }

    /// Parses one threshold against the names of crowds and their steps.
    ///
    /// - Returns: The threshold; its bound is in the metric's unit (milliseconds, shares of 1, counts).
    /// - Throws: What is wrong with it and where in the text.
    package static func parse(_ text: String, names: ThresholdNames) throws(ThresholdError) -> Threshold {
        var parser = ThresholdParser(text: text, names: names)
        let threshold = try parser.parse()
        guard threshold.canHold else {
            throw ThresholdError(
                expression: threshold.expression, offset: 0, mistake: .thresholdNeverHolds(threshold.expression))
        }
        return threshold
    }
}

/// The names that thresholds may contain.
package struct ThresholdNames: Hashable, Sendable {
    /// A crowd with its steps.
    package struct Crowd: Hashable, Sendable {
        /// Its name.
        package var name: String
        /// The names of its steps, in the journey's order.
        package var steps: [String]

        /// Creates a crowd.
        package init(name: String, steps: [String]) {
            self.name = name
            self.steps = steps
        }
    }

    /// The crowds, in the plan's order.
    package var crowds: [Crowd]

    /// The names of several crowds, or of the only one.
    package init(crowds: [Crowd]) { self.crowds = crowds }

    /// The names of the steps of a scenario without named crowds.
    package init(steps: [String]) { crowds = [Crowd(name: CrowdPlan.onlyName, steps: steps)] }

    /// The names of the crowds; none if the scenario has given none.
    var crowdNames: [String] {
        crowds.count == 1 && crowds[0].name == CrowdPlan.onlyName ? [] : crowds.map(\.name)
    }
}

extension Plan {
    /// The names that thresholds may contain.
    package var thresholdNames: ThresholdNames {
        ThresholdNames(crowds: crowds.map { .init(name: $0.name, steps: $0.journey.map(\.name)) })
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
