// From samples to rows.
import GRDB
import Measuring

/// Writes batches into an open transaction. Repeated texts (endpoints, failures, diagnoses) are written once, unless many
/// others come in between, and referenced by number.
struct RowRecorder: Sendable {
    private let origin: Moment
    private var endpoints = RecentNumbers<String>(limit: RowRecorder.rememberedTexts)
    private var addresses = RecentNumbers<String>(limit: RowRecorder.rememberedTexts)
    private var failures = RecentNumbers<Failure>(limit: RowRecorder.rememberedTexts)
    private var diagnoses = RecentNumbers<Diagnosis>(limit: RowRecorder.rememberedTexts)
    /// Only increases, so that the number of a row that was rolled back is never reused.
    private var lastID: Int64 = 0

    /// How many texts of each kind are remembered at most: a few megabytes.
    static let rememberedTexts = 10_000

    private let intoRequests = TableInsertSQL(
        into: "requests",
        columns: """
            participant, step, endpoint, attempt, replay, gate, intended_ns, started_ns, begun_ns, sent_ns, primed_ns, received_ns, finished_ns, \
            resolve_us, connect_us, tls_us, send_us, wait_us, receive_us, new_connections, connect_delay_ns, http_version, \
            status, bytes_in, bytes_out, address, failed_addresses, failure
            """)
    private let intoSteps = TableInsertSQL(
        into: "step_executions",
        columns: "participant, step, intended_ns, started_ns, finished_ns, generator_ns, failure")
    private let intoParticipants = TableInsertSQL(
        into: "participants",
        columns: "participant, crowd, intended_ns, started_ns, finished_ns, entered_ns, journey_ns, ending, ended_at")

    private let intoPeople = TableInsertSQL(into: "people", columns: "participant, external_user_id, name")

    init(origin: Moment) {
        self.origin = origin
    }

    /// Forgets what a rollback has undone.
    mutating func forgetTexts() {
        endpoints.forget()
        addresses.forget()
        failures.forget()
        diagnoses.forget()
    }

    /// Writes batches. Statements are looked up once for all of them.
    mutating func write(_ batches: [SampleBatch], in database: Database) throws {
        if batches.contains(where: { !$0.requests.isEmpty }) {
            var table = try TableInsert(intoRequests, in: database)
            for batch in batches {
                try write(batch.requests, into: &table) { try $0.bind($1, to: &$2, in: database) }
            }
        }
        if batches.contains(where: { !$0.steps.isEmpty }) {
            var table = try TableInsert(intoSteps, in: database)
            for batch in batches {
                try write(batch.steps, into: &table) { try $0.bind($1, to: &$2, in: database) }
            }
        }
        if batches.contains(where: { !$0.participants.isEmpty }) {
            var table = try TableInsert(intoParticipants, in: database)
            for batch in batches {
                try write(batch.participants, into: &table) { $0.bind($1, to: &$2) }
            }
        }
        let people = batches.flatMap { $0.participants.filter { $0.person != nil } }
        if !people.isEmpty {
            var table = try TableInsert(intoPeople, in: database)
            try write(people, into: &table) { _, sample, row in
                row.bind(sample.participant)
                row.bind(sample.person?.externalUserID)
                row.bind(sample.person?.name)
            }
        }
        for batch in batches {
            for gate in batch.gates { try write(gate, in: database) }
            for lookup in batch.lookups { try write(lookup, in: database) }
            for event in batch.events { try write(event, in: database) }
        }
    }

    /// Inserts samples of one kind, sixteen rows per statement while there are enough.
    private mutating func write<Sample>(
        _ samples: [Sample], into table: inout TableInsert,
        bind: (inout RowRecorder, Sample, inout RowInsert) throws -> Void
    ) throws {
        // A span, since taking a sample out of an array copies it and its references.
        let samples = samples.span
        let wide = samples.count - samples.count % TableInsert.rowsAtOnce
        for place in 0..<wide {
            try bind(&self, samples[place], &table.many)
            if place % TableInsert.rowsAtOnce == TableInsert.rowsAtOnce - 1 { try table.many.insert() }
        }
        for place in wide..<samples.count {
            try bind(&self, samples[place], &table.one)
            try table.one.insert()
        }
    }

    // MARK: Rows

    private mutating func bind(_ sample: RequestSample, to row: inout RowInsert, in database: Database) throws {
        // Texts first, because they insert rows of their own.
        let endpoint = try number(of: sample.endpoint, in: database)
        let failure = try number(of: sample.failure, in: database)
        let address = try sample.figures.address.map { try number(ofAddress: $0, in: database) }
        row.bind(sample.participant)
        row.bind(sample.step.rawValue)
        row.bind(endpoint)
        row.bind(sample.attempt)
        row.bind(sample.isReplay ? 1 : 0)
        row.bind(sample.firstBehindGate)
        let figures = sample.figures
        row.bind(time(sample.intended))
        row.bind(time(figures.started))
        row.bind(time(figures.begun))
        row.bind(time(figures.sent))
        row.bind(time(figures.primed))
        row.bind(time(figures.received))
        row.bind(time(figures.finished))
        for phase in Phase.allCases { row.bind(figures.phases[phase]) }
        row.bind(figures.newConnections)
        row.bind(figures.connectDelayNanoseconds)
        switch figures.version {
        case .http1_0: row.bind("1.0")
        case .http1_1: row.bind("1.1")
        case .http2: row.bind("2")
        case .http3: row.bind("3")
        case nil: row.bindNull()
        }
        row.bind(figures.status)
        row.bind(figures.bytesIn)
        row.bind(figures.bytesOut)
        row.bind(address)
        if figures.failedAddresses.isEmpty {
            row.bindNull()
        } else {
            row.bind(figures.failedAddresses.joined(separator: " "))
        }
        row.bind(failure)
    }

    private mutating func bind(_ sample: StepSample, to row: inout RowInsert, in database: Database) throws {
        let failure = try number(of: sample.failure, in: database)
        row.bind(sample.participant)
        row.bind(sample.step.rawValue)
        row.bind(time(sample.intended))
        row.bind(time(sample.started))
        row.bind(time(sample.finished))
        row.bind(sample.generatorNanoseconds)
        row.bind(failure)
    }

    private func bind(_ sample: ParticipantSample, to row: inout RowInsert) {
        row.bind(sample.participant)
        row.bind(sample.crowd)
        row.bind(time(sample.intended))
        row.bind(time(sample.started))
        row.bind(time(sample.finished))
        row.bind(time(sample.entered))
        row.bind(sample.journeyNanoseconds)
        switch sample.ending {
        case .completed: row.bind("completed")
        case .failed: row.bind("failed")
        case .cancelled: row.bind("cancelled")
        }
        row.bind(sample.endedAt?.rawValue)
    }

    private func write(_ sample: GateSample, in database: Database) throws {
        try database.execute(
            sql:
                "INSERT INTO gates (gate, crowd, name, opened_ns, waiting, tight, priming_ns) VALUES (?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                sample.gate, sample.crowd, sample.name, time(sample.opened), sample.waiting, sample.isTight,
                time(sample.primingBegan),
            ])
        let id = database.lastInsertedRowID
        for participant in sample.stragglers {
            try database.execute(
                sql: "INSERT INTO stragglers (gate_id, participant) VALUES (?, ?)", arguments: [id, participant])
        }
        for each in sample.unprimed {
            try database.execute(
                sql: "INSERT INTO unprimed (gate_id, participant, cause) VALUES (?, ?, ?)",
                arguments: [id, each.participant, each.cause.rawValue])
        }
    }

    private mutating func write(_ sample: LookupSample, in database: Database) throws {
        try database.execute(
            sql: "INSERT INTO lookups (loop, host, lookup_us, failure) VALUES (?, ?, ?, ?)",
            arguments: [
                sample.loop, sample.host, sample.microseconds, try number(of: sample.failure, in: database),
            ])
    }

    private func write(_ event: HostEvent, in database: Database) throws {
        try database.execute(
            sql: "INSERT INTO host_events (at_ns, kind, words) VALUES (?, ?, ?)",
            arguments: [time(event.at), event.kind.rawValue, event.words])
    }

    // MARK: Values

    private func time(_ moment: Moment) -> Int64 { moment.nanoseconds(since: origin) }
    private func time(_ moment: Moment?) -> Int64? { moment.map { $0.nanoseconds(since: origin) } }

    private mutating func nextID() -> Int64 {
        lastID += 1
        return lastID
    }

    private mutating func number(of endpoint: String, in database: Database) throws -> Int64 {
        if let known = endpoints.number(of: endpoint) { return known }
        let id = nextID()
        try database.execute(sql: "INSERT INTO endpoints (id, name) VALUES (?, ?)", arguments: [id, endpoint])
        endpoints.remember(id, of: endpoint)
        return id
    }

    private mutating func number(ofAddress address: String, in database: Database) throws -> Int64 {
        if let known = addresses.number(of: address) { return known }
        let id = nextID()
        try database.execute(sql: "INSERT INTO addresses (id, address) VALUES (?, ?)", arguments: [id, address])
        addresses.remember(id, of: address)
        return id
    }

    private mutating func number(of failure: Failure?, in database: Database) throws -> Int64? {
        guard let failure else { return nil }
        if let known = failures.number(of: failure) { return known }
        let diagnosis = try failure.diagnosis.map { try number(of: $0, in: database) }
        let id = nextID()
        try database.execute(
            sql: "INSERT INTO failures (id, kind, status, detail, curl_code, diagnosis) VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [id, failure.kind.rawValue, failure.status, failure.detail, failure.curlCode, diagnosis])
        failures.remember(id, of: failure)
        return id
    }

    private mutating func number(of diagnosis: Diagnosis, in database: Database) throws -> Int64 {
        if let known = diagnoses.number(of: diagnosis) { return known }
        let id = nextID()
        try database.execute(
            sql: "INSERT INTO diagnoses (id, code, cause, remedy) VALUES (?, ?, ?, ?)",
            arguments: [id, diagnosis.code, diagnosis.cause, diagnosis.remedy])
        diagnoses.remember(id, of: diagnosis)
        return id
    }
}
