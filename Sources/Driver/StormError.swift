// Why a run could not be carried out at all (exit code 1), as data and in words.
import Scenarios

/// A run that could not be carried out: nothing is known about the target's capacity.
public struct StormError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was being done.
    public enum Stage: String, Hashable, Sendable {
        /// Loops, libcurl and the like were made ready.
        case start
        /// A host's name was looked up, or a first connection tried.
        case reach
        /// Space, room and accounts were made ready as the host.
        case setup
    }

    /// What was being done.
    public var stage: Stage
    /// What went wrong, in one sentence without secrets.
    public var message: String
    /// What to do about it; nil where nothing general can be said.
    public var remedy: String?

    /// An error from its parts.
    public init(stage: Stage, message: String, remedy: String?) {
        self.stage = stage
        self.message = message
        self.remedy = remedy
    }

    /// Message and remedy in one line.
    public var description: String {
        guard let remedy else { return message }
        return "\(message): \(remedy)"
    }
}

extension StormError {
    /// The error without the plan's secrets.
    func hidingSecrets(_ redactor: Redactor) -> StormError {
        StormError(stage: stage, message: redactor.redact(message), remedy: remedy.map(redactor.redact))
    }
}
