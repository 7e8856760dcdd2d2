// A room that takes one record at a time, whose answers get lost, with a log of its own.
import Support
import Synchronization

/// The records of a room at a platform with faults.
final class RecordRoom: Sendable {
    /// How an answer is lost.
    enum Loss: CaseIterable, Sendable {
        /// The connection breaks after the request was read.
        case cutOff
        /// A gateway gives up.
        case gateway
        /// Nothing comes.
        case silence
    }

    struct State: Sendable {
        /// Whether there is something to record.
        var isOccupied = true
        /// Whether a record is started beside one that runs.
        var takesMany = false
        /// How the next starts are lost, and whether they start a record all the same.
        var losses: [(loss: Loss, starts: Bool)] = []
        /// How many of the next starts come with a token that is no longer taken.
        var rejected = 0
        /// How the next stops are lost; they stop the record all the same.
        var lostStops: [Loss] = []
        /// How many lists still show a record as running after it was stopped.
        var staleLists = 0
        /// Whether the first record fails at once.
        var fails = false
        /// How many of the next stops are confirmed without stopping anything.
        var idleStops = 0
        /// The status of the list.
        var listStatus = 200
        var records: [(id: String, state: String)] = []
        /// `start`, `started x1`, `stop`, `stopped x1` and `list`, in their order.
        var log: [String] = []
    }

    private let state: Mutex<State>
    private let silence = BlockingEvent()
    private let hasStarted: @Sendable (String) -> Void

    /// A room; `hasStarted` is called with the id of each record, before the start is answered.
    init(_ state: State, hasStarted: @escaping @Sendable (String) -> Void = { _ in }) {
        self.state = Mutex(state)
        self.hasStarted = hasStarted
    }

    var log: [String] { state.withLock { $0.log } }
    /// The records' states, in their order.
    var states: [String] { state.withLock { $0.records.map(\.state) } }

    /// Somebody enters, or everybody leaves, with whom the record ends.
    func occupy(_ isOccupied: Bool) {
        state.withLock { state in
            state.isOccupied = isOccupied
            if !isOccupied { RecordRoom.end(&state) }
        }
    }

    /// Changes what comes next.
    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }

    /// Lets those go who wait for an answer that does not come.
    func endSilence() { silence.happen() }

    func answer(_ request: PlainPlatform.Request) -> PlainPlatform.Answer? {
        guard request.line.contains("/records") else { return nil }
        if request.line.hasSuffix("/start") { return start() }
        if request.line.hasSuffix("/stop") { return stop() }
        return state.withLock { state in
            state.log.append("list")
            let isStale = state.staleLists > 0 && state.records.contains { $0.state == "finished" }
            if isStale { state.staleLists -= 1 }
            let items = state.records.map { "{\"id\":\"\($0.id)\",\"state\":\"\(isStale ? "recording" : $0.state)\"}" }
            return .init(state.listStatus, body: "{\"items\":[\(items.joined(separator: ","))]}")
        }
    }

    private func start() -> PlainPlatform.Answer {
        let isRejected = state.withLock { state in
            state.rejected -= 1
            if state.rejected >= 0 { state.log.append("start") }
            return state.rejected >= 0
        }
        if isRejected { return .init(401, body: "{}") }
        let (loss, id) = state.withLock { state -> (Loss?, String?) in
            state.log.append("start")
            let loss = state.losses.isEmpty ? nil : state.losses.removeFirst()
            guard loss?.starts != false, state.isOccupied,
                state.takesMany || state.records.last?.state != "recording"
            else {
                return (loss?.loss, nil)
            }
            let id = "x\(state.records.count + 1)"
            state.records.append((id, state.fails && state.records.isEmpty ? "failed" : "recording"))
            state.log.append("started \(id)")
            return (loss?.loss, id)
        }
        if let id { hasStarted(id) }
        if let loss { return lost(loss) }
        return id.map { .init(200, body: "{\"id\":\"\($0)\"}") } ?? .init(409, body: "{\"message\":\"not now\"}")
    }

    private func stop() -> PlainPlatform.Answer {
        let (loss, isDone) = state.withLock { state -> (Loss?, Bool) in
            state.log.append("stop")
            let loss = state.lostStops.isEmpty ? nil : state.lostStops.removeFirst()
            state.idleStops -= 1
            return (loss, state.idleStops >= 0 || RecordRoom.end(&state))
        }
        if let loss { return lost(loss) }
        return isDone ? .init(200, body: "{}") : .init(409, body: "{\"message\":\"none runs\"}")
    }

    @discardableResult
    private static func end(_ state: inout State) -> Bool {
        guard let last = state.records.lastIndex(where: { $0.state == "recording" }) else { return false }
        state.records[last].state = "finished"
        state.log.append("stopped \(state.records[last].id)")
        return true
    }

    private func lost(_ loss: Loss) -> PlainPlatform.Answer {
        switch loss {
        case .cutOff: return .cutOff
        case .gateway: return .init(504, body: "{}")
        case .silence:
            silence.wait()
            return .cutOff
        }
    }
}
