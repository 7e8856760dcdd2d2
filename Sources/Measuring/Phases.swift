// How the time of one request was spent.

/// A part of an HTTP exchange's time, in order. The raw value is the index in `Phases`.
package enum Phase: Int, CaseIterable, Sendable {
    /// Looking up the host's address.
    case resolve
    /// Opening the TCP connection.
    case connect
    /// The TLS handshake.
    case tls
    /// Handing the request to the kernel.
    case send
    /// Waiting for the first byte of the response (time to first byte).
    case wait
    /// Receiving the response, from its first byte to its last.
    case receive
}

/// The phases of one HTTP exchange in microseconds. An unknown phase is nil and never zero: an exchange on a reused
/// connection has no `connect`, and libcurl reports the end of sending only from version 8.10 on.
///
/// Four bytes per phase, since every sample carries them; a phase of more than 71 minutes counts as 71 minutes.
package struct Phases: Sendable {
    private static let unknown = UInt32.max
    private var microseconds = InlineArray<6, UInt32>(repeating: Phases.unknown)

    /// Creates phases of which nothing is known yet.
    package init() {}

    /// A phase in microseconds; nil if it is unknown or did not take place.
    package subscript(phase: Phase) -> Int64? {
        get {
            let stored = microseconds[phase.rawValue]
            return stored == Phases.unknown ? nil : Int64(stored)
        }
        set {
            microseconds[phase.rawValue] =
                newValue.map { UInt32(clamping: min($0, Int64(Phases.unknown) - 1)) }
                ?? Phases.unknown
        }
    }

    /// The sum of those of these phases that are known.
    package func sum(_ phases: Phase...) -> Int64 {
        phases.reduce(0) { $0 + (self[$1] ?? 0) }
    }
}

extension Phases: ExpressibleByDictionaryLiteral {
    /// Phases with their microseconds.
    package init(dictionaryLiteral elements: (Phase, Int64?)...) {
        self.init()
        for (phase, microseconds) in elements { self[phase] = microseconds }
    }
}

extension Phases: Hashable {
    /// Whether all phases are equal.
    package static func == (left: Phases, right: Phases) -> Bool {
        left.microseconds.indices.allSatisfy { left.microseconds[$0] == right.microseconds[$0] }
    }

    /// Hashes every phase.
    package func hash(into hasher: inout Hasher) {
        for place in microseconds.indices { hasher.combine(microseconds[place]) }
    }
}
