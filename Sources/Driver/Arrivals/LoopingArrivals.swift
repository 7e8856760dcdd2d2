// `looping`: a closed model. A constant number is present; each participant that ends is replaced by a new one.
import Measuring

/// One loop's share of a closed model. Unlike an open model it needs no copy of the others' arrivals: the loop has a
/// share of the slots and refills each one when it is free.
struct LoopingArrivals: ArrivalSource {
    private let slots: Int
    private let end: Int64
    private let loops: Int
    private var place: Int

    init(slots: Int, for duration: Duration, loop: Int, of loops: Int) {
        self.slots = (slots - loop + loops - 1) / loops
        end = duration.wholeNanoseconds
        self.loops = loops
        place = loop
    }

    mutating func next(elapsed: Int64, present: Int) -> NextArrival {
        guard elapsed < end, slots > 0 else { return .nobody }
        guard present < slots else { return .whenOneHasEnded }
        defer { place += loops }
        return .comes(place: place, offset: max(0, elapsed))
    }
}
