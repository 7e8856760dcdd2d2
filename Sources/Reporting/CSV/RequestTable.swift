// The requests of a run as comma-separated values, a batch at a time. Columns and values are those of the run file's view
// `v_requests` (docs/run-file.md), so that what is learnt of one is true of the other.
package import Measuring

/// Writes the rows of one run's requests, as RFC 4180 describes them: lines end with CR LF.
package struct RequestTable {
    /// The columns, in their order.
    package static let columns = [
        "id", "participant", "crowd", "step", "step_number", "endpoint", "attempt", "replay", "gate", "started_at",
        "intended_ms", "started_ms", "begun_ms", "sent_ms", "primed_ms", "received_ms", "finished_ms", "response_ms",
        "service_ms",
        "harness_delay_ms", "reading_delay_ms", "resolve_ms", "connect_ms", "tls_ms", "send_ms", "wait_ms",
        "receive_ms", "new_connections", "connect_delay_ms", "receive_delay_ms",
        "syn_retransmissions", "retransmissions", "rtt_ms", "http_version", "status", "bytes_in", "bytes_out",
        "address",
        "failed_addresses", "failure", "detail", "curl_code", "diagnosis", "cause", "remedy",
    ]

    /// The first line.
    package static let header = columns.joined(separator: ",") + CSVText.lineEnd

    private let metadata: RunMetadata
    private let steps: [String]
    private var times: DayTimes

    /// Creates the table of a run.
    package init(_ metadata: RunMetadata) {
        self.metadata = metadata
        steps = metadata.steps
        times = DayTimes(metadata.startedAt)
    }

    /// The lines of some requests.
    package mutating func rows(_ requests: [NumberedRequest]) -> String {
        var text = ""
        for request in requests { text += row(request) + CSVText.lineEnd }
        return text
    }

    private mutating func row(_ numbered: NumberedRequest) -> String {
        let sample = numbered.sample
        let figures = sample.figures
        let failure = sample.failure
        func since(_ moment: Moment?, _ start: Moment) -> String {
            moment.map { CSVText.milliseconds(nanoseconds: $0.nanoseconds(since: start)) } ?? ""
        }
        let origin = metadata.origin
        var cells = [
            String(numbered.id), String(sample.participant), CSVText.cell(crowd(of: sample.step)),
            CSVText.cell(name(of: sample.step)), String(sample.step.rawValue), CSVText.cell(sample.endpoint),
            String(sample.attempt), sample.isReplay ? "1" : "0", String(sample.firstBehindGate),
            times.text(nanoseconds: figures.started.nanoseconds(since: origin)),
            since(sample.intended, origin), since(figures.started, origin), since(figures.begun, origin),
            since(figures.sent, origin), since(figures.primed, origin), since(figures.received, origin),
            since(figures.finished, origin),
            since(figures.answered, sample.intended), since(figures.answered, figures.started),
            since(figures.begun, figures.started),
            figures.received.map { since(figures.finished, $0) } ?? "",
        ]
        cells += Phase.allCases.map { phase in
            figures.phases[phase].map { CSVText.milliseconds(nanoseconds: $0 * 1000) } ?? ""
        }
        cells += [
            String(figures.newConnections),
            figures.connectDelayNanoseconds.map { CSVText.milliseconds(nanoseconds: $0) } ?? "",
            figures.receiveDelayNanoseconds.map { CSVText.milliseconds(nanoseconds: $0) } ?? "",
            figures.tcp.synRetransmissions.map { String($0) } ?? "",
            figures.tcp.retransmissions.map { String($0) } ?? "",
            figures.tcp.roundTripMicroseconds.map { CSVText.milliseconds(nanoseconds: Int64($0) * 1000) } ?? "",
            figures.version?.rawValue ?? "", figures.status.map { String($0) } ?? "",
            String(figures.bytesIn), String(figures.bytesOut), CSVText.cell(figures.address ?? ""),
            CSVText.cell(figures.failedAddresses.joined(separator: " ")), CSVText.cell(failure?.kind.rawValue ?? ""),
            CSVText.cell(failure?.detail ?? ""), failure.map { String($0.curlCode) } ?? "",
            CSVText.cell(failure?.diagnosis?.code ?? ""), CSVText.cell(failure?.diagnosis?.cause ?? ""),
            CSVText.cell(failure?.diagnosis?.remedy ?? ""),
        ]
        return cells.joined(separator: ",")
    }

    private func crowd(of step: StepIndex) -> String {
        metadata.crowd(of: step).map { metadata.crowds[$0].name } ?? ""
    }

    private func name(of step: StepIndex) -> String {
        switch step {
        case .setup: "setup"
        case .teardown: "teardown"
        case .event: "event"
        default: steps.indices.contains(Int(step.rawValue)) ? steps[Int(step.rawValue)] : ""
        }
    }
}
