// Reads the capacity model from a configuration file.

import PlatformContract

extension CapacityProfile {
    /// Changes the parameters that a file sets.
    mutating func read(_ reader: inout JSONReader, problems: inout [ConfigurationFault]) {
        let milliseconds = 0.0...3_600_000
        optional("slots", &reader, &slots, default: Slots(concurrent: 100, queued: 100), &problems) {
            $1.integer("concurrent", in: 1...1_000_000, into: &$0.concurrent, problems: &$2)
            $1.integer("queued", in: 0...1_000_000, into: &$0.queued, problems: &$2)
        }
        optional(
            "database", &reader, &database, default: Database(connections: 10, acquireTimeoutMilliseconds: 1_000),
            &problems
        ) {
            $1.integer("connections", in: 1...1_000_000, into: &$0.connections, problems: &$2)
            $1.number(
                "acquireTimeoutMilliseconds", in: milliseconds, into: &$0.acquireTimeoutMilliseconds, problems: &$2)
        }
        optional(
            "passwordHash", &reader, &passwordHash, default: PasswordHash(workers: 2, milliseconds: 100), &problems
        ) {
            $1.integer("workers", in: 1...1_000_000, into: &$0.workers, problems: &$2)
            $1.number("milliseconds", in: milliseconds, into: &$0.milliseconds, problems: &$2)
        }
        optional("rateLimit", &reader, &rateLimit, default: RateLimit(perSecond: 100, burst: 100), &problems) {
            $1.number("perSecond", in: 0.001...1_000_000, into: &$0.perSecond, problems: &$2)
            $1.number("burst", in: 1...1_000_000, into: &$0.burst, problems: &$2)
        }
        optional(
            "sessionStore", &reader, &sessionStore,
            default: SessionStore(writeMilliseconds: 0, lagMilliseconds: 0), &problems
        ) {
            $1.number("writeMilliseconds", in: milliseconds, into: &$0.writeMilliseconds, problems: &$2)
            $1.number("lagMilliseconds", in: milliseconds, into: &$0.lagMilliseconds, problems: &$2)
        }
        optional("faults", &reader, &faults, default: Faults(), &problems) {
            $1.number("reset", in: 0...1, into: &$0.reset, problems: &$2)
            $1.number("stall", in: 0...1, into: &$0.stall, problems: &$2)
            $1.number("truncated", in: 0...1, into: &$0.truncated, problems: &$2)
            $1.number("malformed", in: 0...1, into: &$0.malformed, problems: &$2)
            $1.number("earlyAnswer", in: 0...1, into: &$0.earlyAnswer, problems: &$2)
            $1.number("earlyClose", in: 0...1, into: &$0.earlyClose, problems: &$2)
            $1.number("stallSeconds", in: 0.001...3_600, into: &$0.stallSeconds, problems: &$2)
            $1.optionalNumber(
                "dropRoomAfterSeconds", in: 0...86_400, into: &$0.dropRoomAfterSeconds, problems: &$2)
            $1.optionalNumber(
                "recordFailsAfterSeconds", in: 0...86_400, into: &$0.recordFailsAfterSeconds, problems: &$2)
            if $1.value("reportLosesEvery") != nil {
                var every = $0.reportLosesEvery ?? 1
                $1.integer("reportLosesEvery", in: 1...1_000_000, into: &every, problems: &$2)
                $0.reportLosesEvery = every
            }
        }
        if let faults, faults.sum > 1 {
            problems.append(
                .init(
                    key: reader.place(of: "faults"), found: "probabilities that add up to more than 1",
                    expected: "reset, stall, truncated and malformed of at most 1 together"))
        }
        if let faults, faults.earlySum > 1 {
            problems.append(
                .init(
                    key: reader.place(of: "faults"), found: "probabilities that add up to more than 1",
                    expected: "earlyAnswer and earlyClose of at most 1 together"))
        }
        reader.integer("retryAfterSeconds", in: 0...86_400, into: &retryAfterSeconds, problems: &problems)
        if let tree = reader.value("service"),
            var service = JSONReader(tree, at: reader.place(of: "service"), problems: &problems)
        {
            for endpoint in Endpoint.allCases {
                optional(
                    endpoint.rawValue, &service, &self.service[endpoint],
                    default: ServiceTime(medianMilliseconds: 5, p99Milliseconds: 20), &problems
                ) {
                    $1.number("medianMilliseconds", in: milliseconds, into: &$0.medianMilliseconds, problems: &$2)
                    $1.number("p99Milliseconds", in: milliseconds, into: &$0.p99Milliseconds, problems: &$2)
                }
                if let time = self.service[endpoint], time.p99Milliseconds < time.medianMilliseconds {
                    problems.append(
                        .init(
                            key: service.place(of: endpoint.rawValue), found: "a p99 below the median",
                            expected: "p99Milliseconds of at least medianMilliseconds"))
                }
            }
            service.refuseUnknown(problems: &problems)
        }
    }

    /// Reads a part that `null` switches off and an object switches on or changes.
    private func optional<Part>(
        _ key: String, _ reader: inout JSONReader, _ part: inout Part?, default: Part,
        _ problems: inout [ConfigurationFault],
        read: (inout Part, inout JSONReader, inout [ConfigurationFault]) -> Void
    ) {
        guard let tree = reader.value(key) else { return }
        guard tree != .null else {
            part = nil
            return
        }
        guard var inner = JSONReader(tree, at: reader.place(of: key), problems: &problems) else { return }
        var value = part ?? `default`
        read(&value, &inner, &problems)
        inner.refuseUnknown(problems: &problems)
        part = value
    }
}
