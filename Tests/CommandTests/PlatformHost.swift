// The host's own account at a stand-in, from outside the run: what it sees and does with the webhook of its space.
import Foundation
import PlatformContract
import Testing

/// The host of a stand-in, logged in, without any code of the harness.
struct PlatformHost: Sendable {
    let port: UInt16
    private let token: String

    init(_ standIn: ServingStandIn) throws {
        port = standIn.port
        let answer = try LoopbackClient.send(
            "POST", PlatformPath.token, port: port, version: "1.0", headers: ["Content-Type: application/json"],
            body: """
                {"grant_type":"password","client_id":"turnout","client_secret":"turnout-secret",\
                "username":"\(DefaultAccount.hostEmail)","password":"\(DefaultAccount.hostPassword)"}
                """)
        token = try JSONDecoder().decode(TokenAnswer.self, from: Data(answer.utf8)).accessToken
    }

    /// The body of the platform's answer.
    func send(_ method: String, _ path: String, _ body: String? = nil) throws -> String {
        try LoopbackClient.send(
            method, path, port: port, version: "1.0",
            headers: ["Authorization: Bearer \(token)", "Content-Type: application/json"], body: body)
    }

    /// The id of the space that runs find or create under this name.
    func space(named name: String) throws -> String {
        let list = try send("GET", PlatformPath.spaces)
        let spaces = try JSONDecoder().decode(ListAnswer<SpaceView>.self, from: Data(list.utf8))
        if let known = spaces.items.first(where: { $0.name == name }) { return known.id }
        let made = try send("POST", PlatformPath.spaces, "{\"name\":\"\(name)\",\"isPublic\":false}")
        return try JSONDecoder().decode(CreatedAnswer.self, from: Data(made.utf8)).id
    }

    /// The space's webhook as the platform shows it; nil: there is none.
    func webhook(of space: String) throws -> String? {
        let answer = try send("GET", PlatformPath.webhook(space: space))
        return answer.contains("\"url\"") ? answer : nil
    }
}
