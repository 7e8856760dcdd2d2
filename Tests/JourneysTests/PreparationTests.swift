// What is prepared once: texts with names, bodies, URLs, gates, what setup must provide.
import Addresses
import Extracting
import Measuring
import PlatformContract
import Scenarios
import Support
import Testing

@testable import Journeys

/// Pieces of plans for tests.
enum Sample {
    static let platform = PlatformPlan(
        clientID: Secret("turnout"), clientSecret: Secret("turnout-secret"),
        host: .init(email: Secret("host@example.test"), password: Secret("host-password")),
        space: .create(name: "Load rehearsal"), room: .create(.init(name: "Load rehearsal", isPublic: false)))

    static let token = StepPlan(name: "token", action: .token(TokenPlan(grant: .password)))
    static let access = StepPlan(name: "generate-access", action: .generateAccess(AccessPlan()))
    static let entry = StepPlan(name: "enter-room", action: .enterRoom(EntryPlan()))
    static let leave = StepPlan(name: "leave-room", action: .leaveRoom)

    static func plan(
        _ journey: [StepPlan], count: Int = 1, platform: PlatformPlan? = platform,
        accounts: ParticipantsPlan.Accounts = .existing
    ) -> Plan {
        Plan(
            name: "test", source: "test.yaml", target: TargetPlan(api: .url("http://127.0.0.1:1")),
            platform: platform, participants: ParticipantsPlan(count: count, accounts: accounts),
            arrival: .atOnce, journey: journey)
    }

    static let provisionedRoom = ProvisionedRoom(
        spaceID: "5f0000000000000000000001", roomID: "5f0000000000000000000002", roomAlias: "Ab3dEf6hIj",
        hostToken: Secret("host.token"))

    static func names(_ provisionedRoom: ProvisionedRoom = provisionedRoom) -> RunNames {
        RunNames(runID: "r1", origins: Origins(api: "http://api", web: "http://web"), provisionedRoom: provisionedRoom)
    }
}

struct PreparationTests {
    private let person = ParticipantValues(
        Identity(
            index: 7, name: #"Ann "O'Neil" \ Сон"#, email: "ann@example.test", password: Secret(#"p"w\"#),
            externalUserID: "ann7", role: "user"))

    /// The parts of the URL before a value, and whether it is the participant's name, which has to be encoded, or number.
    @Test(
        arguments: [
            ("http://site.test/a b/../c?n=", "&m=1"), ("http://site.test/a?x=%41&n=", "#f"),
            ("http://site.test/#f?n=", ""),
            ("http://site.test/a/", ""), ("http://site.test?", ""), ("HTTP://site.test:80/?q=\"&n=", ""),
            ("http://site.test/a ?n=", ""), (" http://site.test/a\t?n=", "?#"),
        ], [Template.Name.participantIndex, .participantName])
    func `A URL is the one that its whole text gives, whatever of it differs between participants`(
        around: (before: String, behind: String), name: Template.Name
    ) throws {
        let url = Template(segments: [.literal(around.before), .name(name, default: nil), .literal(around.behind)])
        let field = RequestPlan.Field(name: "k&", value: Template(segments: [.name(name, default: nil)]))
        for fields in [[], [field]] {
            let target = try PreparedTarget(RequestPlan(url: url, query: fields), Sample.names())
            let written = try PreparedText(url, Sample.names()).text(for: person)
            let value = name == .participantIndex ? "7" : "Ann+%22O%27Neil%22+%5C+%D0%A1%D0%BE%D0%BD"
            let whole: String
            if fields.isEmpty {
                whole = written
            } else {
                let kept = written.prefix { $0 != "#" }
                whole = kept + (kept.contains("?") ? "&" : "?") + "k%26=" + value
            }
            #expect(target.url(for: person, on: nil) == WebURL.read(whole))
        }
    }

    @Test func `URLs that differ in a plain query alone share what was parsed of them, and others do not`() throws {
        func target(_ value: Template.Name) throws -> PreparedTarget {
            try PreparedTarget(
                RequestPlan(url: Template(segments: [.literal("http://site.test/a?x="), .name(value, default: nil)])),
                Sample.names())
        }
        let plain = try target(.participantIndex)
        let (one, other) = (try plain.url(for: person, on: nil).get(), try plain.url(for: person, on: nil).get())
        #expect(one !== other && one.handle == other.handle)
        // The name has quotation marks, which have to be mended.
        let mended = try target(.participantName)
        let (first, second) = (try mended.url(for: person, on: nil).get(), try mended.url(for: person, on: nil).get())
        #expect(first.handle != second.handle)
    }

    @Test func `A template's names are filled in, encoded for their context`() throws {
        let template = Template(segments: [
            .literal("<"), .name(.participantIndex, default: nil), .literal("|"), .name(.participantName, default: nil),
            .literal("|"), .name(.runID, default: nil), .literal("|"), .name(.targetAPI, default: nil), .literal("|"),
            .name(.roomAlias, default: nil), .literal("|"), .secret(Secret("\"s\"")), .literal(">"),
        ])
        let plain = try PreparedText(template, Sample.names())
        #expect(plain.text(for: person) == #"<7|Ann "O'Neil" \ Сон|r1|http://api|Ab3dEf6hIj|"s">"#)
        let json = try PreparedText(template, Sample.names(), .json)
        #expect(json.text(for: person) == #"<7|Ann \"O'Neil\" \\ Сон|r1|http://api|Ab3dEf6hIj|\"s\">"#)
        #expect(plain.constant == nil)
    }

    @Test func `A name that setup did not provide has its default, or is an error`() throws {
        let names = Sample.names(ProvisionedRoom())
        let with = Template(segments: [.name(.spaceID, default: "fallback")])
        #expect(try PreparedText(with, names).constant == "fallback")
        #expect(throws: UnknownName(name: "platform.spaceId")) {
            try PreparedText(Template(segments: [.name(.spaceID, default: nil)]), names)
        }
        #expect(try PreparedText(Template(segments: []), names).constant == "")
    }

    @Test func `A token body is JSON whatever the person's name and password are`() throws {
        let token = try PreparedToken(TokenPlan(grant: .password), Sample.platform, Sample.names())
        let body = token.body.bytes(for: person)
        func value(_ name: String) throws -> String? { try JSONScan.string(at: JSONPointer(member: name), in: body) }
        #expect(try value("grant_type") == "password")
        #expect(try value("client_id") == "turnout")
        #expect(try value("client_secret") == "turnout-secret")
        #expect(try value("username") == "ann@example.test")
        #expect(try value("password") == #"p"w\"#)
        #expect(token.usernameHasAt)
        let named = TokenPlan(grant: .password, username: Template(segments: [.name(.participantName, default: nil)]))
        #expect(try !PreparedToken(named, Sample.platform, Sample.names()).usernameHasAt)
    }

    @Test func `A client's token request names no user`() throws {
        let token = try PreparedToken(TokenPlan(grant: .clientCredentials), Sample.platform, Sample.names())
        #expect(
            String(decoding: token.body.bytes(for: person), as: UTF8.self)
                == #"{"grant_type":"client_credentials","client_id":"turnout","client_secret":"turnout-secret"}"#)
    }

    @Test func `A grant of access says what the plan says and leaves out what it does not`() throws {
        let plain = try PreparedAccess(AccessPlan(), Sample.names())
        #expect(
            try plain.address?.get().text
                == "http://api/v1/spaces/5f0000000000000000000001/rooms/5f0000000000000000000002/generate-access")
        #expect(
            plain.body.text(for: person)
                == #"{"username":"Ann \"O'Neil\" \\ Сон","role":"user","externalUserId":"ann7"}"#)
        let full = try PreparedAccess(
            AccessPlan(role: "moderator", ttlSeconds: 60, permanent: true), Sample.names())
        #expect(
            full.body.text(for: person)
                == #"{"username":"Ann \"O'Neil\" \\ Сон","role":"moderator","externalUserId":"ann7","ttl":60,"isPermanent":true}"#
        )
    }

    @Test func `Gates are numbered in order, and an entry step makes the journey an entry`() throws {
        var gated = Sample.access
        gated.release = ReleasePlan(quorum: 0.9)
        var first = Sample.token
        first.release = ReleasePlan()
        let journey = try PreparedJourney(
            Sample.plan([first, gated, Sample.entry]), origins: Origins(api: "http://api", web: "http://web"),
            provisionedRoom: Sample.provisionedRoom, runID: "r", seed: 1)
        #expect(journey.gates == [1, 2])
        #expect(journey.steps.map(\.gate) == [1, 2, 0])
        #expect(journey.hasEntry)
        let open = StepPlan(name: "open", action: .enterRoom(EntryPlan(openOnly: true)))
        let pageOnly = try PreparedJourney(
            Sample.plan([open]), origins: Origins(api: "http://api", web: "http://web"),
            provisionedRoom: Sample.provisionedRoom,
            runID: "r", seed: 1)
        #expect(!pageOnly.hasEntry)
    }

    @Test func `Setup provides what the steps use and no more`() {
        func needs(_ journey: [StepPlan], _ platform: PlatformPlan? = Sample.platform) -> SetupNeeds {
            SetupNeeds(of: Sample.plan(journey, platform: platform))
        }
        var existing = Sample.platform
        existing.space = .existing("s")
        existing.room = .existing("r")
        let own = StepPlan(name: "a", action: .generateAccess(AccessPlan(granter: .participant)))

        #expect(needs([Sample.token]).isEmpty)
        #expect(needs([Sample.token], nil).isEmpty)
        let all = needs([Sample.token, Sample.access, Sample.entry])
        #expect(all.hostToken && all.space && all.room && !all.alias && !all.accounts)
        let toCompare = needs([Sample.token, own, Sample.entry], existing)
        #expect(toCompare.page && !toCompare.hostToken && !toCompare.space && !toCompare.room && !toCompare.alias)
        var hostless = existing
        hostless.host = nil
        #expect(needs([Sample.token, own, Sample.entry], hostless).isEmpty)
        let byAlias = needs([Sample.token, Sample.entry], existing)
        #expect(byAlias.alias && byAlias.hostToken && !byAlias.space)
        let asHost = needs([Sample.access], existing)
        #expect(asHost.hostToken && !asHost.room && !asHost.alias)
        #expect(SetupNeeds(of: Sample.plan([Sample.token], accounts: .create)).accounts)
        let named = StepPlan(
            name: "get", action: .get(Template(segments: [.name(.hostToken, default: nil)])))
        #expect(needs([named], existing).hostToken)
    }
}

struct ScheduleTests {
    private func at(_ milliseconds: Int64) -> Moment { Moment(nanoseconds: milliseconds * 1_000_000) }

    @Test func `A gate before anything else is the intended start`() {
        var schedule = Schedule(arrival: at(0))
        schedule.passed(gateOpenedAt: at(500))
        #expect(schedule.intended == at(500))
        #expect(schedule.next == at(500))
        schedule.arrived(at: at(700))
        #expect(schedule.journeyNanoseconds == 200_000_000)
    }

    @Test func `Pauses and waits at later gates do not count in the journey's time`() {
        var schedule = Schedule(arrival: at(100))
        schedule.started = at(110)
        schedule.next = at(200)
        schedule.rest(.milliseconds(1000))
        #expect(schedule.next == at(1200))
        schedule.next = at(1300)
        schedule.passed(gateOpenedAt: at(5000))
        #expect(schedule.next == at(5000))
        schedule.arrived(at: at(5400))
        #expect(schedule.intended == at(100))
        #expect(schedule.journeyNanoseconds == Int64(5400 - 100 - 1000 - 3700) * 1_000_000)
    }

    @Test func `A gate that was open already changes nothing, and only the first entry counts`() {
        var schedule = Schedule(arrival: at(0))
        schedule.started = at(0)
        schedule.next = at(900)
        schedule.passed(gateOpenedAt: at(400))
        #expect(schedule.next == at(900))
        schedule.arrived(at: at(1000))
        schedule.arrived(at: at(2000))
        #expect(schedule.entered == at(1000))
    }
}
