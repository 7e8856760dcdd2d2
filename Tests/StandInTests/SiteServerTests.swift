import Foundation
import PlatformContract
import Support
import Testing

@testable import StandIn

/// A client that is not ours: curl, with a jar for its cookies.
private struct BrowsingCurl {
    let base: String
    let folder: TemporaryFolder

    /// What came back: headers of every answer on the way, and the last body.
    struct Answer {
        var head: String
        var body: String

        var status: Int {
            Int(head.split(separator: "\r\n\r\n").last?.split(separator: " ").dropFirst().first ?? "") ?? 0
        }
    }

    func callAsFunction(_ path: String, _ options: String...) async throws -> Answer {
        let curl = Curl(folder: folder, options: ["--cookie", "jar", "--cookie-jar", "jar", "--dump-header", "head"])
        let result = try await curl(options + [base + path])
        guard result.code == 0 else { throw Failed(message: result.errors) }
        return Answer(head: try folder.read("head"), body: result.output)
    }

    struct Failed: Error { var message: String }

    /// A call of the API.
    func post<Body: Decodable>(_ path: String, _ json: String, _ options: String...) async throws -> Body {
        let body = try await send(path, json, options).body
        return try JSONDecoder().decode(Body.self, from: Data(body.utf8))
    }

    func send(_ path: String, _ json: String, _ options: [String] = []) async throws -> Answer {
        switch options.count {
        case 0: try await self(path, "-H", "Content-Type: application/json", "-d", json)
        default: try await self(path, "-H", "Content-Type: application/json", "-d", json, "-H", options[0])
        }
    }
}

extension ServerTests {
    @Test func `curl with a cookie jar walks from the site's form into the room`() async throws {
        try await StandInOnSocket.serving(StandInConfiguration(profile: .healthy)) { base, _ in
            let host = BrowsingCurl(base: base, folder: try TemporaryFolder())
            let token: TokenAnswer = try await host.post(
                PlatformPath.token,
                #"{"grant_type":"password","client_id":"turnout","client_secret":"turnout-secret","#
                    + #""username":"host@example.test","password":"host-password"}"#)
            let bearer = "Authorization: Bearer \(token.accessToken)"
            let space: CreatedAnswer = try await host.post(
                PlatformPath.spaces, #"{"name":"Space","isPublic":false}"#, bearer)
            let room: CreatedRoom = try await host.post(
                PlatformPath.rooms(space: space.id), #"{"name":"Lesson one"}"#, bearer)

            let curl = BrowsingCurl(base: base, folder: try TemporaryFolder())
            let lesson = "/site/lessons/\(space.id)/\(room.id)"
            // Not logged in: curl is led to the form.
            let form = try await curl(lesson, "-L")
            #expect(form.status == 200)
            let formToken = try #require(form.body.firstMatch(of: /name="csrf_token" value="([^"]+)"/)).1
            let next = try #require(form.body.firstMatch(of: /name="next" value="([^"]+)"/)).1
            #expect(next == lesson)
            // What the browser is told about every page.
            for field in [
                "cache-control: no-store", "referrer-policy: same-origin", "x-content-type-options: nosniff",
                "content-type: text/html; charset=utf-8", "content-security-policy: default-src 'none'",
            ] { #expect(form.head.lowercased().contains(field), "\(form.head)") }

            let refused = try await curl(
                "/site/login", "-d", "csrf_token=\(formToken)", "-d", "email=participant-4@example.test", "-d",
                "password=wrong")
            #expect(refused.status == 401)
            // 303: curl asks for the lesson with GET.
            let opened = try await curl(
                "/site/login", "-L", "-d", "csrf_token=\(formToken)", "--data-urlencode",
                "email=participant-4@example.test", "-d", "password=password-4", "--data-urlencode", "next=\(next)")
            #expect(opened.status == 200 && opened.head.contains("Location: \(lesson)\r\n"), "\(opened.head)")
            let link = try #require(opened.body.firstMatch(of: /<iframe id="userplayer" src="([^"]+)"/)).1
                .replacing("&amp;", with: "&")
            #expect(link.hasPrefix("\(base)/room/\(room.alias)?participantName=Participant%204&accessToken="))

            #expect(try await curl(String(link.dropFirst(base.count))).status == 200)
            let participant: CreatedAnswer = try await curl.post(
                PlatformPath.participants(space: space.id),
                #"{"name":"P","roomId":"\#(room.id)","role":"user","clientUniqueId":"c"}"#)
            let signaling = try await curl.send(
                PlatformPath.signalingToken(participant: participant.id, space: space.id), "{}")
            #expect(signaling.status == 200)
            let joined = try await curl.send(
                PlatformPath.join(room: room.id, space: space.id), #"{"participantId":"\#(participant.id)"}"#)
            #expect(joined.status == 204)
            let truth = try JSONDecoder().decode(Truth.self, from: Data(try await curl(Truth.path).body.utf8))
            #expect(truth.entered == 1)
            #expect(truth[.siteLogin].status == ["401": 1, "303": 1])

            let courses = try await curl("/site").body
            #expect(courses.contains(#"<a href="\#(lesson)">Lesson one</a>"#))
            let leave = try #require(courses.firstMatch(of: /name="csrf_token" value="([^"]+)"/)).1
            #expect(try await curl("/site/logout", "-d", "csrf_token=\(leave)").status == 303)
            #expect(try await curl("/site").status == 303)
        }
    }
}
