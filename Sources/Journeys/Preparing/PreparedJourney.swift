// A plan's journey bound to a run. Everything that can be done before the participants arrive is done here, once.
import Addresses
package import Measuring
import PlatformContract
package import Scenarios

/// A journey that could not be prepared.
package struct UnpreparedJourney: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reason.
    package var description: String
}

/// A journey that any number of participants can execute on any loop.
package final class PreparedJourney: Sendable {
    /// A journey written in code. Called on the participant's loop, and must stay on it.
    package typealias Script = @Sendable (Participant) async throws(Failure) -> Void

    /// One step. A class, so that a suspended participant holds only a reference.
    final class Step: Sendable {
        let index: StepIndex
        let name: String
        let action: any PreparedStep
        /// Whether it makes requests. A step without requests leaves no record.
        let sends: Bool
        /// The number of the gate before it, from 1; 0 if there is none.
        let gate: Int16
        let when: PreparedCondition?
        let rules: RequestRules
        /// The values without which it cannot be taken: those that a step with a condition extracts.
        let needs: [(slot: ValueSlot, name: String)]

        init(
            index: StepIndex, name: String, action: any PreparedStep, sends: Bool, gate: Int16,
            when: PreparedCondition?, rules: RequestRules, needs: [(slot: ValueSlot, name: String)] = []
        ) {
            self.needs = needs
            self.index = index
            self.name = name
            self.action = action
            self.sends = sends
            self.gate = gate
            self.when = when
            self.rules = rules
        }

        /// Why the step cannot be taken: a value that it needs was never extracted.
        func missingValue(_ values: ParticipantValues) -> Failure? {
            guard let missing = needs.first(where: { values[$0.slot] == nil }) else { return nil }
            return Failure(
                kind: .extract, detail: "there is no value ${\(missing.name)}: the step that extracts it was not taken")
        }
    }

    let steps: [Step]
    /// The index of its crowd in the plan.
    package let crowd: Int16
    /// The number of its first step.
    package let firstStep: StepIndex
    /// What a participant does, if that is written in code; nil: the steps in order. The script takes steps by name
    /// (`Participant.take`) and waits at gates (`Participant.release`).
    let script: Script?
    /// The numbers of the gates in the order in which a participant first comes to them.
    package let gates: [Int16]
    /// Whether a step brings a participant into the room. Without one, completing the journey counts.
    package let hasEntry: Bool
    /// Whether to record who participants are to the platform, because attendance is compared.
    let keepsPeople: Bool
    /// Whether the crowd's data has ids that the platform may know.
    let hasOwnIDs: Bool
    let bodies: EntryBodies
    /// `run.id`.
    let runID: String
    let origins: Origins
    let tokenAddress: WebURL.Reading
    let provisionedRoom: ProvisionedRoom
    /// The URLs of the provisioned room's calls; nil if space or room become known only from the room page.
    let addresses: RoomAddresses?
    /// Header lines of requests with the host's token.
    let hostHeaders: [String]?
    /// Whether the room is open to all; nil if unknown.
    let roomIsPublic: Bool?
    /// Whether a step requests a token with a refresh token.
    let needsRefreshToken: Bool
    /// The numbers of the values that the steps extract and of the columns that they use.
    let slots: [Template.Name: ValueSlot]
    /// The columns of the crowd's data that the steps use, with the numbers of their values.
    let columns: [(column: Int, slot: ValueSlot)]
    /// The values that must never be written.
    let secretSlots: [ValueSlot]
    /// The names of values that must never be written, those of all crowds and of setup.
    let secretNames: Set<Template.Name>
    /// The others, which may be links with credentials in them.
    let openSlots: [ValueSlot]
    let seed: UInt64
    /// Whether to repeat a request whose connection closed without a response.
    let replays: Bool
    /// The trace ids of requests; nil: they carry none.
    let trace: TraceContext?
    /// Hides secrets that all participants know.
    let redactor: Redactor
    /// Whether requests ask for compressed bodies.
    let asksForCompression: Bool
    /// What `target.allow-hosts` has to list already, for the diagnosis of refused hosts.
    let allowedHosts: [String]
    /// The proxies that the environment sets, for the diagnosis of failures to connect.
    let proxy: UnusedProxy

    /// Binds the journey of one of a plan's crowds to a run.
    /// - Throws: `UnpreparedJourney` if it uses a name that setup did not provide.
    package init(
        _ plan: Plan, crowd: Int = 0, origins: Origins, provisionedRoom: ProvisionedRoom, runID: String, seed: UInt64,
        proxy: UnusedProxy = UnusedProxy(), isHost: Bool = false, script: Script? = nil
    ) throws(UnpreparedJourney) {
        self.script = script
        self.proxy = proxy
        asksForCompression = plan.target.compression
        allowedHosts = plan.allowedHosts(at: origins)
        var names = RunNames(
            runID: runID, origins: origins, provisionedRoom: provisionedRoom, shared: provisionedRoom.values)
        let written = plan.crowds[crowd].journey
        names.slots = ValueSlot.numbered(written)
        names.secret = plan.secretNames
        let hidden = names.secret
        secretNames = hidden
        slots = names.slots
        columns = plan.crowds[crowd].columns.enumerated().compactMap { place, column in
            names.slots[.column(column)].map { (place, $0) }
        }
        secretSlots = names.slots.filter { hidden.contains($0.key) }.map(\.value)
        openSlots = names.slots.filter { !hidden.contains($0.key) }.map(\.value)
        // The host takes the steps of teardown whatever became of those of setup.
        let uncertain = Set(written.filter { isHost || $0.when != nil }.flatMap(\.action.kind.extracts))
        var steps: [Step] = []
        let gates = plan.gateNumbers(ofCrowd: crowd)
        let first = plan.firstStep(ofCrowd: crowd)
        for (index, step) in written.enumerated() {
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
                            }),
                        needs: step.templates.flatMap(\.requiredNames).compactMap { name in
                            guard case .value(let value) = name, uncertain.contains(value),
                                let slot = names.slots[name]
                            else { return nil }
                            return (slot, value)
                        }))
            } catch {
                throw UnpreparedJourney(description: "step \(step.name): \(error)")
            }
        }
        self.steps = steps
        self.crowd = Int16(clamping: crowd)
        firstStep = StepIndex(rawValue: Int16(clamping: first))
        self.gates = gates.reduce(into: []) { met, gate in
            if gate > 0, !met.contains(gate) { met.append(gate) }
        }
        hasEntry = plan.crowds[crowd].hasEntry
        keepsPeople = plan.attendance.isOn && !isHost
        hasOwnIDs = plan.crowds[crowd].columns.contains("externalUserId")
        self.origins = origins
        self.provisionedRoom = provisionedRoom
        needsRefreshToken = plan.crowds[crowd].journey.contains { step in
            if case .token(let token) = step.action { token.grant == .refresh } else { false }
        }
        self.seed = seed
        replays = plan.target.replay
        trace = plan.target.traceHeader.map { TraceContext(runID: runID, seed: seed, sampled: $0.sampled) }
        bodies = EntryBodies(runID: runID)
        self.runID = runID
        tokenAddress = origins.api.appending(PlatformPath.token)
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
                }
            ).union(
                provisionedRoom.values.flatMap { name, value in
                    hidden.contains(.value(name))
                        ? [Secret(value)] : Credentials.values(inLink: value).map { Secret($0) }
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
    /// Names of the headers that the checks examine.
    let checkedHeaders: [String]
    /// How long a server may delay its requests with Retry-After; nil: without limit.
    let patience: Patience?

    init(timeoutMilliseconds: Int, retry: RetryPlan?, checks: [PreparedCheck], patience: Patience? = nil) {
        self.patience = patience
        self.timeoutMilliseconds = timeoutMilliseconds
        self.retry = retry
        self.checks = checks
        checkedHeaders = checks.compactMap(\.header)
        checksStatus = checks.contains { $0.isAboutStatus }
    }

    /// The defaults of a scenario: docs/scenario-language.md.
    static let plain = RequestRules(timeoutMilliseconds: 30_000, retry: nil, checks: [])
}
