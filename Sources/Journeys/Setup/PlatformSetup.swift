// Setup: what the host does before the participants arrive. Space and room are found by name or created, and accounts
// are registered. What exists is reused, so that repeated runs leave nothing more behind.
import EventLoops
import Extracting
import Foundation
import Measuring
import PlatformContract
package import Scenarios
package import Transport

/// Prepares what the participants need, as the host. Runs on one loop.
package struct PlatformSetup: Sendable {
    let plan: Plan
    let platform: PlatformPlan
    let origins: Origins
    let place: LoopContext
    let options: Session.Options
    let proxy: UnusedProxy
    let journey: PreparedJourney
    let notice: @Sendable (String) -> Void

    /// Creates a setup for a plan; nil if the plan has no platform. `notice` is called with what was created.
    /// - Throws: `SetupError` if the plan cannot be bound to the run.
    package init?(
        _ plan: Plan, origins: Origins, runID: String, seed: UInt64, place: LoopContext, options: Session.Options,
        proxy: UnusedProxy, notice: @escaping @Sendable (String) -> Void
    ) throws(SetupError) {
        guard let platform = plan.platform else { return nil }
        self.plan = plan
        self.platform = platform
        self.origins = origins
        self.place = place
        self.options = options
        self.proxy = proxy
        self.notice = notice
        var bare = plan
        for crowd in bare.crowds.indices { bare.crowds[crowd].journey = [] }
        do {
            journey = try PreparedJourney(
                bare, origins: origins, provisionedRoom: ProvisionedRoom(), runID: runID, seed: seed,
                proxy: proxy)
        } catch {
            throw SetupError(message: error.description, remedy: nil)
        }
    }

    /// Provides what `needs` asks for. Every request is recorded as participant 0's, in step setup.
    /// - Throws: `SetupError` at the first thing that could not be provided.
    package func run(_ needs: SetupNeeds) async throws(SetupError) -> ProvisionedRoom {
        try await withParticipant(
            platform.host.map(Identity.init(host:)) ?? .nobody, orFail: noRoom
        ) { (host) async throws(SetupError) in try await provide(needs, host) }
    }

    private func provide(_ needs: SetupNeeds, _ host: Participant) async throws(SetupError) -> ProvisionedRoom {
        var provisionedRoom = ProvisionedRoom(knownTo: platform)
        if needs.hostToken { provisionedRoom.hostToken = Secret(try await hostToken(host)) }
        if needs.space || needs.room || needs.alias {
            let token: String
            if let hostToken = provisionedRoom.hostToken {
                token = hostToken.revealed
            } else {
                token = try await clientToken(host)
            }
            try await provideRoom(needs, host, token, &provisionedRoom)
        }
        if needs.page { await learnPage(host, &provisionedRoom) }
        if needs.accounts { try await registerAccounts(try await clientToken(host)) }
        return provisionedRoom
    }

    /// Creates a participant 0 for setup's requests, and closes its connections when the body has ended. `fault` gives
    /// the error to throw if the machine has no resources for it.
    func withParticipant<Value, Fault>(
        _ identity: Identity, orFail fault: (Failure) -> Fault, _ body: (Participant) async throws(Fault) -> Value
    ) async throws(Fault) -> Value {
        let participant: Participant
        do throws(Failure) {
            participant = try Participant(
                identity, journey: journey, place: place, options: options, arrival: Moment.now)
        } catch {
            throw fault(error)
        }
        defer { participant.close() }
        participant.scope = StepScope(index: .setup, rules: rules, intended: Moment.now)
        return try await body(participant)
    }

    /// The machine has no resources for a participant.
    func noRoom(_ failure: Failure) -> SetupError { SetupError("setup", at: origins.api, failure, proxy) }

    /// Setup tolerates a server that is busy for a moment.
    private var rules: RequestRules {
        RequestRules(
            timeoutMilliseconds: 30_000,
            retry: RetryPlan(
                attempts: 4, triggers: [.status(429), .status(502), .status(503), .status(504)],
                backoff: .milliseconds(500), honourRetryAfter: true),
            checks: [], patience: Patience(plan.limits, notice: notice))
    }

    func hostToken(_ host: Participant) async throws(SetupError) -> String {
        guard let account = platform.host else {
            throw SetupError(
                message: "the scenario names no host, and this journey needs one",
                remedy: "add `platform: { host: { email: …, password: … } }`, or name an existing space and room")
        }
        return try await token(host, "the host's log-in", TokenPlan(of: account))
    }

    private func clientToken(_ host: Participant) async throws(SetupError) -> String {
        try await token(host, "obtaining a client token", TokenPlan(grant: .clientCredentials))
    }

    private func token(_ host: Participant, _ deed: String, _ plan: TokenPlan) async throws(SetupError) -> String {
        do throws(Failure) {
            return try await host.newToken(plan, platform, origins)
        } catch {
            throw SetupError(deed, at: origins.api, error, proxy)
        }
    }
}

extension Identity {
    /// The identity used if the scenario names no host.
    static let nobody = Identity(
        index: 0, name: "", email: "", password: Secret(""), externalUserID: "", role: Role.user.rawValue)
}
