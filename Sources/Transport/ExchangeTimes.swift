// From libcurl's durations to moments and phases.
import CLibcurl
import Measuring

/// When a request actually began and was sent, and how its time was spent.
struct ExchangeTimes {
    var begun: Moment?
    var sent: Moment?
    var phases = Phases()

    /// The times of a request that libcurl has finished.
    ///
    /// libcurl's times are durations since the start of the transfer, on a clock of its own choice (raw monotonic from
    /// 8.5 on). The start is therefore computed back from `finished`, our own reading of when libcurl was done. A phase
    /// that did not take place (connecting, on a reused connection) or was not completed stays nil.
    /// - Parameters:
    ///   - times: libcurl's times.
    ///   - openedAt: our own reading when a socket was last opened for it; 0 if none was.
    ///   - tunnelledAt: our own reading when a proxy's response to CONNECT had arrived; 0 if there was none.
    ///   - endsAtTLSProxy: whether a proxy that speaks TLS was connected to, and nothing beyond it.
    ///   - sentAt: our own reading when the request was about to be written; 0 if it never was.
    ///   - writtenAt: our own reading right after its first bytes were written; 0 if unknown.
    ///   - lastSent: when its connection last sent data, to a tick of the kernel; 0 if unknown.
    ///   - firstByteAt: our own reading when the first line of the response arrived; 0 if it never did.
    ///   - isFirstByteLate: whether that line was read more than a millisecond after it had arrived. When it arrived is
    ///     then unknown, and so are the phases that it separates.
    ///   - waited: microseconds that the request waited for the lookup of its host.
    ///   - started: when the request was handed over.
    ///   - received: when the kernel had received the whole response; nil if unknown.
    ///   - finished: when libcurl was done with it.
    ///   - isComplete: whether the whole response arrived.
    ///   - tick: the kernel's, in nanoseconds.
    init(
        _ times: tcurl_completion, opened openedAt: Int64, tunnelled tunnelledAt: Int64, endsAtTLSProxy: Bool,
        sent sentAt: Int64, written writtenAt: Int64, lastSent: @autoclosure () -> Int64, firstByte firstByteAt: Int64,
        isFirstByteLate: Bool, waited: Int64?, started: Moment, received: Moment?, finished: Moment, isComplete: Bool,
        tick: Int64 = Self.tick
    ) {
        let total = unsafe times.total
        var sentAt = sentAt
        var start = finished.advanced(byNanoseconds: -total * 1000)
        // The thread may have been stopped between libcurl's reading and ours. A socket is opened after the lookup.
        if openedAt > 0 { start = unsafe min(start, Moment(nanoseconds: openedAt - times.looked_up * 1000)) }
        if total > 0 { begun = max(start, started) }
        if sentAt > 0 {
            let moment = Moment(nanoseconds: sentAt)
            // Nothing of the response came before.
            let ended = min(received?.nanoseconds ?? .max, firstByteAt > 0 ? max(firstByteAt, sentAt) : .max)
            // The start precedes the connection's phases, all of which precede this moment: libcurl was done shortly
            // before our reading of `finished`.
            let connecting = unsafe times.connections > 0 ? max(times.looked_up, times.connected, times.secured) : 0
            let latest = moment.advanced(byNanoseconds: -connecting * 1000)
            if let start = begun, latest < start { begun = max(latest, started) }
            if let begun, unsafe times.ready > 0 {
                // By then the request had been handed to the kernel. If the thread was stopped between the two moments, the
                // kernel knows on which side of the stop that was. libcurl counts from a moment shortly after that of `total`,
                // or long after it, if the thread was stopped in between.
                var origin = begun
                if unsafe times.connections > 0 {
                    origin = moment.advanced(byNanoseconds: -connecting * 1000)
                    if openedAt > 0 {
                        origin = unsafe min(origin, Moment(nanoseconds: openedAt - times.looked_up * 1000))
                    }
                }
                let latest = unsafe origin.nanoseconds + times.ready * 1000
                if latest - sentAt > Self.mostUncertain {
                    let told = lastSent()
                    // What was sent after the response is something else, such as an acknowledgement of HTTP/2.
                    if told > 0, told <= ended || told - ended <= tick {
                        let written = writtenAt > 0 ? min(writtenAt, latest) : latest
                        sentAt = Self.sending(from: sentAt, to: written, told: told, by: ended, tick: tick)
                    }
                }
            }
            if (0...Self.mostUncertain).contains(writtenAt - sentAt) {
                // libcurl makes and encrypts it in that time. The middle is at most half of it off.
                sentAt = min((sentAt + writtenAt) / 2, ended)
            }
            sent = Moment(nanoseconds: sentAt)
        }
        if let waited {
            begun = begun.map { max($0.advanced(byNanoseconds: -waited * 1000), started) }
        }

        if unsafe times.connections > 0 || total > 0 && times.ready == 0 {
            // A connection was opened, or the attempt ended before there was one.
            phases[.resolve] = unsafe Self.step(from: 0, to: times.looked_up)
            // TLS to a proxy, and its connection to the target, belong to connecting. libcurl's time is that of TCP to the
            // proxy.
            var connected = unsafe endsAtTLSProxy ? max(times.connected, times.ready) : times.connected
            if tunnelledAt > 0 {
                connected = max(connected, (tunnelledAt - start.nanoseconds) / 1000)
            }
            phases[.connect] = unsafe Self.step(from: times.looked_up, to: connected)
            phases[.tls] = unsafe endsAtTLSProxy ? nil : Self.step(from: connected, to: times.secured)
        }
        if let waited { phases[.resolve] = (phases[.resolve] ?? 0) + waited }
        var waitsFrom = sentAt
        let sentWhole = unsafe times.request_sent
        if sentWhole > 0 {
            phases[.send] = unsafe Self.step(from: times.ready, to: sentWhole)
            waitsFrom = max(sentAt, finished.nanoseconds - (total - sentWhole) * 1000)
        }
        guard sentAt > 0, firstByteAt > 0, !isFirstByteLate else { return }
        // It is read up to a millisecond after it came, which may be after all had.
        let answered = (received ?? finished).nanoseconds
        let firstByteAt = min(firstByteAt, answered)
        phases[.wait] = max(firstByteAt - waitsFrom, 0) / 1000
        if isComplete { phases[.receive] = max(answered - firstByteAt, 0) / 1000 }
    }

    /// These times for a request that started with a release before which it could only prepare: nothing of it began or was
    /// sent before that. What a primed one did before it stays in its phases; of any other the part since then.
    func counted(from release: Moment?, isPrimed: Bool) -> ExchangeTimes {
        guard let release else { return self }
        var times = self
        if !isPrimed, var start = begun {
            for phase in [Phase.resolve, .connect, .tls] {
                guard let length = phases[phase] else { continue }
                let end = start.advanced(byNanoseconds: length * 1000)
                times.phases[phase] = end > release ? end.microseconds(since: max(start, release)) : nil
                start = end
            }
        }
        times.begun = begun.map { max($0, release) }
        times.sent = sent.map { max($0, release) }
        return times
    }

    /// When a request was sent between two moments with a stop between them: right after the first one, or right before the
    /// second, whichever what the kernel told admits. If it admits both or neither, then what it told.
    private static func sending(from ready: Int64, to written: Int64, told: Int64, by ended: Int64, tick: Int64)
        -> Int64
    {
        let isBeforeStop = told - ready <= tick
        let isAfterStop = written - told <= tick && written <= ended
        if isBeforeStop != isAfterStop { return isBeforeStop ? ready : written }
        return max(ready, min(told, written, ended))
    }

    /// How far apart the moments may be between which the request was sent, in nanoseconds.
    private static let mostUncertain: Int64 = 1_000_000

    /// The grain of the kernel's record of the last sending, in nanoseconds.
    private static let tick = tcurl_tick()

    /// The time between two points; nil if the later one was not reached. For a phase of less than a microsecond both
    /// points are equal.
    private static func step(from start: Int64, to end: Int64) -> Int64? {
        end > 0 ? max(end - start, 0) : nil
    }
}

extension HTTPVersion {
    init?(curl version: Int) {
        switch version {
        case CURL_HTTP_VERSION_1_0: self = .http1_0
        case CURL_HTTP_VERSION_1_1: self = .http1_1
        case CURL_HTTP_VERSION_2_0: self = .http2
        case CURL_HTTP_VERSION_3: self = .http3
        default: return nil
        }
    }
}
