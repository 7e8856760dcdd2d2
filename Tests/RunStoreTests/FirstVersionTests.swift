import GRDB
import Measuring
import Support
import Testing

@testable import RunStore

/// A file in version 1 of the schema, made by the statements of that version.
private enum FirstVersionFile {
    static let facts = """
        {"api":"http://127.0.0.1:8080","atOnce":true,"expected":2,"hasEntry":true,"http":"auto","id":"k3v9",\
        "name":"Old","origin":5000000000000,"scenario":"old.yaml","seed":7,"startedAt":"2026-11-24T03:00:00.000Z",\
        "steps":["token","enter-room"],"thresholds":["turnout >= 99%"],"version":"0.1.0"}
        """
    static let ending = """
        {"durationSeconds":1.5,"generator":{"cpuSeconds":1,"cpuUtilisation":0.5,"lateStarts":0,"loopLagMaxMs":3,\
        "loopLagP99Ms":1,"peakMemoryMiB":42,"peakOpenFiles":9,"reasons":[],"verdict":"ok"},"status":"completed"}
        """
    static let tables = """
        PRAGMA application_id = 0x54726E74; PRAGMA user_version = 1;
        CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
        CREATE TABLE steps (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        CREATE TABLE endpoints (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        CREATE TABLE diagnoses (
            id INTEGER PRIMARY KEY, code TEXT NOT NULL, cause TEXT NOT NULL, remedy TEXT NOT NULL);
        CREATE TABLE failures (
            id INTEGER PRIMARY KEY, kind TEXT NOT NULL, status INTEGER, detail TEXT NOT NULL,
            curl_code INTEGER NOT NULL, diagnosis INTEGER REFERENCES diagnoses (id));
        CREATE TABLE requests (
            id INTEGER PRIMARY KEY, participant INTEGER NOT NULL, step INTEGER NOT NULL, endpoint INTEGER NOT NULL,
            attempt INTEGER NOT NULL, gate INTEGER NOT NULL, intended_ns INTEGER NOT NULL, started_ns INTEGER NOT NULL,
            begun_ns INTEGER, sent_ns INTEGER, finished_ns INTEGER NOT NULL, resolve_us INTEGER, connect_us INTEGER,
            tls_us INTEGER, send_us INTEGER, wait_us INTEGER, receive_us INTEGER, new_connections INTEGER NOT NULL,
            http_version TEXT, status INTEGER, bytes_in INTEGER NOT NULL, bytes_out INTEGER NOT NULL, failure INTEGER);
        CREATE TABLE step_executions (
            id INTEGER PRIMARY KEY, participant INTEGER NOT NULL, step INTEGER NOT NULL, intended_ns INTEGER NOT NULL,
            started_ns INTEGER NOT NULL, finished_ns INTEGER NOT NULL, failure INTEGER);
        CREATE TABLE participants (
            id INTEGER PRIMARY KEY, participant INTEGER NOT NULL, intended_ns INTEGER NOT NULL,
            started_ns INTEGER NOT NULL, finished_ns INTEGER NOT NULL, entered_ns INTEGER, journey_ns INTEGER,
            ending TEXT NOT NULL, ended_at INTEGER);
        CREATE TABLE gates (
            id INTEGER PRIMARY KEY, gate INTEGER NOT NULL, name TEXT NOT NULL, opened_ns INTEGER NOT NULL,
            waiting INTEGER NOT NULL);
        CREATE TABLE lookups (
            id INTEGER PRIMARY KEY, loop INTEGER NOT NULL, host TEXT NOT NULL, lookup_us INTEGER NOT NULL,
            failure INTEGER);
        CREATE TABLE stragglers (gate_id INTEGER NOT NULL REFERENCES gates (id), participant INTEGER NOT NULL);
        CREATE VIEW v_failures AS
        SELECT failures.id, kind, status, detail, curl_code, diagnoses.code AS diagnosis, cause, remedy
        FROM failures LEFT JOIN diagnoses ON diagnoses.id = failures.diagnosis;
        """
    static let rows = """
        INSERT INTO endpoints VALUES (1, 'token');
        INSERT INTO failures VALUES (2, 'status', 503, 'status 503', 0, NULL);
        INSERT INTO requests VALUES
            (1, 1, 0, 1, 1, 1, 100, 110, 120, 130, 5000, 10, 20, NULL, NULL, 30, 40, 1, '1.1', 200, 300, 200, NULL),
            (2, 2, 0, 1, 2, 0, 100, 110, NULL, NULL, 6000, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, 503, 30, 20, 2);
        INSERT INTO step_executions VALUES (1, 1, 0, 100, 110, 5000, NULL), (2, 2, 0, 100, 110, 6000, 2);
        INSERT INTO participants VALUES
            (1, 1, 100, 110, 7000, 6500, 6400, 'completed', NULL), (2, 2, 100, 110, 6000, NULL, NULL, 'failed', 0);
        INSERT INTO gates VALUES (1, 0, 'arrivals', 50, 0), (2, 1, 'token', 100, 2);
        """

    static func make(in directory: String) async throws {
        try await DatabaseQueue(path: directory + "/run.sqlite").writeWithoutTransaction { database in
            try database.execute(sql: tables)
            try database.execute(sql: rows)
            for (key, value) in [("schema", "turnout.run/1"), ("facts", facts), ("ending", ending)] {
                try database.execute(sql: "INSERT INTO meta VALUES (?, ?)", arguments: [key, value])
            }
        }
    }
}

@Suite struct `A run file of version 1` {
    @Test func `is read, with nil for what it does not know`() async throws {
        try await withTemporaryDirectory { directory in
            try await FirstVersionFile.make(in: directory)
            let reader = try RunReader(directory: directory)
            #expect(
                reader.metadata.crowds == [
                    CrowdMetadata(expected: 2, steps: ["token", "enter-room"], hasEntry: true)
                ])
            #expect(reader.metadata.thresholds == ["turnout >= 99%"])
            #expect(reader.ending?.status == .completed && reader.ending?.warnings == [])
            #expect(reader.heartbeat == nil && reader.metadata.tellsReceived == nil)

            var all = SampleBatch()
            try reader.forEachBatch { all.append($0) }
            func at(_ nanoseconds: Int64) -> Moment { reader.metadata.origin.advanced(byNanoseconds: nanoseconds) }
            #expect(
                all.requests.first
                    == RequestSample(
                        participant: 1, step: StepIndex(rawValue: 0), endpoint: "token", firstBehindGate: 1,
                        intended: at(100),
                        figures: ExchangeFigures(
                            started: at(110), begun: at(120), sent: at(130), finished: at(5000),
                            phases: [.resolve: 10, .connect: 20, .wait: 30, .receive: 40], newConnections: 1,
                            version: .http1_1, status: 200, bytesIn: 300, bytesOut: 200), failure: nil))
            #expect(all.requests.count == 2 && all.requests.allSatisfy { !$0.isReplay })
            #expect(all.requests.allSatisfy { $0.figures.received == nil })
            #expect(all.steps.map(\.generatorNanoseconds) == [nil, nil])
            #expect(all.participants.map(\.crowd) == [0, 0])
            #expect(
                all.gates == [
                    .arrivals(at: at(50)),
                    GateSample(gate: 1, name: "token", opened: at(100), waiting: 2, stragglers: []),
                ])
        }
    }
}
