// The host of an event whose room is ready: makes the requests of what it does about the event.
import EventLoops
package import Measuring
import PlatformContract
package import Scenarios
package import Transport

/// The host's account, the event's room, and where requests are made. Each use is a participant 0 of its own, with its own
/// connections, so that several things can be done at once. Runs on one loop.
package struct EventHost: Sendable {
    /// The plan of the run.
    package let plan: Plan
    /// The space of the event.
    package let spaceID: String
    /// The room of the event.
    package let roomID: String
    /// Receives what the user should know at once, in a sentence.
    package let notice: @Sendable (String) -> Void
    /// Receives what the host is doing when everybody has left; nil: nothing that takes long.
    let activity: @Sendable (HostActivity?) -> Void
    /// Where the target is.
    package let origins: Origins
    /// The loop on which its requests are made.
    package let place: LoopContext

    private let account: PlatformPlan.Account
    private let platform: PlatformPlan
    private let token: HostToken
    private let journey: PreparedJourney
    private let options: Session.Options

    /// Creates the host; nil if the plan has none, or the event has no room that is known.
    /// - Throws: `SetupError` if the plan cannot be bound to the run.
    package init?(
        _ plan: Plan, room: ProvisionedRoom, origins: Origins, runID: String, seed: UInt64, place: LoopContext,
        options: Session.Options, proxy: UnusedProxy, notice: @escaping @Sendable (String) -> Void,
        activity: @escaping @Sendable (HostActivity?) -> Void = { _ in }
    ) throws(SetupError) {
        guard plan.hasHostedEvent, let platform = plan.platform, let account = platform.host, let space = room.spaceID,
            let id = room.roomID
        else { return nil }
        self.plan = plan
        self.platform = platform
        self.account = account
        self.origins = origins
        self.place = place
        self.options = options
        self.notice = notice
        self.activity = activity
        spaceID = space
        roomID = id
        token = HostToken(room.hostToken)
        var bare = plan
        for crowd in bare.crowds.indices { bare.crowds[crowd].journey = [] }
        do throws(UnpreparedJourney) {
            journey = try PreparedJourney(
                bare, origins: origins, provisionedRoom: room, runID: runID, seed: seed, proxy: proxy)
        } catch {
            throw SetupError(message: error.description, remedy: nil)
        }
    }

    /// How the host's requests are made.
    package struct Rules: Sendable {
        /// The time limit of each request, in milliseconds.
        package var timeoutMilliseconds: Int
        /// How often a request is made that the server could not answer (429, 502, 503, 504), in all.
        package var attempts: Int
        /// The longest wait in seconds that the server may ask for before another attempt.
        package var longestWait: Int

        /// Creates rules.
        package init(timeoutMilliseconds: Int = 10_000, attempts: Int = 3, longestWait: Int = 60) {
            self.longestWait = longestWait
            self.timeoutMilliseconds = timeoutMilliseconds
            self.attempts = attempts
        }
    }

    /// Lets a function make requests as the host, with the token that setup obtained, or else a new one, which is kept, and
    /// closes the connections when it has ended. The requests are recorded as participant 0's in this step, and count in no figure
    /// of the participants. Call it on the host's loop.
    /// - Throws: what `body` throws, or why the host could not log in.
    package func act<Value>(
        in step: StepIndex, _ rules: Rules = Rules(), _ body: (HostClient) async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let participant = try Participant(
            Identity(host: account), journey: journey, place: place, options: options, arrival: Moment.now)
        defer { participant.close() }
        participant.scope = StepScope(
            index: step,
            rules: RequestRules(
                timeoutMilliseconds: rules.timeoutMilliseconds,
                retry: RetryPlan(
                    attempts: rules.attempts, triggers: [.status(429), .status(502), .status(503), .status(504)],
                    backoff: .milliseconds(500), honourRetryAfter: true),
                checks: [], patience: Patience(plan.limits, atMost: rules.longestWait, notice: notice)),
            intended: Moment.now)
        let renew = {
            [token, account, platform, origins] (host: Participant, rejected: String?) async throws(Failure) -> String
            in
            // Something else that the host does may have obtained one meanwhile.
            if let other = token.other(than: rejected) {
                // So that it is hidden in the server's texts.
                host.token = (other, .host)
                return other
            }
            let new = try await host.newToken(TokenPlan(of: account), platform, origins)
            token.keep(new)
            host.token = (new, .host)
            return new
        }
        let first = try await renew(participant, nil)
        return try await body(HostClient(host: participant, origins: origins, token: first, renew: renew))
    }
}

extension TokenPlan {
    /// The log-in of the host.
    init(of account: PlatformPlan.Account) {
        self.init(
            grant: .password, username: Template(segments: [.secret(account.email)]),
            password: Template(segments: [.secret(account.password)]))
    }
}

extension Participant {
    /// Obtains a token, keeps it and returns it.
    func newToken(_ plan: TokenPlan, _ platform: PlatformPlan, _ origins: Origins) async throws(Failure) -> String {
        let request: PreparedToken
        do throws(UnknownName) {
            request = try PreparedToken(
                plan, platform, RunNames(runID: "", origins: origins, provisionedRoom: ProvisionedRoom()))
        } catch {
            throw Failure(kind: .harness, detail: "\(error)")
        }
        try await token(request)
        guard let token else { throw Failure(kind: .extract, detail: "the answer has no token") }
        return token.text
    }
}
