// From rows back to samples: the reverse of RowRecorder.
import GRDB
import Measuring

/// The samples of a run file, read within one transaction.
struct SampleRows {
    private let database: Database
    private let origin: Moment
    private let steps: Int
    private let version: Int
    private let endpoints: [Int64: String]
    private let addresses: [Int64: String]
    private let failures: [Int64: Failure]
    /// Rows up to here are left out, and counted as read.
    let places: RowPlaces

    init(
        _ database: Database, metadata: RunMetadata, version: Int, after places: RowPlaces = RowPlaces()
    ) throws {
        self.places = places
        self.database = database
        origin = metadata.origin
        steps = metadata.steps.count
        self.version = version
        endpoints = try SampleRows.texts(in: database, "SELECT id, name FROM endpoints")
        addresses = version < 2 ? [:] : try SampleRows.texts(in: database, "SELECT id, address FROM addresses")
        var failures: [Int64: Failure] = [:]
        let columns = "id, kind, status, detail, curl_code, diagnosis, cause, remedy"
        try Fields.forEach(in: database, "SELECT \(columns) FROM v_failures") { row in
            failures[try row.integer(0)] = try SampleRows.failure(row)
        }
        self.failures = failures
    }

    private static func texts(in database: Database, _ sql: String) throws -> [Int64: String] {
        var texts: [Int64: String] = [:]
        try Fields.forEach(in: database, sql) { row in texts[try row.integer(0)] = try row.text(1) }
        return texts
    }

    private static func failure(_ row: Fields) throws(DamagedRow) -> Failure {
        guard let kind = FailureKind(rawValue: try row.text(1)) else { throw row.damaged }
        var diagnosis: Diagnosis?
        if let code = try row.textIfKnown(5) {
            diagnosis = Diagnosis(code: code, cause: try row.text(6), remedy: try row.text(7))
        }
        return Failure(
            kind: kind, status: try row.integerIfKnown(2), detail: try row.text(3), curlCode: try row.integer(4),
            diagnosis: diagnosis)
    }

    /// All requests, or those of some participants.
    func forEachRequest(of participants: Set<Int32>? = nil, _ body: ([RequestSample]) -> Void) throws {
        let numbers = participants.map { $0.sorted().map(String.init).joined(separator: ", ") }
        let condition = numbers.map { "WHERE participant IN (\($0))" }
        try forEachRow(of: "requests", condition, columns: SampleRows.requestColumns, body) { row throws(DamagedRow) in
            try request(row)
        }
    }

    /// The requests with the numbers of their rows.
    func forEachNumberedRequest(_ body: ([NumberedRequest]) -> Void) throws {
        try forEachRow(of: "requests", columns: SampleRows.requestColumns, body) { row throws(DamagedRow) in
            NumberedRequest(id: try row.integer(0), sample: try request(row))
        }
    }

    private static let requestColumns = """
        id, participant, step, endpoint, attempt, gate, intended_ns, started_ns, begun_ns, sent_ns, finished_ns, \
        resolve_us, connect_us, tls_us, send_us, wait_us, receive_us, new_connections, http_version, status, \
        bytes_in, bytes_out, failure, replay, address, failed_addresses, received_ns, connect_delay_ns, primed_ns, \
        syn_retransmissions, retransmissions, rtt_us, receive_delay_ns
        """

    private func request(_ row: Fields) throws(DamagedRow) -> RequestSample {
        guard let endpoint = endpoints[try row.integer(3)] else { throw row.damaged }
        var version: HTTPVersion?
        if let text = try row.textIfKnown(18) {
            version = HTTPVersion(rawValue: text)
            if version == nil { throw row.damaged }
        }
        var phases = Phases()
        for (place, phase) in Phase.allCases.enumerated() {
            phases[phase] = try row.microsecondsIfKnown(11 + place)
        }
        var address: String?
        if let id: Int64 = try row.integerIfKnown(24) {
            address = addresses[id]
            if address == nil { throw row.damaged }
        }
        let failedAddresses = try row.textIfKnown(25)?.split(separator: " ").map(String.init) ?? []
        let replay: Int64 = try row.integer(23)
        return RequestSample(
            participant: try row.integer(1), step: try step(row, 2), endpoint: endpoint,
            attempt: try row.integer(4), isReplay: replay != 0, firstBehindGate: try row.integer(5),
            intended: try moment(row, 6),
            figures: ExchangeFigures(
                started: try moment(row, 7), begun: try momentIfKnown(row, 8), sent: try momentIfKnown(row, 9),
                primed: try momentIfKnown(row, 28), received: try momentIfKnown(row, 26), finished: try moment(row, 10),
                phases: phases, newConnections: try row.integer(17),
                connectDelayNanoseconds: try row.nanosecondsIfKnown(27),
                receiveDelayNanoseconds: try row.nanosecondsIfKnown(32),
                tcp: TCPFigures(
                    synRetransmissions: try row.integerIfKnown(29), retransmissions: try row.integerIfKnown(30),
                    roundTripMicroseconds: try row.integerIfKnown(31)),
                version: version, status: try row.integerIfKnown(19), bytesIn: try row.integer(20),
                bytesOut: try row.integer(21), address: address, failedAddresses: failedAddresses),
            failure: try failure(row, 22))
    }

    func forEachStep(_ body: ([StepSample]) -> Void) throws {
        let columns = "id, participant, step, intended_ns, started_ns, finished_ns, failure, generator_ns"
        try forEachRow(of: "step_executions", columns: columns, body) { row throws(DamagedRow) in
            StepSample(
                participant: try row.integer(1), step: try step(row, 2),
                intended: try moment(row, 3), started: try moment(row, 4), finished: try moment(row, 5),
                generatorNanoseconds: try row.nanosecondsIfKnown(7), failure: try failure(row, 6))
        }
    }

    func forEachParticipant(_ body: ([ParticipantSample]) -> Void) throws {
        let columns =
            "id, participant, intended_ns, started_ns, finished_ns, entered_ns, journey_ns, ending, ended_at, crowd"
        let people = try people()
        try forEachRow(of: "participants", columns: columns, body) { row throws(DamagedRow) in
            guard let ending = ParticipantSample.Ending(rawValue: try row.text(7)) else { throw row.damaged }
            let endedAt: Int16? = try row.integerIfKnown(8)
            let number: Int32 = try row.integer(1)
            return ParticipantSample(
                participant: number, crowd: try row.integer(9), intended: try moment(row, 2),
                started: try moment(row, 3), finished: try moment(row, 4), entered: try momentIfKnown(row, 5),
                journeyNanoseconds: try row.nanosecondsIfKnown(6), ending: ending,
                endedAt: endedAt.map(StepIndex.init(rawValue:)), person: people[number])
        }
    }

    /// Who the participants were, by number; empty if that was not recorded.
    private func people() throws -> [Int32: PersonSample] {
        guard try database.tableExists(RunSchema.people) else { return [:] }
        var people: [Int32: PersonSample] = [:]
        let columns = "rowid, participant, external_user_id, name"
        try Fields.forEach(in: database, "SELECT \(columns) FROM \(RunSchema.people)") { row in
            people[try row.integer(1)] = PersonSample(name: try row.text(3), externalUserID: try row.textIfKnown(2))
        }
        return people
    }

    func forEachGate(_ body: ([GateSample]) -> Void) throws {
        var stragglers: [Int64: [Int32]] = [:]
        try Fields.forEach(in: database, "SELECT gate_id, participant FROM stragglers ORDER BY rowid") { row in
            stragglers[try row.integer(0), default: []].append(try row.integer(1))
        }
        var unprimed: [Int64: [UnprimedParticipant]] = [:]
        if try database.tableExists(RunSchema.unprimed) {
            let columns = "gate_id, participant, cause"
            try Fields.forEach(in: database, "SELECT \(columns) FROM \(RunSchema.unprimed) ORDER BY rowid") { row in
                guard let cause = UnprimedCause(rawValue: try row.text(2)) else { throw row.damaged }
                unprimed[try row.integer(0), default: []].append(
                    UnprimedParticipant(participant: try row.integer(1), cause: cause))
            }
        }
        let columns = "id, gate, name, opened_ns, waiting, crowd, tight, priming_ns"
        try forEachRow(of: "gates", columns: columns, body) { row throws(DamagedRow) in
            let tight: Int64 = try row.integer(6)
            return GateSample(
                gate: try row.integer(1), crowd: try row.integer(5), name: try row.text(2),
                opened: try moment(row, 3), waiting: try row.integer(4),
                stragglers: stragglers[try row.integer(0)] ?? [], isTight: tight != 0,
                primingBegan: try momentIfKnown(row, 7), unprimed: unprimed[try row.integer(0)] ?? [])
        }
    }

    func forEachLookup(_ body: ([LookupSample]) -> Void) throws {
        let columns = "id, loop, host, lookup_us, failure"
        try forEachRow(of: "lookups", columns: columns, body) { row throws(DamagedRow) in
            LookupSample(
                loop: try row.integer(1), host: try row.text(2), microseconds: try row.microseconds(3),
                failure: try failure(row, 4))
        }
    }

    /// What the host did about the event; nothing in files from before there was such a table.
    func forEachHostEvent(_ body: ([HostEvent]) -> Void) throws {
        guard try database.tableExists(RunSchema.hostEvents) else { return }
        try forEachRow(of: RunSchema.hostEvents, columns: "id, at_ns, kind, words", body) { row throws(DamagedRow) in
            guard let kind = HostEvent.Kind(rawValue: try row.text(2)) else { throw row.damaged }
            return HostEvent(at: try moment(row, 1), kind: kind, words: try row.text(3))
        }
    }

    /// Passes on the rows of a table in the order in which they were written, a batch at a time.
    private func forEachRow<Sample>(
        of table: String, _ condition: String? = nil, columns: String, _ body: ([Sample]) -> Void,
        make: (Fields) throws(DamagedRow) -> Sample
    ) throws {
        var samples: [Sample] = []
        var last = places[table]
        let columns = RunSchema.columns(columns, version: version)
        let condition = condition ?? (last > 0 ? "WHERE id > \(last)" : "")
        try Fields.forEach(in: database, "SELECT \(columns) FROM \(table) \(condition) ORDER BY id") { row in
            samples.append(try make(row))
            last = try row.integer(0)
            guard samples.count == RunReader.batchSize else { return }
            body(samples)
            samples.removeAll(keepingCapacity: true)
        }
        places[table] = last
        if !samples.isEmpty { body(samples) }
    }

    /// A step of a journey, or one outside the journeys.
    private func step(_ row: Fields, _ column: Int) throws(DamagedRow) -> StepIndex {
        let step = StepIndex(rawValue: try row.integer(column))
        guard step.rawValue < steps else { throw row.damaged }
        return step
    }

    private func moment(_ row: Fields, _ column: Int) throws(DamagedRow) -> Moment {
        origin.advanced(byNanoseconds: try row.nanoseconds(column))
    }

    private func momentIfKnown(_ row: Fields, _ column: Int) throws(DamagedRow) -> Moment? {
        try row.nanosecondsIfKnown(column).map { origin.advanced(byNanoseconds: $0) }
    }

    private func failure(_ row: Fields, _ column: Int) throws(DamagedRow) -> Failure? {
        guard let id: Int64 = try row.integerIfKnown(column) else { return nil }
        guard let failure = failures[id] else { throw row.damaged }
        return failure
    }
}

extension SampleBatch {
    /// A batch of one or several kinds of samples.
    init(
        requests: [RequestSample] = [], steps: [StepSample] = [], participants: [ParticipantSample] = [],
        gates: [GateSample] = [], lookups: [LookupSample] = [], events: [HostEvent] = []
    ) {
        self.init()
        self.requests = requests
        self.steps = steps
        self.participants = participants
        self.gates = gates
        self.lookups = lookups
        self.events = events
    }
}
