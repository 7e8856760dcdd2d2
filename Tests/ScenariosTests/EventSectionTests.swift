// `record`, `webhooks` and `attendance`: what the host does about the event.
import Addresses
import Scenarios
import Testing

@Suite struct EventSectionTests {
    private func plan(_ keys: String) throws -> Plan { try load(Sample.scenario(rest: keys)) }

    @Test func `attendance is compared where the scenario says nothing, and nothing else is done`() throws {
        let plan = try load(Sample.scenario())
        #expect(plan.event == EventPlan(record: .off, webhooks: .init(), attendance: .auto))
        #expect(plan.attendance == .auto && plan.record == .off && plan.webhooks == .off)
    }

    @Test(arguments: [
        ("false", EventPlan.Mode.off), ("off", .off), ("OFF", .off), ("true", .auto), ("auto", .auto),
        ("required", .required), ("${env.NOT_SET:-required}", .required),
    ])
    func `each key takes the same words`(word: String, mode: EventPlan.Mode) throws {
        let word = word.hasPrefix("$") ? "\"\(word)\"" : word
        let event = try plan("record: \(word)\nwebhooks: \(word)\nattendance: \(word)").event
        #expect(event == EventPlan(record: mode, webhooks: .init(mode: mode), attendance: mode))
    }

    @Test func `webhooks take the address to listen on and the one that the platform sends to`() throws {
        let webhooks = try plan(
            "webhooks: { listen: \"0.0.0.0:8080\", url: \"https://hooks.example/x\", mode: required }"
        )
        .event.webhooks
        #expect(
            webhooks
                == EventPlan.Webhooks(
                    mode: .required, address: "0.0.0.0", port: 8080, url: try BaseURL("https://hooks.example/x")))
        #expect(
            try plan("webhooks: { listen: \"[::1]:0\" }").event.webhooks
                == EventPlan.Webhooks(mode: .auto, address: "::1", port: 0))
        #expect(try plan("webhooks: {}").event.webhooks == EventPlan.Webhooks(mode: .auto))
    }

    @Test(arguments: [
        "record: required", "webhooks: true", "attendance: off", "attendance: required",
        "webhooks: { listen: \"[::1]:8080\", url: \"https://hooks.example\" }", "record: auto\nwebhooks: required",
    ])
    func `the keys are written out so that they are read back the same`(keys: String) throws {
        let plan = try plan(keys)
        #expect(try load(plan.resolvedDescription).event == plan.event)
    }

    @Test func `check says what the host will do`() throws {
        #expect(
            try plan("record: true\nwebhooks: { listen: \"127.0.0.1:8080\" }\nattendance: required").summary.host == [
                "the host records the event", "webhooks are received at 127.0.0.1:8080",
                "attendance is compared with the platform's report; the run fails if that is not possible",
            ])
        #expect(try plan("attendance: off").summary.host.isEmpty)
    }

    @Test(arguments: [
        ("record: maybe", "5:9: record is \"maybe\", expected false, true, off, auto or required"),
        (
            "attendance: requird",
            "5:13: attendance is \"requird\", expected false, true, off, auto or required; did you mean \"required\"?"
        ),
        ("webhooks: [ true ]", "5:11: webhooks is a list, expected false, true, off, auto or required"),
        (
            "webhooks: { listen: localhost }",
            "5:21: webhooks.listen is \"localhost\", expected an IP address and a port such as 127.0.0.1:8080, or port 0 for any free one"
        ),
        (
            "webhooks: { listen: 8080 }",
            "5:21: webhooks.listen is \"8080\", expected an IP address and a port such as 127.0.0.1:8080, or port 0 for any free one; did you mean \"127.0.0.1:8080\"?"
        ),
        (
            "webhooks: { listen: \"localhost:80\" }",
            "5:21: webhooks.listen is \"localhost:80\", expected an IP address and a port such as 127.0.0.1:8080, or port 0 for any free one; did you mean \"127.0.0.1:80\"?"
        ),
        (
            "webhooks: { listen: \"::1\" }",
            "5:21: webhooks.listen is \"::1\", expected an IP address and a port such as 127.0.0.1:8080, or port 0 for any free one; did you mean \"[::1]:0\"?"
        ),
        (
            "webhooks: { listen: \"127.0.0.1:99999\" }",
            "5:21: webhooks.listen is \"127.0.0.1:99999\", expected an IP address and a port such as 127.0.0.1:8080, or port 0 for any free one"
        ),
        (
            "webhooks: { url: hooks.example }",
            "5:18: webhooks.url is \"hooks.example\", expected a URL that begins with http:// or https://; did you mean https://hooks.example?"
        ),
        ("webhooks: { port: 80 }", "5:13: unknown key \"port\" in webhooks, expected listen, url or mode"),
        (
            "webhooks: 8080",
            "5:11: webhooks is a single value, expected false, true, off, auto or required, or a mapping; write webhooks: { listen: \"127.0.0.1:8080\" }"
        ),
        (
            "webhooks: \"0.0.0.0:8080\"",
            "5:11: webhooks is a single value, expected false, true, off, auto or required, or a mapping; write webhooks: { listen: \"0.0.0.0:8080\" }"
        ),
        (
            "webhooks: \"[::1]:0\"",
            "5:11: webhooks is a single value, expected false, true, off, auto or required, or a mapping; write webhooks: { listen: \"[::1]:0\" }"
        ),
        (
            "webhooks: https://hooks.example/x",
            "5:11: webhooks is a single value, expected false, true, off, auto or required, or a mapping; write webhooks: { url: https://… }"
        ),
    ])
    func `what is wrong is said with its place`(keys: String, message: String) {
        #expect(errors(Sample.scenario(rest: keys)) == ["x.yaml:\(message)"])
    }

    @Test(arguments: [
        "record: true", "record: required", "webhooks: true", "webhooks: required", "attendance: required",
    ])
    func `what the host cannot do is an error where it is asked for`(keys: String) {
        let key = keys.prefix { $0 != ":" }
        let noEntry = errors(
            Sample.scenario(target: "target: { api: stand-in }", journey: "journey: [ generate-access ]", rest: keys))
        #expect(
            noEntry == [
                "x.yaml:5:\(key.count + 3): \(key) is asked for, but nobody enters a room of the platform; put an enter-room step into the journey, or write \(key): false"
            ])
        let noHost = errors(
            Sample.scenario(
                platform:
                    "platform: { client: { id: c, secret: \"${env.A:-s}\" }, space: 5f00000000000000000000aa, room: 5f00000000000000000000bb }",
                journey: "journey: [ token, enter-room ]", rest: keys))
        #expect(
            noHost == [
                "x.yaml:6:\(key.count + 3): \(key) is asked for, but there is no host to do it; add `platform: { host: { email: …, password: … } }`, or write \(key): false"
            ])
    }

    @Test func `attendance by default asks for nothing where there is no event with a host`() throws {
        let site = try load(
            Sample.scenario(
                target: "target: { site: https://lms.example }",
                journey: "journey: [ request: GET https://lms.example/ ]"))
        #expect(site.attendance == .off && site.summary.host.isEmpty)
        #expect(try load(Sample.scenario(journey: "journey: [ token ]")).attendance == .off)
    }

    @Test func `a platform elsewhere needs an address to send webhooks to`() throws {
        let target = "target: { api: https://api.example }"
        let platform =
            "platform: { client: { id: c, secret: \"${env.A:-s}\" }, host: { email: h@example.test, password: \"${env.A:-p}\" } }"
        #expect(
            errors(Sample.scenario(target: target, platform: platform, rest: "webhooks: true")) == [
                "x.yaml:6:11: the platform cannot send webhooks to 127.0.0.1, an address of this machine alone; give the address under which the platform reaches this machine, as in webhooks: { url: https://… }"
            ])
        for (address, shown) in [("0.0.0.0:8080", "0.0.0.0:8080"), ("[::]:0", "[::]"), ("[::1]:0", "[::1]")] {
            let found = errors(
                Sample.scenario(target: target, platform: platform, rest: "webhooks: { listen: \"\(address)\" }"))
            #expect(
                found.count == 1 && found[0].contains("the platform cannot send webhooks to \(shown), an address"),
                "\(found)")
        }
        for reachable in ["{ url: https://hooks.example }", "{ listen: \"192.0.2.7:8080\" }"] {
            _ = try load(Sample.scenario(target: target, platform: platform, rest: "webhooks: \(reachable)"))
        }
    }
}
