// The parts of older files that have a different form. Those of versions 1 and 2 do not record when the kernel received
// a response, and nothing of what it knows of connections. Those of version 1 have one crowd and no heartbeat, and do not record replays, addresses and the generator's
// share either.
import Measuring

/// The values of version 1, as they were written.
enum FirstVersion {
    /// `facts` in the table `meta`.
    struct Metadata: Decodable {
        var id: String
        var name: String
        var scenario: String
        var startedAt: String
        var seed: UInt64
        var version: String
        var api: String
        var http: String
        var expected: Int
        var steps: [String]
        var hasEntry: Bool
        var origin: Moment
        var atOnce: Bool
        var thresholds: [String]

        var metadata: RunMetadata {
            RunMetadata(
                id: id, name: name, scenario: scenario, startedAt: startedAt, seed: seed, version: version, api: api,
                http: http,
                crowds: [
                    CrowdMetadata(expected: expected, steps: steps, hasEntry: hasEntry, arrivalIsAtOnce: atOnce)
                ], origin: origin, thresholds: thresholds)
        }
    }

    /// `ending` in the table `meta`.
    struct Outcome: Decodable {
        var status: RunStatus
        var reason: String?
        var durationSeconds: Double
        var generator: GeneratorReport

        var outcome: RunOutcome {
            RunOutcome(status: status, reason: reason, durationSeconds: durationSeconds, generator: generator)
        }
    }
}

extension RunSchema {
    /// The columns that a query names, with substitutes for those that this version lacks.
    static func columns(_ columns: String, version: Int) -> String {
        guard version < RunSchema.version else { return columns }
        return columns.split(separator: ",").map { column in
            let name = column.filter { $0 != " " }
            return switch name {
            case "received_ns", "connect_delay_ns", "receive_delay_ns", "primed_ns", "priming_ns",
                "syn_retransmissions", "retransmissions",
                "rtt_us":
                "NULL AS \(name)"
            case _ where version >= 2: name
            case "replay", "crowd", "tight": "0 AS \(name)"
            case "address", "failed_addresses", "generator_ns": "NULL AS \(name)"
            default: name
            }
        }.joined(separator: ", ")
    }
}
