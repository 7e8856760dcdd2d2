// A plan's journey bound to a run: everything that can be done before the participants come is done here, once.
import Addresses
package import Measuring
import PlatformContract
package import Scenarios

/// A journey that could not be made ready.
package struct UnpreparedJourney: Error, Hashable, Sendable, CustomStringConvertible {
    /// Why, in words.
    package var description: String
}

/// A journey ready to be walked by any number of participants on any loop.
package final class PreparedJourney: Sendable {
    /// A journey written in code. Called on the participant's loop, which it does not leave.
    package typealias Script = @Sendable (Participant) async throws(Failure) -> Void

    /// One step. A class, as all that a suspended participant holds: a reference in its task and no copy.
    final class Step: Sendable {
        let index: StepIndex
        let name: String
        let action: any PreparedStep
        /// Whether it makes requests; a step that makes none leaves no record.
        let sends: Bool
        /// The number of the gate before it, from 1; 0: there is none.
        let gate: Int16
        let when: PreparedCondition?
        let rules: RequestRules

        init(
            index: StepIndex, name: String, action: any PreparedStep, sends: Bool, gate: Int16,
            when: PreparedCondition?, rules: RequestRules
        ) {
            self.index = index
            self.name = name
            self.action = action
            self.sends = sends
            self.gate = gate
            self.when = when
            self.rules = rules
        }
    }

    let steps: [Step]
    /// The place of its crowd in the plan.
    package let crowd: Int16
    /// The number of its first step.
    package let firstStep: StepIndex
    /// What a participant does where that is written in code; nil: the steps in their order. It takes the steps by their
    /// names (`Participant.take`) and waits at the gates (`Participant.release`).
    let script: Script?
    /// The numbers of the gates in the order in which a participant comes to them.
    package let gates: [Int16]
    /// Whether a step brings a participant into the room; without one, completing the journey counts.
    package let hasEntry: Bool
    let bodies: EntryBodies
    let origins: Origins
    let tokenAddress: WebURL.Reading
    let provisionedRoom: ProvisionedRoom
    /// The addresses of the provisionedRoom's room; nil where space or room is not known before the room page tells.
    let addresses: RoomAddresses?
    /// Header lines of requests made with the host's token.
    let hostHeaders: [String]?
    /// Whether the room is open to all; nil where nobody has said.
    let roomIsPublic: Bool?
    /// Whether a step asks for a token by refresh token.
    let needsRefreshToken: Bool
    let seed: UInt64
    /// Whether a request whose connection died unanswered is made once more.
    let replays: Bool
    /// Hides what all participants know of secrets.
    let redactor: Redactor

    /// Binds the journey of one of a plan's crowds to a run.
    /// - Throws: `UnpreparedJourney` if a name is used that setup did not provide.
    package init(
        _ plan: Plan, crowd: Int = 0, origins: Origins, provisionedRoom: ProvisionedRoom, runID: String, seed: UInt64,
        script: Script? = nil
    ) throws(UnpreparedJourney) {
        self.script = script
        let names = RunNames(runID: runID, origins: origins, provisionedRoom: provisionedRoom)
        var steps: [Step] = []
        let gates = plan.gateNumbers(ofCrowd: crowd)
        let first = plan.firstStep(ofCrowd: crowd)
        for (index, step) in plan.crowds[crowd].journey.enumerated() {
            do throws(UnknownName) {
                steps.append(
                    Step(
                        index: StepIndex(rawValue: Int16(clamping: first + index)), name: step.name,
                        action: try step.prepared(plan, names), sends: step.action.kind.sends,
                        gate: gates[index],
                        when: try step.when.map { (condition) throws(UnknownName) in
                            try PreparedCondition(condition, names)
                        },
                        rules: RequestRules(
                            timeoutMilliseconds: step.timeout.millisecondsAtLeastOne, retry: step.retry,
                            checks: try step.checks.map { (check) throws(UnknownName) in
                                try PreparedCheck(check, names)
                            })))
            } catch {
                throw UnpreparedJourney(description: "step \(step.name): \(error)")
            }
        }
        self.steps = steps
        self.crowd = Int16(clamping: crowd)
        firstStep = StepIndex(rawValue: Int16(clamping: first))
        self.gates = gates.filter { $0 > 0 }
        hasEntry = plan.crowds[crowd].hasEntry
        self.origins = origins
        self.provisionedRoom = provisionedRoom
        needsRefreshToken = plan.crowds[crowd].journey.contains { step in
            if case .token(let token) = step.action { token.grant == .refresh } else { false }
        }
        self.seed = seed
        replays = plan.target.replay
        bodies = EntryBodies(runID: runID)
        tokenAddress = WebURL.read(origins.api + PlatformPath.token)
        if let spaceID = provisionedRoom.spaceID, let roomID = provisionedRoom.roomID {
            addresses = RoomAddresses(api: origins.api, spaceID: spaceID, roomID: roomID)
        } else {
            addresses = nil
        }
        hostHeaders = provisionedRoom.hostToken.map { HeaderLines.json(bearer: $0.revealed) }
        if case .create(let room) = plan.platform?.room { roomIsPublic = room.isPublic } else { roomIsPublic = nil }
        redactor = Redactor(
            secrets: plan.secrets.union(
                [plan.platform?.clientSecret, plan.platform?.host?.password, provisionedRoom.hostToken].compactMap {
                    $0
                }),
            hidingNumbered: GeneratedIdentity.passwordPrefix)
    }
}

extension Duration {
    /// Whole milliseconds, rounded up: libcurl takes 0 for no limit.
    fileprivate var millisecondsAtLeastOne: Int { max(1, Int((wholeNanoseconds + 999_999) / 1_000_000)) }
}

/// How a step's requests are made and judged.
final class RequestRules: Sendable {
    let timeoutMilliseconds: Int
    let retry: RetryPlan?
    let checks: [PreparedCheck]
    /// Whether a check says which status is expected.
    let checksStatus: Bool
    /// Names of the headers that the checks look at.
    let checkedHeaders: [String]
    /// How long a server may have its requests wait (Retry-After); nil: as long as it asks for.
    let patience: Patience?

    init(timeoutMilliseconds: Int, retry: RetryPlan?, checks: [PreparedCheck], patience: Patience? = nil) {
        self.patience = patience
        self.timeoutMilliseconds = timeoutMilliseconds
        self.retry = retry
        self.checks = checks
        checkedHeaders = checks.compactMap(\.header)
        checksStatus = checks.contains { $0.isAboutStatus }
    }

    /// What applies where a scenario says nothing: docs/scenario-language.md.
    static let plain = RequestRules(timeoutMilliseconds: 30_000, retry: nil, checks: [])
}
