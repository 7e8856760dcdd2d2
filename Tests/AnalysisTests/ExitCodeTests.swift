import Analysis
import Measuring
import Support
import Testing

@Suite struct `The exit code` {
    private func code(_ status: RunStatus, _ verdict: Summary.Verdict) -> ExitCode {
        var ending = ImaginedRun(participants: 1, seed: 1).ending
        ending.status = status
        var summary = SummaryBuilder(metadata: ImaginedRun.metadata(expected: 1), thresholds: [])
            .results(outcome: ending).summary
        summary.verdict = verdict
        return ExitCode(summary)
    }

    @Test(arguments: [
        (RunStatus.completed, Summary.Verdict.passed, Int32(0)), (.completed, .none, 0), (.completed, .failed, 99),
        (.completed, .regressed, 98), (.completed, .invalid, 97), (.aborted, .failed, 99), (.aborted, .invalid, 97),
        (.interrupted, .none, 130), (.unfinished, .none, 0),
    ])
    func `follows from status and verdict`(status: RunStatus, verdict: Summary.Verdict, code: Int32) {
        #expect(self.code(status, verdict).rawValue == code)
    }

    @Test func `is the first applicable one of 64, 1, 130, 97, 99, 98, 0`() {
        #expect(ExitCode.precedence.map(\.rawValue) == [64, 1, 130, 97, 99, 98, 0])
        #expect(Set(ExitCode.precedence) == Set(ExitCode.allCases))
        for (place, code) in ExitCode.precedence.enumerated() {
            #expect(ExitCode.first(of: ExitCode.precedence[place...].reversed()) == code)
        }
        #expect(ExitCode.first(of: []) == .passed)
    }
}
