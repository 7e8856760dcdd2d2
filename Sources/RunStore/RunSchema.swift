// The tables of run.sqlite. docs/run-file.md explains them to users and must change together with them. A change that
// older readers would misunderstand increases `version`.
import GRDB

/// The schema of a run file.
enum RunSchema {
    /// Tables that files of earlier versions lack.
    static let people = "people"
    static let hostEvents = "host_events"
    static let unprimed = "unprimed"

    /// The name of the file within a run directory.
    static let fileName = "run.sqlite"

    /// The version of the schema, in SQLite's `user_version`.
    static let version = 3

    /// SQLite's `application_id`, by which `file` and our reader recognise a run file: "Trnt".
    static let applicationID = 0x5472_6E74

    /// Keys of the table `meta`.
    enum Meta: String {
        case schema
        case metadata = "facts"
        case scenario
        case environment
        /// The last sign of life: until when the run was alive, and how many participants were active.
        case heartbeat
        /// Missing if the run was killed.
        case ending
        /// How many samples could not be written; missing if all were.
        case lostSamples = "lost_samples"
        /// How the run compares with its baselines, and what reports draw of a baseline; missing without any.
        case comparison
        case baseline
    }

    /// Creates everything in an empty database. No indexes: they would cost time for each row, and full table scans of
    /// a run take milliseconds. docs/run-file.md shows how to add one.
    static func create(in database: Database) throws {
        try database.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version)")
        try database.execute(sql: tables)
        try database.execute(sql: CompactTables.sql)
        try database.execute(sql: views)
    }

    /// Times are nanoseconds since the run's origin, `*_us` are durations in microseconds, NULL means unknown.
    private static let tables = """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
        CREATE TABLE steps (id INTEGER PRIMARY KEY, name TEXT NOT NULL, crowd INTEGER);
        CREATE TABLE crowds (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        CREATE TABLE endpoints (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        CREATE TABLE addresses (id INTEGER PRIMARY KEY, address TEXT NOT NULL);
        CREATE TABLE diagnoses (
            id INTEGER PRIMARY KEY, code TEXT NOT NULL, cause TEXT NOT NULL, remedy TEXT NOT NULL);
        CREATE TABLE failures (
            id INTEGER PRIMARY KEY, kind TEXT NOT NULL, status INTEGER, detail TEXT NOT NULL,
            curl_code INTEGER NOT NULL, diagnosis INTEGER REFERENCES diagnoses (id));
        CREATE TABLE people (participant INTEGER NOT NULL, external_user_id TEXT, name TEXT NOT NULL);
        CREATE TABLE gates (
            id INTEGER PRIMARY KEY, gate INTEGER NOT NULL, crowd INTEGER NOT NULL, name TEXT NOT NULL,
            opened_ns INTEGER NOT NULL, waiting INTEGER NOT NULL, tight INTEGER NOT NULL, priming_ns INTEGER);
        CREATE TABLE lookups (
            id INTEGER PRIMARY KEY, loop INTEGER NOT NULL, host TEXT NOT NULL, lookup_us INTEGER NOT NULL,
            failure INTEGER);
        CREATE TABLE host_events (
            id INTEGER PRIMARY KEY, at_ns INTEGER NOT NULL, kind TEXT NOT NULL, words TEXT NOT NULL);
        CREATE TABLE stragglers (gate_id INTEGER NOT NULL REFERENCES gates (id), participant INTEGER NOT NULL);
        CREATE TABLE unprimed (
            gate_id INTEGER NOT NULL REFERENCES gates (id), participant INTEGER NOT NULL, cause TEXT NOT NULL);
        """

    /// The time of day at a column's nanoseconds, ISO 8601 in UTC.
    private static func timeOfDay(_ column: String) -> String {
        """
        strftime('%Y-%m-%dT%H:%M:%fZ', (SELECT value ->> 'startedAt' FROM meta WHERE key = 'facts'),
                printf('%+.3f seconds', \(column) / 1e9))
        """
    }

    private static let views = """
        CREATE VIEW v_failures AS
        SELECT failures.id, kind, status, detail, curl_code, diagnoses.code AS diagnosis, cause, remedy
        FROM failures LEFT JOIN diagnoses ON diagnoses.id = failures.diagnosis;

        CREATE VIEW v_requests AS
        SELECT requests.id, participant, crowds.name AS crowd, steps.name AS step, requests.step AS step_number,
            endpoints.name AS endpoint, attempt, replay, gate,
            \(timeOfDay("started_ns")) AS started_at,
            intended_ns / 1e6 AS intended_ms, started_ns / 1e6 AS started_ms, begun_ns / 1e6 AS begun_ms,
            sent_ns / 1e6 AS sent_ms, primed_ns / 1e6 AS primed_ms, received_ns / 1e6 AS received_ms, finished_ns / 1e6 AS finished_ms,
            (coalesce(received_ns, finished_ns) - intended_ns) / 1e6 AS response_ms,
            (coalesce(received_ns, finished_ns) - started_ns) / 1e6 AS service_ms,
            (begun_ns - started_ns) / 1e6 AS harness_delay_ms,
            (finished_ns - received_ns) / 1e6 AS reading_delay_ms,
            resolve_us / 1e3 AS resolve_ms, connect_us / 1e3 AS connect_ms, tls_us / 1e3 AS tls_ms,
            send_us / 1e3 AS send_ms, wait_us / 1e3 AS wait_ms, receive_us / 1e3 AS receive_ms,
            new_connections, connect_delay_ns / 1e6 AS connect_delay_ms,
            receive_delay_ns / 1e6 AS receive_delay_ms, syn_retransmissions, retransmissions,
            rtt_us / 1e3 AS rtt_ms, http_version, requests.status AS status, bytes_in, bytes_out,
            addresses.address AS address, failed_addresses,
            kind AS failure, detail, curl_code, diagnosis, cause, remedy
        FROM requests
            LEFT JOIN steps ON steps.id = requests.step
            LEFT JOIN crowds ON crowds.id = steps.crowd
            LEFT JOIN endpoints ON endpoints.id = requests.endpoint
            LEFT JOIN addresses ON addresses.id = requests.address
            LEFT JOIN v_failures ON v_failures.id = requests.failure;

        CREATE VIEW v_steps AS
        SELECT step_executions.id, participant, crowds.name AS crowd, steps.name AS step,
            step_executions.step AS step_number,
            \(timeOfDay("finished_ns")) AS finished_at,
            intended_ns / 1e6 AS intended_ms, started_ns / 1e6 AS started_ms, finished_ns / 1e6 AS finished_ms,
            (finished_ns - intended_ns) / 1e6 AS response_ms, (finished_ns - started_ns) / 1e6 AS service_ms,
            generator_ns / 1e6 AS generator_ms,
            kind AS failure, v_failures.status AS status, detail, diagnosis, cause, remedy
        FROM step_executions
            LEFT JOIN steps ON steps.id = step_executions.step
            LEFT JOIN crowds ON crowds.id = steps.crowd
            LEFT JOIN v_failures ON v_failures.id = step_executions.failure;

        CREATE VIEW v_participants AS
        SELECT participant, crowds.name AS crowd,
            \(timeOfDay("finished_ns")) AS finished_at,
            intended_ns / 1e6 AS intended_ms, started_ns / 1e6 AS started_ms,
            finished_ns / 1e6 AS finished_ms, entered_ns / 1e6 AS entered_ms, journey_ns / 1e6 AS journey_ms,
            ending, steps.name AS ended_at
        FROM participants
            LEFT JOIN crowds ON crowds.id = participants.crowd
            LEFT JOIN steps ON steps.id = participants.ended_at;

        CREATE VIEW v_gates AS
        SELECT gate, crowds.name AS crowd, gates.name AS name,
            \(timeOfDay("opened_ns")) AS opened_at,
            opened_ns / 1e6 AS opened_ms, waiting, tight,
            (SELECT count(*) FROM stragglers WHERE gate_id = gates.id) AS stragglers,
            priming_ns / 1e6 AS priming_ms, (SELECT count(*) FROM unprimed WHERE gate_id = gates.id) AS unprimed
        FROM gates LEFT JOIN crowds ON crowds.id = gates.crowd AND gates.gate = 0;

        CREATE VIEW v_host_events AS
        SELECT id, \(timeOfDay("at_ns")) AS at, at_ns / 1e6 AS at_ms, kind, words FROM host_events;
        """
}
