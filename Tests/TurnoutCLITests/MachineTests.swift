import Addresses
import Driver
import Scenarios
import Testing

@testable import TurnoutCLI

@Suite struct MachineTests {
    @Test func `a run's environment names the libcurl that makes its requests`() throws {
        let libcurl = try #require(Machine.description["libcurl"])
        #expect(libcurl.hasPrefix("libcurl/") && libcurl.contains("SSL"))
    }

    // 192.0.2.0/24 is for documentation (RFC 5737): no machine has it.
    @Test(arguments: [
        ("http://127.0.0.1:8080", [], true), ("http://127.0.0.9", [], true), ("http://[::1]:8080", [], true),
        ("http://localhost:8080", [], true), ("http://192.0.2.1", [], false), ("https://api.example", [], false),
        ("https://api.example", ["--resolve", "api.example:443:127.0.0.1"], true),
        ("https://api.example", ["--resolve", "api.example:443:192.0.2.1"], false),
        ("https://api.example", ["--resolve", "other.example:443:127.0.0.1"], false),
        ("https://api.example", ["--connect-to", "api.example:443:127.0.0.1:8443"], true),
        ("https://api.example", ["--connect-to", "::[::1]:"], true),
    ])
    func `a target on this machine is known by its address`(url: String, options: [String], isHere: Bool) throws {
        let changes = try ScenarioArguments.parse(["--participants", "1"] + options)
        let plan = try PlanSource(scenario: url, changes: changes, environment: [:]).plan()
        #expect(plan.sharesMachine(with: Origins(api: try BaseURL(url))) == isHere)
    }
}
