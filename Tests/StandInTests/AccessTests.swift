// Links, and the page that they open.

import PlatformContract
import Testing

@testable import StandIn

@Suite struct AccessTests {
    @Test func `a link leads to the room's page and carries name and token of a temporary user`() async throws {
        let event = try await TestPlatform().event()
        let answer: AccessAnswer = try await event.platform.post(
            PlatformPath.generateAccess(room: event.room.id, space: event.space),
            #"{"username":"Ann & Bo","role":"user"}"#, as: event.host
        ).decoded()
        let prefix =
            "http://stand-in.test:8080/room/\(event.room.alias)?participantName=Ann%20%26%20Bo&accessToken="
        #expect(answer.url.hasPrefix(prefix))
        let claims = try #require(event.platform.service.signer.claims(answer.url.dropFirst(prefix.count)))
        #expect(claims.audience == .user && claims.kind == .access)
        #expect(claims.expiresAt - claims.issuedAt == 86_400)
    }

    @Test func `links lead to the web client's own host where one is configured`() async throws {
        let event = try await TestPlatform { $0.webOrigin = "https://edu.turnout.test" }.event()
        let answer: AccessAnswer = try await event.platform.post(
            PlatformPath.generateAccess(room: event.room.id, space: event.space),
            #"{"username":"A","role":"user"}"#, as: event.host
        ).decoded()
        #expect(answer.url.hasPrefix("https://edu.turnout.test/room/\(event.room.alias)?"))
    }

    @Test func `only the room's creator and its moderators grant access, not the space's owner`() async throws {
        let platform = try await TestPlatform()
        let owner = try await platform.host()
        let creator = try await platform.account(1)
        let moderator = try await platform.account(2)
        let space = try await platform.space(by: owner, isPublic: true)
        let room = try await platform.room(in: space, by: creator, isPublic: true)
        let claims = try #require(platform.service.signer.claims(moderator.bearer ?? ""))
        _ = await platform.post(
            PlatformPath.roles(room: room.id, space: space),
            #"{"targetUserId":"\#(claims.subject)","role":"role_room_moderator"}"#, as: creator)
        let path = PlatformPath.generateAccess(room: room.id, space: space)
        let body = #"{"username":"A","role":"user"}"#
        #expect(await platform.post(path, body, as: creator).status == 200)
        #expect(await platform.post(path, body, as: moderator).status == 200)
        for sender in [owner, try await platform.account(3)] {
            #expect(
                await platform.post(path, body, as: sender)
                    == .refused(403, "Forbidden", "Only the room's creator and its moderators may grant access"))
        }
    }

    @Test(arguments: [
        (#"{"role":"user"}"#, "username is missing"), (#"{"username":"A"}"#, "role is missing"),
        (#"{"username":"A","role":"king"}"#, "role has a value that is not allowed"),
        (#"{"username":"A","role":"user","ttl":0}"#, "ttl must be a number of seconds from 1 to 36288000"),
        (#"{"username":"A","role":"user","ttl":36288001}"#, "ttl must be a number of seconds from 1 to 36288000"),
        (#"{"username":"A","role":"user","ttl":"60"}"#, "ttl has the wrong type"),
        (#"{"username":"A","role":"user","ttl":1e30}"#, "ttl has a value that is not allowed"),
        (#"{"username":"A","role":"user","ttl":-1e400}"#, "ttl has a value that is not allowed"),
        (#"{"username":"A","role":"user","ttl":9223372036854775808}"#, "ttl has a value that is not allowed"),
        (#"{"username":"A","role":"user","ttl":1.5}"#, "ttl has a value that is not allowed"),
        (#"{"username":"A","role":"user","externalUserId":"a-1"}"#, "externalUserId must be letters and digits"),
        (#"{"username":"A","role":"user","externalUserId":"é1"}"#, "externalUserId must be letters and digits"),
    ]) func `an invalid field is named`(body: String, message: String) async throws {
        let event = try await TestPlatform().event()
        let answer = await event.platform.post(
            PlatformPath.generateAccess(room: event.room.id, space: event.space), body, as: event.host)
        #expect(answer == .refused(400, "Bad Request", message))
    }

    @Test func `a link opens the page, which has the room's ids and sets the cookies`() async throws {
        let event = try await TestPlatform().event()
        let answer = await event.platform.get(try await event.link())
        #expect(answer.status == 200 && answer.media == .html)
        #expect(answer.text.contains(#"data-space-id="\#(event.space)""#))
        #expect(answer.text.contains(#"data-room-id="\#(event.room.id)""#))
        #expect(answer.text.contains(#"data-channel-id="\#(event.room.channelID)""#))
        #expect((1_500...3_500).contains(answer.body.count))
        #expect(answer.cookies.map { $0.prefix { $0 != "=" } } == ["accessToken", "refreshToken", "trClId"])
        #expect(answer.cookies.allSatisfy { $0.hasSuffix("; Path=/; HttpOnly; SameSite=Lax") })
    }

    @Test(arguments: [
        ("https://edu.turnout.test", "api.turnout.test:8080", "turnout.test"),
        ("http://edu.turnout.test:8080", "EDU.turnout.test:8080", "turnout.test"),
        ("https://edu.turnout.test", "127.0.0.1:8080", nil), ("http://127.0.0.2:8080", "127.0.0.1:8080", nil),
        ("https://edu.turnout.test", "api.nevilleturnout.test", nil), ("https://edu.test", "api.test", nil),
        ("http://localhost:8080", "localhost:8080", nil), ("http://[::1]:8080", "[::1]:8080", nil),
        ("http://[::ffff:127.0.0.2]:8080", "[::ffff:127.0.0.1]:8080", nil),
    ])
    func `cookies belong to what API and web client have in common`(web: String, asked: String, domain: String?) {
        #expect(CookieDomain.shared(webOrigin: web, asked: asked) == domain)
    }

    @Test func `where the web client is another host, log-in and page set the cookies for both`() async throws {
        let event = try await TestPlatform(authority: "api.turnout.test:8080") {
            $0.webOrigin = "http://edu.turnout.test:8080"
        }.event()
        let host = DefaultAccount.hostEmail
        let logIn = await event.platform.post(
            PlatformPath.token,
            """
            {"grant_type":"password","client_id":"turnout","client_secret":"turnout-secret",\
            "username":"\(host)","password":"\(DefaultAccount.hostPassword)"}
            """)
        let page = await event.platform.get(PlatformPath.roomPage(alias: event.room.alias), as: event.host)
        for answer in [logIn, page] {
            #expect(answer.cookies.count >= 2)
            #expect(answer.cookies.allSatisfy { $0.hasSuffix("; SameSite=Lax; Domain=turnout.test") })
        }
    }

    @Test func `access to one room opens no other`() async throws {
        let event = try await TestPlatform().event()
        let other = try await event.platform.room(in: event.space, by: event.host)
        let browser = try await event.open(try await event.link())
        #expect(await event.platform.get(event.roomPath, as: browser).status == 200)
        #expect(
            await event.platform.get(PlatformPath.room(other.id, space: event.space), as: browser)
                == .refused(403, "Forbidden", "The room is private, and no access was granted"))
    }

    @Test func `a name in the page is escaped`() async throws {
        let platform = try await TestPlatform()
        let host = try await platform.host()
        let space = try await platform.space(by: host)
        let room: CreatedRoom = try await platform.post(
            PlatformPath.rooms(space: space), #"{"name":"<script>\"&"}"#, as: host
        ).decoded()
        let page = await platform.get(PlatformPath.roomPage(alias: room.alias), as: host).text
        #expect(page.contains("<title>&lt;script&gt;&quot;&amp;</title>"))
    }

    @Test func `a link that is not permanent can be opened once`() async throws {
        let event = try await TestPlatform().event()
        let link = try await event.link()
        #expect(await event.platform.get(link).status == 200)
        let again = await event.platform.get(link)
        #expect(again.status == 401 && again.cookies.isEmpty)
        #expect(again.text.contains("The link has been used"))
    }

    @Test func `a permanent link opens again until it expires`() async throws {
        let event = try await TestPlatform().event()
        let link = try await event.link(#""username":"A","role":"user","isPermanent":true,"ttl":60"#)
        #expect(await event.platform.get(link).status == 200)
        event.platform.time.advance(seconds: 59)
        #expect(await event.platform.get(link).status == 200)
        event.platform.time.advance(seconds: 1)
        let late = await event.platform.get(link)
        #expect(late.status == 401)
        #expect(late.text.contains("The link has expired"))
    }

    @Test func `an unknown alias, and an id in its place, are not found`() async throws {
        let event = try await TestPlatform().event()
        for alias in ["abcdefghij", event.room.id, "x"] {
            #expect(await event.platform.get(PlatformPath.roomPage(alias: alias)).status == 404)
        }
    }

    @Test func `a link with an invalid token is rejected`() async throws {
        let event = try await TestPlatform().event()
        for field in ["accessToken", "refreshToken"] {
            let answer = await event.platform.get("\(PlatformPath.roomPage(alias: event.room.alias))?\(field)=x.y.z")
            #expect(answer.status == 401)
        }
    }

    @Test func `a link with a refresh token opens once, with a new pair in the cookies`() async throws {
        let event = try await TestPlatform().event()
        let pair = try await event.platform.logIn(DefaultAccount.hostEmail, DefaultAccount.hostPassword)
        let link = "\(PlatformPath.roomPage(alias: event.room.alias))?refreshToken=\(pair.refreshToken)"
        let browser = try await event.open(link)
        #expect(await event.platform.get(event.roomPath, as: browser).status == 200)
        #expect(await event.platform.get(link).status == 401)
    }

    @Test func `a link's person is rejected by another room, and can still enter their own`() async throws {
        let event = try await TestPlatform().event()
        let other = try await event.platform.room(in: event.space, by: event.host)
        let page = await event.platform.get(try await event.link())
        let refresh = try #require(page.cookies.first { $0.hasPrefix("refreshToken=") }).prefix { $0 != ";" }
        #expect(await event.platform.get("\(PlatformPath.roomPage(alias: other.alias))?\(refresh)").status == 401)
        #expect(await event.platform.get("\(PlatformPath.roomPage(alias: event.room.alias))?\(refresh)").status == 200)
    }

    @Test func `an account known by its cookie opens the page as itself`() async throws {
        let event = try await TestPlatform().event()
        let cookies = "other=1; accessToken=\(event.host.bearer ?? "")"
        let page = await event.platform.get(
            PlatformPath.roomPage(alias: event.room.alias), as: Sender(cookies: cookies))
        #expect(page.status == 200)
        let browser = Sender(cookies: page.cookieHeader)
        #expect(await event.platform.get(event.roomPath, as: browser).status == 200)
    }

    @Test func `a guest opens a public room, and meets 403 behind the page of a private one`() async throws {
        let platform = try await TestPlatform()
        for (isPublic, status) in [(true, 200), (false, 403)] {
            let event = try await platform.event(isPublic: isPublic)
            let guest = try await event.open(PlatformPath.roomPage(alias: event.room.alias) + "?participantName=Gus")
            #expect(await platform.get(event.roomPath, as: guest).status == status)
        }
    }

    @Test func `a browser keeps its tracking id`() async throws {
        let event = try await TestPlatform().event()
        let answer = await event.platform.get(
            try await event.link(), as: Sender(cookies: "trClId=abcdefghijklmnopqrst"))
        #expect(answer.cookies.map { $0.prefix { $0 != "=" } } == ["accessToken", "refreshToken"])
    }
}
