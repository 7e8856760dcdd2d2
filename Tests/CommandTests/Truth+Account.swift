// Compares the harness's counts of a run with the server's.
import Measuring
import PlatformContract
import RunStore

/// What the harness counted, from the rows of run.sqlite.
struct HarnessAccount {
    /// Rows of one endpoint.
    struct Endpoint: Hashable {
        /// Rows with a response, by status.
        var answered: [String: Int] = [:]
        /// Rows without one: a failed connection, a timeout, a cancellation.
        var unanswered = 0
    }

    /// Rows by endpoint, including the host's: the server cannot tell whose they are.
    private(set) var endpoints: [String: Endpoint] = [:]
    /// Participants with an answered request.
    private var answered: Set<Int32> = []
    /// Participants with any request.
    private var asked: Set<Int32> = []
    /// Participants whose `join` or `leave` succeeded, and those for whom that is unknown.
    private var joined: Set<Int32> = []
    private var maybeJoined: Set<Int32> = []
    private var left: Set<Int32> = []
    private var maybeLeft: Set<Int32> = []

    /// Counts the rows of a run directory.
    init(runDirectory: String) throws {
        try RunReader(directory: runDirectory).forEachBatch { batch in
            for request in batch.requests { add(request) }
        }
    }

    private mutating func add(_ request: RequestSample) {
        if let status = request.status {
            endpoints[request.endpoint, default: Endpoint()].answered[String(status), default: 0] += 1
        } else {
            endpoints[request.endpoint, default: Endpoint()].unanswered += 1
        }
        guard request.participant > 0 else { return }
        asked.insert(request.participant)
        if request.status != nil { answered.insert(request.participant) }
        let succeeded = request.status.map { (200..<300).contains($0) }
        switch request.endpoint {
        case PlatformContract.Endpoint.join.rawValue:
            if succeeded == true { joined.insert(request.participant) }
            if succeeded == nil { maybeJoined.insert(request.participant) }
        case PlatformContract.Endpoint.leave.rawValue:
            if succeeded == true { left.insert(request.participant) }
            if succeeded == nil { maybeLeft.insert(request.participant) }
        default: break
        }
    }

    /// Whether every request was answered; the two counts must then be equal.
    var isComplete: Bool { endpoints.values.allSatisfy { $0.unanswered == 0 } }

    /// The differences between the two counts, one sentence each.
    ///
    /// An answered request was seen by the server, with the same status, so those numbers must be equal. A request
    /// without a response may have reached the server or not (the connection broke before or after it was read), and
    /// the server may have answered it with any status. So the server may have seen up to that many more, and no fewer.
    func differences(from truth: Truth) -> [String] {
        var differences: [String] = []
        func compare(_ what: String, ours: Int, unknown: Int, theirs: Int) {
            guard !(ours...ours + unknown).contains(theirs) else { return }
            let expected = unknown == 0 ? "\(ours)" : "\(ours) to \(ours + unknown)"
            differences.append("\(what): the server counts \(theirs), the harness \(expected)")
        }
        for name in Set(endpoints.keys).union(truth.endpoints.keys).sorted() {
            let ours = endpoints[name] ?? Endpoint()
            let theirs = truth.endpoints[name] ?? Truth.EndpointCounts()
            compare(
                "\(name) requests", ours: ours.answered.values.reduce(0, +), unknown: ours.unanswered,
                theirs: theirs.requests)
            for status in Set(ours.answered.keys).union(theirs.status.keys).sorted() {
                compare(
                    "\(name) with status \(status)", ours: ours.answered[status] ?? 0, unknown: ours.unanswered,
                    theirs: theirs.status[status] ?? 0)
            }
        }
        compare(
            "participants", ours: answered.count, unknown: asked.subtracting(answered).count,
            theirs: truth.participants)
        compare("entered", ours: joined.count, unknown: maybeJoined.subtracting(joined).count, theirs: truth.entered)
        compare("left", ours: left.count, unknown: maybeLeft.subtracting(left).count, theirs: truth.left)
        return differences
    }

    /// How many entered, according to the rows.
    var entered: Int { joined.count }
}
