// What reports are made from, for storms of every size and length.
import Analysis
import Measuring
import Support

extension ReportMaterial {
    /// The results and details of a made-up storm.
    init(_ storm: StormSamples) {
        var builder = SummaryBuilder(metadata: storm.metadata, thresholds: [])
        for batch in storm.batches { builder.add(batch) }
        self.init(
            results: builder.results(outcome: storm.ending),
            detail: RunDetail(
                builder.frame, scenario: "turnout: 1\nname: Simultaneous login\n", environment: ["system": "Debian 12"]
            ) { _, body in storm.batches.forEach(body) })
    }
}
