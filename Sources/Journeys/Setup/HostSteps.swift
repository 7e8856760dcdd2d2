// The steps of `setup` and `teardown`: what the scenario's author wants done once, before the participants arrive and
// after they have gone.
import EventLoops
import Measuring
import PlatformContract
package import Scenarios
package import Transport

/// Walks the steps of `setup` and `teardown` as the host, who keeps its cookies and the values that it extracted from one
/// to the other. Used on one loop, and never leaves it.
package final class HostSteps {
    private let participant: Participant
    private let setup: ArraySlice<PreparedJourney.Step>
    private let teardown: ArraySlice<PreparedJourney.Step>

    /// Creates the host; nil if the plan has no such steps. With `cookies` it goes on where another process has ended setup,
    /// and takes the steps of teardown alone.
    /// - Throws: `SetupError` if a step uses a name that setup did not provide, or there are no resources.
    package init?(
        _ plan: Plan, room: ProvisionedRoom, origins: Origins, runID: String, seed: UInt64, place: LoopContext,
        options: Session.Options, proxy: UnusedProxy, resuming cookies: [String]? = nil
    ) throws(SetupError) {
        guard !plan.setup.isEmpty || !plan.teardown.isEmpty else { return nil }
        let first = cookies == nil ? plan.setup : []
        var own = plan
        own.crowds = [
            CrowdPlan(
                participants: ParticipantsPlan(count: 1), arrival: .atOnce, journey: first + plan.teardown)
        ]
        let journey: PreparedJourney
        do throws(UnpreparedJourney) {
            journey = try PreparedJourney(
                own, origins: origins, provisionedRoom: room, runID: runID, seed: seed, proxy: proxy, isHost: true)
        } catch {
            throw SetupError(message: error.description, remedy: nil)
        }
        do throws(Failure) {
            participant = try Participant(
                plan.platform?.host.map(Identity.init(host:)) ?? .nobody, journey: journey, place: place,
                options: options, arrival: Moment.now)
        } catch {
            throw SetupError("setup", at: origins.api, error, proxy)
        }
        setup = journey.steps.prefix(first.count)
        teardown = journey.steps.dropFirst(first.count)
        if let cookies { participant.session.restore(cookies: cookies) }
    }

    /// Takes the steps of `setup`.
    /// - Returns: The values that they extracted, by name.
    /// - Throws: `SetupError` at the first step that fails.
    package func setUp() async throws(SetupError) -> [String: String] {
        for step in setup {
            if let failure = await take(step, as: .setup) {
                let cause = failure.diagnosis.map { ": \($0.cause)" } ?? ""
                throw SetupError(
                    message: "setup step \(step.name) failed (\(failure.detail))\(cause)",
                    remedy: failure.diagnosis?.remedy ?? "run `turnout run --debug` to see its request and answer")
            }
        }
        let slots = participant.journey.slots
        return slots.reduce(into: [:]) { values, slot in
            if case .value(let name) = slot.key, let value = participant.values[slot.value] { values[name] = value }
        }
    }

    /// Takes the steps of `teardown`, each of them whatever became of the others.
    /// - Returns: What failed, as sentences.
    package func tearDown() async -> [String] {
        var problems: [String] = []
        for step in teardown {
            if Task.isCancelled {
                problems.append("teardown step \(step.name) was left out, because teardown took too long.")
            } else if let failure = await take(step, as: .teardown) {
                problems.append("teardown step \(step.name) failed: \(failure.detail).")
            }
        }
        return problems
    }

    /// Its cookies, as lines of the Netscape format.
    package var cookies: [String] { participant.session.cookieLines }

    /// Closes its connections.
    package func close() { participant.close() }

    private func take(_ step: PreparedJourney.Step, as index: StepIndex) async -> Failure? {
        participant.schedule.next = Moment.now
        participant.scope = StepScope(index: index, rules: step.rules, intended: Moment.now)
        if let observer = participant.place.observer {
            observer.tell(.begins(participant.observed(step, as: index)))
        }
        do throws(Failure) {
            if let missing = step.missingValue(participant.values) { throw missing }
            try await step.action.walk(participant)
            return nil
        } catch {
            return error
        }
    }
}
