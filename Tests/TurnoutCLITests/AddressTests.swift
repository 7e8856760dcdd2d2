import Addresses
import Measuring
import Scenarios
import Support
import Testing

@testable import TurnoutCLI

@Suite struct AddressTests {
    private func plan(_ address: String, _ words: String...) throws -> Plan {
        try PlanSource(scenario: address, changes: try ScenarioArguments.parse(words), environment: [:]).plan()
    }

    private func problem(_ address: String, _ words: String...) throws -> [String] {
        do {
            _ = try PlanSource(scenario: address, changes: try ScenarioArguments.parse(words), environment: [:]).plan()
            return []
        } catch let problem as Problem {
            #expect(problem.kind == .usage)
            return problem.messages + [problem.remedy].compactMap { $0 }
        }
    }

    @Test(arguments: [
        ("http://a.example", "http://a.example"), ("HTTPS://a.example:8443/x?y#z", "https://a.example:8443"),
        ("http://[::1]:80/", "http://[::1]"), ("https://a.example/@user", "https://a.example"),
    ])
    func `a URL has an origin`(text: String, origin: String) throws {
        #expect(try plan(text, "--participants", "2").target.api == .url(try BaseURL(origin)))
    }

    @Test(arguments: [
        ("ftp://a/?SECRET", "cannot request 'ftp://a/?•••': it does not begin with http:// or https://"),
        ("http://", "cannot request 'http://': it has no valid host name"),
        ("http://#SECRET", "cannot request 'http://#•••': it has no valid host name"),
        ("http://:80/", "cannot request 'http://:80/': it has no valid host name"),
        ("http://[::1/", "cannot request 'http://[::1/': it has no valid host name"),
        ("http://a b/?SECRET", "cannot request 'http://a b/?•••': it has no valid host name"),
        ("http://127.0.0.1:99999/", "cannot request 'http://127.0.0.1:99999/': the port must be 1 to 65535"),
        ("http://127.0.0.1:abc/", "cannot request 'http://127.0.0.1:abc/': the port must be 1 to 65535"),
        ("http://127.0.0.1:0/", "cannot request 'http://127.0.0.1:0/': the port must be 1 to 65535"),
    ])
    func `a URL that cannot be requested is rejected with the reason`(text: String, message: String) throws {
        #expect(
            try problem(text, "--participants", "2") == [message, "Use http://host/path or https://host:port/path."])
    }

    @Test(arguments: [
        ("http:/edu.example/a", "http://edu.example/a"), ("  http://edu.example/a b\n", "http://edu.example/a%20b"),
        ("http:\\\\edu.example\\a", "http://edu.example/a"),
    ])
    func `what a browser accepts is requested`(text: String, source: String) throws {
        #expect(try plan(text, "--participants", "2").source == source)
    }

    @Test func `messages about a URL omit its query`() throws {
        let address = "http://h/?token=SECRET"
        #expect(
            try problem(address) == [
                "the number of participants for 'http://h/?•••' is missing", "Add --participants N.",
            ])
        #expect(
            try problem(address, "--set", "platform.host.password=SECRET") == [
                "--set platform.host.password changes a scenario, but 'http://h/?•••' is a URL"
            ])
        #expect(
            try problem(address, "--env-file", "none.env") == [
                "--env-file is for scenarios, but 'http://h/?•••' is a URL"
            ])
        #expect(
            try problem("http://me:SECRET@h/") == [
                "cannot request this URL: it contains a user name or a password",
                "Leave them out: they would be stored with the run.",
            ])
    }

    @Test(arguments: [
        (
            ["http://h/?token=SECRET"],
            "unknown verb 'http://h/?•••': use run, check, stand-in, report, compare, prepare, teardown, watch, merge, "
                + "capacity, init or schema"
        ),
        (["run", "x.yaml", "http://h/?token=SECRET"], "unexpected argument 'http://h/?•••'"),
        (
            ["run", "--participants", "http://h/?token=SECRET"],
            "the value 'http://h/?•••' is invalid for '--participants <n>'"
        ),
        (
            ["check", "x.yaml", "platform.host.password=SECRET"],
            "unexpected argument 'platform.host.password=•••'"
        ),
        (["check", "x.yaml", ""], "unexpected argument ''"),
    ])
    func `errors about a misplaced URL omit its query, and about a misplaced value its text`(
        words: [String], message: String
    ) {
        #expect {
            try Usage.parse(words)
        } throws: { ($0 as? Problem)?.messages == [message] }
    }

    @Test func `errors about an almost valid URL omit its query`() throws {
        #expect(
            try problem("htp:/h/?token=SECRET") == [
                "there is no file 'htp:/h/?•••'", "A URL begins with http:// or https://.",
            ])
    }

    @Test func `a fragment is neither requested nor written down`() throws {
        let plan = try plan("http://h/x?a=b#access_token=SECRET?c", "--participants", "2")
        #expect(plan.source == "http://h/x?•••")
        #expect(plan.target.api == .url("http://h"))
        guard case .get(let address) = plan.crowds[0].journey[0].action else { throw CancellationError() }
        #expect(address.segments == [.literal("http://h/x?"), .secret(Secret("a=b"))])
    }

    @Test(arguments: [
        ("127.0.0.1:8080", "127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("//edu.example:443/x?token=SECRET", "//edu.example:443/x?•••", "http://edu.example:443/x?•••"),
        ("localhost/x", "localhost/x", "http://localhost/x"), ("[::1]", "[::1]", "http://[::1]"),
    ])
    func `a URL without its scheme is distinguished from a file`(text: String, shown: String, meant: String) throws {
        #expect(
            try problem(text, "--participants", "2") == ["there is no file '\(shown)'", "Did you mean '\(meant)'?"])
    }

    @Test func `a URL's query is sent but never stored`() throws {
        let link = "https://edu.example/room/Zz9yXx8wVv?participantName=P&accessToken=eyJhbGciOi"
        let plan = try plan(link, "--participants", "2")
        #expect(plan.source == "https://edu.example/room/Zz9yXx8wVv?•••")
        #expect(plan.name == "edu.example/room/Zz9yXx8wVv")
        #expect(!plan.resolvedDescription.contains("eyJhbGciOi"))
        #expect(!"\(plan)".contains("eyJhbGciOi"))
        let step = try #require(plan.crowds[0].journey.first)
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

    @Test(arguments: ["http://a/", "http://a/?"])
    func `a URL without a query has no secret`(text: String) throws {
        #expect(try URLPlan.template(of: WebURL(text)) == Template(literal: text))
    }

    @Test func `a URL is judged by its failures unless the command line says otherwise`() throws {
        #expect(try plan("http://a/", "--participants", "2").thresholds.map(\.expression) == ["failures == 0"])
        #expect(
            try plan("http://a/", "--participants", "2", "--threshold", "p95(get) < 2s", "--threshold", "turnout > 90%")
                .thresholds.map(\.expression) == ["p95(get) < 2s", "turnout > 90%"])
    }
}
