// The tally of the gates: how simultaneous the crowd was.
import Measuring

/// The openings of gates and the first requests after them.
struct ReleaseTally: Sendable {
    private struct Gate: Sendable {
        var opening: GateSample?
        /// When each first request's first bytes were sent; of those that held back their last byte, that one.
        var sent: [(participant: Int32, moment: Moment)] {
            // Of a request that was not primed, and of which a part had gone before T0, the rest went when the server took it.
            guard let opening, opening.primingBegan != nil else { return all.map { ($0.participant, $0.moment) } }
            return all.filter { $0.isPrimed || $0.moment > opening.opened }.map { ($0.participant, $0.moment) }
        }
        var all: [(participant: Int32, moment: Moment, isPrimed: Bool)] = []
        /// When each connection attempt of these requests began.
        var connecting: [(participant: Int32, moment: Moment)] = []
    }

    private var gates: [Int16: Gate] = [:]

    /// A later sample of the same gate replaces an earlier one, because it knows of more stragglers.
    mutating func add(_ opening: GateSample) {
        gates[opening.gate, default: Gate()].opening = opening
    }

    mutating func add(_ request: RequestSample) {
        let number = request.firstBehindGate
        if let sent = request.figures.sent {
            gates[number, default: Gate()].all.append((request.participant, sent, request.figures.primed != nil))
        }
        if let begun = request.figures.begun, request.openedOrTriedToConnect {
            // libcurl begins to connect once the name is resolved.
            let attempt = begun.advanced(byNanoseconds: (request.figures.phases[.resolve] ?? 0) * 1000)
            gates[number, default: Gate()].connecting.append((request.participant, attempt))
        }
    }

    /// When a gate opened; nil if it did not.
    func opening(of gate: Int16) -> Moment? { gates[gate]?.opening?.opened }

    /// When the first gate opened; nil if none did.
    var firstOpening: Moment? { gates.values.compactMap { $0.opening?.opened }.min() }

    /// When gates opened.
    var openings: Set<Moment> { Set(gates.values.compactMap { $0.opening?.opened }) }

    /// The spread of the gate with the widest spread; nil if nothing was sent after any gate.
    func widestSpreadMs() -> Double? {
        gates.values.compactMap { gate in
            gate.opening.flatMap { Self.spread(gate.sent, without: $0.stragglers)?.spread.max }
        }.max()
    }

    func figures(metadata: RunMetadata) -> [Summary.Release] {
        gates.sorted { $0.key < $1.key }.compactMap { number, gate in
            guard let opening = gate.opening else { return nil }
            let sent = Self.spread(gate.sent, without: opening.stragglers)
            // Before a primed gate connections are opened before T0.
            let isPrimed = opening.primingBegan != nil
            let connecting = isPrimed ? nil : Self.spread(gate.connecting, without: opening.stragglers)
            let kind: Summary.Release.Kind? =
                if sent == nil && connecting == nil { nil } else if isPrimed { .primed } else if opening.isTight {
                    .tight
                } else if connecting != nil {
                    .cold
                } else { .warm }
            return Summary.Release(
                gate: opening.name, crowd: Self.crowd(ofGate: number, metadata.crowds), kind: kind,
                at: ISO8601Time.text(
                    metadata.startedAt, plusNanoseconds: opening.opened.nanoseconds(since: metadata.origin)),
                waiting: Int(opening.waiting), stragglers: opening.stragglers.sorted().map(ParticipantName.of),
                sent: sent?.count ?? 0,
                delayMs: sent.map { Milliseconds.from(nanoseconds: $0.earliest.nanoseconds(since: opening.opened)) },
                spreadMs: sent?.spread,
                connectSpreadMs: connecting?.spread,
                primingMs: opening.primingBegan.map {
                    Milliseconds.from(nanoseconds: opening.opened.nanoseconds(since: $0))
                },
                unprimed: UnprimedCause.allCases.compactMap { cause in
                    let names = opening.unprimed.filter { $0.cause == cause }.map(\.participant).sorted()
                    return names.isEmpty ? nil : .init(cause: cause, participants: names.map(ParticipantName.of))
                })
        }
    }

    /// The name of the only crowd with a gate; nil if several share it, or if that is unknown.
    private static func crowd(ofGate number: Int16, _ crowds: [CrowdMetadata]) -> String? {
        guard crowds.count > 1 else { return crowds.first?.name ?? CrowdMetadata.onlyName }
        guard crowds.allSatisfy({ $0.gates != nil }) else { return nil }
        let own = crowds.filter { $0.gates?.contains(number) ?? false }
        return own.count == 1 ? own[0].name : nil
    }

    /// When each first request was sent, in the order of `figures`.
    var details: [RunDetail.Release] {
        gates.sorted { $0.key < $1.key }.compactMap { _, gate in
            guard let opening = gate.opening else { return nil }
            let sorted = Self.sorted(gate.sent, without: opening.stragglers)
            let times = sorted.map { $0.nanoseconds(since: sorted[0]) }
            let columns = ColumnScale(from: 0, to: times.last ?? 0, atMost: RunDetail.Release.mostColumns)
            return RunDetail.Release(
                gate: opening.name,
                sentMs: times.count <= RunDetail.mostSingle ? times.map(Milliseconds.from(nanoseconds:)) : [],
                sent: columns.bins(times))
        }
    }

    /// The moments counted from the earliest, by nearest rank; nil if there are none.
    private static func spread(
        _ moments: [(participant: Int32, moment: Moment)], without stragglers: [Int32]
    ) -> (earliest: Moment, count: Int, spread: Summary.Spread)? {
        let sorted = sorted(moments, without: stragglers)
        guard let earliest = sorted.first else { return nil }
        func at(_ percent: Int) -> Double {
            let rank = max(1, (sorted.count * percent + 99) / 100)
            return Milliseconds.from(nanoseconds: sorted[rank - 1].nanoseconds(since: earliest))
        }
        return (earliest, sorted.count, Summary.Spread(p50: at(50), p99: at(99), max: at(100)))
    }

    /// Stragglers came after the release, so they say nothing about its spread.
    private static func sorted(
        _ moments: [(participant: Int32, moment: Moment)], without stragglers: [Int32]
    ) -> [Moment] {
        let late = Set(stragglers)
        return moments.lazy.filter { !late.contains($0.participant) }.map(\.moment).sorted()
    }
}

extension RequestSample {
    /// Whether it needed its own connection, whether or not one was opened. libcurl counts successful connections; a
    /// request that began and was never sent was waiting for one.
    fileprivate var openedOrTriedToConnect: Bool {
        if figures.newConnections > 0 { return true }
        switch failure?.kind {
        case .connect, .tls: return true
        case .timeout, .reset, .cancelled: return figures.sent == nil
        case .resolve, .protocol, .status, .check, .extract, .redirects, .tooLarge, .notAllowed, .harness, nil:
            return false
        }
    }
}
