// When the participants of a crowd come. Each arrival model is a source: a value that is asked for the next participant
// and told what time it is, so that every model can be tested in virtual time.
import Measuring
import Scenarios

/// What a source says about the next participant.
enum NextArrival: Hashable, Sendable {
    /// The participant at that place of its crowd (from 0) comes so many nanoseconds after the crowd's start.
    case comes(place: Int, offset: Int64)
    /// Somebody comes when one of those present has ended: ask again then.
    case whenOneHasEnded
    /// Nobody comes any more.
    case nobody
}

/// Tells one participant after the other. Sources hold what they need for the next one and nothing about those who have
/// come, so an open model may run for days.
protocol ArrivalSource: Sendable {
    /// Asks for the next participant.
    /// - Parameters:
    ///   - elapsed: Nanoseconds since the crowd's start.
    ///   - present: How many of this source's participants have come and not ended.
    /// - Returns: When that one comes. Offsets never decrease.
    mutating func next(elapsed: Int64, present: Int) -> NextArrival
}

/// A source whose offsets depend on the place alone, for crowds of a known size.
protocol TimetableSource: ArrivalSource {
    /// How many come.
    var count: Int { get }
    /// The place of the next.
    var place: Int { get set }
    /// Nanoseconds from the crowd's start to the participant at that place.
    func offset(at place: Int) -> Int64
}

extension TimetableSource {
    mutating func next(elapsed: Int64, present: Int) -> NextArrival {
        guard place < count else { return .nobody }
        defer { place += 1 }
        return .comes(place: place, offset: offset(at: place))
    }
}

/// The participants of one loop, of all that a source tells: every `loops`-th. Each loop has a copy of the source, so
/// that no two need to speak with each other.
struct LoopShare: ArrivalSource {
    private var source: any ArrivalSource
    private let loop: Int
    private let loops: Int

    init(_ source: any ArrivalSource, loop: Int, of loops: Int) {
        self.source = source
        self.loop = loop
        self.loops = loops
    }

    mutating func next(elapsed: Int64, present: Int) -> NextArrival {
        while true {
            let next = source.next(elapsed: elapsed, present: present)
            if case .comes(let place, _) = next, place % loops != loop { continue }
            return next
        }
    }
}

extension CrowdPlan {
    /// The source of one loop's share of this crowd. `crowd` is its place in the plan, which keeps the random choices of
    /// several crowds apart.
    func arrivals(crowd: Int = 0, seed: UInt64, loop: Int = 0, of loops: Int = 1) -> any ArrivalSource {
        let count = participants.count
        let random = ArrivalRandom(seed: seed, crowd: crowd)
        let source: any ArrivalSource =
            switch arrival {
            case .atOnce: AtOnceArrivals(count: count)
            case .over(let window, .uniform): UniformArrivals(window: window, count: count)
            case .over(let window, .frontLoaded): FrontLoadedArrivals(window: window, count: count)
            case .over(let window, .poisson): PoissonWindowArrivals(window: window, count: count, random)
            case .rate(let rate, _, poisson: false): RateArrivals(perSecond: rate, count: expected ?? 0)
            case .rate(let rate, let duration, poisson: true):
                PoissonRateArrivals(perSecond: rate, for: duration, random)
            case .stages(let stages): StagedArrivals(stages)
            case .trace(let times): TraceArrivals(times)
            case .looping(let slots, let duration):
                LoopingArrivals(slots: slots, for: duration, loop: loop, of: loops)
            }
        if case .looping = arrival { return source }
        return LoopShare(source, loop: loop, of: loops)
    }
}
