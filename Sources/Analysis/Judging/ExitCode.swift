// What a process returns to its caller.
import Measuring

/// The exit codes of Turnout. If several apply, the first in `precedence` is used.
package enum ExitCode: Int32, CaseIterable, Hashable, Sendable {
    /// 0: success.
    case passed = 0
    /// 1: the run could not be carried out, or something that the scenario requires of the host could not be had.
    case notCarriedOut = 1
    /// 64: bad usage or an invalid scenario (EX_USAGE of sysexits.h).
    case usage = 64
    /// 97: the run is invalid, because the generator and not the target was the bottleneck.
    case invalid = 97
    /// 98: a regression against the baseline.
    case regressed = 98
    /// 99: a threshold failed, or a limit of the scenario ended the run (k6's code).
    case failed = 99
    /// 130: the user interrupted it (128 + SIGINT).
    case interrupted = 130

    /// The codes, highest precedence first.
    package static let precedence: [ExitCode] = [
        .usage, .notCarriedOut, .interrupted, .invalid, .failed, .regressed, .passed,
    ]

    /// The code to use if several apply; 0 if none does.
    package static func first(of codes: some Sequence<ExitCode>) -> ExitCode {
        let applying = Set(codes)
        return precedence.first(where: applying.contains) ?? .passed
    }

    /// The exit code for a run that was carried out.
    package init(_ summary: Summary) {
        var codes: [ExitCode] = []
        if summary.run.status == .interrupted { codes.append(.interrupted) }
        if summary.run.status == .aborted { codes.append(.failed) }
        if !summary.unmet.isEmpty { codes.append(.notCarriedOut) }
        switch summary.verdict {
        case .passed, .none: break
        case .failed: codes.append(.failed)
        case .regressed: codes.append(.regressed)
        case .invalid: codes.append(.invalid)
        }
        self = ExitCode.first(of: codes)
    }
}
