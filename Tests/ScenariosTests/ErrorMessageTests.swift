// Complete messages: what a user reads for each mistake.
import Scenarios
import Testing

@Suite struct ErrorMessageTests {
    /// A mistake and its message, without the file's name.
    struct Case: CustomTestStringConvertible, Sendable {
        var text: String
        var messages: [String]
        var testDescription: String { messages.first ?? text }

        init(_ text: String, _ messages: String...) {
            self.text = text
            self.messages = messages
        }
    }

    @Test func `an error shows location, source line, caret and the nearest key`() {
        let text = """
            turnout: 1
            target: { api: stand-in }
            partcipants: { count: 500 }
            journey: [ generate-access, enter-room ]
            """
        #expect {
            try load(text, file: "scenarios/x.yaml")
        } throws: { error in
            String(describing: error) == """
                scenarios/x.yaml:1:1: "participants" is missing at the top; for example `participants: { count: 500 }`
                  1 | turnout: 1
                    | ^
                scenarios/x.yaml:3:1: unknown key "partcipants"; did you mean "participants"?
                  3 | partcipants: { count: 500 }
                    | ^
                2 errors
                """
        }
    }

    @Test(arguments: [
        Case(
            Sample.scenario(rest: "frobnicate: 1"),
            "5:1: unknown key \"frobnicate\" at the top, expected turnout, include, name, description, target, platform, setup, participants, arrival, journey, crowds, teardown, thresholds, limits, outputs, record, webhooks, attendance or seed"
        ),
        Case("- a\n- b", "1:1: the scenario is a list, expected a mapping that begins with `turnout: 1`"),
        Case(
            Sample.scenario().replacing("turnout: 1", with: "turnout: 2"),
            "1:10: language version \"2\", expected `turnout: 1`, the version this Turnout reads"),
        Case(
            Sample.scenario(participants: "participants: 10"),
            "3:15: participants is a number, expected a mapping such as { count: 10 }"),
        Case(
            Sample.scenario(participants: "participants: { accounts: existing }"),
            "3:15: \"count\" is missing in participants; for example `count: 500`"),
    ])
    func `wrong keys and kinds are reported`(example: Case) {
        #expect(errors(example.text) == example.messages.map { "x.yaml:\($0)" })
    }

    @Test(arguments: [
        Case("count: 0", "participants.count is 0, expected 1 to 1000000"),
        Case("count: 10000000", "participants.count is 10000000, expected 1 to 1000000"),
        Case("count: 10_000_000", "participants.count is 10000000, expected 1 to 1000000"),
        Case("count: -5", "participants.count is -5, expected 1 to 1000000"),
        Case("count: 99999999999999999999", "participants.count is 99999999999999999999, expected 1 to 1000000"),
        Case("count: many", "participants.count is \"many\", expected a whole number"),
        Case("count: 1.5", "participants.count is \"1.5\", expected a whole number"),
        Case("count: 007", "participants.count is \"007\", expected a whole number"),
        Case("count: [1]", "participants.count is a list, expected a whole number"),
        Case("count: 5, cookies: yes", "participants.cookies is \"yes\", expected true or false; did you mean true?"),
        Case(
            "count: 5, accounts: exsiting",
            "participants.accounts is \"exsiting\", expected existing or create; did you mean \"existing\"?"),
        Case(
            "count: 5, moderators: 6", "participants.moderators is 6, expected at most participants.count, which is 5"),
    ])
    func `invalid participants are reported`(example: Case) {
        let found = errors(Sample.scenario(participants: "participants: { \(example.text) }"))
        #expect(found.count == 1)
        #expect(found.allSatisfy { $0.hasPrefix("x.yaml:3:") && $0.hasSuffix(": \(example.messages[0])") }, "\(found)")
    }

    @Test(arguments: [
        Case(
            "api: ftp://a.example",
            "target.api is \"ftp://a.example\", expected a URL that begins with http:// or https://"),
        Case("api: \"https://\"", "target.api is \"https://\", expected a host after the scheme"),
        Case(
            "api: \"https://a b\"",
            "target.api is \"https://a b\", expected a host after the scheme"),
        Case(
            "api: \"https://a.example:99999\"",
            "target.api is \"https://a.example:99999\", expected a port from 1 to 65535"),
        Case(
            "api: \"https://me:pw@a.example\"",
            "target.api is \"https://•••@…\", expected a URL without user name and password; write accounts in platform"
        ),
        Case(
            "api: \"https://a.example/?q=1\"",
            "target.api is \"https://a.example/?•••\", expected a URL without ? and #"),
        Case(
            "api: standin",
            "target.api is \"standin\", expected stand-in, or a URL that begins with http:// or https://; did you mean \"stand-in\"?"
        ),
        Case(
            "api: stand-in, web: \"http://h/?token=hunter7\"",
            "target.web is \"http://h/?•••\", expected a URL without ? and #"),
        Case(
            "api: stand-in, tls: { ca: /dev/null }",
            "target.tls.ca: \"/dev/null\" contains no certificate, expected a file in PEM form with a line -----BEGIN CERTIFICATE-----"
        ),
        Case("api: \"https://1.2.3.4.5\"", "target.api is \"https://1.2.3.4.5\", expected a host after the scheme"),
        Case("api: stand-in, http: 3", "target.http is \"3\", expected auto, 1.1 or 2"),
        Case("api: stand-in, tls: { verify: maybe }", "target.tls.verify is \"maybe\", expected true or false"),
        Case("api: stand-in, tls: { ca: no/such.pem }", "target.tls.ca: there is no file \"no/such.pem\""),
        Case(
            "api: stand-in, allow-hosts: [ \"https://a.example\" ]",
            "target.allow-hosts is \"https://a.example\", expected a host such as api.example.org, *.example.org or api.example.org:8443"
        ),
        Case(
            "api: stand-in, resolve: { a.example: 127.0.0.1 }",
            "target.resolve has \"a.example\", expected host:port such as \"api.example.org:443\""),
        Case(
            "api: stand-in, resolve: { \"a.example:443\": localhost }",
            "target.resolve.a.example:443 is \"localhost\", expected an IP address"),
        Case(
            "api: stand-in, source-addresses: [ 127.0.0.9-127.0.0.2 ]",
            "\"127.0.0.9-127.0.0.2\" is not a range of IPv4 addresses, expected such as 127.0.0.2-127.0.0.9"),
        Case("api: stand-in, source-addresses: [ 10.0.0.0-10.9.0.0 ]", "more than 4096 source addresses"),
        Case(
            "api: stand-in, source-addresses: [ here ]", "target.source-addresses is \"here\", expected an IP address"),
        Case("web: https://a.example", "\"api\" is missing in target; for example `api: stand-in`"),
    ])
    func `invalid targets are reported`(example: Case) {
        let found = errors(Sample.scenario(target: "target: { \(example.text) }"))
        #expect(found.count == 1)
        #expect(found.allSatisfy { $0.hasPrefix("x.yaml:2:") && $0.hasSuffix(": \(example.messages[0])") }, "\(found)")
    }

    @Test(arguments: [
        Case("- enterroom:", "unknown step \"enterroom\"; did you mean \"enter-room\"?"),
        Case(
            "- dance:",
            "unknown step \"dance\", expected token, generate-access, enter-room, leave-room, pause or request"),
        Case("- []", "journey.0 is a list, expected a step"),
        Case(
            "- { token: , pause: 3s }",
            "\"token\" and \"pause\" in one step, expected one step per item; start a new line with `- pause:`"),
        Case(
            "- token: { grant: pasword }",
            "journey.0.grant is \"pasword\", expected password, client-credentials or refresh; did you mean \"password\"?"
        ),
        Case(
            "- token: { grant: refresh }",
            "grant refresh without an earlier token step; put `- token: { grant: password }` before it"),
        Case(
            "- generate-access: { as: participant }",
            "generate-access as participant without an earlier token step; put `- token: { grant: password }` before it, or write `as: host`"
        ),
        Case("- generate-access: { ttl: 0 }", "journey.0.ttl is 0, expected 1 to 3600000"),
        Case("- generate-access: { ttl: 1500ms }", "journey.0.ttl is 1500ms, expected whole seconds"),
        Case("- generate-access: { role: boss }", "journey.0.role is \"boss\", expected user or moderator"),
        Case(
            "- enter-room:",
            "enter-room without anything that grants access; put generate-access or a token step before it, or give it a link"
        ),
        Case("- leave-room:", "leave-room before the room is entered; put enter-room before it"),
        Case("- token: { timeout: 0s }", "journey.0.timeout is 0s, expected more than 0"),
        Case(
            "- token: { release: { quorum: 101% } }",
            "journey.0.release.quorum is \"101%\", expected a share from above 0% to 100%, such as 95%"),
        Case(
            "- token: { release: { quorum: 0.95 } }",
            "journey.0.release.quorum is \"0.95\", expected a share from above 0% to 100%, such as 95%; did you mean 95%?"
        ),
        Case("- token: { release: maybe }", "journey.0.release is \"maybe\", expected true or false"),
        Case("- token: { retry: 0 }", "journey.0.retry is 0, expected 1 to 100"),
        Case(
            "- token: { retry: { for: [ 700 ] } }", "journey.0.retry.for is \"700\", expected a status from 100 to 599"),
        Case(
            "- token: { retry: { for: [ conect ] } }",
            "journey.0.retry.for is \"conect\", expected a status such as 503, resolve, connect, tls, timeout, reset, protocol, check or extract; did you mean \"connect\"?"
        ),
        Case(
            "- token: { when: always }",
            "when is \"always\", expected a comparison such as ${participant.role} == moderator"),
        Case(
            "- token: { check: [ status is 200 ] }",
            "check \"status is 200\", expected a comparison such as ==; did you mean status == 200?"),
        Case(
            "- token: { check: [ json /a~2 exists ] }",
            "check \"json /a~2 exists\", expected a pointer that begins with /, and in it ~0 for ~ and ~1 for /"),
        Case("- token: { check: [ \"body matches (\" ] }", "\"(\" is not a valid regular expression"),
        Case("- pause: soon", "pause is \"soon\", expected a duration such as 500ms, 30s, 2m or 1h30m"),
        Case("- pause: 9s..3s", "the pause 9s..3s ends before it starts"),
        Case(
            "- pause: 9s..x", "pause is \"9s..x\", expected 30s, 5s..20s, or { mean: 10s, distribution: exponential }"),
        Case("- pause:", "\"mean\" is missing in pause; for example `pause: 30s`"),
        Case(
            "- { pause: 3s, timeout: 2s }",
            "unknown key \"timeout\" in pause, expected mean, distribution, name, release or when"),
        Case(
            "- token: { name: journey }",
            "a step cannot be named \"journey\"; that word has another meaning in thresholds"),
        Case(
            "- token: { username: \"${participant.mail}\" }",
            "unknown name ${participant.mail}; did you mean ${participant.email}?"),
        Case(
            "- token: { username: \"${participant.email\" }", "`${` without a closing `}`; write $${ for a literal ${"),
        Case("- token: { username: \"${}\" }", "`${}` without a name; write $${ for a literal ${"),
        Case(
            "- token: { when: \"${participant.rolle} == moderator\" }",
            "unknown name ${participant.rolle}; did you mean ${participant.role}?"),
        Case(
            "- token: { timeout: \"${participant.index}\" }",
            "${participant.index} is known only during the journey, expected a value or ${env.…} for journey.0.timeout"),
        Case(
            "- token: { name: \"${env.NAME:-x}\" }",
            "journey.0.name holds ${env.…}, whose value is secret, but journey.0.name appears in every report; write it out"
        ),
    ])
    func `invalid steps are reported`(example: Case) {
        let found = errors(Sample.scenario(journey: "journey:\n  \(example.text)"))
        #expect(found.count == 1, "\(found)")
        #expect(found.allSatisfy { $0.hasPrefix("x.yaml:5:") && $0.hasSuffix(": \(example.messages[0])") }, "\(found)")
    }

    @Test func `steps that share a name are distinguished by line`() {
        let text = Sample.scenario(
            journey: """
                journey:
                  - token: { name: log in }
                  - generate-access: { name: log in }
                  - enter-room:
                  - enter-room: { open-only: true }
                """)
        #expect(
            errors(text) == [
                "x.yaml:6:30: the name \"log in\" is already used by the step on line 5, expected a unique name"
            ])
    }

    @Test func `leaving after opening only the page is an error`() {
        let text = Sample.scenario(
            journey: "journey: [ generate-access: , enter-room: { open-only: true }, leave-room: ]")
        #expect(
            errors(text) == [
                "x.yaml:4:64: leave-room after `open-only`, which does not enter the room; remove `open-only` or leave-room"
            ])
    }

    @Test func `a platform that is not ours needs its accounts`() {
        let text = Sample.scenario(target: "target: { api: https://api.example }")
        #expect(
            errors(text) == [
                "x.yaml:1:1: \"platform\" is missing, but the steps of this journey need it; for example `platform: { client: { id: …, secret: … }, host: { email: …, password: … } }`"
            ])
    }

    @Test func `a host is required for what only a host can do`() {
        let text = Sample.scenario(
            target: "target: { api: https://api.example }", platform: "platform: { client: { id: a, secret: b } }")
        #expect(
            errors(text) == [
                "x.yaml:3:11: creating a space needs platform.host, which is missing; give the id of an existing one, or a host",
                "x.yaml:3:11: creating a room needs platform.host, which is missing; give the id of an existing one, or a host",
                "x.yaml:5:12: generate-access as host, but platform.host is missing; write platform.host: { email: …, password: … }, or `as: participant`",
            ])
    }

    @Test func `all errors of a file are shown in order of location`() {
        let text = """
            turnout: 1
            target: { api: gopher://x, colour: red }
            participants: { count: 0 }
            arrival: { over: soon }
            journey:
              - tokn:
              - pause: 1
            thresholds: [ turnout >= 2 ]
            limits: { max-duration: forever }
            seed: -1
            """
        #expect(
            errors(text).map { $0.split(separator: " ")[0] } == [
                "x.yaml:2:16:", "x.yaml:2:28:", "x.yaml:3:24:", "x.yaml:4:18:", "x.yaml:6:5:", "x.yaml:7:12:",
                "x.yaml:8:26:", "x.yaml:9:25:", "x.yaml:10:7:",
            ])
    }

    @Test func `literal passwords are hidden in the source line`() {
        let text = Sample.scenario(
            platform:
                "platform: { client: { id: a, secret: hush-hush, extra: 1 }, host: { email: e, password: \"p w\" } }")
        #expect {
            try load(text)
        } throws: { error in
            String(describing: error) == """
                x.yaml:3:49: unknown key "extra" in platform.client, expected id or secret
                  3 | platform: { client: { id: •, secret: •••••••••, extra: • }, host: { email: •, password: "•••" } }
                    |                                                 ^
                """
        }
    }

    @Test func `a key that contains its value, and the query of a link in place of a step, are not repeated`() {
        #expect(
            errors(Sample.scenario(platform: "platform: { client: { id: a, secret:hunter2 } }")) == [
                "x.yaml:3:11: creating a space needs platform.host, which is missing; give the id of an existing one, or a host",
                "x.yaml:3:11: creating a room needs platform.host, which is missing; give the id of an existing one, or a host",
                "x.yaml:3:21: \"secret\" is missing in platform.client; for example `secret: \"${env.CLIENT_SECRET}\"`",
                "x.yaml:3:30: unknown key \"secret:•••\" in platform.client, expected id or secret",
            ])
        #expect(
            errors(Sample.scenario(journey: "journey: [ token: { password hunter2 }, enter-room ]")) == [
                "x.yaml:4:21: unknown key \"•••\" in token, expected grant, username, password, name, release, when, timeout, retry or check"
            ])
        #expect(
            errors(Sample.scenario(journey: "journey: [ \"https://h/?token=hunter2\" ]")) == [
                "x.yaml:4:12: unknown step \"https://h/?•••\"; write `- request: GET https://h/?•••`"
            ])
    }

    @Test(arguments: [
        (
            Sample.scenario(platform: "platform: { client: { id: a }, host: { email: a@b, pasword: hunter3hunter3 } }"),
            "  3 | platform: { client: { id: • }, host: { email: •••, pasword: •••••••••••••• } }"
        ),
        (
            Sample.scenario(platform: "platform:\n  client: hunter2hunter2"),
            "  4 |   client: ••••••••••••••"
        ),
        (
            Sample.scenario(platform: "platform:\n  client: {}\n  hots:\n    - hunter2 # and hunter3"),
            "  5 |   hots:"
        ),
        (
            Sample.scenario(
                platform: "platform:\n  client: { id: a, secret: b }\n  host:\n    - hunter2 # and hunter3"),
            "  6 |     - ••••••• •••••••••••••"
        ),
        (
            Sample.scenario(journey: "journey: [ token: { password: [ hunter5hunter5 ] }, enter-room ]"),
            "  4 | journey: [ token: { password: [ •••••••••••••• ] }, enter-room ]"
        ),
        (
            Sample.scenario(journey: "journey:\n  - token:\n      pasword:\n        - \"hunter\\\"5\""),
            "  6 |       pasword:"
        ),
        (
            Sample.scenario(
                journey: "journey: [ enter-room: { link: \"https://h.example/?token=tokentoken\", foo: 1 } ]"),
            "  4 | journey: [ enter-room: { link: \"•••••••••••••••••••••••••••••••••••\", foo: 1 } ]"
        ),
        (
            Sample.scenario(target: "target: { api: stand-in, web: \"http://h/?token=hunter7#x\" }"),
            "  2 | target: { api: stand-in, web: \"http://h/?•••••••••••••••\" }"
        ),
        (
            Sample.scenario(platform: "platform: { client: { id: \"${env.ID:-hunter8}\", secrt: a${b}c } }"),
            "  3 | platform: { client: { id: \"${env.ID:-•••••••}\", secrt: •••••• } }"
        ),
        (
            Sample.scenario(platform: "platform:\n  client: { id: a, secret: |\n    hunter2"),
            "  4 |   client: { id: •, secret: •"
        ),
        (
            Sample.scenario(rest: "name: \"open\n  secrt: \"hunter9\" }"),
            "  6 |   secrt: \"•••••••\" }"
        ),
        (
            Sample.scenario(participants: "participants: { cuont: 5, accounts: existing }"),
            "  3 | participants: { cuont: 5, accounts: existing }"
        ),
    ])
    func `the source line of an error shows no secret`(text: String, line: String) {
        #expect {
            try load(text)
        } throws: { error in
            let lines = String(describing: error).split(separator: "\n").map(String.init)
            #expect(lines.contains(line), "\(error)")
            return !"\(error)".contains("hunter") && !"\(error)".contains("tokentoken")
        }
    }

    @Test func `a site from an empty variable is told apart from none`() {
        let text = """
            turnout: 1
            target: { site: "${env.SITE}" }
            participants: { count: 1 }
            journey:
              - request: GET ${target.site}/
            """
        #expect(
            errors(text, environment: ["SITE": ""]) == [
                "x.yaml:5:18: ${target.site} has no value: the environment variable that target.site is written with is empty; set it to the site's address, such as https://lms.example"
            ])
    }

    @Test func `values from the environment are not in the error`() {
        let text = Sample.scenario(participants: "participants: { count: \"${env.N}\" }")
        #expect(
            errors(text, environment: ["N": "hunter2"]) == [
                "x.yaml:3:24: participants.count is \"${env.N}\", expected a whole number"
            ])
        #expect(
            errors(text, environment: ["N": "0"]) == [
                "x.yaml:3:24: participants.count is \"${env.N}\", expected 1 to 1000000"
            ])
    }

    @Test func `inconsistent numbers from the environment are not in the error`() {
        let text = Sample.scenario(participants: "participants: { count: 5, moderators: \"${env.M}\" }")
        #expect(
            errors(text, environment: ["M": "77"]) == [
                "x.yaml:3:39: participants.moderators is \"${env.M}\", expected at most participants.count, which is 5"
            ])
    }

    @Test func `a name within a password is repeated only if it is close to a known one`() {
        func messages(_ password: String) -> [String] {
            errors(Sample.scenario(journey: "journey: [ token: { password: \"\(password)\" }, enter-room ]"))
        }
        #expect(
            messages("a${hunter}2") == [
                "x.yaml:4:33: unknown name ${•••}, expected env.…, participant.…, run.id, target.…, platform.… or what an earlier step extracts"
            ])
        #expect(
            messages("${participant.pasword}") == [
                "x.yaml:4:32: unknown name ${participant.pasword}; did you mean ${participant.password}?"
            ])
        // By itself it is a name, and no part of a password.
        #expect(
            messages("${hunter}") == [
                "x.yaml:4:32: unknown name ${hunter}, expected env.…, participant.…, run.id, target.…, platform.… or what an earlier step extracts"
            ])
    }

    @Test func `a file named by the environment is shown as the scenario writes it`() {
        let text = Sample.scenario(target: "target: { api: stand-in, tls: { ca: \"${env.CA}\" } }")
        #expect(
            errors(text, environment: ["CA": "hunter2.pem"]) == [
                "x.yaml:2:37: target.tls.ca: there is no file \"${env.CA}\""
            ])
    }

    // What people write who are used to a shell, to k6, or to more lenient YAML.
    @Test(arguments: [
        Case(
            Sample.scenario(
                platform: "platform: { client: { id: $CLIENT_ID, secret: s }, host: { email: e, password: p } }"),
            "3:27: \"$CLIENT_ID\" is not a name of the language; write ${env.CLIENT_ID} for the environment variable"),
        Case(
            Sample.scenario(
                platform: "platform: { client: { id: \"${CLIENT_ID}\", secret: s }, host: { email: e, password: p } }"),
            "3:28: \"${CLIENT_ID}\" is not a name of the language; write ${env.CLIENT_ID} for the environment variable"),
        Case(
            Sample.scenario(
                platform: "platform: { client: { id: a, secret: $HUNTER }, host: { email: e, password: p } }"),
            "3:38: \"$HUNTER\" is not a name of the language; write ${env.HUNTER} for the environment variable"),
        Case(
            Sample.scenario(
                platform: "platform: { client: { id: a, secret: $OTHER }, host: { email: e, password: p } }"),
            "3:38: a text of the form $NAME is not a name of the language; write ${env.NAME} for an environment variable"
        ),
        Case(
            Sample.scenario(journey: "journey:\n  - token:\n  generate-access:"),
            "6:3: an item of a list without its dash, expected `- ` before each item"),
        Case(
            Sample.scenario(journey: "journey:\n  token:\n  generate-access:"),
            "5:3: an item of a list without its dash, expected `- ` before each item"),
        Case(
            Sample.scenario(journey: "journey:\n  -\ttoken:"),
            "5:4: a tab after the dash, expected a space"),
        Case(
            Sample.scenario(platform: "platform:\n  client:\n    id: a\n    secret: p@ss: w#rd"),
            "6:17: this is not valid YAML: mapping values are not allowed in this context; put a value that contains `: ` or ` #` in quotes, because YAML ends it there"
        ),
        Case(
            Sample.scenario(platform: "platform: { client: { id: a, secret: p@ss: w#rd } }"),
            "3:42: this is not valid YAML: while parsing a flow mapping, did not find expected ',' or '}'; put a value that contains `: ` or ` #` in quotes, because YAML ends it there"
        ),
        Case(
            Sample.scenario(platform: "platform:\n  client:\n    id: a\n    secret: @hunter"),
            "6:13: this is not valid YAML: while scanning for the next token, found character that cannot start any token; put a value that begins with @, `, % or another special character of YAML in quotes"
        ),
        Case(
            Sample.scenario(journey: "journey: [ token: , pause: 2s-5s, enter-room: ]"),
            "4:28: pause is \"2s-5s\", expected 30s, 5s..20s, or { mean: 10s, distribution: exponential }; did you mean 2s..5s?"
        ),
        Case(
            Sample.scenario(rest: "thresholds: [ median(generate-access) < 1s ]"),
            "5:15: threshold on \"median\"; write p50(generate-access)"),
        Case(
            Sample.scenario(rest: "thresholds: [ avg(enter-room) < 1s ]"),
            "5:15: threshold on \"avg\"; write mean(enter-room)"),
        Case(
            Sample.scenario(rest: "thresholds: [ p(95)<500 ]"),
            "5:15: threshold on \"p(95)\"; write p95(journey) < 500ms"),
        Case(
            Sample.scenario(rest: "thresholds: [ rate<0.01 ]"),
            "5:15: threshold \"rate<0.01\", but a rate is completions a second, as in rate(journey) > 50; for a share of failures write failures < 1%"
        ),
        Case(
            Sample.scenario(rest: "thresholds: [ p95(enter-room) < 2000 ]"),
            "5:33: bound \"2000\", expected a duration such as 800ms, 3s or 1m30s; did you mean 2000ms?"),
    ])
    func `the syntax of other tools is answered with what to write instead`(example: Case) {
        let environment = ["HUNTER": "hunter2"]
        #expect(errors(example.text, environment: environment) == example.messages.map { "x.yaml:\($0)" })
    }

    @Test func `a secret in the scenario causes a warning, unless it is public`() throws {
        let text = Sample.scenario(
            platform:
                "platform: { client: { id: a, secret: hush-hush }, host: { email: \"${env.E:-e}\", password: \"${env.P:-p w}\" } }"
        )
        #expect(
            try load(text).warnings == [
                "x.yaml:3:38: platform.client.secret is written in the scenario; put it in the environment or an --env-file and write ${env.NAME} here"
            ])
        let known = Sample.scenario(
            platform:
                "platform: { client: { id: turnout, secret: turnout-secret }, host: { email: host@example.test, password: host-password } }"
        )
        #expect(try load(known).warnings.isEmpty)
    }

    @Test func `a participant's password in a step causes a warning`() throws {
        let text = Sample.scenario(journey: "journey: [ token: { password: geheimnis }, enter-room: ]")
        #expect(
            try load(text).warnings == [
                "x.yaml:4:31: journey.0.password is written in the scenario; put it in the environment or an --env-file and write ${env.NAME} here"
            ])
        #expect(
            try load(text).summary.crowds[0].steps[0].action
                == "token, grant password, username ${participant.email}, password •••")
    }

    @Test(arguments: [
        ("https://a.example/x?api_key=geheimnis&page=2", ["api_key"]),
        ("https://a.example/x?page=2&sig=a%20b&code=c#token=no", ["sig", "code"]),
        ("https://a.example/x?api_key=${env.E:-x}&token=", []), ("https://a.example/x?geheimnis-token", []),
        ("https://a.example/x?page=2", []),
    ])
    func `a secret in a URL causes a warning`(url: String, fields: [String]) throws {
        let text =
            "turnout: 1\nparticipants: { count: 1 }\njourney:\n  - request: GET \(url)\n"
        #expect(
            try load(text).warnings
                == fields.map {
                    "x.yaml:4:14: journey.0.request?\($0) is written in the scenario; put it in the environment or an --env-file and write ${env.NAME} here"
                })
    }

    @Test func `a comment that takes a bracket with it is named`() {
        let text = Sample.scenario(
            platform: "platform: { client: { id: x, secret: w #rd }, host: { email: e, password: p } }")
        #expect(
            errors(text).first?.hasSuffix(
                "the ` #` on line 3 begins a comment, up to the end of the line; put the value in quotes if the # belongs to it"
            ) == true, "\(errors(text))")
    }

    @Test(arguments: [
        ("5000", "5000ms (5s)"), ("5", "5s"), ("5 sec", "5s"), ("2 s", "2s"), ("3min", "3m"), ("10msec", "10ms"),
    ])
    func `a duration with another unit is answered with ours`(written: String, ours: String) {
        let text = Sample.scenario(journey: "journey: [ generate-access: , enter-room: { timeout: \(written) } ]")
        #expect(errors(text).count == 1)
        #expect(errors(text).allSatisfy { $0.hasSuffix("; did you mean \(ours)?") }, "\(errors(text))")
    }

    @Test(arguments: [("sleep", "pause"), ("wait", "pause"), ("login", "token"), ("leave", "leave-room")])
    func `a step under another tool's name is answered with ours`(written: String, ours: String) {
        let text = Sample.scenario(journey: "journey: [ generate-access, \(written) ]")
        #expect(errors(text) == ["x.yaml:4:29: unknown step \"\(written)\"; did you mean \"\(ours)\"?"])
    }

    @Test(arguments: [
        // In a secret, in a text that is shown, in an id, in a template, within brackets.
        ("    secret: turnout-secret #rd", "", "6:28: platform.client.secret"),
        ("    secret: turnout-secret", "name: Room #5", "12:12: name"),
        ("    secret: turnout-secret\n  space: abc\t #d", "", "7:15: platform.space"),
        // Comments as people write them, and number signs that begin none.
        ("    secret: turnout-secret # rd", "", nil), ("    secret: turnout-secret #", "", nil),
        ("    secret: turnout-secret ## rd", "", nil), ("    secret: \"turnout-secret\" #rd", "", nil),
        ("    secret: turnout-secret", "name: Room#5", nil),
        ("    secret: turnout-secret", "name: \"Room #5\"", nil),
    ])
    func `a comment that looks like the end of a text causes a warning`(
        client: String, rest: String, warning: String?
    ) throws {
        let text = Sample.scenario(
            platform: """
                platform:
                  client:
                    id: turnout
                \(client)
                  host:
                    email: host@example.test
                    password: host-password
                """, rest: rest)
        #expect(
            try load(text).warnings
                == [warning].compactMap { $0 }.map {
                    "x.yaml:\($0) ends before ` #`, which begins a comment; put the value in quotes if the # belongs to it"
                })
    }

    // Each character of a hidden text used to copy its whole line: a line of 70 KB took 20 s. This one has 900 KB and
    // would take an hour.
    @Test func `an error next to a secret of a megabyte is shown quickly`() {
        let secret = String(repeating: "s3cr3t+/", count: 115_000)
        let text = Sample.scenario(
            participants: "participants: { count: 0 }", journey: "journey: [ generate-access, enter-room ]",
            rest:
                "platform: { client: { id: a, secret: \"\(secret)\" }, host: { email: e, password: \(secret.prefix(9)) } }"
        )
        #expect(errors(text) == ["x.yaml:3:24: participants.count is 0, expected 1 to 1000000"])
    }

    @Test func `a variable that is not set is named`() {
        let text = Sample.scenario(participants: "participants: { count: \"${env.N}\" }")
        #expect(
            errors(text) == [
                "x.yaml:3:25: the environment variable N is not set; set it, give it in --env-file, or write a default: ${env.N:-…}"
            ])
    }
}
