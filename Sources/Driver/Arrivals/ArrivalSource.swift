// When the participants of a crowd arrive. Each arrival model is a source: a value that is asked for the next
// participant and given the time, so that every model can be tested in virtual time.
import Measuring
import Scenarios

/// A source's answer about the next participant.
enum NextArrival: Hashable, Sendable {
    /// The participant at this position in its crowd (from 0) arrives this many nanoseconds after the crowd's start.
    case comes(place: Int, offset: Int64)
    /// The next one arrives when one of those present has ended: ask again then.
    case whenOneHasEnded
    /// Nobody else arrives.
    case nobody
}

/// Returns one participant after another. Sources keep what they need for the next one and nothing about earlier ones,
/// so an open model can run for days.
protocol ArrivalSource: Sendable {
    /// Asks for the next participant.
    /// - Parameters:
    ///   - elapsed: Nanoseconds since the crowd's start.
    ///   - present: How many of this source's participants have arrived and not ended.
    /// - Returns: When the next one arrives. Offsets never decrease.
    mutating func next(elapsed: Int64, present: Int) -> NextArrival
}

/// A source whose offsets depend only on the position, for crowds of a known size.
protocol TimetableSource: ArrivalSource {
    /// How many arrive.
    var count: Int { get }
    /// The position of the next participant.
    var place: Int { get set }
    /// Nanoseconds from the crowd's start to the participant at this position.
    func offset(at place: Int) -> Int64
}

extension TimetableSource {
    mutating func next(elapsed: Int64, present: Int) -> NextArrival {
        guard place < count else { return .nobody }
        defer { place += 1 }
        return .comes(place: place, offset: offset(at: place))
    }
}

/// Some of a source's participants: those of a shard on one loop. Each has its own copy of the source, so that neither
/// loops nor shards need communicate.
struct ArrivalShare: ArrivalSource {
    private var source: any ArrivalSource
    private let places: PlaceShare

    init(_ source: any ArrivalSource, places: PlaceShare) {
        self.source = source
        self.places = places
    }

    mutating func next(elapsed: Int64, present: Int) -> NextArrival {
        while true {
            let next = source.next(elapsed: elapsed, present: present)
            if case .comes(let place, _) = next, !places.contains(place) { continue }
            return next
        }
    }
}

extension CrowdPlan {
    /// The source for the participants at some positions of this crowd. `crowd` is its index in the plan, which keeps the
    /// random numbers of different crowds apart.
    func arrivals(crowd: Int = 0, seed: UInt64, at places: PlaceShare = .all) -> any ArrivalSource {
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
            case .trace(let joins): TraceArrivals(joins.times)
            case .looping(let slots, let duration): LoopingArrivals(slots: slots, for: duration, places: places)
            }
        if case .looping = arrival { return source }
        return ArrivalShare(source, places: places)
    }
}
