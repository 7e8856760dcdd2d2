// `looping`: a closed model. A constant number is present; each participant that ends is replaced by a new one.
import Measuring
import Scenarios

/// Some of a closed model's participants. Unlike an open model it needs no copy of the others' arrivals: it has a share
/// of the slots and refills each one when it is free.
struct LoopingArrivals: ArrivalSource {
    private let slots: Int
    private let end: Int64
    private let distance: Int
    private var place: Int

    init(slots: Int, for duration: Duration, places: PlaceShare) {
        self.slots = places.count(of: slots)
        end = duration.wholeNanoseconds
        distance = places.distance
        place = places.first
    }

    mutating func next(elapsed: Int64, present: Int) -> NextArrival {
        guard elapsed < end, slots > 0 else { return .nobody }
        guard present < slots else { return .whenOneHasEnded }
        defer { place += distance }
        return .comes(place: place, offset: max(0, elapsed))
    }
}
