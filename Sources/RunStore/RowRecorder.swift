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
    private var kinds = RecentNumbers<CompactTables.RequestKind>(limit: RowRecorder.rememberedTexts)
    /// Only increases, so that the number of a row that was rolled back is never reused.
    private var lastID: Int64 = 0

    /// How many texts of each kind are remembered at most: a few megabytes.
    static let rememberedTexts = 10_000

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
        kinds.forget()
    }

    /// Writes batches. Statements are looked up once for all of them.
    mutating func write(_ batches: [SampleBatch], in database: Database) throws {
        if batches.contains(where: { !$0.requests.isEmpty }) {
            var table = try TableInsert(CompactTables.intoRequests, in: database)
            for batch in batches {
                try write(batch.requests, into: &table) { try $0.bind($1, to: &$2, in: database) }
            }
        }
        if batches.contains(where: { !$0.steps.isEmpty }) {
            var table = try TableInsert(CompactTables.intoSteps, in: database)
            for batch in batches {
                try write(batch.steps, into: &table) { try $0.bind($1, to: &$2, in: database) }
            }
        }
        if batches.contains(where: { !$0.participants.isEmpty }) {
            var table = try TableInsert(CompactTables.intoParticipants, in: database)
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
        let figures = sample.figures
        let kind = try number(
            of: CompactTables.RequestKind(
                step: sample.step.rawValue, endpoint: endpoint, attempt: sample.attempt, isReplay: sample.isReplay,
                gate: sample.firstBehindGate, version: figures.version, status: figures.status,
                address: address),
            in: database)
        row.bind(sample.participant)
        row.bind(kind)
        row.bind(time(sample.intended))
        row.bind(figures.started.nanoseconds(since: sample.intended))
        row.bind(figures.begun?.nanoseconds(since: figures.started))
        row.bind(figures.sent?.nanoseconds(since: figures.started))
        row.bind(figures.primed?.nanoseconds(since: figures.started))
        row.bind(figures.received?.nanoseconds(since: figures.started))
        row.bind(figures.finished.nanoseconds(since: figures.received ?? figures.started))
        for phase in Phase.allCases { row.bind(figures.phases[phase]) }
        row.bind(figures.newConnections)
        row.bind(figures.connectDelayNanoseconds)
        row.bind(figures.receiveDelayNanoseconds)
        row.bind(figures.tcp.synRetransmissions)
        row.bind(figures.tcp.retransmissions)
        row.bind(figures.tcp.roundTripMicroseconds)
        row.bind(figures.bytesIn)
        row.bind(figures.bytesOut)
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
        row.bind(sample.started.nanoseconds(since: sample.intended))
        row.bind(sample.finished.nanoseconds(since: sample.started))
        row.bind(sample.generatorNanoseconds)
        row.bind(failure)
    }

    private func bind(_ sample: ParticipantSample, to row: inout RowInsert) {
        row.bind(sample.participant)
        row.bind(sample.crowd)
        row.bind(time(sample.intended))
        row.bind(sample.started.nanoseconds(since: sample.intended))
        row.bind(sample.finished.nanoseconds(since: sample.started))
        row.bind(sample.entered?.nanoseconds(since: sample.started))
        row.bind(sample.journeyNanoseconds)
        switch sample.ending {
        case .completed: row.bind(0)
        case .failed: row.bind(1)
        case .cancelled: row.bind(2)
        }
        row.bind(sample.endedAt?.rawValue)
    }

    /// A gate that is told of again replaces what was told of it before.
    private func write(_ sample: GateSample, in database: Database) throws {
        let known = try Int64.fetchOne(
            database, sql: "SELECT id FROM gates WHERE gate = ? AND crowd = ?", arguments: [sample.gate, sample.crowd])
        if let known {
            for table in ["stragglers", "unprimed"] {
                try database.execute(sql: "DELETE FROM \(table) WHERE gate_id = ?", arguments: [known])
            }
        } else {
            try database.execute(
                sql:
                    "INSERT INTO gates (gate, crowd, name, opened_ns, waiting, tight, priming_ns) VALUES (?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    sample.gate, sample.crowd, sample.name, time(sample.opened), sample.waiting, sample.isTight,
                    sample.primingBegan.map(time),
                ])
        }
        let id = known ?? database.lastInsertedRowID
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

    private mutating func number(of kind: CompactTables.RequestKind, in database: Database) throws -> Int64 {
        if let known = kinds.number(of: kind) { return known }
        let id = nextID()
        try database.execute(
            sql: """
                INSERT INTO request_kinds (id, step, endpoint, attempt, replay, gate, http_version, status, address)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id, kind.step, kind.endpoint, kind.attempt, kind.isReplay, kind.gate, kind.version?.rawValue,
                kind.status,
                kind.address,
            ])
        kinds.remember(id, of: kind)
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
