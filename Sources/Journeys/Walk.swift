// A participant walks a plan: gate, condition, step, one after the other until the end or the first failure.
package import Measuring
import Scenarios

extension Participant {
    /// Walks the whole journey and writes down each step and the journey itself. Returns how it ended. What the target
    /// does is a recorded outcome, never an error.
    package func walk() async -> ParticipantSample.Ending {
        var ending = ParticipantSample.Ending.completed
        var endedAt: StepIndex?
        var behindGate: Int16 = 0
        var gatesLeft = journey.gates[...]
        steps: for step in journey.steps {
            if step.gate > 0 { gatesLeft.removeFirst() }
            if let when = step.when, !when.holds(for: identity) {
                if step.gate > 0 { place.coordinator.withdraw(participant: identity.index, from: step.gate) }
                continue
            }
            if step.gate > 0 {
                switch await place.coordinator.pass(gate: step.gate, participant: identity.index) {
                case .released(let opening):
                    schedule.passed(gateOpenedAt: opening)
                    behindGate = step.gate
                case .open(let opening):
                    schedule.passed(gateOpenedAt: opening)
                case .cancelled:
                    (ending, endedAt) = (.cancelled, step.index)
                    break steps
                }
            }
            guard !Task.isCancelled else {
                (ending, endedAt) = (.cancelled, step.index)
                break
            }
            do throws(Failure) {
                try await take(step, behindGate: &behindGate)
            } catch {
                (ending, endedAt) = (error.kind == .cancelled ? .cancelled : .failed, step.index)
                break
            }
        }
        // Whoever did not come through will not come to the gates that are left: nobody need wait for it there.
        for gate in gatesLeft { place.coordinator.withdraw(participant: identity.index, from: gate) }
        finish(ending, endedAt)
        return ending
    }

    /// Takes one step and writes it down. A step that makes no requests leaves no record.
    private func take(_ step: PreparedJourney.Step, behindGate: inout Int16) async throws(Failure) {
        if schedule.started == nil { schedule.started = Moment.now }
        guard step.sends else { return try await step.action.walk(self) }
        let intended = schedule.next
        scope = StepScope(index: step.index, rules: step.rules, intended: intended, gate: behindGate)
        do throws(Failure) {
            try await step.action.walk(self)
        } catch {
            behindGate = scope.gate
            settle(step, intended, error)
            throw error
        }
        behindGate = scope.gate
        settle(step, intended, nil)
    }

    /// Writes a step down. Out of line, so that the sample does not lie in the suspended task.
    @inline(never)
    private func settle(_ step: PreparedJourney.Step, _ intended: Moment, _ failure: Failure?) {
        // Nothing was requested and nothing went wrong: nothing was done, as when leaving a room never entered.
        guard scope.firstStarted != nil || failure != nil else { return }
        let finished = scope.lastFinished ?? Moment.now
        schedule.next = finished
        place.recorder.record(
            StepSample(
                participant: identity.index, step: step.index, intended: intended,
                started: scope.firstStarted ?? finished, finished: finished, failure: failure))
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
                participant: identity.index, intended: schedule.intended, started: schedule.started ?? finished,
                finished: finished, entered: schedule.entered, journeyNanoseconds: schedule.journeyNanoseconds,
                ending: ending, endedAt: endedAt))
    }
}
