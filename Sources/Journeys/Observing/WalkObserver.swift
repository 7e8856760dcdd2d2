// Somebody who watches a walk: `run --debug`. Nobody does in an ordinary run.
package import Measuring
package import Scenarios

/// What an observed walk tells, as it happens.
package enum WalkEvent: Sendable {
    /// A step begins.
    case begins(ObservedStep)
    /// A step is left out, since its condition does not hold.
    case skips(ObservedStep)
    /// A request has its answer, or none.
    case exchanged(ObservedExchange)
    /// A participant's journey has ended.
    case ended(ObservedEnding)
}

/// A step of somebody's walk.
package struct ObservedStep: Hashable, Sendable {
    /// Who takes it; 0: the host.
    package var participant: Int32
    /// The index of the crowd.
    package var crowd: Int16
    /// Its number; negative for those of setup and teardown.
    package var index: StepIndex
    /// Its name.
    package var name: String

    /// Creates a step.
    package init(participant: Int32, crowd: Int16, index: StepIndex, name: String) {
        self.participant = participant
        self.crowd = crowd
        self.index = index
        self.name = name
    }
}

/// How a participant's journey ended.
package struct ObservedEnding: Hashable, Sendable {
    /// Who it was.
    package var participant: Int32
    /// The index of the crowd.
    package var crowd: Int16
    /// How it ended.
    package var ending: ParticipantSample.Ending
    /// Whether the participant entered, or completed a journey without an entry.
    package var hasEntered: Bool
    /// The step at which it ended early.
    package var step: ObservedStep?
    /// Why it ended early, without secrets.
    package var failure: Failure?
}

/// Watches walks. Called on the participants' loop, between their requests.
package final class WalkObserver: Sendable {
    /// The secrets met so far.
    package let secrets: SecretTable
    /// How curl is told to connect as this run does.
    let connection: CurlConnection
    /// Told of everything that happens.
    let tell: @Sendable (WalkEvent) -> Void

    /// Creates an observer of a plan's walks. `secrets` holds the names of those that are known already.
    package init(_ plan: Plan, secrets: SecretTable, tell: @escaping @Sendable (WalkEvent) -> Void) {
        self.secrets = secrets
        self.tell = tell
        connection = CurlConnection(plan.target)
        for text in plan.secrets.map(\.revealed).sorted() {
            // The whole query of a URL is one.
            let isQuery = text.contains("=")
            secrets.add(
                text, as: isQuery ? "query" : "secret", meaning: isQuery ? "a URL's query" : "a secret of the scenario",
                isNameless: !isQuery)
        }
    }
}
