// The files that are written beside a run directory.
import Analysis
import Measuring
import Support
import Testing

@testable import TurnoutCLI

@Suite struct RequestedOutputsTests {
    /// Part of the requests would look like all of them.
    @Test func `requests of a run file that lacks measurements take no earlier file's place`() throws {
        let folder = try TemporaryFolder()
        try folder.write("requests.csv", "whole")
        let imagined = ImaginedRun(participants: 5, seed: 1)
        var builder = SummaryBuilder(metadata: imagined.metadata, thresholds: [])
        for batch in imagined.batches { builder.add(batch) }
        let source = OutputSource(
            results: builder.results(outcome: imagined.ending, lostSamples: 3), directory: "\(folder.path)/run")
        let options = try OutputFileArguments.parse([
            "--csv", "\(folder.path)/requests.csv", "--markdown", "\(folder.path)/summary.md",
        ])
        let problems = RequestedOutputs(options, mask: 0o022).write(source, isWhole: false)
        #expect(
            problems.map(\.description)
                == ["'\(folder.path)/requests.csv' is not written: the run file lacks measurements"])
        #expect(try folder.read("requests.csv") == "whole")
        #expect(try folder.read("summary.md").hasPrefix("### "))
        #expect(try folder.contents() == ["requests.csv", "summary.md"])
    }
}
