// Runs as they happen: a crowd released at once that queues for a server, people who arrive over minutes, a collapse.
//
// The server is a model: a step answers one person after another at its capacity. Everything follows from the arguments
// and the seed, so texts and drawings can be compared as a whole.
package import Measuring

/// The samples of a made-up but plausible run.
package struct StormSamples: Sendable {
    /// A crowd and how it comes.
    package struct Crowd: Sendable {
        /// How people come.
        package enum Arrival: Hashable, Sendable {
            /// All at the release, two seconds after the run's start.
            case atOnce
            /// Spread evenly over so many seconds.
            case over(seconds: Double)
            /// In laps for so many seconds; each lap is a new participant.
            case looping(seconds: Double)
        }

        /// Its name.
        package var name: String
        /// How many people.
        package var participants: Int
        /// How they come.
        package var arrival: Arrival
        /// The names of its three steps.
        package var steps: [String]

        /// Creates a crowd.
        package init(
            name: String = CrowdMetadata.onlyName, participants: Int, arrival: Arrival = .atOnce,
            steps: [String] = ["token", "generate-access", "enter-room"]
        ) {
            self.name = name
            self.participants = participants
            self.arrival = arrival
            self.steps = steps
        }
    }

    /// How the target fails.
    package enum Failing: Hashable, Sendable {
        /// Not at all.
        case nobody
        /// So many log-ins are refused with status 429, one after another from a third of the storm on.
        case some(Int)
        /// Beyond half of the crowd log-ins are refused with status 503, or time out after ten times the storm's length,
        /// but at least after one second.
        case collapse
        /// Nobody can connect.
        case all
    }

    /// What is known of the run.
    package let metadata: RunMetadata
    /// Its samples.
    package let batches: [SampleBatch]
    /// How it ended.
    package let ending: RunOutcome

    /// A run with one crowd.
    ///
    /// - Parameters:
    ///   - participants: how many people come.
    ///   - seconds: how long it takes until the last of them is served; for arrivals over time, the window.
    ///   - arrival: how they come; nil: all at once.
    ///   - failing: how the target fails.
    ///   - generator: how the generator did. If it was overloaded, the run is invalid.
    ///   - seed: of what varies.
    package init(
        participants: Int, seconds: Double = 3, arrival: Crowd.Arrival? = nil, failing: Failing = .nobody,
        generator: GeneratorReport.Verdict = .ok, seed: UInt64 = 1
    ) {
        self.init(
            crowds: [Crowd(participants: participants, arrival: arrival ?? .atOnce)], seconds: seconds,
            failing: failing, generator: generator, seed: seed)
    }

    /// A run with several crowds; only the last one fails.
    package init(
        crowds: [Crowd], seconds: Double = 3, failing: Failing = .nobody,
        generator: GeneratorReport.Verdict = .ok, seed: UInt64 = 1
    ) {
        var metadata = ImaginedRun.metadata(expected: 0)
        var gates: Int16 = 0
        metadata.crowds = crowds.map { crowd in
            if crowd.arrival == .atOnce { gates += 1 }
            let loops = if case .looping = crowd.arrival { true } else { false }
            return CrowdMetadata(
                name: crowd.name, expected: loops ? nil : crowd.participants,
                steps: crowd.steps, hasEntry: true,
                arrivalIsAtOnce: crowd.arrival == .atOnce, isLooping: loops,
                firstGate: crowd.arrival == .atOnce ? gates : nil, gates: crowd.arrival == .atOnce ? [gates] : [])
        }
        self.metadata = metadata
        var storm = Storm(metadata: metadata, seconds: seconds, seed: seed)
        for (place, crowd) in crowds.enumerated() {
            storm.walk(crowd, at: place, failing: place == crowds.count - 1 ? failing : .nobody)
        }
        batches = storm.batches
        let arrivals = metadata.origin.advanced(byNanoseconds: Storm.arrivals)
        var report = ImaginedRun.report
        report.verdict = generator
        if generator != .ok {
            report.reasons = ["The busiest loop's thread was on a CPU for 99 % of the time."]
        }
        ending = RunOutcome(
            status: .completed, reason: nil,
            durationSeconds: Double(max(0, storm.last.microseconds(since: arrivals))) / 1e6, generator: report)
    }
}

/// The storm as it is made, one crowd after another.
private struct Storm {
    static let arrivals: Int64 = 1_500_000_000
    private static let release: Int64 = 2_000_000_000

    let metadata: RunMetadata
    let seconds: Double
    var random: SeededGenerator
    var batches: [SampleBatch] = []
    private var batch = SampleBatch()
    var last: Moment
    private var next: Int32 = 1

    /// One person on the way.
    private struct Walker {
        var participant: Int32
        var intended: Moment
        /// When the person may start the next step.
        var time: Moment
    }

    private enum Fate {
        case served
        case refused(status: Int)
        case timeout
        case noConnection
    }

    init(metadata: RunMetadata, seconds: Double, seed: UInt64) {
        self.metadata = metadata
        self.seconds = seconds
        random = SeededGenerator(seed: seed)
        last = metadata.origin
    }

    private func at(_ nanoseconds: Int64) -> Moment { metadata.origin.advanced(byNanoseconds: nanoseconds) }

    private mutating func some(_ limit: Double) -> Int64 {
        limit < 1 ? 0 : Int64(Double.random(in: 0..<limit, using: &random))
    }

    mutating func walk(_ crowd: StormSamples.Crowd, at place: Int, failing: StormSamples.Failing) {
        var batch = SampleBatch()
        batch.gates.append(.arrivals(at: at(Storm.arrivals), crowd: Int16(place)))
        batches.append(batch)
        guard crowd.participants > 0 else { return }
        switch crowd.arrival {
        case .atOnce:
            let walkers = (0..<crowd.participants).map { number in
                Walker(participant: next + Int32(number), intended: at(Storm.release), time: at(Storm.release))
            }
            next += Int32(crowd.participants)
            var gates = SampleBatch()
            gates.gates.append(
                GateSample(
                    gate: metadata.crowds[place].firstGate ?? 1, name: metadata.crowds[place].steps[0],
                    opened: at(Storm.release),
                    waiting: Int32(crowd.participants),
                    stragglers: []))
            batches.append(gates)
            serve(walkers, place, failing, isReleased: true)
        case .over(let window):
            let gap = window * 1e9 / Double(crowd.participants)
            let walkers = (0..<crowd.participants).map { number in
                let due = at(Storm.arrivals + Int64(gap * Double(number)))
                return Walker(participant: next + Int32(number), intended: due, time: due)
            }
            next += Int32(crowd.participants)
            serve(walkers, place, failing, isReleased: false)
        case .looping(let length):
            // Everyone in the loop begins the next lap when this one is over.
            let lap = min(2, length / 4)
            var walkers: [Walker] = []
            for number in 0..<crowd.participants {
                var due = Double(number) / Double(crowd.participants) * lap
                while due < length {
                    let moment = at(Storm.arrivals + Int64(due * 1e9))
                    walkers.append(Walker(participant: 0, intended: moment, time: moment))
                    due += lap * Double.random(in: 0.8..<1.2, using: &random)
                }
            }
            walkers.sort { $0.time < $1.time }
            for index in walkers.indices { walkers[index].participant = next + Int32(index) }
            next += Int32(walkers.count)
            serve(walkers, place, failing, isReleased: false)
        }
        if !self.batch.requests.isEmpty { batches.append(self.batch) }
        self.batch = SampleBatch()
    }

    private mutating func serve(
        _ people: [Walker], _ crowd: Int, _ failing: StormSamples.Failing, isReleased: Bool
    ) {
        let firstStep = metadata.crowds[..<crowd].reduce(0) { $0 + $1.steps.count }
        var walkers = people
        // The log-in is what the crowd waits for; the other steps take a third and a half of its time.
        let spacing = 0.8 * seconds * 1e9 / Double(people.count)
        let service = min(60e6, seconds * 1e9 / 20)
        for (place, share) in [(0, 1.0), (1, 0.33), (2, 0.5)] {
            var free = Int64.min
            var through: [Walker] = []
            for (number, walker) in walkers.sorted(by: { ($0.time, $0.participant) < ($1.time, $1.participant) })
                .enumerated()
            {
                // At a release one request after another is handed over.
                let lag = isReleased && place == 0 ? 25_000 * Int64(number) : 0
                let started = walker.time.advanced(byNanoseconds: lag + 5_000 + some(40_000))
                let sent = started.advanced(byNanoseconds: 300_000 + some(400_000))
                let fate = place == 0 ? fate(of: number, among: people.count, failing) : .served
                var walker = walker
                switch fate {
                case .served:
                    let answered = max(sent.nanoseconds + Int64(service * 0.4) + some(service), free)
                    free = answered + Int64(spacing * share) / 2 + some(spacing * share)
                    record(walker, crowd, firstStep, place, started, sent, Moment(nanoseconds: answered), nil)
                    walker.time = Moment(nanoseconds: answered)
                    through.append(walker)
                case .refused(let status):
                    let answered = max(sent.nanoseconds + Int64(service * 0.2), free) + some(service)
                    record(
                        walker, crowd, firstStep, place, started, sent, Moment(nanoseconds: answered),
                        StormSamples.refusal(status))
                case .timeout:
                    let end = started.advanced(byNanoseconds: Int64(max(1, seconds * 10) * 1e9))
                    record(
                        walker, crowd, firstStep, place, started, sent, end,
                        Failure(kind: .timeout, detail: "Operation timed out", curlCode: 28))
                case .noConnection:
                    let end = started.advanced(byNanoseconds: 200_000 + some(800_000))
                    record(
                        walker, crowd, firstStep, place, started, nil, end,
                        Failure(kind: .connect, detail: "Connection refused", curlCode: 7))
                }
            }
            walkers = through
        }
    }

    private mutating func fate(of number: Int, among people: Int, _ failing: StormSamples.Failing) -> Fate {
        switch failing {
        case .nobody: return .served
        case .all: return .noConnection
        case .some(let count):
            return number >= people / 3 && number < people / 3 + count ? .refused(status: 429) : .served
        case .collapse:
            guard number >= people / 2 else { return .served }
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<6: return .refused(status: 503)
            case 6..<8: return .timeout
            default: return .served
            }
        }
    }

    private mutating func record(
        _ walker: Walker, _ crowd: Int, _ firstStep: Int, _ place: Int, _ started: Moment, _ sent: Moment?,
        _ finished: Moment, _ failure: Failure?
    ) {
        let step = StepIndex(rawValue: Int16(firstStep + place))
        let isFirst = place == 0
        let wait = sent.map { max(0, finished.microseconds(since: $0) - 200) }
        let isReleased = isFirst && metadata.crowds[crowd].firstGate != nil
        let status: Int16? = failure == nil ? 200 : failure?.status.map { Int16($0) }
        batch.requests.append(
            RequestSample(
                participant: walker.participant, step: step, endpoint: place == 2 ? "join" : metadata.steps[place],
                firstBehindGate: isReleased ? metadata.crowds[crowd].firstGate ?? 0 : 0, intended: walker.time,
                figures: ExchangeFigures(
                    started: started, begun: started.advanced(byNanoseconds: 4_000), sent: sent, finished: finished,
                    phases: [
                        .connect: isFirst && sent != nil ? 180 : nil, .tls: isFirst && sent != nil ? 90 : nil,
                        .wait: wait, .receive: status == nil ? nil : 200,
                    ],
                    newConnections: isFirst && sent != nil ? 1 : 0, version: status == nil ? nil : .http1_1,
                    status: status, bytesIn: status == nil ? 0 : 900, bytesOut: sent == nil ? 0 : 300,
                    address: sent == nil ? nil : "203.0.113.1:443"),
                failure: failure))
        batch.steps.append(
            StepSample(
                participant: walker.participant, step: step, intended: walker.time, started: started,
                finished: finished, generatorNanoseconds: started.nanoseconds(since: walker.time) + 300_000,
                failure: failure))
        last = max(last, finished)
        if failure != nil || place == 2 {
            batch.participants.append(
                ParticipantSample(
                    participant: walker.participant, crowd: Int16(crowd), intended: walker.intended,
                    started: walker.intended.advanced(byNanoseconds: 20_000), finished: finished,
                    entered: failure == nil ? finished : nil,
                    journeyNanoseconds: failure == nil ? finished.nanoseconds(since: walker.intended) : nil,
                    ending: failure == nil ? .completed : .failed, endedAt: failure == nil ? nil : step))
        }
        if batch.requests.count >= 512 {
            batches.append(batch)
            batch = SampleBatch()
        }
    }
}

extension StormSamples {
    fileprivate static func refusal(_ status: Int) -> Failure {
        status == 429
            ? Failure(
                kind: .status, status: 429, detail: "status 429",
                diagnosis: Diagnosis(
                    code: "rate-limit", cause: "The platform's limit on log-ins turned them away.",
                    remedy: "Raise the limit for the rehearsal, or spread the arrivals."))
            : Failure(kind: .status, status: status, detail: "status \(status)")
    }
}
