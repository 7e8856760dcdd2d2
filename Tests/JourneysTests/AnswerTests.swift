// Success answers are judged by what they say, and a room page by what setup saw.
import Measuring
import Scenarios
import Support
import Testing

@testable import Journeys

struct AnswerTests {
    @Test(
        arguments: [
            (200, #"{"error":"room_full"}"#, FailureKind.check), (200, #"{"error":{"message":"full"}}"#, .check),
            (200, #"{"success":false,"message":"full"}"#, .check), (200, #"{"statusCode":503}"#, .protocol),
            (200, "<html><title>Sorry</title></html>", .protocol), (202, #"{"queued":true}"#, .protocol),
            (200, "{", .protocol), (206, "", .protocol),
            (200, "", nil), (201, "{}", nil), (204, "", nil), (200, #"{"error":null,"success":true}"#, nil),
        ] as [(Int, String, FailureKind?)])
    func `A join counts only with a valid response`(status: Int, body: String, kind: FailureKind?) async throws {
        let platform = try PlainPlatform { request in
            request.line.hasSuffix("/join") ? .init(status, body: body) : nil
        }
        defer { platform.stop() }
        let samples = try await Stage.walk([Sample.access, Sample.entry], against: platform.url)
        #expect(samples.steps.last?.failure?.kind == kind)
        #expect((samples.participants.first?.entered != nil) == (kind == nil))
        #expect(samples.requests.last?.failure?.kind == kind)
    }

    @Test func `The error in a success response is reported`() async throws {
        let platform = try PlainPlatform { request in
            request.line.hasSuffix("/join") ? .init(200, body: #"{"error":"room_full","message":"No seat left"}"#) : nil
        }
        defer { platform.stop() }
        let samples = try await Stage.walk([Sample.access, Sample.entry], against: platform.url)
        #expect(
            samples.steps.last?.failure?.detail
                == "answered with status 200, but its body says room_full, No seat left")
    }

    @Test(arguments: [
        ("1e30", "statusCode 1e30"), (#""inf""#, "statusCode inf"), ("503.0", "statusCode 503"),
        ("503.5", "statusCode 503.5"), ("-1e30", nil), (#""nan""#, nil),
    ])
    func `Whatever number a body gives as its status is told, and ends no run`(number: String, told: String?)
        async throws
    {
        let platform = try PlainPlatform { request in
            request.line.hasSuffix("/join") ? .init(200, body: #"{"statusCode":\#(number)}"#) : nil
        }
        defer { platform.stop() }
        let samples = try await Stage.walk([Sample.access, Sample.entry], against: platform.url)
        #expect(
            samples.steps.last?.failure?.detail == told.map { "answered with status 200, but its body says \($0)" })
    }

    @Test func `A message of megabytes is cut before it is looked through, and shows no half of a secret`() async throws
    {
        // The bearer token reaches to where the message is cut, and dots take its place. The client's secret lies across.
        let token = String(repeating: "eyJhbGci", count: 1022)
        let message = token + " turnout-secret" + String(repeating: "x", count: 1 << 22)
        let platform = try PlainPlatform { request in
            if request.line == "POST /v1/auth/token" { return .init(200, body: #"{"access_token":"\#(token)"}"#) }
            return .init(500, body: #"{"error":"E","message":"\#(message)"}"#)
        }
        defer { platform.stop() }
        let access = StepPlan(name: "generate-access", action: .generateAccess(AccessPlan(granter: .participant)))
        let samples = try await Stage.walk([Sample.token, access], against: platform.url)
        #expect(samples.steps.last?.failure?.detail == "answered with status 500: E, ••• •••")
    }

    @Test func `A single character of any number of marks is cut too`() async throws {
        let marks = String(repeating: "\u{301}", count: 100_000)
        let platform = try PlainPlatform { _ in .init(500, body: #"{"error":"e\#(marks)"}"#) }
        defer { platform.stop() }
        let samples = try await Stage.walk([Sample.token], against: platform.url)
        let detail = try #require(samples.steps.first?.failure?.detail)
        #expect(detail.unicodeScalars.count < 400)
    }

    @Test func `A link that is no URL, and an empty refresh token, are refused where they come from`() async throws {
        let platform = try PlainPlatform { request in
            if request.line == "POST /v1/auth/token" {
                return .init(200, body: #"{"access_token":"a","refresh_token":""}"#)
            }
            return request.line.hasSuffix("/generate-access") ? .init(200, body: #"{"url":"/room/s3cr3t"}"#) : nil
        }
        defer { platform.stop() }
        let granted = try await Stage.walk([Sample.access, Sample.entry], against: platform.url)
        #expect(granted.steps.count == 1)
        #expect(granted.requests.last?.failure?.kind == .extract)
        #expect(
            granted.steps.first?.failure?.detail
                == "the url in the response is no valid URL: a URL that begins with http:// or https:// is needed")
        let refresh = StepPlan(name: "token 2", action: .token(TokenPlan(grant: .refresh)))
        let refreshed = try await Stage.walk([Sample.token, refresh], against: platform.url)
        #expect(refreshed.steps.count == 1)
        #expect(refreshed.steps.first?.failure?.kind == .extract)
        #expect(refreshed.steps.first?.failure?.detail == "the refresh_token in the response is empty")
        // Without a step that refreshes, nobody needs one.
        #expect(try await Stage.walk([Sample.token], against: platform.url).steps.first?.failure == nil)
    }

    @Test func `With a check on the status, a join counts with a status outside the contract`() async throws {
        let platform = try PlainPlatform { request in
            request.line.hasSuffix("/join") ? .init(202, body: #"{"queued":true}"#) : nil
        }
        defer { platform.stop() }
        var entry = Sample.entry
        entry.checks = [Check(text: "status == 202", subject: .status, demand: .number(.equal, 202))]
        let samples = try await Stage.walk([Sample.access, entry], against: platform.url)
        #expect(samples.steps.last?.failure == nil)
        #expect(samples.participants.first?.entered != nil)
    }

    @Test func `A check on the status may be met by a redirect that is not followed`() async throws {
        let platform = try PlainPlatform { request in
            request.line.hasPrefix("GET /room/") ? .init(302, headers: ["Location: /room/again"]) : nil
        }
        defer { platform.stop() }
        var open = StepPlan(name: "enter-room", action: .enterRoom(EntryPlan(openOnly: true, follow: 0)))
        open.checks = [Check(text: "status == 302", subject: .status, demand: .number(.equal, 302))]
        let samples = try await Stage.walk([Sample.access, open], against: platform.url)
        #expect(samples.requests.map(\.status) == [200, 302])
        #expect(samples.steps.compactMap(\.failure) == [])
    }

    @Test(arguments: [[0x1F, 0x8B, 8, 0], [0x28, 0xB5, 0x2F, 0xFD]] as [[UInt8]], [false, true])
    func `A compressed answer is told as such`(body: [UInt8], asks: Bool) async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n"
        let server = try ScriptedServer([.receive, .send(head), .sendBytes(body), .awaitClose])
        defer { server.stop() }
        let failure = try await Stage.walk([Sample.token], against: server.url) { $0.target.compression = asks }
            .steps.first?.failure
        #expect(failure?.kind == .protocol)
        #expect(
            failure?.detail
                == (asks
                    ? "the response is compressed, and its Content-Encoding does not say so"
                    : "the response is compressed, which was not requested"))
        #expect(failure?.diagnosis?.code == (asks ? nil : "compressed-body"))
    }

    @Test func `An empty token counts as missing`() async throws {
        let platform = try PlainPlatform { _ in .init(200, body: #"{"access_token":""}"#) }
        defer { platform.stop() }
        let failure = try await Stage.walk([Sample.token], against: platform.url).steps.first?.failure
        #expect(failure?.kind == .extract)
        #expect(failure?.detail == "the access_token in the response is empty")
    }

    // MARK: The room page

    private static let withIDs = RoomPage(spaceID: "s", roomID: "r", title: "Room", size: 2000)
    private static let shell = RoomPage(title: "App", type: "text/html", size: 2000)

    @Test(
        arguments: [
            (withIDs, RoomPage(spaceID: "x", roomID: "y", size: 10), nil),
            (withIDs, RoomPage(spaceID: "s", size: 2000), "it does not name the room"),
            (withIDs, RoomPage(title: "Room", size: 2000), "it does not name the room"),
            (shell, RoomPage(title: "App", type: "text/html", size: 4000), nil),
            (shell, RoomPage(title: "App", type: "text/html", size: 1000), nil),
            (shell, RoomPage(title: "App", type: "text/html", size: 4001), "its size is 4001 bytes and not 2000"),
            (shell, RoomPage(title: "App", type: "text/html", size: 999), "its size is 999 bytes and not 2000"),
            (shell, RoomPage(title: "Sorry", type: "text/html", size: 2000), "its title is different"),
            (shell, RoomPage(title: "App", type: "text/plain", size: 2000), "it is text/plain and not text/html"),
        ] as [(RoomPage, RoomPage, String?)])
    func `A page is compared by its ids, otherwise by title, type and size`(
        expected: RoomPage, page: RoomPage, difference: String?
    ) {
        #expect(expected.difference(of: page) == difference)
    }

    @Test(
        arguments: [
            (RoomPage(spaceID: "s", roomID: "r", size: 100), true), (RoomPage(title: "Room", size: 100), true),
            (nil, false),
        ] as [(RoomPage?, Bool)])
    func `A maintenance page is not an arrival if setup saw the room's page`(page: RoomPage?, fails: Bool) async throws
    {
        let platform = try PlainPlatform { request in
            request.line.contains("?s=1")
                ? .init(
                    200, headers: ["Set-Cookie: accessToken=cookie; Path=/"],
                    body: "<html><head><TITLE lang=en> We are&#32;full,\n try again </TITLE></head></html>") : nil
        }
        defer { platform.stop() }
        var room = Stage.provisionedRoom
        room.page = page
        let samples = try await Stage.walk([Sample.access, Sample.entry], against: platform.url, provisionedRoom: room)
        let failure = samples.steps.last?.failure
        #expect(failure?.kind == (fails ? .check : nil))
        #expect((samples.participants.first?.entered == nil) == fails)
        if fails {
            #expect(failure?.detail.hasPrefix("“We are full, try again” came instead of the room page: ") == true)
        }
    }

    @Test func `A page that the scenario's own link leads to is taken as it comes`() async throws {
        let platform = try PlainPlatform { request in
            request.line == "GET /room/other"
                ? .init(
                    200, headers: ["Set-Cookie: accessToken=cookie; Path=/"], body: "<title>Another room</title>") : nil
        }
        defer { platform.stop() }
        var room = Stage.provisionedRoom
        room.page = RoomPage(title: "Room", size: 100)
        let link = Template(literal: platform.url + "/room/other")
        let entry = StepPlan(name: "enter-room", action: .enterRoom(EntryPlan(link: link)))
        let samples = try await Stage.walk([entry], against: platform.url, provisionedRoom: room)
        #expect(samples.steps.map(\.failure) == [nil])
        #expect(samples.participants.first?.entered != nil)
    }

    @Test func `Pages that could not be compared cause a warning`() {
        let plan = Sample.plan([Sample.access, Sample.entry])
        let none = "Room pages were not verified, because there was no page to compare them with: "
        #expect(
            Sample.provisionedRoom.warnings(of: plan) == [
                none + "the scenario names no host account to open one with."
            ])
        var room = Sample.provisionedRoom
        room.pageProblem = "setup could not open one (answered with status 503)"
        #expect(
            room.warnings(of: plan) == [none + "setup could not open one (answered with status 503)."])
        room.page = RoomPage(size: 1)
        #expect(room.warnings(of: plan) == [])
        let link = StepPlan(
            name: "own", action: .enterRoom(EntryPlan(link: Template(literal: "http://a/room/x"))))
        #expect(
            room.warnings(of: Sample.plan([link])) == [none + "the link of `own` comes from the scenario."])
        #expect(room.warnings(of: Sample.plan([Sample.token])) == [])
    }
}
