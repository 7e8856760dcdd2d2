// Several crowds in one plan: how steps, gates and participants are numbered, and how the plan is written out.
import Measuring
import Scenarios
import Support
import Testing

struct CrowdPlanTests {
    private func crowd(
        _ name: String, _ arrival: Arrival = .atOnce, count: Int = 0, start: CrowdPlan.Start = .withRun,
        gates: [ReleasePlan?] = [nil]
    ) -> CrowdPlan {
        CrowdPlan(
            name: name, participants: ParticipantsPlan(count: count), arrival: arrival, start: start,
            journey: gates.enumerated().map {
                StepPlan(name: "\(name)\($0 + 1)", action: .leaveRoom, release: $1)
            })
    }

    private func plan(_ crowds: [CrowdPlan]) -> Plan {
        Plan(
            name: "t", source: "t", target: TargetPlan(api: .url("http://a")), platform: nil, crowds: crowds)
    }

    @Test func `Numbers of participants run on, and crowds without a size share the rest in turn`() {
        let plan = plan([
            crowd("a", count: 3), crowd("loop", .looping(2, for: .seconds(1))), crowd("b", count: 4),
            crowd("open", .rate(perSecond: 1, for: .seconds(1), poisson: true)),
        ])
        #expect(plan.expected == 7)
        let numbers = plan.crowds.indices.map { crowd in (0..<3).map { plan.numbers(ofCrowd: crowd)[$0] } }
        #expect(numbers == [[1, 2, 3], [8, 10, 12], [4, 5, 6], [9, 11, 13]])
    }

    @Test func `Steps and gates are numbered consecutively, and gates with one name are one gate`() {
        let doors = ReleasePlan(gate: "doors")
        let plan = plan([
            crowd("a", count: 3, gates: [nil, doors, ReleasePlan()]),
            crowd("b", count: 4, gates: [ReleasePlan(), doors]),
        ])
        #expect(plan.steps.map(\.name) == ["a1", "a2", "a3", "b1", "b2"])
        #expect(plan.firstStep(ofCrowd: 1) == 3)
        #expect(plan.gates.map(\.name) == ["doors", "a3", "b1"])
        #expect(plan.gates.map(\.expected) == [7, 3, 4])
        #expect(plan.gateNumbers(ofCrowd: 0) == [0, 1, 2])
        #expect(plan.gateNumbers(ofCrowd: 1) == [3, 1])
    }

    @Test func `A cycle of crowds that wait for each other is found`() {
        let fine = plan([
            crowd("c", start: .afterCrowd("b")), crowd("b", start: .afterCrowd("a")),
            crowd("a", start: .after(.seconds(1))),
        ])
        #expect(fine.crowdThatNeverStarts == nil)
        let circle = plan([
            crowd("a"), crowd("b", start: .afterCrowd("c")), crowd("c", start: .afterCrowd("b")),
        ])
        #expect(circle.crowdThatNeverStarts?.name == "b")
    }

    @Test func `A single crowd is written in the language's form, and several under their names`() {
        #expect(
            plan([crowd(CrowdPlan.onlyName, count: 2)]).resolvedDescription.contains("\nparticipants:\n  count: 2\n"))
        let several = plan([
            crowd("hosts", count: 1),
            crowd("loop", .looping(2, for: .seconds(90)), start: .afterCrowd("hosts")),
        ]).resolvedDescription
        #expect(several.contains("\ncrowds:\n  \"hosts\":\n    participants:\n      count: 1\n"))
        #expect(
            several.contains("\n    arrival: { looping: 2, for: 1m30s }\n    start: \"after hosts\"\n    journey:\n"))
    }
}
