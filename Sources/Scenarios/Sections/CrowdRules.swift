// Rules for all crowds together: names that thresholds can tell apart, gates that several steps share, and starts and
// gates that would wait for each other.

/// Checks crowds against each other.
struct CrowdRules {
    let context: LoadContext

    /// Reports what cannot work. Steps that share a gate get the settings that one of them has written.
    func check(_ crowds: inout [CrowdSection.Reading]) {
        let names = Set(crowds.map(\.name))
        for step in crowds.flatMap({ $0.steps ?? [] }) where names.contains(step.plan.name) && crowds.count > 1 {
            context.report(.stepNamedAsCrowd(step.plan.name), at: step.place)
        }
        shareRows(&crowds)
        shareGates(&crowds)
        checkPrimedGates(crowds)
        if !reportCircle(crowds) { reportStandstill(crowds) }
    }

    // MARK: Shared data

    /// Crowds that use each row of the same file once take its rows one crowd after another: nobody comes twice.
    private func shareRows(_ crowds: inout [CrowdSection.Reading]) {
        var taken: [String: Int] = [:]
        for index in crowds.indices {
            guard let participants = crowds[index].participants, let data = participants.data, data.order == .unique
            else { continue }
            let first = taken[data.file, default: 0]
            let count = crowds[index].arrival?.expected(of: participants) ?? participants.count
            taken[data.file] = first + count
            crowds[index].participants?.data?.firstRow = first
            guard first > 0, first + count > data.table.count else { continue }
            context.report(
                .tooFewRows(file: data.file, rows: data.table.count, needed: first + count),
                at: crowds[index].dataPlace ?? crowds[index].startPlace)
        }
    }

    // MARK: Shared gates

    private func shareGates(_ crowds: inout [CrowdSection.Reading]) {
        var settings: [String: (values: [String: WrittenNode], plan: ReleasePlan)] = [:]
        for step in crowds.flatMap({ $0.steps ?? [] }) {
            guard let release = step.plan.release, let gate = release.gate, let node = step.release,
                case .mapping(let entries) = node.content
            else { continue }
            var shared = settings[gate] ?? ([:], release)
            for entry in entries where entry.key != "gate" && !entry.value.isNull {
                if let first = shared.values[entry.key] {
                    guard first.scalar != entry.value.scalar else { continue }
                    let words = context.words(for: first.place, from: entry.value.place)
                    context.report(
                        .gateSettingsDiffer(gate: gate, key: entry.key, first: words), at: entry.value.place)
                } else {
                    shared.values[entry.key] = entry.value
                    shared.plan.take(entry.key, from: release)
                }
            }
            settings[gate] = shared
        }
        for index in crowds.indices {
            guard var steps = crowds[index].steps else { continue }
            for place in steps.indices {
                guard let gate = steps[place].plan.release?.gate, let shared = settings[gate] else { continue }
                steps[place].plan.release = shared.plan
            }
            crowds[index].journey?.steps = steps
        }
    }

    /// Reports primed gates before steps whose first request has no body, of which a last byte could wait.
    private func checkPrimedGates(_ crowds: [CrowdSection.Reading]) {
        for step in crowds.flatMap({ $0.steps ?? [] }) {
            guard let release = step.plan.release, release.primed else { continue }
            let written = step.release?.mapping("primed")
            let place = written?.place ?? step.release?.place ?? step.place
            // Written at one step each: of one mapping this was reported before.
            if release.tight, release.gate != nil, written == nil || step.release?.mapping("tight") == nil {
                context.report(.tightAndPrimed, at: place)
            }
            if let reason = step.plan.action.whyNotPrimed {
                context.report(.primedWithoutBody(step.plan.name, reason), at: place)
            }
        }
    }

    // MARK: Starts

    /// Reports crowds that wait for each other; true if there are any.
    private func reportCircle(_ crowds: [CrowdSection.Reading]) -> Bool {
        var waitsFor: [String: String] = [:]
        for crowd in crowds {
            if case .afterCrowd(let other)? = crowd.start { waitsFor[crowd.name] = other }
        }
        var reported: Set<String> = []
        for crowd in crowds where !reported.contains(crowd.name) {
            var path: [String] = []
            var name: String? = crowd.name
            while let next = name, !path.contains(next) {
                path.append(next)
                name = waitsFor[next]
            }
            // Only a path that returns to its beginning is a circle; others merely lead into one.
            guard name == crowd.name else { continue }
            reported.formUnion(path)
            context.report(.crowdsInCircle(path), at: crowd.startPlace)
        }
        return !reported.isEmpty
    }

    // MARK: Standstill

    /// How far a crowd can get.
    private struct Progress {
        var hasStarted = false
        /// How many steps its participants can have behind them.
        var passed = 0
    }

    /// Lets all crowds walk as far as their starts and shared gates allow, and reports the gates at which they stop.
    private func reportStandstill(_ crowds: [CrowdSection.Reading]) {
        let steps = crowds.compactMap(\.steps)
        guard steps.count == crowds.count, crowds.count > 1 else { return }
        var progress = [Progress](repeating: Progress(), count: crowds.count)
        func hasSettled(_ index: Int) -> Bool {
            let entry = steps[index].firstIndex { $0.plan.action.kind.entersRoom } ?? steps[index].count - 1
            return progress[index].passed > entry
        }
        /// The crowd for which the gate before a step waits; nil if it would open.
        func awaited(_ index: Int) -> Int? {
            guard let gate = steps[index][progress[index].passed].plan.release?.gate else { return nil }
            return crowds.indices.first { other in
                guard let place = steps[other].firstIndex(where: { $0.plan.release?.gate == gate }) else {
                    return false
                }
                return !progress[other].hasStarted || progress[other].passed < place
            }
        }
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for index in crowds.indices {
                if !progress[index].hasStarted {
                    if case .afterCrowd(let name)? = crowds[index].start,
                        let other = crowds.firstIndex(where: { $0.name == name }), !hasSettled(other)
                    {
                        continue
                    }
                    progress[index].hasStarted = true
                    hasChanged = true
                }
                while progress[index].passed < steps[index].count, awaited(index) == nil {
                    progress[index].passed += 1
                    hasChanged = true
                }
            }
        }
        for index in crowds.indices where progress[index].hasStarted && progress[index].passed < steps[index].count {
            let step = steps[index][progress[index].passed]
            guard let other = awaited(index), let gate = step.plan.release?.gate else { continue }
            let name = crowds[other].name
            context.report(
                progress[other].hasStarted
                    ? .gatesInCircle(gate: gate, crowd: name) : .gateBehindStart(gate: gate, crowd: name),
                at: step.release?.place ?? step.place)
        }
    }
}

extension WrittenNode {
    /// The value of a key, if this is a mapping that has it.
    fileprivate func mapping(_ key: String) -> WrittenNode? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.key == key }?.value
    }
}

extension ReleasePlan {
    /// Takes the setting of a key from another gate.
    fileprivate mutating func take(_ key: String, from other: ReleasePlan) {
        switch key {
        case "quorum": quorum = other.quorum
        case "timeout": timeout = other.timeout
        case "tight": tight = other.tight
        case "primed": primed = other.primed
        case "hold": hold = other.hold
        default: break
        }
    }
}
