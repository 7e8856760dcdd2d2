// The turnout as a sentence.
package import Analysis
import Measuring

/// The turnout as a sentence, with its exact interval.
package struct TurnoutWords: Sendable {
    private let enters: Bool
    private let isOneStep: Bool

    /// Creates the sentences for a journey with this many steps.
    package init(_ journey: Summary.Journey, steps: Int) {
        self.init(enters: journey.enters, steps: steps)
    }

    /// Creates the sentences for a journey that has this many steps and may lead into a room.
    package init(enters: Bool, steps: Int) {
        self.enters = enters
        isOneStep = steps == 1
    }

    /// What those who count as entered did.
    package var deed: String { enters ? "got in" : isOneStep ? "succeeded" : "completed the journey" }

    /// For example `500 of 500 got in (95 % confidence: at least 99.3 %)`. Participants who failed after getting in
    /// count on both sides, and the sentence says so.
    package func sentence(_ people: Summary.Participants) -> String {
        var sentence = "\(Figures.count(people.entered)) of \(Figures.count(people.expected)) \(deed)"
        if let interval = people.turnoutInterval95, interval.count == 2 {
            let low = Figures.percentage(interval[0])
            let high = Figures.percentage(interval[1])
            if people.entered == people.expected {
                sentence += " (95 % confidence: at least \(low))"
            } else if people.entered == 0 {
                sentence += " (95 % confidence: at most \(high))"
            } else {
                let share = Figures.percentage(people.turnout)
                sentence += ", \(share) (95 % confidence: between \(low) and \(high))"
            }
        }
        var asides: [String] = []
        if people.started < people.expected { asides.append("\(Figures.count(people.started)) started") }
        let before = people.failed - people.failedAfterEntering
        if people.failedAfterEntering > 0 {
            if before > 0 { asides.append("\(Figures.count(before)) failed before that") }
            asides.append("\(Figures.count(people.failedAfterEntering)) failed after getting in")
        } else if before > 0 {
            asides.append("\(Figures.count(before)) failed")
        }
        if people.underWay > 0 {
            asides.append(
                "\(Figures.count(people.underWay)) \(people.underWay == 1 ? "was" : "were") still active at the end")
        }
        return asides.isEmpty ? sentence : sentence + "; " + asides.joined(separator: ", ")
    }
}
