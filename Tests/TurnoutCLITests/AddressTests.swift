import Scenarios
import Testing

@testable import TurnoutCLI

@Suite struct AddressTests {
    @Test(arguments: [
        ("http://a.example", "http://a.example"), ("HTTPS://a.example:8443/x?y#z", "https://a.example:8443"),
        ("http://[::1]:80/", "http://[::1]:80"), ("https://a.example/@user", "https://a.example"),
    ])
    func `an address has an origin`(text: String, origin: String) {
        #expect(Address(text)?.origin == origin)
    }

    @Test(arguments: ["ftp://a", "http://", "http:///x", "://a", "http://u:p@a/", "http://a b/", "a.example"])
    func `what cannot be requested is no address`(text: String) {
        #expect(Address(text) == nil)
    }

    @Test func `an address's query is requested and never written down`() throws {
        let link = "https://edu.example/room/Zz9yXx8wVv?participantName=P&accessToken=eyJhbGciOi"
        let plan = try PlanSource(
            scenario: link, changes: try ScenarioArguments.parse(["--participants", "2"]), environment: [:]
        ).plan()
        #expect(plan.source == "https://edu.example/room/Zz9yXx8wVv?•••")
        #expect(plan.name == "edu.example")
        #expect(!plan.resolvedDescription.contains("eyJhbGciOi"))
        #expect(!"\(plan)".contains("eyJhbGciOi"))
        let step = try #require(plan.journey.first)
        guard case .get(let address) = step.action else { throw CancellationError() }
        let parts = address.segments.map { segment in
            switch segment {
            case .literal(let text): text
            case .secret(let secret): secret.revealed
            case .name: ""
            }
        }
        #expect(parts.joined() == link)
    }

    @Test(arguments: ["http://a/", "http://a/?", "http://a/#x"])
    func `an address without a query stays as it is`(text: String) {
        #expect(Address.template(text).written == text)
    }
}
