// One storm against the reference server, and both accounts of each request side by side.
import CProcess
import Foundation

/// Who comes, how often, and how the server answers.
struct Storm {
    var transmission: Transmission
    var participants: Int
    /// Requests of each participant, one after the other on one connection.
    var steps: Int
    var delay: String
    var seed: Int

    var requests: Int { participants * steps }

    func scenario(_ server: ReferenceServer) -> String {
        let target =
            switch transmission {
            case .plain: "http: \"1.1\""
            case .tls: "http: \"1.1\", tls: { ca: \"\(server.certificate.path)\" }"
            case .http2: "http: \"2\", tls: { ca: \"\(server.certificate.path)\" }"
            }
        let requests = (0..<steps).map { step in
            "  - request: GET ${target.api}/?p=${participant.index}&s=\(step)\n    name: request \(step)\n"
        }
        return "turnout: 1\ntarget: { api: \"\(server.url)\", \(target) }\nparticipants: { count: \(participants) }\n"
            + "arrival: at-once\njourney:\n" + requests.joined()
    }

    /// Runs it. `prepare` is called before it begins, and `disturb` while it runs; the group that
    /// it returns is kept until the run has ended.
    func run(
        _ bench: Bench, prepare: (ReferenceServer) throws -> Void = { _ in },
        disturb: (Child, ReferenceServer) throws -> ControlGroup? = { _, _ in nil }
    ) throws -> StormResult {
        let server = try ReferenceServer(bench, transmission, delay: delay, seed: seed)
        try prepare(server)
        let file = bench.scratch.appending(path: "storm-\(UInt32.random(in: 0...UInt32.max)).yaml")
        try Data(scenario(server).utf8).write(to: file)
        let run = try TurnoutRun(
            bench, [file.path, "--set", "outputs.html=false"], participants: participants)
        let group = try disturb(run.child, server)
        let (usage, summary) = try withExtendedLifetime(group) { try run.finish() }
        return try StormResult(
            storm: self, code: usage.code, summary: summary, log: try server.log(), file: try RunFile(run),
            priority: server.priority)
    }
}

/// One request in both accounts; times in nanoseconds.
struct MatchedRequest {
    var participant: Int
    var step: Int
    /// Turnout's, since the origin of its run. `received` is nil if Turnout does not know it; its times then end when it
    /// had read the response, which is `finished`, as `ended` does.
    var sent: Int64
    var received: Int64?
    var ended: Int64
    var finished: Int64
    /// Connecting and TLS, in nanoseconds, as Turnout measured them.
    var connecting: Int64?
    var shakingHands: Int64?
    var logged: LoggedRequest
    /// The server's, on the monotonic clock.
    var arrived: Int64
    var answered: Int64

    /// From sent to received, and from received until answered.
    var measured: Int64 { ended - sent }
    var truth: Int64 { answered - arrived }
    var error: Int64 { measured - truth }
}

/// A storm's end.
struct StormResult {
    let storm: Storm
    let code: Int
    let summary: Summary
    /// The priority that the server was permitted.
    let priority: String
    private(set) var requests: [MatchedRequest]
    /// The origin of Turnout's times on the monotonic clock, as far as the loopback is fast: the median over all
    /// requests.
    let origin: Int64

    /// Fails unless both have the same requests, each with its moments.
    init(storm: Storm, code: Int, summary: Summary, log: [LoggedRequest], file: RunFile, priority: String) throws {
        self.storm = storm
        self.code = code
        self.summary = summary
        self.priority = priority
        var logged: [Int: LoggedRequest] = [:]
        for request in log { logged[request.participant * storm.steps + request.step] = request }
        let rows = try file.rows(
            """
            SELECT participant, step, sent_ns, received_ns, finished_ns, connect_us, tls_us FROM requests
            WHERE participant > 0 AND failure IS NULL
            """)
        guard rows.count == storm.requests, log.count == storm.requests, logged.count == storm.requests else {
            throw Problem("\(rows.count) requests in the run file, \(log.count) in the log, \(storm.requests) expected")
        }
        requests = try rows.map { row in
            guard let participant = row[0].map({ Int($0) }), let step = row[1].map({ Int($0) }), let sent = row[2],
                let finished = row[4], let logged = logged[participant * storm.steps + step],
                let arrived = logged.received, let answered = logged.answered
            else { throw Problem("a request without its moments: participant \(row[0] ?? 0), step \(row[1] ?? 0)") }
            let received = row[3].map { Int64($0) }
            return MatchedRequest(
                participant: participant, step: step, sent: Int64(sent), received: received,
                ended: received ?? Int64(finished), finished: Int64(finished),
                connecting: row[5].map { Int64($0 * 1000) },
                shakingHands: row[6].map { Int64($0 * 1000) }, logged: logged, arrived: arrived, answered: answered)
        }
        let origins = requests.map { $0.arrived - $0.sent }.sorted()
        origin = origins[origins.count / 2]
    }

    /// By how much a request's `sent` is earlier than the server's kernel received it, compared with the median; negative:
    /// it is later.
    func sentEarly(_ request: MatchedRequest) -> Int64 { request.arrived - request.sent - origin }

    /// By how much a request's end is later than it was answered, compared with the same median.
    func endedLate(_ request: MatchedRequest) -> Int64 { request.ended + origin - request.answered }

    /// From each answer to the same participant's next request, by the server's log, in nanoseconds and sorted: what the
    /// generator took in between, seen from outside.
    var turnarounds: [Int64] {
        let inOrder = requests.sorted { ($0.participant, $0.step) < ($1.participant, $1.step) }
        return zip(inOrder, inOrder.dropFirst())
            .filter { $0.participant == $1.participant }
            .map { $1.arrived - $0.answered }
            .sorted()
    }

    /// How long after the first participant the last one began, by the server's log: with its first request, or with the
    /// first bytes of its TLS handshake.
    var beginnings: Int64 {
        let moments = requests.filter { $0.step == 0 }.map { $0.logged.greeted ?? $0.arrived }
        return (moments.max() ?? 0) - (moments.min() ?? 0)
    }

    /// How late a participant was at most until its connection was secured, by the server's log: with the first bytes of its
    /// TLS handshake, and with the last ones after the server's part had come.
    var connecting: Int64 {
        let firsts = requests.filter { $0.step == 0 }
        guard let first = firsts.compactMap(\.logged.greeted).min() else { return 0 }
        return firsts.compactMap { request in
            request.logged.greeted.map { $0 - first + (request.logged.awaited ?? 0) }
        }.max() ?? 0
    }
}
