// The site as a browser sees it.

import Foundation
import PlatformContract
import Support
import Testing

@testable import StandIn

/// An independent client: curl, with a jar for its cookies.
private struct BrowsingCurl {
    let base: String
    let folder: TemporaryFolder

    /// What was received: headers of every response on the way, and the last body.
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
}

/// The customer's site on a real socket.
@Suite(.timeLimit(.minutes(1))) struct SiteServerTests {
    @Test func `curl with a cookie jar walks from the site's form into the room`() async throws {
        try await StandInOnSocket.serving(StandInConfiguration(profile: .healthy)) { base, _ in
            let event = try await Wire(base).event()
            let (space, room) = (event.space, event.room)
            let curl = BrowsingCurl(base: base, folder: try TemporaryFolder())
            let lesson = "/site/lessons/\(space)/\(room.id)"
            // Not logged in: curl is redirected to the form.
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
            // 303: curl requests the lesson with GET.
            let opened = try await curl(
                "/site/login", "-L", "-d", "csrf_token=\(formToken)", "--data-urlencode",
                "email=participant-4@example.test", "-d", "password=password-4", "--data-urlencode", "next=\(next)")
            #expect(opened.status == 200 && opened.head.contains("Location: \(lesson)\r\n"), "\(opened.head)")
            let link = try #require(opened.body.firstMatch(of: /<iframe id="userplayer" src="([^"]+)"/)).1
                .replacing("&amp;", with: "&")
            #expect(link.hasPrefix("\(base)/room/\(room.alias)?participantName=Participant%204&accessToken="))

            #expect(try await curl(String(link.dropFirst(base.count))).status == 200)
            let made = try await curl(
                PlatformPath.participants(space: space), "--json",
                #"{"name":"P","roomId":"\#(room.id)","role":"user","clientUniqueId":"c"}"#)
            let participant = try JSONDecoder().decode(CreatedAnswer.self, from: Data(made.body.utf8)).id
            let signaling = try await curl(
                PlatformPath.signalingToken(participant: participant, space: space), "--json", "{}")
            #expect(signaling.status == 200)
            let joined = try await curl(
                PlatformPath.join(room: room.id, space: space), "--json", #"{"participantId":"\#(participant)"}"#)
            #expect(joined.status == 204)
            let truth = try JSONDecoder().decode(Truth.self, from: Data(try await curl(Truth.path).body.utf8))
            #expect(truth.entered == 1)
            #expect(truth[.siteLogin].status == ["401": 1, "303": 1])

            let courses = try await curl("/site").body
            #expect(courses.contains(#"<a href="\#(lesson)">R</a>"#))
            let leave = try #require(courses.firstMatch(of: /name="csrf_token" value="([^"]+)"/)).1
            #expect(try await curl("/site/logout", "-d", "csrf_token=\(leave)").status == 303)
            #expect(try await curl("/site").status == 303)
        }
    }
}
