// One participant's steps: retries, redirects, checks, what is missing, and what must never be told.
import Extracting
import Measuring
import PlatformContract
import Scenarios
import Support
import Synchronization
import Testing

@testable import Journeys

struct WalkTests {
    private let retry = RetryPlan(
        attempts: 3, triggers: [.status(503), .kind("reset")], backoff: .milliseconds(1), honourRetryAfter: true)

    @Test func `A journey's requests come in the contract's order`() async throws {
        let platform = try PlainPlatform()
        defer { platform.stop() }
        let samples = try await Stage.walk(
            [Sample.token, Sample.access, Sample.entry, Sample.leave], against: platform.url)
        #expect(samples.requests.compactMap(\.failure) == [])
        let room = "/v1/spaces/\(PlainPlatform.spaceID)/rooms/\(PlainPlatform.roomID)"
        let people = "/v1/spaces/\(PlainPlatform.spaceID)/participants"
        #expect(
            platform.requests.map(\.line) == [
                "POST /v1/auth/token", "POST \(room)/generate-access",
                "GET /room/\(PlainPlatform.alias)?accessToken=x", "GET /room/\(PlainPlatform.alias)?s=1", "GET \(room)",
                "POST \(people)", "POST \(people)/p1/signaling-token", "POST \(room)/join", "POST \(room)/leave",
            ])
        #expect(platform.requests.map { $0.headers["authorization"] }.compactMap { $0 } == ["Bearer host.token"])
        #expect(platform.requests[5].body.contains(#""roomId":"\#(PlainPlatform.roomID)""#))
        #expect(platform.requests[7].body == #"{"participantId":"p1"}"#)
        #expect(platform.inRoom == 0)
        #expect(samples.participants.first?.ending == .completed)
        #expect(samples.steps.map(\.step.rawValue) == [0, 1, 2, 3])
    }

    @Test func `A step ends when the kernel has its response, and the next one is meant to begin then`() async throws {
        let platform = try PlainPlatform()
        defer { platform.stop() }
        let samples = try await Stage.walk([Sample.token, Sample.access], against: platform.url)
        let received = try samples.requests.map { try #require($0.figures.received) }
        #expect(received.count == 2 && zip(received, samples.requests).allSatisfy { $0 < $1.finished })
        #expect(samples.steps.map(\.finished) == received)
        #expect(samples.requests[1].intended == received[0] && samples.steps[1].intended == received[0])
    }

    @Test func `The ids of the page count before those that are known`() async throws {
        let platform = try PlainPlatform { request in
            guard request.line.contains("?s=1") else { return nil }
            return .init(
                200, headers: ["Set-Cookie: accessToken=cookie; Path=/"],
                body: "<body data-room-id='\(PlainPlatform.roomID)' data-space-id=\(PlainPlatform.spaceID)>")
        }
        defer { platform.stop() }
        var provisionedRoom = Stage.provisionedRoom
        provisionedRoom.spaceID = "5f0000000000000000000099"
        let link = StepPlan(
            name: "enter-room",
            action: .enterRoom(
                EntryPlan(link: Template(literal: "\(platform.url)/room/\(PlainPlatform.alias)?accessToken=x"))))
        let samples = try await Stage.walk([link], against: platform.url, provisionedRoom: provisionedRoom)
        #expect(samples.requests.compactMap(\.failure) == [])
        #expect(samples.participants.first?.entered != nil)
    }

    @Test func `A page without ids is reported if no ids are known`() async throws {
        let platform = try PlainPlatform()
        defer { platform.stop() }
        let link = StepPlan(
            name: "enter-room",
            action: .enterRoom(
                EntryPlan(link: Template(literal: "\(platform.url)/room/\(PlainPlatform.alias)?accessToken=x"))))
        let samples = try await Stage.walk([link], against: platform.url, provisionedRoom: ProvisionedRoom())
        #expect(samples.steps.first?.failure?.kind == .extract)
        #expect(samples.steps.first?.failure?.detail.contains("does not name its space and room") == true)
    }

    @Test func `A retried request has one row per attempt, and the step spans all of them`() async throws {
        let attempts = Mutex(0)
        let platform = try PlainPlatform { request in
            guard request.line == "POST /v1/auth/token" else { return nil }
            let attempt = attempts.withLock {
                $0 += 1
                return $0
            }
            return attempt < 3 ? .init(503, headers: ["Retry-After: 0"]) : nil
        }
        defer { platform.stop() }
        var token = Sample.token
        token.retry = retry
        let samples = try await Stage.walk([token], against: platform.url)
        #expect(samples.requests.map(\.attempt) == [1, 2, 3])
        #expect(samples.requests.map(\.status) == [503, 503, 200])
        #expect(samples.requests.map { $0.failure?.diagnosis?.code } == ["unavailable", "unavailable", nil])
        let step = try #require(samples.steps.first)
        #expect(step.failure == nil)
        #expect(step.started == samples.requests.first?.started)
        #expect(step.finished == samples.requests.last?.figures.answered)
        // The wait before an attempt is not its own delay.
        #expect(zip(samples.requests.dropFirst(), samples.requests).allSatisfy { $0.intended > $1.figures.answered })
    }

    @Test(arguments: [(1, false), (3, true)])
    func `The last of several attempts says that they were used up`(attempts: Int, isUsedUp: Bool) async throws {
        let platform = try PlainPlatform { _ in .init(429, headers: ["Retry-After: 0"]) }
        defer { platform.stop() }
        var token = Sample.token
        token.retry = RetryPlan(
            attempts: attempts, triggers: [.status(429)], backoff: .milliseconds(1), honourRetryAfter: true)
        let samples = try await Stage.walk([token], against: platform.url)
        let remedies = samples.requests.compactMap { $0.failure?.diagnosis?.remedy }
        #expect(remedies.count == attempts)
        #expect(remedies.dropLast().allSatisfy { $0.contains("honour Retry-After") })
        #expect(remedies.last?.contains("used up") == isUsedUp)
        #expect(samples.steps.first?.failure?.diagnosis?.remedy == remedies.last)
    }

    @Test func `A retry ends like its last attempt, and only the listed failures are retried`() async throws {
        let platform = try PlainPlatform { request in
            switch request.line {
            case "GET /busy": .init(503)
            case "GET /gone": .init(410)
            default: nil
            }
        }
        defer { platform.stop() }
        for (path, rows) in [("/busy", 3), ("/gone", 1)] {
            var get = StepPlan(name: "get", action: .get(Template(literal: platform.url + path)))
            get.retry = retry
            let samples = try await Stage.walk([get], against: platform.url)
            #expect(samples.requests.count == rows)
            #expect(samples.steps.first?.failure == samples.requests.last?.failure)
            #expect(samples.participants.first?.ending == .failed)
        }
    }

    @Test func `An attempt after a redirect begins at the call's own URL, with all its redirects`() async throws {
        let platform = try PlainPlatform { request in
            switch request.line {
            case "GET /in": .init(302, headers: ["Location: /turn"])
            case "GET /turn": .init(302, headers: ["Location: /busy"])
            case "GET /busy": .init(503)
            default: nil
            }
        }
        defer { platform.stop() }
        var open = StepPlan(
            name: "enter-room",
            action: .enterRoom(EntryPlan(link: Template(literal: platform.url + "/in"), openOnly: true, follow: 2)))
        open.retry = retry
        let samples = try await Stage.walk([open], against: platform.url)
        let attempt = ["GET /in", "GET /turn", "GET /busy"]
        #expect(platform.requests.map(\.line) == attempt + attempt + attempt)
        #expect(samples.requests.map(\.attempt) == [1, 1, 1, 2, 2, 2, 3, 3, 3])
        #expect(samples.steps.first?.failure?.status == 503)
    }

    @Test func `Each hop of a call shares its attempts`() async throws {
        let busy = Mutex(["GET /in": 1, "GET /there": 1])
        let platform = try PlainPlatform { request in
            let isBusy = busy.withLock { left in
                left[request.line, default: 0] -= 1
                return left[request.line, default: 0] >= 0
            }
            if isBusy { return .init(503) }
            return request.line == "GET /in" ? .init(302, headers: ["Location: /there"]) : .init(200)
        }
        defer { platform.stop() }
        var get = StepPlan(name: "get", action: .get(Template(literal: platform.url + "/in")))
        get.retry = RetryPlan(attempts: 2, triggers: [.status(503)], backoff: .milliseconds(1), honourRetryAfter: true)
        let samples = try await Stage.walk([get], against: platform.url)
        #expect(samples.requests.map(\.status) == [503, 302, 503])
        #expect(samples.steps.first?.failure?.status == 503)
    }

    @Test func `The room page's redirects are followed twenty times, one row each`() async throws {
        let platform = try PlainPlatform { request in
            request.line.hasPrefix("GET /room/") ? .init(302, headers: ["Location: /room/again?secret=1"]) : nil
        }
        defer { platform.stop() }
        let samples = try await Stage.walk([Sample.access, Sample.entry], against: platform.url)
        let pages = samples.requests.filter { $0.endpoint == Endpoint.roomPage.rawValue }
        #expect(pages.count == 21)
        #expect(pages.compactMap(\.failure).map(\.kind) == [.redirects])
        #expect(pages.last?.failure?.detail.contains("secret") == false)
    }

    @Test(arguments: [
        ("/page/b?name=Ann Lee", "/page/b?name=Ann%20Lee"), ("/p\u{E4}ge/b", "/p%C3%A4ge/b"), ("\\page\\b", "/page/b"),
        ("../page/./b#here", "/page/b"), ("?again", "/room/\(PlainPlatform.alias)?again"),
    ])
    func `A redirect that a browser follows is followed`(location: String, target: String) async throws {
        let platform = try PlainPlatform { request in
            if request.line == "GET \(target)" {
                return .init(200, headers: ["Set-Cookie: accessToken=cookie; Path=/"])
            }
            return request.line.hasPrefix("GET /room/") ? .init(302, headers: ["Location: \(location)"]) : nil
        }
        defer { platform.stop() }
        let samples = try await Stage.walk([Sample.access, Sample.entry], against: platform.url)
        #expect(platform.requests.contains { $0.line == "GET \(target)" }, "\(platform.requests.map(\.line))")
        #expect(samples.participants.first?.entered != nil, "\(samples.steps.compactMap(\.failure))")
    }

    @Test(arguments: [
        (
            "mailto:host@example.test",
            "redirected to an invalid URL: a URL that begins with http:// or https:// is needed"
        ),
        ("http://", "redirected to an invalid URL: a host after the scheme is needed"),
    ])
    func `A redirect to an invalid URL fails the request`(location: String, words: String)
        async throws
    {
        let platform = try PlainPlatform { request in
            request.line.hasPrefix("GET /room/") ? .init(302, headers: ["Location: \(location)"]) : nil
        }
        defer { platform.stop() }
        let samples = try await Stage.walk([Sample.access, Sample.entry], against: platform.url)
        #expect(samples.requests.last?.failure?.kind == .redirects)
        #expect(samples.requests.last?.failure?.detail == words)
    }

    @Test(arguments: [
        ("/login/continue/t0kEn-1", "/login/continue/•••"), ("/login/continue/token-of-1", "/login/continue/•••"),
        ("/sorry-we-are-full", "/sorry-we-are-full"),
        ("/room/\(PlainPlatform.alias)/full", "/room/\(PlainPlatform.alias)/full"),
    ])
    func `The target of an API call's redirect is shown without possible tokens`(location: String, shown: String)
        async throws
    {
        let platform = try PlainPlatform { request in
            if request.line == "POST /v1/auth/token" { return .init(200, body: #"{"access_token":"token-of-1"}"#) }
            return request.line.hasSuffix("/join") ? .init(302, headers: ["Location: \(location)?next=s3cr3t"]) : nil
        }
        defer { platform.stop() }
        let samples = try await Stage.walk([Sample.token, Sample.access, Sample.entry], against: platform.url)
        #expect(
            samples.steps.last?.failure?.detail
                == "redirected to \(platform.url)\(shown), which this request does not follow")
    }

    @Test func `A redirect to a host outside the allow-list is refused, with the line to add`() async throws {
        let platform = try PlainPlatform { request in
            request.line.hasPrefix("GET /room/")
                ? .init(302, headers: ["Location: http://elsewhere.example/login"]) : nil
        }
        defer { platform.stop() }
        let samples = try await Stage.walk([Sample.access, Sample.entry], against: platform.url)
        #expect(samples.steps.last?.failure?.kind == .notAllowed)
        #expect(samples.steps.last?.failure?.diagnosis?.remedy.contains(#"["elsewhere.example"]"#) == true)
    }

    @Test func `A redirected API call is a failure and not an entry`() async throws {
        let platform = try PlainPlatform { request in
            request.line.hasSuffix("/join") ? .init(302, headers: ["Location: /login?next=join"]) : nil
        }
        defer { platform.stop() }
        let samples = try await Stage.walk([Sample.access, Sample.entry], against: platform.url)
        #expect(samples.participants.first?.entered == nil)
        #expect(samples.steps.last?.failure?.kind == .redirects)
    }

    @Test(arguments: [
        ("", FailureKind.protocol), ("{}", .extract), (#"{"access_token":"#, .protocol), ("<html>", .protocol),
        (#"{"access_token":null}"#, .extract), (#"{"access_token":{"a":1}}"#, .extract),
    ])
    func `An answer without its token is a failure of its own kind`(body: String, kind: FailureKind) async throws {
        let platform = try PlainPlatform { _ in .init(200, body: body) }
        defer { platform.stop() }
        let samples = try await Stage.walk([Sample.token], against: platform.url)
        #expect(samples.requests.first?.failure?.kind == kind)
        #expect(samples.requests.first?.failure?.status == 200)
        #expect(samples.steps.first?.failure?.kind == kind)
    }

    @Test func `A server's response never puts a secret into a report`() async throws {
        let platform = try PlainPlatform { request in
            .init(400, body: #"{"error":"invalid_grant","error_description":"password-1 of turnout-secret\nis wrong"}"#)
        }
        defer { platform.stop() }
        let samples = try await Stage.walk([Sample.token], against: platform.url)
        let failure = try #require(samples.steps.first?.failure)
        #expect(failure.detail == "answered with status 400: invalid_grant, ••• of ••• is wrong")
        #expect(failure.diagnosis?.code == "wrong-credentials")
        #expect(!"\(samples)".contains("password-1"))
    }

    @Test func `A server that repeats cookies shows none of them, and none of its control characters`() async throws {
        let platform = try PlainPlatform { request in
            if request.line.hasPrefix("GET /room/") {
                return .init(
                    200, headers: ["Set-Cookie: accessToken=cookie; Path=/", "Set-Cookie: other=sesame-open; Path=/"])
            }
            guard request.headers["cookie"] != nil else { return nil }
            return .init(500, body: #"{"error":"E","message":"sesame-open \u001b[2Jgone\u202e\u0007"}"#)
        }
        defer { platform.stop() }
        let samples = try await Stage.walk([Sample.access, Sample.entry], against: platform.url)
        #expect(samples.steps.last?.failure?.detail == "answered with status 500: E, •••  [2Jgone  ")
    }

    @Test func `Secrets, including the link's token, are hidden before the text is cut`() async throws {
        let jwt = "eyJ" + String(repeating: "abcdefgh", count: 50)
        let platform = try PlainPlatform { request in
            if request.line == "POST /v1/auth/token" { return .init(200, body: #"{"access_token":"\#(jwt)"}"#) }
            if request.line.hasSuffix("/generate-access") {
                let host = request.headers["host"] ?? ""
                return .init(
                    200, body: #"{"url":"http://\#(host)/room/a?participantName=P&accessToken=LinkToken-\#(jwt)"}"#)
            }
            return .init(
                401, body: #"{"message":"no entry with \#(jwt) by /room/a?accessToken=LinkToken-\#(jwt), person"}"#)
        }
        defer { platform.stop() }
        let samples = try await Stage.walk([Sample.token, Sample.access, Sample.entry], against: platform.url)
        #expect(
            samples.steps.last?.failure?.detail
                == "answered with status 401: no entry with ••• by /room/a?accessToken=•••, person")
        #expect(!"\(samples)".contains("eyJabc"))
    }

    /// Counts those who are told to have entered, and keeps who is told to be there.
    private final class Entries: RunCoordinator {
        let count = Atomic(0)
        let presence = Mutex<[Bool]>([])

        func pass(gate: Int16, participant: Int32) async -> GatePass { .open(Moment(nanoseconds: 0)) }
        func withdraw(participant: Int32, from gate: Int16) {}
        func entered() { count.add(1, ordering: .relaxed) }
        func presenceChanged(isIn: Bool) { presence.withLock { $0.append(isIn) } }
    }

    @Test(arguments: [(404, true), (0, false)])
    func `whoever may have left is not told to be there`(status: Int, isIn: Bool) async throws {
        let platform = try PlainPlatform { request in
            request.line.hasSuffix("/leave") ? PlainPlatform.Answer(status) : nil
        }
        defer { platform.stop() }
        let entries = Entries()
        let samples = try await Stage.walk(
            [Sample.access, Sample.entry, Sample.leave], against: platform.url, coordinator: entries)
        #expect(samples.steps.last?.failure != nil)
        #expect(entries.presence.withLock { $0 } == (isIn ? [true] : [true, false]))
    }

    @Test func `Whoever leaves and comes again has entered once`() async throws {
        let platform = try PlainPlatform()
        defer { platform.stop() }
        func again(_ step: StepPlan) -> StepPlan {
            var step = step
            step.name += " again"
            return step
        }
        let entries = Entries()
        let journey = [Sample.access, Sample.entry, Sample.leave]
        let samples = try await Stage.walk(journey + journey.map(again), against: platform.url, coordinator: entries)
        #expect(entries.presence.withLock { $0 } == [true, false, true, false])
        #expect(samples.steps.count == 6 && samples.steps.compactMap(\.failure) == [])
        #expect(samples.participants.first?.entered == samples.steps[1].finished)
        #expect(entries.count.load(ordering: .relaxed) == 1)
    }

    @Test(arguments: [
        ("?jwt=hu%2Fsh%2F1", "hu/sh/1 hu%2Fsh%2F1"),
        ("?CODE=hush-hush", "hush-hush"), ("?X-Amz-Signature=hush", "hush"), ("?t=hush1hush1", "hush1hush1"),
        ("?hush1hush1", "hush1hush1"), ("?key=hush+hush", "hush+hush hush hush"), ("/hush42", "hush42"),
        ("?a=b&session=hush", "hush"),
    ])
    func `A credential of a granted link is hidden, whatever its name and place`(link: String, echo: String)
        async throws
    {
        let platform = try PlainPlatform { request in
            if request.line.hasSuffix("/generate-access") {
                let host = request.headers["host"] ?? ""
                return .init(200, body: #"{"url":"http://\#(host)/room/\#(PlainPlatform.alias)\#(link)"}"#)
            }
            return .init(401, body: #"{"message":"\#(echo) is wrong for \#(PlainPlatform.alias), sorry"}"#)
        }
        defer { platform.stop() }
        let samples = try await Stage.walk([Sample.access, Sample.entry], against: platform.url)
        let detail = try #require(samples.steps.last?.failure?.detail)
        #expect(detail.hasPrefix("answered with status 401: •••"))
        #expect(detail.hasSuffix("is wrong for \(PlainPlatform.alias), sorry"))
        #expect(!detail.contains("hush"))
    }

    @Test func `A signalling token that the server repeats is hidden`() async throws {
        let platform = try PlainPlatform { request in
            if request.line.hasSuffix("/signaling-token") {
                return .init(200, body: #"{"signalingToken":"hush-hush"}"#)
            }
            return request.line.hasSuffix("/join") ? .init(500, body: #"{"message":"no place for hush-hush"}"#) : nil
        }
        defer { platform.stop() }
        let samples = try await Stage.walk([Sample.access, Sample.entry], against: platform.url)
        #expect(samples.steps.last?.failure?.detail == "answered with status 500: no place for •••")
    }

    @Test func `A pause after the last step does not count in a journey without a room`() async throws {
        let platform = try PlainPlatform()
        defer { platform.stop() }
        let pause = StepPlan(name: "pause", action: .pause(.fixed(.milliseconds(50))))
        let samples = try await Stage.walk([Sample.token, pause], against: platform.url)
        let step = try #require(samples.steps.first)
        let person = try #require(samples.participants.first)
        #expect(person.journeyNanoseconds == step.finished.nanoseconds(since: person.intended))
        #expect(person.entered == step.finished.advanced(byNanoseconds: 50_000_000))
    }

    @Test(arguments: [TokenPlan.Grant.password, .refresh])
    func `Only the first request after a gate is marked`(grant: TokenPlan.Grant) async throws {
        let platform = try PlainPlatform()
        defer { platform.stop() }
        let token = StepPlan(
            name: "token", action: .token(TokenPlan(grant: grant)), release: ReleasePlan(tight: true))
        let samples = try await Stage.walk([token, Sample.token], against: platform.url, coordinator: Released())
        // Without a refresh token there is nothing to be sent, and the journey ends.
        #expect(samples.requests.map(\.firstBehindGate) == (grant == .refresh ? [] : [1, 0]))
    }

    @Test func `A check of the room page is about the page and not about the redirect to it`() async throws {
        let platform = try PlainPlatform()
        defer { platform.stop() }
        var open = StepPlan(name: "enter-room", action: .enterRoom(EntryPlan(openOnly: true)))
        open.checks = [Check(text: "status == 200", subject: .status, demand: .number(.equal, 200))]
        let samples = try await Stage.walk([Sample.access, open], against: platform.url)
        #expect(samples.requests.map(\.status) == [200, 302, 200])
        #expect(samples.steps.compactMap(\.failure) == [])
    }

    @Test func `Checks can examine everything in a response`() async throws {
        let platform = try PlainPlatform { request in
            request.line == "GET /page"
                ? .init(200, headers: ["X-Kind: a b", "Set-Cookie: c=1"], body: #"{"n":[1,{"t":"Hello"}]}"#) : nil
        }
        defer { platform.stop() }
        func failure(_ subject: Check.Subject, _ demand: Check.Demand) async throws -> Failure? {
            let get = StepPlan(
                name: "get", action: .get(Template(literal: platform.url + "/page")),
                checks: [Check(text: "the check", subject: subject, demand: demand)])
            return try await Stage.walk([get], against: platform.url).steps.first?.failure
        }
        let holding: [(Check.Subject, Check.Demand)] = [
            (.status, .number(.equal, 200)), (.body, .contains(Template(literal: "Hello"))),
            (.json(try JSONPointer("/n/1/t")), .text(isEqual: true, Template(literal: "Hello"))),
            (.json(try JSONPointer("/n/0")), .number(.less, 2)),
            (.json(try JSONPointer("/n")), .exists), (.header("x-kind"), .matches(try #require(Pattern("^a .$")))),
            (.cookie("c"), .exists),
            (.size, .number(.equal, 23)), (.time, .number(.less, 60_000)),
        ]
        for (subject, demand) in holding {
            #expect(try await failure(subject, demand) == nil, "\(subject) \(demand)")
        }
        let failing: [(Check.Subject, Check.Demand)] = [
            (.status, .number(.greater, 400)), (.body, .contains(Template(literal: "Bye"))),
            (.json(try JSONPointer("/m")), .exists),
            (.header("x-none"), .exists), (.cookie("d"), .exists), (.body, .matches(try #require(Pattern("^no")))),
            (.json(try JSONPointer("/n/1/t")), .text(isEqual: false, Template(literal: "Hello"))),
        ]
        for (subject, demand) in failing {
            #expect(try await failure(subject, demand)?.kind == .check, "\(subject) \(demand)")
        }
        #expect(
            try await failure(.status, .number(.greater, 400))?.detail
                == "the check `the check` does not hold: the status is 200")
    }

    @Test(arguments: [
        (Check(text: "time < 60s", subject: .time, demand: .number(.less, 60_000)), FailureKind.status),
        (Check(text: "status == 404", subject: .status, demand: .number(.equal, 404)), nil),
        (Check(text: "status == 200", subject: .status, demand: .number(.equal, 200)), .check),
    ])
    func `Only a check on the status replaces the rule about it`(
        check: Check, kind: FailureKind?
    ) async throws {
        let platform = try PlainPlatform { _ in .init(404, body: "gone") }
        defer { platform.stop() }
        let get = StepPlan(name: "get", action: .get(Template(literal: platform.url + "/page")), checks: [check])
        let samples = try await Stage.walk([get], against: platform.url)
        #expect(samples.steps.first?.failure?.kind == kind)
        #expect(samples.requests.count == 1)
    }

    @Test func `A refused entry that the check expects is a success but not an entry`() async throws {
        let platform = try PlainPlatform()
        defer { platform.stop() }
        var entry = Sample.entry
        entry.checks = [Check(text: "status == 401", subject: .status, demand: .number(.equal, 401))]
        let samples = try await Stage.walk([Sample.access, entry, Sample.leave], against: platform.url, cookies: false)
        #expect(samples.steps.compactMap(\.failure) == [])
        #expect(samples.participants.first?.ending == .completed)
        #expect(samples.participants.first?.entered == nil)
        #expect(samples.steps.count == 2)
    }

    @Test func `A refresh token gives a new pair`() async throws {
        let platform = try PlainPlatform { request in
            guard request.line == "POST /v1/auth/token" else { return nil }
            return .init(200, body: #"{"access_token":"a","refresh_token":"r\/1"}"#)
        }
        defer { platform.stop() }
        let refresh = StepPlan(name: "token 2", action: .token(TokenPlan(grant: .refresh)))
        let samples = try await Stage.walk([Sample.token, refresh], against: platform.url)
        #expect(samples.steps.compactMap(\.failure) == [])
        #expect(platform.requests.last?.body.contains(#""refresh_token":"r/1"}"#) == true)
        let alone = try await Stage.walk([refresh], against: platform.url)
        #expect(alone.steps.first?.failure?.kind == .extract)
        #expect(alone.requests.isEmpty)
    }
}
