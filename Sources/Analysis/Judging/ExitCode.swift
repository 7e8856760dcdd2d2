// What a process tells its caller.
import Measuring

/// The exit codes of Turnout. Where several apply, the first in the order of the cases' `precedence` counts.
package enum ExitCode: Int32, CaseIterable, Hashable, Sendable {
    /// 0: it went well.
    case passed = 0
    /// 1: the run could not be carried out.
    case notCarriedOut = 1
    /// 64: bad usage or an invalid scenario (EX_USAGE of sysexits.h).
    case usage = 64
    /// 97: the run is invalid, since the generator and not the target was the bottleneck.
    case invalid = 97
    /// 98: a regression against the baseline.
    case regressed = 98
    /// 99: a threshold failed, or a limit of the scenario ended the run (k6's code).
    case failed = 99
    /// 130: the user interrupted it (128 + SIGINT).
    case interrupted = 130

    /// The codes from the one that counts first to the one that counts last.
    package static let precedence: [ExitCode] = [
        .usage, .notCarriedOut, .interrupted, .invalid, .failed, .regressed, .passed,
    ]

    /// The one that counts of several that apply; 0 if none does.
    package static func first(of codes: some Sequence<ExitCode>) -> ExitCode {
        let applying = Set(codes)
        return precedence.first(where: applying.contains) ?? .passed
    }

    /// The code of a run that was carried out.
    package init(_ summary: Summary) {
        var codes: [ExitCode] = []
        if summary.run.status == .interrupted { codes.append(.interrupted) }
        if summary.run.status == .aborted { codes.append(.failed) }
        switch summary.verdict {
        case .passed, .none: break
        case .failed: codes.append(.failed)
        case .regressed: codes.append(.regressed)
        case .invalid: codes.append(.invalid)
        }
        self = ExitCode.first(of: codes)
    }
}
