// Whole scenarios, and the contents of the plans read from them.
import Measuring
import Scenarios
import Testing

@Suite struct ScenarioLoaderTests {
    static let small = """
        turnout: 1
        target: { api: stand-in }
        participants: { count: 3 }
        journey:
          - token: { grant: password }
          - generate-access:
          - enter-room:
        """

    @Test func `a small scenario becomes a plan with the defaults written out`() throws {
        let plan = try ScenarioLoader().load(text: Self.small, file: "scenarios/small.yaml")
        let expected = Plan(
            name: "small", source: "scenarios/small.yaml", target: TargetPlan(api: .standIn(StandInPlan())),
            platform: PlatformPlan(
                clientID: Secret("turnout"), clientSecret: Secret("turnout-secret"),
                host: .init(email: Secret("host@example.test"), password: Secret("host-password")),
                space: .create(name: "small"), room: .create(.init(name: "small"))),
            participants: ParticipantsPlan(count: 3), arrival: .atOnce,
            journey: [
                StepPlan(name: "token", action: .token(TokenPlan(grant: .password)), release: ReleasePlan(), line: 5),
                StepPlan(name: "generate-access", action: .generateAccess(AccessPlan()), line: 6),
                StepPlan(name: "enter-room", action: .enterRoom(EntryPlan()), line: 7),
            ],
            secrets: [Secret("turnout-secret"), Secret("host-password")])
        #expect(plan == expected)
    }
}
