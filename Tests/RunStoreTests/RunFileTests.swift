import Analysis
import Foundation
import GRDB
import Measuring
import Support
import Synchronization
import Testing

@testable import RunStore

@Suite struct `A run file` {
    private func write(_ run: ImaginedRun, to directory: String, finishing: Bool = true) async throws -> RunWriter {
        let writer = try RunWriter(
            directory: directory, metadata: run.metadata, scenario: "name: •••\n", environment: ["turnout": "0.1.0"])
        for batch in run.batches { writer.take([batch]) }
        if finishing { try await writer.finish(run.ending) }
        return writer
    }

    private func summary(of run: ImaginedRun) -> Summary {
        var builder = SummaryBuilder(metadata: run.metadata, thresholds: [])
        for batch in run.batches { builder.add(batch) }
        return builder.results(outcome: run.ending).summary
    }

    private func samples(of reader: RunReader) throws -> SampleBatch {
        let all = Mutex(SampleBatch())
        try reader.forEachBatch { batch in all.withLock { $0.append(batch) } }
        return all.withLock { $0 }
    }

    @Test func `keeps what was told last of a gate`() async throws {
        try await withTemporaryDirectory { directory in
            var run = ImaginedRun(participants: 20, seed: 1, failing: 0)
            let gate = try #require(run.batches.flatMap(\.gates).first { $0.gate > 0 })
            var later = gate
            later.unprimed = [UnprimedParticipant(participant: 3, cause: .closed)]
            var amended = later
            amended.unprimed.append(UnprimedParticipant(participant: 7, cause: .answered))
            for told in [later, amended] {
                var batch = SampleBatch()
                batch.gates = [told]
                run.batches.append(batch)
            }
            _ = try await write(run, to: directory + "/run")
            let reader = try RunReader(directory: directory + "/run")
            let kept = try samples(of: reader).gates
            #expect(kept.filter { $0.gate == gate.gate } == [amended])
        }
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `gives back every sample, and so the summary that was made while the run went on`(seed: UInt64) async throws {
        try await withTemporaryDirectory { directory in
            let run = ImaginedRun(participants: 700, seed: seed, failing: 0.15)
            let path = directory + "/runs/one"
            _ = try await write(run, to: path)

            let reader = try RunReader(directory: path)
            #expect(reader.metadata == run.metadata)
            #expect(reader.ending == run.ending)
            #expect(reader.scenario == "name: •••\n")
            #expect(reader.environment == ["turnout": "0.1.0"])
            #expect(reader.lostSamples == 0)
            var taken = SampleBatch()
            for batch in run.batches { taken.append(batch) }
            let kept = try samples(of: reader)
            #expect(kept.requests == taken.requests)
            #expect(kept.steps == taken.steps)
            #expect(kept.participants == taken.participants)
            #expect(kept.gates == taken.gates)
            #expect(kept.lookups == taken.lookups)
            #expect(kept.lookups.count == 3)

            var builder = SummaryBuilder(metadata: reader.metadata, thresholds: [])
            try reader.forEachBatch { builder.add($0) }
            #expect(builder.results(outcome: try #require(reader.ending)).summary == summary(of: run))
        }
    }

    @Test func `keeps the host's timeline, and reads files from before there was one`() async throws {
        try await withTemporaryDirectory { directory in
            let run = ImaginedRun(participants: 3, seed: 1)
            let path = directory + "/run"
            let writer = try RunWriter(
                directory: path, metadata: run.metadata, scenario: "", environment: [:])
            var batch = SampleBatch()
            batch.events = HostEvent.Kind.allCases.enumerated().map { place, kind in
                HostEvent(
                    at: run.metadata.origin.advanced(byNanoseconds: Int64(place - 3) * 1_000_000), kind: kind,
                    words: "what '\(kind)' is")
            }
            #expect(!batch.isEmpty)
            writer.take([batch])
            var account = EventAccount()
            account.webhooks = WebhookAccount()
            account.records = RecordAccount()
            account.records?.records = [RecordAccount.Record(id: "x", beganNanoseconds: -5)]
            try await writer.finish(
                RunOutcome(status: .completed, reason: nil, durationSeconds: 1, generator: nil, event: account))
            let reader = try RunReader(directory: path)
            #expect(try samples(of: reader).events == batch.events)
            #expect(reader.ending?.event == account)
            try await DatabaseQueue(path: path + "/run.sqlite").write {
                try $0.execute(sql: "DROP VIEW v_host_events; DROP TABLE host_events")
            }
            #expect(try samples(of: RunReader(directory: path)).events.isEmpty)
        }
    }

    @Test func `of version 2 is read, although it does not say when responses were received`() async throws {
        try await withTemporaryDirectory { directory in
            let run = ImaginedRun(participants: 20, seed: 1)
            let path = directory + "/run"
            _ = try await write(run, to: path)
            let kept = try samples(of: RunReader(directory: path)).requests
            #expect(kept.contains { $0.figures.received != nil && $0.figures.connectDelayNanoseconds != nil })
            try await DatabaseQueue(path: path + "/run.sqlite").write {
                try $0.execute(
                    sql: """
                        CREATE TABLE old_requests AS SELECT * FROM requests; DROP VIEW v_requests; DROP VIEW requests;
                        ALTER TABLE old_requests DROP COLUMN received_ns;
                        ALTER TABLE old_requests DROP COLUMN connect_delay_ns;
                        ALTER TABLE old_requests DROP COLUMN receive_delay_ns;
                        ALTER TABLE old_requests DROP COLUMN primed_ns;
                        ALTER TABLE old_requests DROP COLUMN syn_retransmissions;
                        ALTER TABLE old_requests DROP COLUMN retransmissions;
                        ALTER TABLE old_requests DROP COLUMN rtt_us;
                        ALTER TABLE old_requests RENAME TO requests; DROP VIEW v_gates; DROP TABLE unprimed;
                        ALTER TABLE gates DROP COLUMN priming_ns; PRAGMA user_version = 2
                        """)
            }
            var expected = kept
            for place in expected.indices {
                expected[place].figures.received = nil
                expected[place].figures.primed = nil
                expected[place].figures.connectDelayNanoseconds = nil
                expected[place].figures.receiveDelayNanoseconds = nil
                expected[place].figures.tcp = TCPFigures()
            }
            #expect(try samples(of: RunReader(directory: path)).requests == expected)
        }
    }

    @Test func `tells of connections what the kernel counted`() async throws {
        try await withTemporaryDirectory { directory in
            var run = ImaginedRun(participants: 1, seed: 1)
            let figures = ExchangeFigures(
                started: run.metadata.origin, finished: run.metadata.origin, newConnections: 1,
                connectDelayNanoseconds: 1_500_000, receiveDelayNanoseconds: 2_500_000,
                tcp: TCPFigures(synRetransmissions: 2, retransmissions: 3, roundTripMicroseconds: 4_500))
            run.batches = [
                SampleBatch(requests: [
                    RequestSample(
                        participant: 1, step: StepIndex(rawValue: 0), endpoint: "token", intended: run.metadata.origin,
                        figures: figures, failure: nil)
                ])
            ]
            let path = directory + "/run"
            _ = try await write(run, to: path)
            #expect(try samples(of: RunReader(directory: path)).requests.map(\.figures) == [figures])
            let row = try await DatabaseQueue(path: path + "/run.sqlite").read { database in
                try Row.fetchOne(
                    database,
                    sql: """
                        SELECT connect_delay_ms, receive_delay_ms, syn_retransmissions, retransmissions, rtt_ms
                        FROM v_requests
                        """)
            }
            let values: [Double] = try #require(row).databaseValues.compactMap { Double.fromDatabaseValue($0) }
            #expect(values == [1.5, 2.5, 2, 3, 4.5])
        }
    }

    @Test func `is one file when it is finished, usable alone and in a directory that cannot be written`() async throws
    {
        try await withTemporaryDirectory { directory in
            let path = directory + "/run"
            let writer = try await write(ImaginedRun(participants: 20, seed: 1), to: path)
            #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["run.sqlite"])
            let mode = try await DatabaseQueue(path: path + "/run.sqlite").read {
                try String.fetchOne($0, sql: "PRAGMA journal_mode")
            }
            #expect(mode == "delete")
            withExtendedLifetime(writer) {}
        }
    }

    @Test func `can be read by its owner only, like everything beside it`() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/runs/one"
            let writer = try await write(ImaginedRun(participants: 20, seed: 1), to: path, finishing: false)
            func permissions(_ path: String) throws -> Int? {
                try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            }
            #expect(try permissions(directory + "/runs") == 0o700 && permissions(path) == 0o700)
            let files = try FileManager.default.contentsOfDirectory(atPath: path)
            #expect(Set(files) == ["run.sqlite", "run.sqlite-wal", "run.sqlite-shm"])
            for file in files { #expect(try permissions(path + "/" + file) == 0o600) }
            withExtendedLifetime(writer) {}
        }
    }

    @Test func `contains everything written before the process was killed`() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/run"
            await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
                let run = ImaginedRun(participants: 300, seed: 5)
                let written = Gate(count: run.batches.count)
                let writer = try RunWriter(
                    directory: path, metadata: run.metadata, scenario: "", environment: [:],
                    then: { _ in written.pass() })
                for batch in run.batches { writer.take([batch]) }
                await written.opened()
                kill(getpid(), SIGKILL)
                withExtendedLifetime(writer) {}
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: path).contains("run.sqlite-wal"))

            let run = ImaginedRun(participants: 300, seed: 5)
            let reader = try RunReader(directory: path)
            #expect(reader.ending == nil)
            var builder = SummaryBuilder(metadata: reader.metadata, thresholds: [])
            try reader.forEachBatch { builder.add($0) }
            #expect(builder.results(outcome: run.ending).summary == summary(of: run))
        }
    }

    @Test(arguments: [1, 3, 10, 40])
    func `is complete up to some batch if the process was killed while writing`(batches: Int) async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/run"
            await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, batches = batches as Int] in
                let run = ImaginedRun(participants: 2000, seed: 6, batchSize: 20)
                let written = Gate(count: batches)
                let writer = try RunWriter(
                    directory: path, metadata: run.metadata, scenario: "", environment: [:],
                    then: { _ in written.pass() })
                for batch in run.batches { writer.take([batch]) }
                await written.opened()
                kill(getpid(), SIGKILL)
                withExtendedLifetime(writer) {}
            }
            let kept = try samples(of: RunReader(directory: path))
            let count = kept.participants.count
            #expect(count >= 1)
            // Each journey's samples are in one batch, and no batch was stored in part.
            let known = Set(kept.participants.map(\.participant))
            #expect(known == Set(1...Int32(count)))
            #expect(Set(kept.requests.map(\.participant)).subtracting([0]) == known)
            #expect(Set(kept.steps.map(\.participant)) == known)
        }
    }

    @Test func `keeps the last sign of life, also of a run that has no ending`() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/run"
            let run = ImaginedRun(participants: 20, seed: 1)
            func beat(_ seconds: Int64) -> Heartbeat {
                Heartbeat(
                    at: run.metadata.origin.advanced(byNanoseconds: seconds * 1_000_000_000),
                    crowds: [.init(started: Int(seconds) * 10, ended: Int(seconds))])
            }
            let written = Gate(count: 1)
            let writer = try RunWriter(
                directory: path, metadata: run.metadata, scenario: "", environment: [:], then: { _ in written.pass() })
            writer.beat(beat(1))
            writer.beat(beat(2))
            writer.take([run.batches[0]])
            await written.opened()
            let reader = try RunReader(directory: path)
            #expect(reader.ending == nil)
            #expect(reader.heartbeat == beat(2))
            try await writer.finish(run.ending)
            #expect(try RunReader(directory: path).heartbeat == beat(2))
        }
    }

    @Test func `can be read while the run goes on`() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/run"
            let run = ImaginedRun(participants: 50, seed: 6)
            let written = Gate(count: 1)
            let writer = try RunWriter(
                directory: path, metadata: run.metadata, scenario: "", environment: [:], then: { _ in written.pass() })
            writer.take([run.batches[0]])
            await written.opened()
            #expect(try samples(of: RunReader(directory: path)).requests == run.batches[0].requests)
            for batch in run.batches.dropFirst() { writer.take([batch]) }
            try await writer.finish(run.ending)
            #expect(try RunReader(directory: path).ending == run.ending)
        }
    }

    @Test func `is complete even if someone was reading it when the run ended`() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/run"
            let run = ImaginedRun(participants: 50, seed: 6)
            let writer = try RunWriter(directory: path, metadata: run.metadata, scenario: "", environment: [:])
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let other = try DatabaseQueue(path: path + "/run.sqlite", configuration: configuration)
            try await other.writeWithoutTransaction { database in
                try database.execute(sql: "BEGIN")
                _ = try Row.fetchAll(database, sql: "SELECT * FROM meta")
            }
            for batch in run.batches { writer.take([batch]) }
            try await writer.finish(run.ending)
            try await other.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
            let reader = try RunReader(directory: path)
            #expect(reader.ending == run.ending)
            #expect(try samples(of: reader).participants.count == 50)
        }
    }

    @Test func `takes batches from many threads at once and loses none`() async throws {
        try await withTemporaryDirectory { directory in
            let run = ImaginedRun(participants: 400, seed: 7, batchSize: 5)
            let seen = Mutex(0)
            let writer = try RunWriter(
                directory: directory + "/run", metadata: run.metadata, scenario: "", environment: [:],
                then: { batch in seen.withLock { $0 += batch.count } })
            await withTaskGroup { group in
                for batch in run.batches {
                    group.addTask { @concurrent in writer.take([batch]) }
                }
            }
            try await writer.finish(run.ending)
            var builder = SummaryBuilder(metadata: run.metadata, thresholds: [])
            try RunReader(directory: directory + "/run").forEachBatch { builder.add($0) }
            #expect(builder.results(outcome: run.ending).summary == summary(of: run))
            #expect(seen.withLock { $0 } == run.batches.reduce(0) { $0 + $1.count })
        }
    }

    @Test func `calls back in the order in which batches were taken, before finish returns`() async throws {
        try await withTemporaryDirectory { directory in
            let run = ImaginedRun(participants: 200, seed: 8, batchSize: 3)
            let order = Mutex<[Int32]>([])
            let writer = try RunWriter(
                directory: directory + "/run", metadata: run.metadata, scenario: "", environment: [:],
                then: { batch in order.withLock { $0 += batch.participants.map(\.participant) } })
            for batch in run.batches { writer.take([batch]) }
            try await writer.finish(run.ending)
            #expect(order.withLock { $0 } == Array(1...200))
        }
    }

    @Test func `has its ending even if the run was cancelled`() async throws {
        try await withTemporaryDirectory { directory in
            let run = ImaginedRun(participants: 20, seed: 9)
            let writer = try RunWriter(
                directory: directory + "/run", metadata: run.metadata, scenario: "", environment: [:])
            for batch in run.batches { writer.take([batch]) }
            await withTaskGroup { group in
                group.addTask {
                    withUnsafeCurrentTask { $0?.cancel() }
                    await #expect(throws: Never.self) { try await writer.finish(run.ending) }
                }
            }
            let reader = try RunReader(directory: directory + "/run")
            #expect(reader.ending == run.ending)
            #expect(try samples(of: reader).participants.count == 20)
        }
    }

    @Test func `counts every failure under its own text, however many texts a target makes up`() async throws {
        try await withTemporaryDirectory { directory in
            let metadata = ImaginedRun.metadata(expected: 1)
            let madeUp = RowRecorder.rememberedTexts + 5_000
            // A failure that recurs only after more different ones than are remembered.
            var details = (1...madeUp).map { "error \($0)" }
            for place in stride(from: madeUp, to: madeUp - 4_000, by: -1) { details.insert("refused", at: place) }
            var batch = SampleBatch()
            batch.requests = details.map { detail in
                let diagnosis = Diagnosis(code: "redirect", cause: detail, remedy: "Add it.")
                return RequestSample(
                    participant: 1, step: StepIndex(rawValue: 0), endpoint: "token", attempt: 1,
                    intended: metadata.origin,
                    figures: ExchangeFigures(started: metadata.origin, finished: metadata.origin),
                    failure: Failure(kind: .check, detail: detail, diagnosis: diagnosis))
            }
            let writer = try RunWriter(
                directory: directory + "/run", metadata: metadata, scenario: "", environment: [:])
            writer.take([batch])
            try await writer.finish(ImaginedRun(participants: 1, seed: 1).ending)
            let row = try await DatabaseQueue(path: directory + "/run/run.sqlite").read { database in
                try Row.fetchOne(
                    database,
                    sql: """
                        SELECT (SELECT count(DISTINCT detail) FROM v_requests WHERE detail = cause),
                            (SELECT count(*) FROM v_requests WHERE detail = 'refused'),
                            (SELECT count(*) FROM failures WHERE detail = 'refused'),
                            (SELECT count(*) FROM diagnoses WHERE cause = 'refused')
                        """)
            }
            let counts: [Int] = try #require(row).databaseValues.compactMap { Int.fromDatabaseValue($0) }
            #expect(counts == [madeUp + 1, 4_000, 1, 1])
        }
    }

    @Test func `answers plain SQL by names and milliseconds`() async throws {
        try await withTemporaryDirectory { directory in
            let run = ImaginedRun(participants: 100, seed: 10)
            _ = try await write(run, to: directory + "/run")
            let summary = summary(of: run)
            try await DatabaseQueue(path: directory + "/run/run.sqlite").read { database in
                for step in summary.steps {
                    let row = try #require(
                        try Row.fetchOne(
                            database,
                            sql: """
                                SELECT count(*), count(failure), max(CASE WHEN failure IS NULL THEN response_ms END)
                                FROM v_steps WHERE step = ?
                                """, arguments: [step.name]))
                    #expect(row[0] == step.executions)
                    #expect(row[1] == step.failed)
                    #expect(abs((row[2] as Double) - (step.responseMs.max ?? 0)) < 0.001)
                    // Of a request that was never begun the server knows nothing.
                    let requests = try Int.fetchOne(
                        database,
                        sql: """
                            SELECT count(*) FROM v_requests
                            WHERE step = ? AND (sent_ms IS NOT NULL OR begun_ms IS NOT NULL AND failure IS NOT 'harness')
                            """, arguments: [step.name])
                    #expect(requests == step.requests)
                }
                let host = try String.fetchAll(
                    database, sql: "SELECT DISTINCT step FROM v_requests WHERE participant = 0 ORDER BY step")
                #expect(host == ["setup", "teardown"])
                let remedy = try String.fetchOne(
                    database, sql: "SELECT DISTINCT remedy FROM v_requests WHERE diagnosis = 'rate-limit'")
                #expect(remedy == "Spread the arrivals.")
                let gate = try #require(
                    try Row.fetchOne(database, sql: "SELECT name, waiting, stragglers FROM v_gates WHERE gate = 1"))
                #expect(gate == ["name": "token", "waiting": 98, "stragglers": 2])
                let entered = try Int.fetchOne(
                    database, sql: "SELECT count(entered_ms) FROM v_participants WHERE ending = 'completed'")
                #expect(entered == summary.participants.entered)
            }
        }
    }
}

extension SampleBatch {
    mutating func append(_ other: SampleBatch) {
        requests += other.requests
        steps += other.steps
        participants += other.participants
        gates += other.gates
        lookups += other.lookups
        events += other.events
    }
}

/// Opens when it was passed this many times.
private final class Gate: Sendable {
    private let missing: Atomic<Int>
    private let opening = Event()

    init(count: Int) {
        missing = Atomic(count)
    }

    func pass() {
        if missing.subtract(1, ordering: .relaxed).newValue == 0 { opening.happen() }
    }

    func opened() async { await opening.wait() }
}
