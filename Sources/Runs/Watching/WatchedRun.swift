// A run in progress, seen through the growing run files of its processes.
package import Analysis
package import Measuring
import PlatformContract
import RunStore

/// One process of a watched run.
package struct WatchedProcess: Hashable, Sendable {
    /// How it is.
    package enum State: Hashable, Sendable {
        /// It has no run file yet.
        case awaited
        /// It writes to it.
        case running
        /// It has ended.
        case ended(RunStatus)
    }

    /// Its run directory.
    package let directory: String
    /// Its shard's number; nil if it is none, or not known yet.
    package fileprivate(set) var number: Int?
    package fileprivate(set) var state = State.awaited
    /// How many participants it expects in the crowds whose size is known.
    package fileprivate(set) var expected = 0
    /// How many have begun their journeys, have entered and have failed.
    package fileprivate(set) var started = 0
    package fileprivate(set) var entered = 0
    package fileprivate(set) var failed = 0
    /// Why its run file cannot be read now; nil: it can, or there is none yet.
    package fileprivate(set) var problem: Problem?
    /// When its last sign of life was seen, on this machine's clock.
    package fileprivate(set) var seen: Moment
    /// Whether it runs on this machine, where its file is read as it is written, and its participants have begun: it then gives
    /// five signs of life a second, but none in teardown.
    package fileprivate(set) var isHere = false
}

/// The processes of one run, and what they have measured so far together. Used by one task.
package struct WatchedRun {
    /// What is known of the run as a whole; nil before the first file.
    package private(set) var metadata: RunMetadata?
    package private(set) var processes: [WatchedProcess]
    /// How many requests were made.
    package private(set) var requests = 0
    /// What was measured; nil before the first file.
    package private(set) var results: LiveSummary?
    /// The crowds: how many participants of each have begun, have entered and have failed.
    package private(set) var crowds: [Crowd] = []
    /// How long the run has gone on, by the latest sign of life, counted from T0, or without shards from its start.
    package private(set) var elapsedSeconds = 0.0

    private var tails: [RunTail]
    private var heartbeats: [Heartbeat?]
    private var journeys: [WatchedJourneys]
    private let clock: String?
    /// Since when a process's file could not be read, by its place.
    private var unreadable: [Int: Moment] = [:]
    /// How long that may go on: a copy of a file that grows may fail, and so may a network.
    private static let patience = Duration.seconds(60)

    /// A crowd's people so far.
    package struct Crowd: Hashable, Sendable {
        package var name: String
        package var expected: Int?
        package var started = 0
        package var entered = 0
        package var failed = 0
        package var failedAfterEntering = 0
    }

    /// Watches these run directories, which need not exist yet. `clock` is the name of this machine's monotonic clock.
    package init(_ directories: [String], clock: String?, now: Moment) {
        processes = directories.map { WatchedProcess(directory: $0, seen: now) }
        tails = directories.map { RunTail(directory: $0) }
        heartbeats = directories.map { _ in nil }
        journeys = directories.map { _ in WatchedJourneys() }
        self.clock = clock
    }

    /// Whether all known processes have ended; false without any.
    package var hasEnded: Bool {
        !processes.isEmpty && processes.allSatisfy { if case .ended = $0.state { true } else { false } }
    }

    /// Whether no shard is still to come.
    package var hasAllProcesses: Bool { processes.count >= metadata?.shard?.count ?? 1 }

    /// Whether the journeys have begun in some process.
    package var hasBegun: Bool { heartbeats.contains { $0 != nil } }

    /// After this time without a sign of life a process has died, or will not come.
    private static let silence = Duration.seconds(60)
    /// The same for a process of this machine. Teardown gives no sign of life for up to 10 s, and then the file is completed.
    private static let silenceHere = Duration.seconds(30)
    /// The same before the journeys: setup gives no sign of life, and shards wait ten minutes for that of another one.
    private static let silenceAtSetup = Duration.seconds(600)

    /// Whether nobody is left who could still say something.
    /// - Parameters:
    ///   - began: when watching began.
    ///   - now: when the files were last looked at.
    /// - Returns: true if all who have not ended, or are still to come, have been silent for too long.
    package func isSilent(since began: Moment, now: Moment) -> Bool {
        let patience = hasBegun ? Self.silence : Self.silenceAtSetup
        guard !processes.isEmpty else { return now.nanoseconds(since: began) > patience.wholeNanoseconds }
        return processes.allSatisfy { process in
            if case .ended = process.state, hasAllProcesses { return true }
            let limit = process.isHere ? Self.silenceHere : patience
            return now.nanoseconds(since: process.seen) > limit.wholeNanoseconds
        }
    }

    /// How many have begun and made no request yet: before T0 those who wait for it.
    package var waiting: Int {
        zip(heartbeats, journeys).reduce(0) { sum, process in
            sum + max(0, (process.0?.crowds.reduce(0) { $0 + $1.started } ?? 0) - process.1.counts.started)
        }
    }

    /// Reads what was added.
    /// - Throws: why a file cannot be read, or is that of another run.
    package mutating func update(now: Moment) throws(Problem) {
        for place in tails.indices {
            if case .ended = processes[place].state { continue }
            try update(place, now)
        }
        crowds = (metadata?.crowds ?? []).enumerated().map { index, crowd in
            var sum = Crowd(name: crowd.name, expected: crowd.expected)
            for (beat, journeys) in zip(heartbeats, journeys) {
                let counts = journeys.counts(ofCrowd: index)
                sum.started += max(
                    counts.started, beat.map { $0.crowds.indices.contains(index) ? $0.crowds[index].started : 0 } ?? 0)
                sum.entered += counts.entered
                sum.failed += counts.failed
                sum.failedAfterEntering += counts.failedAfterEntering
            }
            return sum
        }
    }

    private mutating func update(_ place: Int, _ now: Moment) throws(Problem) {
        var batches: [SampleBatch] = []
        let read: RunReader?
        do throws(RunStoreError) {
            read = try tails[place].read(clock: clock) { batches.append($1) }
            unreadable[place] = nil
            processes[place].problem = nil
        } catch {
            processes[place].problem = error.problem
            let since = unreadable[place] ?? now
            unreadable[place] = since
            guard now.nanoseconds(since: since) < Self.patience.wholeNanoseconds else { throw error.problem }
            return
        }
        guard let reader = read else { return }
        try adopt(reader.metadata, from: processes[place].directory)
        let shard = reader.metadata.shard
        for batch in batches {
            requests += batch.seenRequests
            results?.add(batch)
            journeys[place].add(batch, metadata: reader.metadata)
        }
        processes[place].number = shard?.number
        processes[place].expected = reader.metadata.expected
        if reader.heartbeat != heartbeats[place] || !batches.isEmpty { processes[place].seen = now }
        heartbeats[place] = reader.heartbeat
        let counts = journeys[place].counts
        processes[place].started = max(counts.started, reader.heartbeat?.crowds.reduce(0) { $0 + $1.started } ?? 0)
        processes[place].entered = counts.entered
        processes[place].failed = counts.failed
        processes[place].isHere =
            clock != nil && shard?.monotonicClock == clock && reader.heartbeat != nil && reader.ending == nil
        processes[place].state = reader.ending.map { .ended($0.status) } ?? .running
        if let beat = reader.heartbeat {
            let since = beat.at.nanoseconds(since: shard?.zero ?? reader.metadata.origin)
            elapsedSeconds = max(elapsedSeconds, Double(since) / 1e9)
        }
    }

    /// Watches further processes of the run.
    package mutating func add(_ directories: [String], now: Moment) {
        processes += directories.map { WatchedProcess(directory: $0, seen: now) }
        tails += directories.map { RunTail(directory: $0) }
        heartbeats += directories.map { _ in nil }
        journeys += directories.map { _ in WatchedJourneys() }
    }

    /// Takes the description of the run from its first file, and compares those of the others with it.
    private mutating func adopt(_ own: RunMetadata, from directory: String) throws(Problem) {
        var whole = own
        if let shard = own.shard {
            for place in whole.crowds.indices where shard.expected.indices.contains(place) {
                whole.crowds[place].expected = shard.expected[place]
            }
        }
        guard let metadata else {
            self.metadata = whole
            results = LiveSummary(metadata: whole, thresholds: [])
            return
        }
        guard metadata.id == own.id, metadata.shard?.count == own.shard?.count,
            metadata.shard?.startAt == own.shard?.startAt, own.shard != nil || processes.count == 1
        else {
            throw Problem(
                "'\(directory)' is no part of the run '\(metadata.name)' that the first directory has",
                remedy: "Name the run directories of one run's shards.", kind: .usage)
        }
    }
}

/// Who of one process has begun, entered and failed, by what its file says so far.
struct WatchedJourneys {
    struct Counts {
        var started = 0
        var entered = 0
        var failed = 0
        var failedAfterEntering = 0
    }

    private var crowds: [Int: Counts] = [:]
    private var started: Set<Int32> = []
    private var entered: Set<Int32> = []

    mutating func add(_ batch: SampleBatch, metadata: RunMetadata) {
        for request in batch.requests where request.participant > 0 {
            guard let crowd = metadata.crowd(of: request.step) else { continue }
            note(request.participant, in: crowd)
            if request.endpoint == Endpoint.join.rawValue, request.failure == nil,
                entered.insert(request.participant).inserted
            {
                crowds[crowd, default: Counts()].entered += 1
            }
        }
        for step in batch.steps where step.participant > 0 && step.failure == nil && metadata.enters(step.step) {
            guard let crowd = metadata.crowd(of: step.step), entered.insert(step.participant).inserted else { continue }
            crowds[crowd, default: Counts()].entered += 1
        }
        for journey in batch.participants where journey.participant > 0 {
            let crowd = Int(journey.crowd)
            note(journey.participant, in: crowd)
            let hasEntry = metadata.crowds.indices.contains(crowd) && metadata.crowds[crowd].hasEntry
            let isIn = journey.entered != nil || !hasEntry && journey.ending == .completed
            if isIn, entered.insert(journey.participant).inserted { crowds[crowd, default: Counts()].entered += 1 }
            guard journey.ending == .failed else { continue }
            crowds[crowd, default: Counts()].failed += 1
            if isIn { crowds[crowd, default: Counts()].failedAfterEntering += 1 }
        }
    }

    private mutating func note(_ participant: Int32, in crowd: Int) {
        if started.insert(participant).inserted { crowds[crowd, default: Counts()].started += 1 }
    }

    func counts(ofCrowd crowd: Int) -> Counts { crowds[crowd] ?? Counts() }

    var counts: Counts {
        crowds.values.reduce(into: Counts()) { sum, crowd in
            sum.started += crowd.started
            sum.entered += crowd.entered
            sum.failed += crowd.failed
            sum.failedAfterEntering += crowd.failedAfterEntering
        }
    }
}
