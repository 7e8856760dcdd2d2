// Flights that wait to be lent to a session's next request.
import CLibcurl
import Measuring

/// The flights of one loop that are set alike, lent to one request at a time.
///
/// Whoever was given back last is lent first. A participant that has waited long finds nothing of its own in the
/// processor's caches; with a handle of its own it would meet some fifty lines of memory more that have to be fetched,
/// each at the cost of hundreds of instructions. A released crowd goes through the few handles that are warm, and those
/// who wait with a connection hold no handle, 8 KB. Where the answers take longer than the release there are not enough
/// warm ones; making one costs what fetching a cold one does.
///
/// Isolation is that of the share handle: connections, TLS sessions and cookies, where they are stored, are in the
/// session's, which a flight joins when it is lent and leaves when it is given back. A handle keeps TLS sessions of its
/// own only if its share does not, and each share does. One in which something stays (`Flight.isReusable`) is closed.
final class FlightPool {
    /// What distinguishes the handles of one loop.
    struct Kind: Hashable {
        var cookies: Bool
        var sourceAddress: String?
    }

    private let makesAhead: Bool
    private let make: () throws(Failure) -> Flight
    private var idle: [Flight] = []
    private(set) var flightCount = 0
    private var sessionCount = 0
    private var isOpen = true

    /// - Parameters:
    ///   - makesAhead: whether there is to be a flight for each session from its beginning on.
    ///   - make: makes a flight that is configured for the pool's kind.
    init(makesAhead: Bool, make: @escaping () throws(Failure) -> Flight) {
        self.makesAhead = makesAhead
        self.make = make
    }

    /// Notes that a session begins, and makes a flight for it where that is to be done ahead.
    func sessionBegins() throws(Failure) {
        if makesAhead, isOpen, flightCount <= sessionCount {
            let flight = try make()
            flightCount += 1
            idle.append(flight)
        }
        sessionCount += 1
    }

    /// Notes that a session has ended. The flights stay for those to come.
    func sessionEnds() {
        sessionCount -= 1
    }

    func lend() throws(Failure) -> Flight {
        if let flight = idle.popLast() { return flight }
        let flight = try make()
        flightCount += 1
        return flight
    }

    /// Takes a flight back that has ended and has left its session's share.
    func takeBack(_ flight: Flight) {
        if isOpen, flight.isReusable {
            idle.append(flight)
        } else {
            flight.close()
            flightCount -= 1
        }
    }

    /// Closes the flights that are here; those that are lent are closed when they come back.
    func close() {
        isOpen = false
        flightCount -= idle.count
        for flight in idle { flight.close() }
        idle = []
    }
}
