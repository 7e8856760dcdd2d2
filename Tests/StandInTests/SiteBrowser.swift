// A browser at the customer's site, without a network.

import Foundation
import PlatformContract

@testable import StandIn

/// Keeps the session cookie, and sends forms with the fields they contain.
struct SiteBrowser: Sendable {
    let platform: TestPlatform
    /// The value of the cookie `session`.
    var session: String?
    /// The number in `X-Turnout-Participant`.
    var participant: Int?

    init(_ platform: TestPlatform, participant: Int? = nil) {
        self.platform = platform
        self.participant = participant
    }

    private var sender: Sender { Sender(cookies: session.map { "session=\($0)" }, participant: participant) }

    /// Requests a page.
    mutating func get(_ target: String) async -> Answer {
        keep(await platform.get(target, as: sender))
    }

    /// Sends a form.
    mutating func send(_ fields: [String: String], to path: String) async -> Answer {
        let body = fields.map { "\($0)=\(AccessLink.encoded($1))" }.joined(separator: "&")
        return keep(
            await platform.send("POST", path, body, type: "application/x-www-form-urlencoded", as: sender))
    }

    /// Opens the form and sends it.
    mutating func logIn(_ email: String, _ password: String, next: String? = nil) async -> Answer {
        let form = await get("/site/login" + (next.map { "?next=\(AccessLink.encoded($0))" } ?? ""))
        return await send(
            [
                "email": email, "password": password, "csrf_token": form.hidden("csrf_token") ?? "",
                "next": form.hidden("next") ?? "",
            ], to: "/site/login")
    }

    /// Logs a generated participant in.
    mutating func logIn(_ index: Int) async throws {
        let identity = GeneratedIdentity(index: index)
        let answer = await logIn(identity.email, identity.password)
        guard answer.status == 303 else { throw UnexpectedAnswer(status: answer.status) }
    }

    private mutating func keep(_ answer: Answer) -> Answer {
        for cookie in answer.cookies where cookie.hasPrefix("session=") {
            let value = cookie.dropFirst("session=".count).prefix { $0 != ";" }
            session = value.isEmpty ? nil : String(value)
        }
        return answer
    }
}

extension Answer {
    /// The value of a hidden field, found as a simple client finds it.
    func hidden(_ name: String) -> String? {
        text.matches(of: /<input type="hidden" name="([^"]+)" value="([^"]*)">/).first { $0.1 == name }
            .map { String($0.2).replacing("&amp;", with: "&") }
    }

    /// The link in the page's frame, as path and query.
    var frame: String? {
        guard let match = text.firstMatch(of: /<iframe id="userplayer" src="https?:\/\/[^\/"]+([^"]+)"/) else {
            return nil
        }
        return String(match.1).replacing("&amp;", with: "&")
    }
}

extension Event {
    /// The lesson page of the room.
    var lesson: String { "/site/lessons/\(space)/\(room.id)" }
}
