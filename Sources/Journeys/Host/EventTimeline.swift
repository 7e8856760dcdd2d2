// Where the host's timeline is written.
package import Measuring
package import Scenarios

/// Writes what the host does about an event, and what the platform tells of it, into the run. Callable from any thread.
package struct EventTimeline: Sendable {
    private let sink: any SampleSink
    private let redactor: Redactor

    /// Creates a timeline that goes to a run's sink. The redactor hides the plan's secrets in its words.
    package init(_ sink: any SampleSink, redactor: Redactor) {
        self.sink = sink
        self.redactor = redactor
    }

    /// Adds an entry.
    package func note(_ kind: HostEvent.Kind, _ words: String, at moment: Moment = .now) {
        var batch = SampleBatch()
        batch.events = [HostEvent(at: moment, kind: kind, words: redactor.redact(words))]
        sink.take([batch])
    }
}
