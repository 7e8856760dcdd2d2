// A participant executes its journey: gate, condition, step, one after another until the end or the first failure.
package import Measuring
import Scenarios

extension Participant {
    /// Executes the whole journey and records each step and the journey itself. Returns how it ended. Whatever the
    /// target does is a recorded outcome, never an error.
    package func walk() async -> ParticipantSample.Ending {
        var ending = ParticipantSample.Ending.completed
        var cause: Failure?
        do throws(Failure) {
            if let script = journey.script {
                try await script(self)
            } else {
                for step in journey.steps { try await take(step) }
            }
        } catch {
            ending = error.kind == .cancelled ? .cancelled : .failed
            cause = error
        }
        // Without any request after the gate there is nothing to wait for.
        endHold(.failed)
        // A participant who did not complete the journey will not come to the remaining gates, so nobody need wait for
        // it there.
        for gate in journey.gates[gatesMet...] {
            place.coordinator.withdraw(participant: identity.index, from: gate)
        }
        finish(ending, ending == .completed ? nil : step)
        if let observer = place.observer { tell(observer, ending, cause) }
        return ending
    }

    /// Takes the step with this name, for journeys written in code, including its gate, its condition and its record.
    /// Steps can be taken in any order and repeatedly; each gate is passed once.
    /// - Throws: The failure of the step, or `.cancelled` if the run ended.
    package func take(_ name: String) async throws(Failure) {
        guard let step = journey.steps.first(where: { $0.name == name }) else {
            throw Failure(kind: .harness, detail: "the journey has no step \(name)")
        }
        try await take(step)
    }

    /// Waits at the journey's next gate, for journeys written in code. Returns immediately if none is left.
    /// - Throws: `.cancelled` if the run ended first.
    package func release() async throws(Failure) {
        guard gatesMet < journey.gates.count else { return }
        let gate = journey.gates[gatesMet]
        if meets(gate) { try await pass(gate) }
    }

    private func take(_ step: PreparedJourney.Step) async throws(Failure) {
        self.step = step.index
        if let when = step.when, !when.holds(for: values) {
            // Unless a later step has the same gate, before which the participant then waits.
            if let observer = place.observer { observer.tell(.skips(observed(step))) }
            let comesLater = journey.steps.contains { $0.index > step.index && $0.gate == step.gate }
            if !comesLater, meets(step.gate) {
                place.coordinator.withdraw(participant: identity.index, from: step.gate)
            }
            return
        }
        if meets(step.gate) { try await pass(step.gate) }
        if Task.isCancelled { throw .runEnded }
        try await execute(step)
    }

    /// Whether this is a gate (0: none) that the participant has not met yet; it then counts as met. Withdraws from gates
    /// skipped on the way.
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
        case .primes(let start, let hold):
            schedule.passed(gateOpenedAt: start)
            behindGate = gate
            self.hold = hold
        case .open(let opening): schedule.passed(gateOpenedAt: opening)
        case .cancelled: throw .runEnded
        }
    }

    /// Executes one step and records it. A step without requests leaves no record. In line: each asynchronous function has a
    /// frame of its own, which a participant that is answered finds cold in the cache.
    @inline(__always)
    private func execute(_ step: PreparedJourney.Step) async throws(Failure) {
        if schedule.started == nil { schedule.started = Moment.now }
        if let observer = place.observer { observer.tell(.begins(observed(step))) }
        place.steps?.begin(step.index)
        defer { place.steps?.end(step.index) }
        guard step.sends else { return try await step.action.walk(self) }
        begin(step.index, step.rules, behindGate: behindGate)
        do throws(Failure) {
            if let missing = step.missingValue(values) { throw missing }
            try await step.action.walk(self)
        } catch {
            behindGate = scope.gate
            end(with: error)
            throw error
        }
        behindGate = scope.gate
        end(with: nil)
    }

    /// Begins a step, under which the following requests are recorded. Code without a plan calls this and `end` around
    /// the functions that make up its step.
    func begin(_ index: StepIndex, _ rules: RequestRules = .plain, behindGate: Int16 = 0) {
        if schedule.started == nil { schedule.started = Moment.now }
        scope = StepScope(index: index, rules: rules, intended: schedule.next, gate: behindGate)
    }

    /// Ends the step and records it. Out of line, so that the sample does not stay in the suspended task.
    @inline(never)
    func end(with failure: Failure?) {
        // Without a request and without a failure nothing was done, as when leaving a room that was never entered.
        guard scope.firstStarted != nil || failure != nil else { return }
        let finished = scope.lastFinished ?? Moment.now
        schedule.next = finished
        place.recorder.record(
            StepSample(
                participant: identity.index, step: scope.index, intended: scope.stepIntended,
                started: scope.firstStarted ?? finished, finished: finished,
                generatorNanoseconds: scope.generatorNanoseconds, failure: failure))
    }

    /// Records how the journey ended.
    @inline(never)
    private func finish(_ ending: ParticipantSample.Ending, _ endedAt: StepIndex?) {
        let finished = Moment.now
        if ending == .completed, !journey.hasEntry {
            place.coordinator.entered()
            // The end of the last step, even if it was a pause. Its length, like that of every pause, does not count.
            schedule.arrived(at: schedule.next)
        }
        place.recorder.record(
            ParticipantSample(
                participant: identity.index, crowd: journey.crowd, intended: schedule.intended,
                started: schedule.started ?? finished, finished: finished, entered: schedule.entered,
                journeyNanoseconds: schedule.journeyNanoseconds,
                ending: ending, endedAt: endedAt, person: journey.keepsPeople ? person : nil))
    }

    /// Who it was to the platform. Without a link that says so, the id is that of its own data, if there is one: an
    /// integrator's site may have given it to the platform. A generated one the site cannot know.
    private var person: PersonSample {
        let id = externalUserID ?? (journey.hasOwnIDs ? identity.externalUserID : nil)
        return PersonSample(
            name: journey.redactor.redact(identity.name), externalUserID: id.map(journey.redactor.redact))
    }
}

extension Failure {
    /// The run ended before a participant could continue.
    fileprivate static let runEnded = Failure(kind: .cancelled, detail: "the run ended")
}
