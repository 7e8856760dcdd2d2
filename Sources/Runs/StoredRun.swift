// A stored run, read back and added up by the same code as during the run.
package import Analysis
package import Measuring
import RunStore
import Scenarios

/// A run read from its directory.
package struct StoredRun: Sendable {
    /// Its results, computed from the file.
    package let results: RunResults

    let reader: RunReader
    /// What reports draw of a baseline; nil if there is none.
    private let overlay: BaselineOverlay?
    private let frame: RunFrame
    /// The journeys whose end is missing in the file.
    private let cutOff: SampleBatch

    /// Reads a run directory. The run may have ended, been killed, or still be in progress.
    ///
    /// - Parameters:
    ///   - directory: the run directory.
    ///   - known: the results of the run, if it has ended in this process. What they say of attendance is taken as it is.
    /// - Throws: why it cannot be read, or its thresholds cannot be judged.
    package init(directory: String, known: RunResults? = nil) throws(Problem) {
        let reader = try StoredRun.reading { () throws(RunStoreError) in try RunReader(directory: directory) }
        let metadata = reader.metadata
        var builder = SummaryBuilder(metadata: metadata, thresholds: try StoredRun.thresholds(of: metadata))
        var unfinished = UnfinishedJourneys(metadata: metadata)
        let isWhole = reader.ending != nil && reader.lostSamples == 0
        try StoredRun.reading { () throws(RunStoreError) in
            try reader.forEachBatch { batch in
                builder.add(batch)
                if !isWhole { unfinished.add(batch) }
            }
        }
        cutOff = isWhole ? SampleBatch() : unfinished.cutOff
        builder.add(cutOff)
        if let heartbeat = reader.heartbeat { builder.beat(heartbeat) }
        var outcome = reader.ending ?? builder.unfinishedOutcome(reason: nil)
        if reader.lostSamples > 0 { outcome.reason = "the disk was full, or the file could not be written" }
        var results = builder.results(
            outcome: outcome, lostSamples: reader.lostSamples, isStored: true, known: known?.summary.attendance)
        if let comparison = try StoredRun.comparison(of: reader.appendix, in: directory) { results.take(comparison) }
        self.results = results
        overlay = try StoredRun.overlay(of: reader.appendix, in: directory)
        frame = builder.frame
        self.reader = reader
    }

    /// All that a report is made from. Reads the file again.
    ///
    /// - Throws: why it cannot be read.
    package func material() throws(Problem) -> ReportMaterial {
        let detail = try StoredRun.reading { () throws(RunStoreError) in
            try RunDetail(frame, scenario: reader.scenario, environment: reader.environment) {
                (pass, body) throws(RunStoreError) in
                switch pass {
                case .people: try reader.forEachParticipant(body)
                case .steps: try reader.forEachStep(body)
                case .all(let participants):
                    try reader.forEachRequest(of: participants, body)
                    try reader.forEachStep(body)
                    try reader.forEachParticipant(body)
                }
                body(cutOff)
            }
        }
        return ReportMaterial(results: results, detail: detail, overlay: overlay)
    }

    private static func reading<Value>(_ body: () throws(RunStoreError) -> Value) throws(Problem) -> Value {
        do {
            return try body()
        } catch {
            throw error.problem
        }
    }

    /// The thresholds by which the run was judged. One that cannot be parsed is an error, since judging without it
    /// would be wrong.
    private static func thresholds(of metadata: RunMetadata) throws(Problem) -> [Threshold] {
        var thresholds: [Threshold] = []
        guard metadata.shard == nil else { return thresholds }
        for (place, expression) in metadata.thresholds.enumerated() {
            do throws(ThresholdError) {
                // Without a scope, in older files, a name of several steps stands for the first.
                var threshold: Threshold
                if let first = try? Thresholds.parse(expression, steps: metadata.steps) {
                    threshold = first
                } else {
                    threshold = try Thresholds.parse(expression, names: metadata.thresholdNames)
                }
                if let scopes = metadata.thresholdScopes { threshold = threshold.scoped(to: scopes[place]) }
                thresholds.append(threshold)
            } catch {
                throw Problem(
                    "The run's threshold '\(expression)' cannot be read: \(error.description)",
                    remedy: "The run was made by version \(metadata.version) of Turnout: use that one.")
            }
        }
        return thresholds
    }
}

extension RunMetadata {
    /// The names that the run's thresholds may contain.
    fileprivate var thresholdNames: ThresholdNames {
        ThresholdNames(crowds: crowds.map { .init(name: $0.name, steps: $0.steps) })
    }
}
