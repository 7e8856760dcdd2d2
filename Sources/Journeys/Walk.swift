// A participant walks a plan: gate, condition, step, one after the other until the end or the first failure.
package import Measuring
import Scenarios

extension Participant {
    /// Walks the whole journey and writes down each step and the journey itself. Returns how it ended. What the target
    /// does is a recorded outcome, never an error.
    package func walk() async -> ParticipantSample.Ending {
        var ending = ParticipantSample.Ending.completed
        do throws(Failure) {
            if let script = journey.script {
                try await script(self)
            } else {
                for step in journey.steps { try await take(step) }
            }
        } catch {
            ending = error.kind == .cancelled ? .cancelled : .failed
        }
        // Whoever did not come through will not come to the gates that are left: nobody need wait for it there.
        for gate in journey.gates[gatesMet...] {
            place.coordinator.withdraw(participant: identity.index, from: gate)
        }
        finish(ending, ending == .completed ? nil : step)
        return ending
    }

    /// Takes the step of that name, for journeys written in code: with its gate, its condition and its record. Steps may
    /// be taken in any order, and again; each gate is met once.
    /// - Throws: The failure of the step, or `.cancelled` if the run ended.
    package func take(_ name: String) async throws(Failure) {
        guard let step = journey.steps.first(where: { $0.name == name }) else {
            throw Failure(kind: .harness, detail: "the journey has no step \(name)")
        }
        try await take(step)
    }

    /// Waits at the journey's next gate, for journeys written in code; returns at once if there is none left.
    /// - Throws: `.cancelled` if the run ended first.
    package func release() async throws(Failure) {
        guard gatesMet < journey.gates.count else { return }
        let gate = journey.gates[gatesMet]
        if meets(gate) { try await pass(gate) }
    }

    private func take(_ step: PreparedJourney.Step) async throws(Failure) {
        self.step = step.index
        if let when = step.when, !when.holds(for: values) {
            if meets(step.gate) { place.coordinator.withdraw(participant: identity.index, from: step.gate) }
            return
        }
        if meets(step.gate) { try await pass(step.gate) }
        if Task.isCancelled { throw .runEnded }
        try await execute(step)
    }

    /// Whether a participant comes to a gate (0: none) that it has not met yet. Those that it leaves out on the way need
    /// not wait for it.
    private func meets(_ gate: Int16) -> Bool {
        guard gate > 0, let place = journey.gates.firstIndex(of: gate), place >= gatesMet else { return false }
        for skipped in journey.gates[gatesMet..<place] {
            self.place.coordinator.withdraw(participant: identity.index, from: skipped)
        }
        gatesMet = place + 1
        return true
    }

    private func pass(_ gate: Int16) async throws(Failure) {
        switch await place.coordinator.pass(gate: gate, participant: identity.index) {
        case .released(let opening):
            schedule.passed(gateOpenedAt: opening)
            behindGate = gate
        case .open(let opening): schedule.passed(gateOpenedAt: opening)
        case .cancelled: throw .runEnded
        }
    }

    /// Executes one step and writes it down. A step that makes no requests leaves no record.
    private func execute(_ step: PreparedJourney.Step) async throws(Failure) {
        if schedule.started == nil { schedule.started = Moment.now }
        guard step.sends else { return try await step.action.walk(self) }
        begin(step.index, step.rules, behindGate: behindGate)
        do throws(Failure) {
            try await step.action.walk(self)
        } catch {
            behindGate = scope.gate
            end(with: error)
            throw error
        }
        behindGate = scope.gate
        end(with: nil)
    }

    /// Begins a step: the requests that follow are recorded as its own. Code without a plan calls this and `end` around
    /// the functions that make up its step.
    func begin(_ index: StepIndex, _ rules: RequestRules = .plain, behindGate: Int16 = 0) {
        if schedule.started == nil { schedule.started = Moment.now }
        scope = StepScope(index: index, rules: rules, intended: schedule.next, gate: behindGate)
    }

    /// Ends the step and records it. Out of line, so that the sample does not lie in the suspended task.
    @inline(never)
    func end(with failure: Failure?) {
        // Nothing was requested and nothing went wrong: nothing was done, as when leaving a room never entered.
        guard scope.firstStarted != nil || failure != nil else { return }
        let finished = scope.lastFinished ?? Moment.now
        schedule.next = finished
        place.recorder.record(
            StepSample(
                participant: identity.index, step: scope.index, intended: scope.stepIntended,
                started: scope.firstStarted ?? finished, finished: finished,
                generatorNanoseconds: scope.generatorNanoseconds, failure: failure))
    }

    /// Writes down how the journey went.
    @inline(never)
    private func finish(_ ending: ParticipantSample.Ending, _ endedAt: StepIndex?) {
        let finished = Moment.now
        if ending == .completed, !journey.hasEntry {
            place.coordinator.entered()
            // The end of what came last, a pause too: of that as of every other one its length has been left out.
            schedule.arrived(at: schedule.next)
        }
        place.recorder.record(
            ParticipantSample(
                participant: identity.index, crowd: journey.crowd, intended: schedule.intended,
                started: schedule.started ?? finished, finished: finished, entered: schedule.entered,
                journeyNanoseconds: schedule.journeyNanoseconds,
                ending: ending, endedAt: endedAt))
    }
}

extension Failure {
    /// The run ended before a participant could go on.
    fileprivate static let runEnded = Failure(kind: .cancelled, detail: "the run ended")
}
