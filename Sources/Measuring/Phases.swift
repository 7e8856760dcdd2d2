// Where the time of one request went.

/// A part of an HTTP exchange's time, in the order in which they follow each other. The raw value is the place in `Phases`.
package enum Phase: Int, CaseIterable, Sendable {
    /// Looking up the host's address.
    case resolve
    /// Opening the TCP connection.
    case connect
    /// The TLS handshake.
    case tls
    /// Handing the request to the kernel.
    case send
    /// Waiting for the answer's first byte (time to first byte).
    case wait
    /// Receiving the answer, from its first byte to its last.
    case receive
}

/// The phases of one HTTP exchange in microseconds. What is not known is nil and never zero: an exchange on a reused
/// connection has no `connect`, and libcurl tells the end of sending only from version 8.10 on.
///
/// Four bytes a phase, since every sample carries them: a phase of more than 71 minutes counts as 71 minutes.
package struct Phases: Sendable {
    private static let unknown = UInt32.max
    private var microseconds = InlineArray<6, UInt32>(repeating: Phases.unknown)

    /// Phases of which nothing is known yet.
    package init() {}

    /// A phase in microseconds; nil if it is not known or did not take place.
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

    /// The known phases of some, added up.
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
    /// Whether the same is known of all phases.
    package static func == (left: Phases, right: Phases) -> Bool {
        left.microseconds.indices.allSatisfy { left.microseconds[$0] == right.microseconds[$0] }
    }

    /// Hashes every phase.
    package func hash(into hasher: inout Hasher) {
        for place in microseconds.indices { hasher.combine(microseconds[place]) }
    }
}
