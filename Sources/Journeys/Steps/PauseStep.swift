// The step `pause`.
import EventLoops
import Glibc
package import Measuring
import Scenarios

/// A pause.
final class PreparedPause: PreparedStep {
    let plan: PausePlan

    init(_ plan: PausePlan) {
        self.plan = plan
    }

    func walk(_ participant: Participant) async throws(Failure) {
        try await participant.pause(for: participant.duration(of: plan))
    }
}

extension Participant {
    /// Does nothing for a while, counted from the end of the previous step.
    package func pause(for duration: Duration) async throws(Failure) {
        schedule.rest(duration)
        place.steps?.rest(step, until: schedule.next)
        defer { place.steps?.goOn(step) }
        do {
            try await place.loop.sleep(until: schedule.next)
        } catch {
            throw Failure(kind: .cancelled, detail: "the run ended during a pause")
        }
    }

    /// How long this participant's pause lasts.
    func duration(of pause: PausePlan) -> Duration {
        switch pause {
        case .fixed(let duration): return duration
        case .uniform(let least, let most):
            let range = min(least, most).wholeNanoseconds...max(least, most).wholeNanoseconds
            return .nanoseconds(Int64.random(in: range, using: &random))
        case .exponential(let mean):
            // Inverse of 1 − e^(−t/mean); the draw is above zero, so the logarithm is finite.
            let draw = Double.random(in: Double.leastNonzeroMagnitude...1, using: &random)
            return .nanoseconds(Int64(min(-log(draw) * Double(mean.wholeNanoseconds), 9e17)))
        }
    }
}
