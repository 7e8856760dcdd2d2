import Addresses
import Extracting
import Support
import Testing

// Values of a scenario: what each form means in the plan.
@testable import Scenarios

@Suite struct ValueTests {
    @Test(arguments: [
        ("500ms", Duration.milliseconds(500)), ("30s", .seconds(30)), ("2m", .seconds(120)), ("1h30m", .seconds(5400)),
        ("1.5s", .milliseconds(1500)), ("0.1s", .milliseconds(100)), ("1m0.25s", .milliseconds(60_250)),
        ("250us", .microseconds(250)), ("0.001us", .nanoseconds(1)),
    ])
    func `a duration is exact`(text: String, duration: Duration) {
        #expect(DurationText.parse(text) == duration)
    }

    @Test(arguments: [
        "", "s", "5", "5 s", "5d", "-5s", "5s5s", "5s1m", "1.s", ".5s", "1..5s", "0.0001us", "99999999h", "1e3s", "5S",
        "٣s",
    ])
    func `an invalid duration is rejected`(text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test func `a written duration is read back the same`() throws {
        var random = SeededGenerator(seed: 20_260_101)
        for _ in 0..<2000 {
            let duration = Duration.nanoseconds(Int64.random(in: 0...3_600_000_000_000, using: &random))
            #expect(DurationText.parse(DurationText.write(duration)) == duration, "seed 20260101")
        }
    }

    @Test func `shares are the nearest fractions`() {
        #expect(ShareText.parse("99.5%") == 0.995)
        #expect(ShareText.parse("100 %") == 1)
        #expect(ShareText.parse("0.1%") == 0.001)
        #expect(ShareText.parse("99.9%") == 0.999)
        #expect(ShareText.parse("99.5") == nil)
        #expect(ShareText.parse("-1%") == nil)
        #expect(ShareText.write(0.995) == "99.5%")
        #expect(ShareText.write(0.07) == "7%")
    }

    @Test(arguments: ["::", "::1", "fe80::1:2", "1:2:3:4:5:6:7:8", "::ffff:127.0.0.1", "1::8"])
    func `an IPv6 address is known`(text: String) { #expect(IPAddress.isIPv6(text)) }

    @Test(arguments: [
        "", ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "g::", "::1::2", "1:2:3:4:5:6:7::8:9",
        "127.0.0.1",
    ])
    func `an invalid IPv6 address is rejected`(text: String) { #expect(!IPAddress.isIPv6(text)) }

    @Test func `the target is read with all its keys`() throws {
        let text = Sample.scenario(
            target: """
                target:
                  api: https://API.staging.example/v/
                  web: https://edu.staging.example
                  site: https://www.school.example/
                  allow-hosts: ["*.lms.example", "other.example:444"]
                  tls: { verify: false }
                  http: "2"
                  resolve: { "api.staging.example:443": [127.0.0.1, "::1"], "[::1]:80": 10.0.0.1 }
                  source-addresses: [127.0.0.254-127.0.1.1, 10.0.0.1]
                  user-agent: false
                  participant-header: false
                """,
            platform: "platform: { client: { id: a, secret: b }, host: { email: e, password: p } }",
            journey: "journey: [ enter-room: { link: \"https://other.example:444/room/x\" } ]")
        let plan = try load(text)
        #expect(
            plan.target
                == TargetPlan(
                    api: .url("https://api.staging.example/v"), web: "https://edu.staging.example",
                    site: "https://www.school.example",
                    allowHosts: ["*.lms.example", "other.example:444"].compactMap { HostPattern($0) },
                    tls: .init(verify: false), http: .http2,
                    resolve: ["api.staging.example:443:127.0.0.1,::1", "[::1]:80:10.0.0.1"],
                    sourceAddresses: ["127.0.0.254", "127.0.0.255", "127.0.1.0", "127.0.1.1", "10.0.0.1"],
                    userAgent: "", participantHeader: false))
        #expect(try load(plan.resolvedDescription).target == plan.target)
    }

    @Test(arguments: [
        "https://other.example:444/room/x?accessToken=abcdef", "${env.LINK}", "${env.LINK}&more=${run.id}",
    ])
    func `the host of a link needs no line in the allow-list, wherever the link comes from`(link: String) throws {
        let text = Sample.scenario(journey: "journey: [ enter-room: { link: \"\(link)\" } ]")
        let plan = try load(
            text, environment: ["LINK": "https://other.example:444/room/x?accessToken=abcdef"])
        #expect(plan.target.allowHosts.isEmpty)
        #expect(plan.contactPolicy(at: nil).rules.map(\.description) == ["other.example:444"])
    }

    @Test(arguments: [
        ("", ["a.example", "b.example:8443"]),
        ("target: { site: http://a.example }\n", ["b.example:8443"]),
        ("target: { allow-hosts: [\"*.example\", \"b.example:8443\"] }\n", ["*.example", "b.example:8443"]),
    ])
    func `a list of allowed hosts needs those of the steps`(target: String, hosts: [String]) throws {
        let plan = try load(
            "turnout: 1\n\(target)participants: { count: 1 }\njourney:\n"
                + "  - request: GET http://a.example/x\n  - request: GET https://b.example:8443/y\n    name: b\n")
        let origins = Origins(api: try BaseURL("http://a.example"))
        #expect(plan.allowedHosts(at: origins) == hosts)
    }

    @Test func `the platform is read with all its keys`() throws {
        let text = Sample.scenario(
            platform: """
                platform:
                  client: { id: "${env.ID}", secret: "x${env.SECRET:-none}" }
                  host: { email: h@example.test, password: "p$${q}" }
                  space: 5f3c
                  room: { create: { type: webinar, public: true } }
                """, rest: "name: Storm")
        let plan = try load(text, environment: ["ID": "me"])
        #expect(
            plan.platform
                == PlatformPlan(
                    clientID: Secret("me"), clientSecret: Secret("xnone"),
                    host: .init(email: Secret("h@example.test"), password: Secret("p${q}")), space: .existing("5f3c"),
                    room: .create(.init(name: "Storm", type: "webinar", isPublic: true))))
        #expect(plan.secrets == [Secret("me"), Secret("xnone"), Secret("p${q}")])
    }

    @Test func `the steps are read with all their options`() throws {
        let text = Sample.scenario(
            participants: "participants: { count: 10, moderators: 2, cookies: false, accounts: create }",
            arrival: "arrival: { over: 1m, curve: front-loaded }",
            journey: """
                journey:
                  - token: { grant: client-credentials, username: name, password: "s${participant.index}", name: log in }
                  - token: { grant: refresh, timeout: 5s }
                    release: { quorum: 95%, timeout: 10s, tight: true }
                  - generate-access:
                      as: participant
                      role: moderator
                      ttl: 1h
                      permanent: true
                      external-user-id: "p${participant.index:-0}"
                      space: ${platform.spaceId}
                      room: ${platform.roomAlias}
                      when: ${participant.role} == "moderator"
                  - pause: 5s..20s
                    name: breathe
                  - pause: { mean: 10s, distribution: exponential }
                  - enter-room: { open-only: true, retry: { attempts: 2, for: [ 429, connect ], backoff: 2s, honour-retry-after: false } }
                  - enter-room: { link: "${target.web}/room/${platform.roomAlias}", retry: 5 }
                    check: [ status == 200, time < 1.5s, 'body contains "hi"', cookie accessToken exists, json /a/b != 3, header x-y matches ^a ]
                  - pause: 0s..3s
                  - leave-room
                """)
        let plan = try load(text)
        func names(_ names: Template.Name...) -> Template { Template(segments: names.map { .name($0, default: nil) }) }
        #expect(
            plan.crowds[0].participants == ParticipantsPlan(count: 10, accounts: .create, cookies: false, moderators: 2)
        )
        #expect(plan.crowds[0].arrival == .over(window: .seconds(60), curve: .frontLoaded))
        #expect(
            plan.crowds[0].journey == [
                StepPlan(
                    name: "log in",
                    action: .token(
                        TokenPlan(
                            grant: .clientCredentials, username: names(.participantName),
                            password: Template(
                                segments: [.secret(Secret("s")), .name(.participantIndex, default: nil)]))), line: 6),
                StepPlan(
                    name: "token", action: .token(TokenPlan(grant: .refresh)),
                    release: ReleasePlan(quorum: 0.95, timeout: .seconds(10), tight: true), timeout: .seconds(5),
                    line: 7),
                StepPlan(
                    name: "generate-access",
                    action: .generateAccess(
                        AccessPlan(
                            granter: .participant, role: "moderator", ttlSeconds: 3600, permanent: true,
                            externalUserID: Template(segments: [.literal("p"), .name(.participantIndex, default: "0")]),
                            space: names(.spaceID), room: names(.roomAlias))),
                    when: Condition(
                        left: names(.participantRole), isEqual: true, right: Template(literal: "moderator")),
                    line: 9),
                StepPlan(name: "breathe", action: .pause(.uniform(.seconds(5), .seconds(20))), line: 18),
                StepPlan(name: "pause", action: .pause(.exponential(mean: .seconds(10))), line: 20),
                StepPlan(
                    name: "enter-room", action: .enterRoom(EntryPlan(openOnly: true)),
                    retry: RetryPlan(
                        attempts: 2, triggers: [.status(429), .kind("connect")], backoff: .seconds(2),
                        honourRetryAfter: false), line: 21),
                StepPlan(
                    name: "enter-room 2",
                    action: .enterRoom(
                        EntryPlan(
                            link: Template(
                                segments: [
                                    .name(.targetWeb, default: nil), .literal("/room/"),
                                    .name(.roomAlias, default: nil),
                                ]))),
                    retry: RetryPlan(
                        attempts: 5, triggers: [.status(429), .status(503), .kind("connect")], backoff: .seconds(1),
                        honourRetryAfter: true),
                    checks: [
                        Check(text: "status == 200", subject: .status, demand: .number(.equal, 200)),
                        Check(text: "time < 1.5s", subject: .time, demand: .number(.less, 1500)),
                        Check(
                            text: "body contains \"hi\"", subject: .body, demand: .contains(Template(literal: "hi"))),
                        Check(text: "cookie accessToken exists", subject: .cookie("accessToken"), demand: .exists),
                        Check(
                            text: "json /a/b != 3", subject: .json(try JSONPointer("/a/b")),
                            demand: .text(isEqual: false, Template(literal: "3"))),
                        Check(
                            text: "header x-y matches ^a", subject: .header("x-y"),
                            demand: .matches(try #require(Pattern("^a")))),
                    ], line: 22),
                StepPlan(name: "pause 2", action: .pause(.uniform(.zero, .seconds(3))), line: 24),
                StepPlan(name: "leave-room", action: .leaveRoom, line: 25),
            ])
        let again = try load(plan.resolvedDescription)
        #expect(again.resolvedDescription == plan.resolvedDescription)
    }

    @Test func `a gate in mid-journey is the only one, and an arrival over time needs none`() throws {
        let gates = try load(Sample.scenario(journey: "journey: [ generate-access: , enter-room: { release: true } ]"))
        #expect(gates.crowds[0].journey.map { $0.release != nil } == [false, true])
        let spread = try load(Sample.scenario(arrival: "arrival: { over: 5s }"))
        #expect(spread.crowds[0].journey.allSatisfy { $0.release == nil })
        let both = try load(
            Sample.scenario(
                arrival: "arrival: { over: 5s }",
                journey: "journey: [ generate-access: , enter-room: { release: true } ]"))
        #expect(both.crowds[0].journey[1].release == ReleasePlan())
    }

    @Test func `an empty variable takes the default, and an empty web client counts as absent`() throws {
        let text = Sample.scenario(target: "target:\n  api: ${env.API:-stand-in}\n  web: ${env.WEB:-}")
        let plan = try load(text, environment: ["API": ""])
        #expect(plan.target == TargetPlan(api: .standIn(StandInPlan())))
    }

    @Test func `the query of a written link is a secret, and the rest of the link is not`() throws {
        let link =
            "https://edu.example/room/x?participantName=Peter&accessToken=eyJhbGciOi&n=${participant.index}&sig=eyJyZWZ#a"
        let plan = try load(Sample.scenario(journey: "journey: [ enter-room: { link: \"\(link)\" } ]"))
        guard case .enterRoom(let entry) = plan.crowds[0].journey[0].action, let template = entry.link else {
            throw CancellationError()
        }
        #expect(
            template.segments == [
                .literal("https://edu.example/room/x?"),
                .secret(Secret("participantName=Peter&accessToken=eyJhbGciOi&n=")),
                .name(.participantIndex, default: nil), .secret(Secret("&sig=eyJyZWZ#a")),
            ])
        #expect(template.written == "https://edu.example/room/x?•••${participant.index}•••")
        #expect(
            plan.summary.crowds[0].steps[0].action
                == "enter-room by https://edu.example/room/x?•••${participant.index}•••")
        #expect(!plan.resolvedDescription.contains("eyJ"))
        #expect(plan.redactor.redact("Peter eyJhbGciOi eyJyZWZ") == "Peter ••• •••")
    }

    @Test(arguments: [
        (
            "http://u:pw@host/x",
            "\"http://•••@…\", expected a URL without user name and password; write accounts in platform"
        ),
        (
            "${env.LINK}",
            "\"${env.LINK}\", expected a URL without user name and password; write accounts in platform"
        ),
        ("http://:80/room?token=x", "\"http://:80/room?•••\", expected a host after the scheme"),
        ("/room/x", "\"/room/x\", expected a URL that begins with http:// or https://"),
    ])
    func `a link that cannot be requested is refused`(link: String, words: String) {
        #expect(
            errors(
                Sample.scenario(journey: "journey: [ enter-room: { link: \"\(link)\" } ]"),
                environment: ["LINK": "http://u:pw@host/x"]) == ["x.yaml:4:32: journey.0.link is \(words)"])
    }

    @Test(arguments: ["https://${participant.name}.example:${participant.index}/x", "${target.web}/room/x?a=b@c"])
    func `a link may have names in any part`(link: String) {
        #expect(errors(Sample.scenario(journey: "journey: [ enter-room: { link: \"\(link)\" } ]")) == [])
    }
}
