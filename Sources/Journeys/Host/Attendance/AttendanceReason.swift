// Why there is no report of the platform, and what to do about it.
import Measuring

/// The reason why attendance cannot be compared, as far as the host knows it.
struct AttendanceReason: Hashable, Sendable {
    /// As a sentence without its full stop.
    let words: String
    /// What to do about it, in a sentence.
    let remedy: String

    /// No participant has an id of the integrator's.
    static let noIDs = AttendanceReason(
        words: "the journeys grant no access with an externalUserId, by which the report could be read",
        remedy:
            "Let `generate-access` grant the links, or give the data a column `externalUserId` with the ids that the "
            + "site uses.")

    /// The target has no such calls.
    static let noList = AttendanceReason(
        words: "the platform has no list of the room's calls",
        remedy: "Check target.api, or write `attendance: off`.")

    /// The user ended the wait.
    static let cutShort = AttendanceReason(
        words: "a signal ended the wait for the platform's report",
        remedy: "Run again, and let the run wait for the report.")

    /// The platform refused it.
    static func refused(_ refusal: HostRefusal) -> AttendanceReason {
        AttendanceReason(
            words: refusal.reason(for: "statistics", to: "read the statistics"),
            remedy: refusal.isByPlan
                ? "Use an account with a paid plan, or write `attendance: off`."
                : "Use the account of a moderator or an administrator of the space, or write `attendance: off`.")
    }

    /// The platform took longer than the host waits.
    static func noAnswer(within duration: Duration) -> AttendanceReason {
        AttendanceReason(
            words: "the platform did not answer within \(seconds(duration))",
            remedy: "Find out in the platform's log why its statistics take so long.")
    }

    /// A request failed.
    static func failed(_ failure: Failure) -> AttendanceReason {
        AttendanceReason(
            words: "reading the platform's report failed: \(failure.detail)",
            remedy: failure.diagnosis.map { Problem.sentence($0.remedy) }
                ?? "Find out in the platform's log why it does not give the report.")
    }

    /// The reports are larger than the host reads.
    static func tooLarge(calls: Int, limit: Int) -> AttendanceReason {
        AttendanceReason(
            words: "the platform's reports on the \(calls) calls of the run are larger than "
                + "\(limit / 1_048_576) MiB in all",
            remedy: "Rehearse in a room of its own, which has no other calls.")
    }

    /// How far the platform was when it was last asked.
    enum State: Hashable, Sendable {
        case noCall
        case active
        /// The calls have ended, and the report on one of them does not exist yet.
        case unreported
    }

    /// The wait is over, and the report has not come.
    static func notThere(_ state: State, _ ending: EventEnding, _ limits: AttendanceLimits) -> AttendanceReason {
        if ending.leftBehind > 0 {
            let who = ending.leftBehind == 1 ? "1 participant" : "\(ending.leftBehind) participants"
            return AttendanceReason(
                words:
                    "\(who) could not leave the room, so the call is still active, and the platform reports on finished "
                    + "calls alone",
                remedy: "Find out from the failures of teardown why they could not leave.")
        }
        if ending.entered == 0 {
            return AttendanceReason(
                words: "nobody got in, and the platform lists no call of the room during the run",
                remedy: "Find out from the failures why nobody got in.")
        }
        let waited =
            ending.isInterrupted
            ? "\(seconds(limits.ifInterrupted)) after the interruption"
            : "\(seconds(limits.wait)) after everybody had left"
        return switch state {
        case .active:
            AttendanceReason(
                words: "the call was still active \(waited): somebody else is in the room",
                remedy: "Rehearse in a room of its own.")
        case .unreported:
            AttendanceReason(
                words: "the platform had no report on the call yet \(waited)",
                remedy:
                    "Receive webhooks (`webhooks: true`), which tell when the report is ready; if the platform takes "
                    + "longer, write `attendance: auto`.")
        case .noCall:
            AttendanceReason(
                words: "the platform listed no finished call of the run \(waited): somebody else may be in the room",
                remedy: "Rehearse in a room of its own, and compare the clocks of this machine and the platform.")
        }
    }

    private static func seconds(_ duration: Duration) -> String { "\(duration.components.seconds) s" }
}

extension AttendanceReading {
    /// A reading that has nothing but a reason.
    init(isRequired: Bool, _ reason: AttendanceReason) {
        self.init(isRequired: isRequired, reason: reason.words, remedy: reason.remedy)
    }

    /// Gives up what was read.
    mutating func fail(_ reason: AttendanceReason) {
        calls = []
        (self.reason, remedy) = (reason.words, reason.remedy)
    }
}
