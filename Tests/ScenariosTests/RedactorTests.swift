// Secrets in written text.
import Scenarios
import Testing

@Suite struct RedactorTests {
    @Test func `a secret is hidden in every form that it is written in`() {
        let redactor = Redactor(secrets: [Secret("p w/\"1\"")])
        #expect(redactor.redact("a p w/\"1\" b") == "a ••• b")
        #expect(redactor.redact("q=p%20w%2F%221%22&r") == "q=•••&r")
        #expect(redactor.redact("q=p+w%2F%221%22") == "q=•••")
        #expect(redactor.redact("{\"password\":\"p w/\\\"1\\\"\"}") == "{\"password\":\"•••\"}")
    }

    @Test func `the longest secret is hidden first`() {
        let redactor = Redactor(secrets: [Secret("hunter"), Secret("hunter2")])
        #expect(redactor.redact("hunter2 hunter hunted") == "••• ••• hunted")
    }

    @Test func `empty, very short and language's own words are left alone`() {
        let redactor = Redactor(secrets: [Secret(""), Secret("a"), Secret("500"), Secret("turnout")])
        #expect(redactor.redact("a turnout of 500") == "a turnout of 500")
    }

    @Test func `numbered secrets are hidden with their numbers`() {
        let redactor = Redactor(secrets: [Secret](), hidingNumbered: "password-")
        #expect(redactor.redact("password-17, password-x, password-1") == "•••, password-x, •••")
    }

    @Test func `a User-Agent from the environment is sent but not shown`() throws {
        let text = Sample.scenario(target: "target: { api: stand-in, user-agent: \"load/${env.KEY} $${x}\" }")
        let plan = try load(text, environment: ["KEY": "abcdefgh"])
        #expect(plan.target.userAgent == "load/abcdefgh ${x}")
        #expect(plan.summary.connections == ["User-Agent load/••• ${x}"])
        #expect(plan.resolvedDescription.contains("  user-agent: \"load/••• $${x}\"\n"))
        #expect(plan.redactor.redact("abcdefgh") == "•••")
    }

    @Test func `a plan's secrets are hidden in any text`() throws {
        let text = Sample.scenario(
            platform:
                "platform: { client: { id: \"${env.ID}\", secret: abcdefgh }, host: { email: h@example.test, password: \"${env.PW:-default-pw}\" } }",
            journey: "journey: [ token: { username: \"${env.NAME}@x\", password: letmein }, enter-room ]")
        let plan = try load(text, environment: ["ID": "client-7", "NAME": "alice"])
        let redactor = plan.redactor
        #expect(
            redactor.redact("client-7 abcdefgh default-pw alice@x letmein password-3 h@example.test")
                == "••• ••• ••• •••@x ••• ••• h@example.test")
        for secret in ["client-7", "abcdefgh", "default-pw", "alice", "letmein"] {
            #expect(!plan.resolvedDescription.contains(secret))
            #expect(!"\(plan)".contains(secret))
            #expect(!"\(plan.summary)".contains(secret))
        }
    }

    @Test(arguments: [
        ("a hunt", "a •••"), ("a hunter2", "a •••"), ("a hun hunt", "a hun •••"), ("a fox", "a fox"),
        ("a numbered-", "a •••"), ("a numb", "a •••"), ("a numbered-12", "a •••"),
    ])
    func `the beginning of a secret at the end of a cut text is hidden too`(text: String, shown: String) {
        let redactor = Redactor(secrets: [Secret("hunter2")], hidingNumbered: "numbered-")
        #expect(redactor.redact(text, isCut: true) == shown)
    }
}
