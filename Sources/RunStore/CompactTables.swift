// The tables with a row for each request, step and journey, in as few bytes as a run of millions needs, and the views that
// show them as they are documented.
//
// SQLite stores an integer in as many bytes as it needs, and a column header for each value of a row. So moments are stored
// as what has passed since the one before, in two to four bytes instead of six, and what is the same for thousands of
// requests is stored once (`request_kinds`).

import Measuring

/// The compact tables of a run file.
enum CompactTables {
    /// What tells the requests that look alike from others. They have one row in `request_kinds`.
    struct RequestKind: Hashable, Sendable {
        var step: Int16
        var endpoint: Int64
        var attempt: Int16
        var isReplay: Bool
        var gate: Int16
        /// As in the column `http_version`.
        var version: HTTPVersion?
        var status: Int16?
        var address: Int64?
    }

    /// `*_after` are nanoseconds: `started_after` since `intended_ns`, the others since the start; but `finished_after` is
    /// since the response was received, where that is known. NULL means unknown.
    static let sql = """
        CREATE TABLE request_kinds (
            id INTEGER PRIMARY KEY, step INTEGER NOT NULL, endpoint INTEGER NOT NULL, attempt INTEGER NOT NULL,
            replay INTEGER NOT NULL, gate INTEGER NOT NULL, http_version TEXT, status INTEGER, address INTEGER);
        CREATE TABLE request_rows (
            id INTEGER PRIMARY KEY, participant INTEGER NOT NULL, kind INTEGER NOT NULL,
            intended_ns INTEGER NOT NULL, started_after INTEGER NOT NULL, begun_after INTEGER, sent_after INTEGER,
            primed_after INTEGER, received_after INTEGER, finished_after INTEGER NOT NULL, resolve_us INTEGER,
            connect_us INTEGER, tls_us INTEGER, send_us INTEGER, wait_us INTEGER, receive_us INTEGER,
            new_connections INTEGER NOT NULL, connect_delay_ns INTEGER, receive_delay_ns INTEGER,
            syn_retransmissions INTEGER, retransmissions INTEGER, rtt_us INTEGER, bytes_in INTEGER NOT NULL, bytes_out INTEGER NOT NULL,
            failed_addresses TEXT, failure INTEGER);
        CREATE VIEW requests AS
        SELECT request_rows.id AS id, participant, step, endpoint, attempt, replay, gate, intended_ns,
            intended_ns + started_after AS started_ns,
            intended_ns + started_after + begun_after AS begun_ns,
            intended_ns + started_after + sent_after AS sent_ns,
            intended_ns + started_after + primed_after AS primed_ns,
            intended_ns + started_after + received_after AS received_ns,
            intended_ns + started_after + coalesce(received_after, 0) + finished_after AS finished_ns,
            resolve_us, connect_us, tls_us, send_us, wait_us, receive_us, new_connections, connect_delay_ns,
            receive_delay_ns, syn_retransmissions, retransmissions, rtt_us, http_version, status, bytes_in, bytes_out, address,
            failed_addresses, failure
        FROM request_rows LEFT JOIN request_kinds ON request_kinds.id = request_rows.kind;

        CREATE TABLE step_rows (
            id INTEGER PRIMARY KEY, participant INTEGER NOT NULL, step INTEGER NOT NULL, intended_ns INTEGER NOT NULL,
            started_after INTEGER NOT NULL, finished_after INTEGER NOT NULL, generator_ns INTEGER, failure INTEGER);
        CREATE VIEW step_executions AS
        SELECT id, participant, step, intended_ns, intended_ns + started_after AS started_ns,
            intended_ns + started_after + finished_after AS finished_ns, generator_ns, failure
        FROM step_rows;

        CREATE TABLE participant_rows (
            id INTEGER PRIMARY KEY, participant INTEGER NOT NULL, crowd INTEGER NOT NULL, intended_ns INTEGER NOT NULL,
            started_after INTEGER NOT NULL, finished_after INTEGER NOT NULL, entered_after INTEGER, journey_ns INTEGER,
            ending INTEGER NOT NULL, ended_at INTEGER);
        CREATE VIEW participants AS
        SELECT id, participant, crowd, intended_ns, intended_ns + started_after AS started_ns,
            intended_ns + started_after + finished_after AS finished_ns,
            intended_ns + started_after + entered_after AS entered_ns, journey_ns,
            CASE ending WHEN 0 THEN 'completed' WHEN 1 THEN 'failed' WHEN 2 THEN 'cancelled' END AS ending, ended_at
        FROM participant_rows;
        """

    static let intoRequests = TableInsertSQL(
        into: "request_rows",
        columns: """
            participant, kind, intended_ns, started_after, begun_after, sent_after, primed_after, received_after, \
            finished_after, resolve_us, connect_us, tls_us, send_us, wait_us, receive_us, new_connections, \
            connect_delay_ns, receive_delay_ns, syn_retransmissions, retransmissions, rtt_us, bytes_in, bytes_out, \
            failed_addresses, failure
            """)
    static let intoSteps = TableInsertSQL(
        into: "step_rows",
        columns: "participant, step, intended_ns, started_after, finished_after, generator_ns, failure")
    static let intoParticipants = TableInsertSQL(
        into: "participant_rows",
        columns: """
            participant, crowd, intended_ns, started_after, finished_after, entered_after, journey_ns, ending, ended_at
            """)
}
