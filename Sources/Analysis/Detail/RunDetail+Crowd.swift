// A crowd over time: who was where, and who started when.

extension RunDetail {
    /// A crowd over time.
    package struct Crowd: Sendable {
        /// Its name.
        package var name: String
        /// When the first thing happened that its charts show, since T0: 0, or the first failure if that was earlier.
        package var firstMs: Double
        /// When the last thing happened, since T0: an entry, a failure, the end of a journey that led nowhere, or the end
        /// of the run for those who were under way.
        package var lastMs: Double
        /// Where its people were; empty for a looping crowd, which has no common start, and for a journey of more than
        /// 128 steps.
        package var whereabouts: Whereabouts
        /// The same from T0 until half as long again as it took 90 % of those expected to enter (or the last one, if
        /// fewer did), if that is early: in the first fifth of the crowd's time. It has the same states. Otherwise nil, as
        /// where nobody entered.
        package var beginning: Whereabouts?
        /// When those who started should have, and when they did, since T0, in the same columns: for arrivals over time.
        /// Nil for a crowd that came at once, and for a looping one, which has no schedule.
        package var starts: (planned: Bins, actual: Bins)?

        /// Creates a crowd.
        package init(
            name: String, firstMs: Double, lastMs: Double, whereabouts: Whereabouts, beginning: Whereabouts? = nil,
            starts: (planned: Bins, actual: Bins)? = nil
        ) {
            self.name = name
            self.firstMs = firstMs
            self.lastMs = lastMs
            self.whereabouts = whereabouts
            self.beginning = beginning
            self.starts = starts
        }
    }

    /// How many people were in each state at equally spaced instants.
    package struct Whereabouts: Hashable, Sendable {
        /// What a person is doing.
        package enum State: Hashable, Sendable {
            /// Expected, and not started: waiting at a gate, or not yet arrived.
            case before
            /// In a step of the crowd's journey, waits for its answer included; pauses are part of the step before them.
            case step(String)
            /// Has entered the room, or completed a journey that leads into none. Whoever entered stays here, whatever
            /// comes after.
            case entered
            /// A step failed, and the journey ended there.
            case failed
            /// The journey ended without a failure, and without entering the room into which it leads.
            case ended
        }

        /// The most instants.
        package static let mostInstants = 240
        /// The most steps that are told apart.
        package static let mostSteps = 128

        /// Nothing known.
        package static let empty = Whereabouts(firstMs: 0, stepMs: 1, states: [], counts: [], spentMs: [])

        /// The first instant, since T0.
        package var firstMs: Double
        /// The distance between two instants.
        package var stepMs: Double
        /// The states, in the order of the journey: `before` and `entered`, and those in which somebody was.
        package var states: [State]
        /// For each instant, how many people were in each of `states`. The first instant is before anything happened,
        /// the last one not before the last thing that did.
        package var counts: [[Int]]
        /// How long all people together were in each of `states`, up to the last instant. Exact, unlike a sum of counts.
        package var spentMs: [Double]

        /// Creates counts.
        package init(firstMs: Double, stepMs: Double, states: [State], counts: [[Int]], spentMs: [Double]) {
            self.firstMs = firstMs
            self.stepMs = stepMs
            self.states = states
            self.counts = counts
            self.spentMs = spentMs
        }
    }
}
