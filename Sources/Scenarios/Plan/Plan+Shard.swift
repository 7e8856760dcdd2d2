// What of a plan is one shard's own.

extension Plan {
    /// The positions in a crowd of the participants who come in this process; nil if there are none.
    package func places(ofCrowd crowd: Int) -> PlaceShare? {
        guard let shard else { return .all }
        return shard.places(numbered: numbers(ofCrowd: crowd))
    }

    /// How many of a crowd's participants come in this process; nil if only the run can tell.
    package func ownExpected(ofCrowd crowd: Int) -> Int? {
        crowds[crowd].expected.map { places(ofCrowd: crowd)?.count(of: $0) ?? 0 }
    }

    /// How many participants of all crowds whose size is known come in this process.
    package var ownExpected: Int { crowds.indices.reduce(0) { $0 + (ownExpected(ofCrowd: $1) ?? 0) } }

    /// How many requests the participants of this process may make; nil: any number.
    package var ownMaxRequests: Int? { limits.maxRequests.map { shard?.part(of: $0) ?? $0 } }

    /// When the gates of a run with shards open, counted from T0, in the gates' order. Shards do not know of each other's
    /// participants, so no gate can wait for a quorum of them: each opens at a fixed time.
    ///
    /// A gate that everybody reaches without a request before it opens with its crowd's start. Any other opens when its
    /// timeout is over, counted from the crowd's start or the gate before it. A gate of several crowds opens with the last
    /// of them.
    package var gateTimes: [Duration] {
        let gates = gates
        var times = gates.map { _ in Duration.zero }
        // A gate of several crowds may delay a later gate of one that was looked at before.
        for _ in 0..<max(1, gates.count) {
            for place in crowds.indices {
                var from = crowds[place].delay
                var met: Set<Int16> = []
                for (step, number) in gateNumbers(ofCrowd: place).enumerated()
                where number > 0 && met.insert(number).inserted {
                    let gate = Int(number) - 1
                    let opening =
                        step == 0 && crowds[place].arrival == .atOnce ? from : from + gates[gate].release.timeout
                    times[gate] = max(times[gate], opening)
                    from = times[gate]
                }
            }
        }
        return times
    }

    /// Why the plan cannot be shared among processes, one sentence each; empty if it can. `tearsDown` says whether one of
    /// them would take the steps of teardown.
    package func obstaclesToShards(tearsDown: Bool) -> [String] {
        var found: [String] = []
        if case .standIn = target.api {
            found.append(
                "each shard would start a stand-in of its own: start `turnout stand-in` and set target.api to its URL")
        }
        for crowd in crowds {
            guard case .afterCrowd(let other) = crowd.start else { continue }
            found.append(
                "the crowd \(crowd.name) starts after \(other), and no shard knows when the others' participants have "
                    + "entered: give it a time, such as `start: 30s`")
        }
        if tearsDown, !teardown.isEmpty {
            found.append(
                "`teardown` has steps, and no shard knows when the others have ended: use `turnout prepare` and `turnout "
                    + "teardown`, or take them out")
        }
        if record.isOn { found.append("`record` needs one process that knows of all participants: take it out") }
        if webhooks.isOn {
            found.append("`webhooks` needs one process that knows of all participants: take it out")
        }
        if attendance == .required {
            found.append("`attendance: required` needs one process that knows of all participants: take it out")
        }
        return found
    }
}

extension CrowdPlan {
    /// Whether its participants all come at its start and wait at a gate before they do anything.
    package var waitsAtStart: Bool { arrival == .atOnce && journey.first?.release != nil }

    /// How long after the run's journeys it starts, as far as that is fixed.
    fileprivate var delay: Duration {
        if case .after(let delay) = start { delay } else { .zero }
    }
}
