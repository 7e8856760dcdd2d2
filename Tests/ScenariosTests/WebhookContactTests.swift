// Where webhooks are received is a host that may be contacted, and only where they are received.
import Addresses
import Scenarios
import Testing

@Suite struct WebhookContactTests {
    @Test(arguments: [
        ("webhooks: false", "http://127.0.0.1:5000", false), ("webhooks: true", "http://127.0.0.1:5000", true),
        ("webhooks: true", "http://127.0.0.2:5000", false),
        ("webhooks: { listen: \"0.0.0.0:8080\", url: \"https://hooks.example/x\" }", "https://hooks.example/y", true),
        ("webhooks: { listen: \"0.0.0.0:8080\", url: \"https://hooks.example/x\" }", "http://127.0.0.1:8080", false),
    ])
    func `an earlier run's receiver may be asked where this run receives its own`(
        keys: String, url: String, isAllowed: Bool
    ) throws {
        let plan = try load(Sample.scenario(rest: keys))
        #expect(plan.contactPolicy(at: nil).allows(try WebURL(url)) == isAllowed)
    }
}
