import Scenarios
import Support
import Testing

@testable import TurnoutCLI

@Suite struct RunDirectoryTests {
    private func plan(_ source: String) -> Plan {
        Plan(
            name: "x", source: source, target: TargetPlan(api: .url("http://127.0.0.1:1")), platform: nil,
            participants: ParticipantsPlan(count: 1), arrival: .atOnce, journey: [])
    }

    @Test(arguments: [
        ("scenarios/ready-room.yaml", "ready-room"), ("Mein Szenario (1).yml", "mein-szenario-1"),
        ("https://edu.example:8443/lesson?x", "edu-example-8443-lesson"), ("../../x.y.yaml", "x-y"), (".yaml", "yaml"),
        ("登录.yaml", "run"), ("/", "run"),
    ])
    func `a run directory is named after the scenario, in letters that every system takes`(
        source: String, slug: String
    ) {
        #expect(RunDirectory.slug(of: plan(source)) == slug)
    }

    @Test func `its name begins with the time in UTC`() {
        let time = TimeOfDay(seconds: 1_795_511_700, milliseconds: 7, moment: .now)
        #expect(RunDirectory.defaultPath(for: plan("a.yaml"), at: time) == "turnout-runs/20261124T091500Z-a")
        #expect(time.iso8601 == "2026-11-24T09:15:00.007Z")
    }
}
