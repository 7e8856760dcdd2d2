// The page of metrics of a run at one instant.
import Measuring

/// Everything that a page of metrics says.
package struct MetricsPage: Sendable {
    /// What a run is doing. `ended`: every sample is counted.
    package enum Phase: String, CaseIterable, Sendable {
        case setup, journeys, teardown, ended
    }

    /// The counters of one crowd, as the storm keeps them.
    package struct Crowd: Hashable, Sendable {
        /// Its name.
        package var name: String
        /// How many are expected; nil if only the run can tell.
        package var expected: Int?
        /// How many have begun.
        package var started: Int
        /// How many entered.
        package var entered: Int
        /// How many journeys failed.
        package var failed: Int
        /// How many journeys are over.
        package var ended: Int
        /// How many wait at a gate now.
        package var waiting: Int

        /// Creates counters.
        package init(
            name: String, expected: Int?, started: Int = 0, entered: Int = 0, failed: Int = 0, ended: Int = 0,
            waiting: Int = 0
        ) {
            self.name = name
            self.expected = expected
            self.started = started
            self.entered = entered
            self.failed = failed
            self.ended = ended
            self.waiting = waiting
        }
    }

    /// What the generator's process uses.
    package struct Process: Hashable, Sendable {
        /// CPU time so far.
        package var cpuSeconds: Double
        /// Resident memory now; nil if unknown.
        package var residentBytes: Int?

        /// Creates readings.
        package init(cpuSeconds: Double, residentBytes: Int?) {
            self.cpuSeconds = cpuSeconds
            self.residentBytes = residentBytes
        }
    }

    /// The run's id.
    package var runID: String
    /// The scenario's name.
    package var name: String
    /// Turnout's version.
    package var version: String
    /// What it is doing.
    package var phase: Phase
    /// Its crowds.
    package var crowds: [Crowd]
    /// What its samples add up to.
    package var tally: MetricsTally
    /// What its process uses.
    package var process: Process

    /// Creates a page.
    package init(
        runID: String, name: String, version: String, phase: Phase, crowds: [Crowd], tally: MetricsTally,
        process: Process
    ) {
        self.runID = runID
        self.name = name
        self.version = version
        self.phase = phase
        self.crowds = crowds
        self.tally = tally
        self.process = process
    }

    /// The media type of `text`.
    package static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    /// The page in Prometheus' text format.
    package var text: String {
        var page = ExpositionText()
        writeRun(to: &page)
        writeParticipants(to: &page)
        writeSteps(to: &page)
        writeRequests(to: &page)
        writeGenerator(to: &page)
        return page.text
    }

    private func writeRun(to page: inout ExpositionText) {
        page.begin("turnout_run_info", .gauge, "The run: its id, its scenario's name and Turnout's version. Always 1.")
        page.sample([("run_id", runID), ("name", name), ("version", version)], 1)
        page.begin("turnout_run_phase", .gauge, "1 for what the run is doing now, 0 for its other phases.")
        for phase in Phase.allCases { page.sample([("phase", phase.rawValue)], phase == self.phase ? 1 : 0) }
    }

    private func writeParticipants(to page: inout ExpositionText) {
        func write(
            _ name: StaticString, _ kind: ExpositionText.Kind, _ help: StaticString, _ count: (Crowd) -> Int?
        ) {
            page.begin(name, kind, help)
            for crowd in crowds {
                if let count = count(crowd) { page.sample([("turnout_crowd", crowd.name)], count) }
            }
        }
        write(
            "turnout_participants_expected", .gauge,
            "Participants expected, as far as the scenario tells."
        ) { $0.expected }
        write("turnout_participants_started_total", .counter, "Participants whose journey has begun.") { $0.started }
        write(
            "turnout_participants_entered_total", .counter,
            "Participants who entered, or completed a journey without an entry."
        ) { $0.entered }
        write("turnout_participants_failed_total", .counter, "Participants whose journey failed.") { $0.failed }
        write("turnout_participants_ended_total", .counter, "Participants whose journey is over.") { $0.ended }
        write("turnout_participants_waiting", .gauge, "Participants who wait at a gate now.") { $0.waiting }
    }

    private func writeSteps(to page: inout ExpositionText) {
        func labels(_ step: StepIndex) -> [ExpositionText.Label] {
            let names = tally.names(of: step)
            return [("turnout_step", names.step), ("turnout_crowd", names.crowd)]
        }
        page.begin(
            "turnout_step_response_seconds", .histogram,
            "Response times of successful executions of a step, from the intended start.")
        for (step, counts) in tally.responses.sorted(by: { $0.key < $1.key }) {
            page.histogram(labels(step), counts)
        }
        page.begin("turnout_step_failures_total", .counter, "Failed executions of a step, by kind of failure.")
        let failures = tally.failures.sorted {
            ($0.key.step.rawValue, $0.key.kind.rawValue) < ($1.key.step.rawValue, $1.key.kind.rawValue)
        }
        for (key, count) in failures { page.sample(labels(key.step) + [("kind", key.kind.rawValue)], count) }
    }

    private func writeRequests(to page: inout ExpositionText) {
        page.begin(
            "http_client_request_duration_seconds", .histogram,
            "Duration of HTTP requests, failed ones included, from the actual start.")
        let series = tally.requests.map { (labels(of: $0.key), $0.value) }
        // In one order, whatever that of the hash table is.
        for (labels, counts) in series.sorted(by: { $0.0.map(\.value).lexicographicallyPrecedes($1.0.map(\.value)) }) {
            page.histogram(labels, counts)
        }
    }

    private func labels(of key: MetricsTally.RequestKey) -> [ExpositionText.Label] {
        let names = tally.names(of: key.step)
        let colon = key.server.lastIndex(of: ":")
        let host = key.server[..<(colon ?? key.server.endIndex)].drop { $0 == "[" }
        let error =
            switch key.failure {
            case nil: key.isRest ? RequestMethod.other.rawValue : ""
            case .status: key.status.map { String($0) } ?? FailureKind.status.rawValue
            case let kind?: kind.rawValue
            }
        return [
            ("http_request_method", key.method.rawValue),
            ("server_address", key.isRest ? RequestMethod.other.rawValue : String(host.prefix { $0 != "]" })),
            ("server_port", colon.map { String(key.server[key.server.index(after: $0)...]) } ?? ""),
            ("http_response_status_code", key.status.map { String($0) } ?? ""), ("error_type", error),
            ("network_protocol_version", key.version?.rawValue ?? ""), ("turnout_step", names.step),
            ("turnout_crowd", names.crowd),
        ]
    }

    private func writeGenerator(to page: inout ExpositionText) {
        page.begin(
            "turnout_generator_delay_seconds", .histogram,
            "How long requests waited in Turnout before they were started: the generator's own delay.")
        page.histogram([], tally.generatorDelay)
        page.begin("process_cpu_seconds_total", .counter, "CPU time of Turnout's process, user and system.")
        page.sample([], process.cpuSeconds)
        guard let bytes = process.residentBytes else { return }
        page.begin("process_resident_memory_bytes", .gauge, "Resident memory of Turnout's process.")
        page.sample([], bytes)
    }
}
