// Setup: the space and the room.
import Addresses
import Extracting
import Foundation
import Measuring
import PlatformContract
import Scenarios
import Transport

extension PlatformSetup {
    /// Finds or creates the space and the room, and learns the room's alias if needed.
    func provideRoom(
        _ needs: SetupNeeds, _ host: Participant, _ token: String, _ provisionedRoom: inout ProvisionedRoom
    ) async throws(SetupError) {
        let client = HostClient(host: host, origins: origins, token: token)
        var isNewSpace = false
        if needs.space, case .create(let name) = platform.space {
            let known = try await client.list(.spaces, PlatformPath.spaces).first { $0.name == name }
            if let id = known?.id {
                provisionedRoom.spaceID = id
            } else {
                var isPublic = false
                if case .create(let room) = platform.room { isPublic = room.isPublic }
                let made = try await client.create(
                    .spaces, PlatformPath.spaces, "creating the space \(name)",
                    [(Field.name, .text(name)), (Field.isPublic, .truth(isPublic))])
                provisionedRoom.spaceID = made.id
                isNewSpace = true
                notice("Created the space \(name) (\(made.id ?? "?")).")
            }
        }
        guard let space = provisionedRoom.spaceID else { return }
        if needs.room, case .create(let room) = platform.room {
            let known =
                isNewSpace
                ? nil
                : try await client.list(.rooms, PlatformPath.rooms(space: space)).first {
                    $0.isRoom(room)
                }
            if let known {
                provisionedRoom.roomID = known.id
                provisionedRoom.roomAlias = known.alias
            } else {
                let made = try await client.create(
                    .rooms, PlatformPath.rooms(space: space), "creating the room \(room.name)",
                    [
                        (Field.name, .text(room.name)), (Field.isPublic, .truth(room.isPublic)),
                        (Field.type, .text(room.type)), ("isScreensharingAllowed", .truth(true)),
                        ("isChatAllowed", .truth(true)),
                    ])
                provisionedRoom.roomID = made.id
                provisionedRoom.roomAlias = made.alias
                notice("Created the room \(room.name) (\(made.id ?? "?")).")
            }
        }
        if needs.alias, provisionedRoom.roomAlias == nil, let room = provisionedRoom.roomID {
            provisionedRoom.roomAlias = try await client.alias(of: room, in: space)
        }
    }
}

/// A space or room in lists and creation responses, as far as setup uses it. Every field may be missing.
private struct Entry: Decodable {
    var id: String?
    var name: String?
    var alias: String?
    var type: String?
    var isPublic: Bool?

    /// Whether it is the room that a plan describes. Fields that the server does not return count as matching.
    func isRoom(_ room: PlatformPlan.RoomPlan) -> Bool {
        id != nil && name == room.name && (type ?? room.type) == room.type
            && (isPublic ?? room.isPublic) == room.isPublic
    }
}

/// What setup asks the API for.
extension HostClient {
    /// The entries of a list; empty if the server has no such list, since its shape is not documented.
    fileprivate func list(_ endpoint: Endpoint, _ path: String) async throws(SetupError) -> [Entry] {
        var request = Request(endpoint, path)
        request.missing = [404, 405, 501]
        return try await ask(request, "listing the host's \(endpoint.rawValue)") { (answer) throws(Failure) in
            struct Listing: Decodable { var items: [Entry]? }
            let data = Data(answer.body)
            return (try? JSONDecoder().decode(Listing.self, from: data))?.items
                ?? (try? JSONDecoder().decode([Entry].self, from: data)) ?? []
        } ?? []
    }

    fileprivate func create(
        _ endpoint: Endpoint, _ path: String, _ deed: String, _ members: [(String, Value)]
    ) async throws(SetupError) -> Entry {
        var request = Request(endpoint, method: "POST", path, body: members)
        request.missing = []
        let made = try await ask(request, deed) { (answer) throws(Failure) in
            let entry = try? JSONDecoder().decode(Entry.self, from: Data(answer.body))
            guard let entry, entry.id != nil else {
                throw Failure(kind: .extract, detail: "the response has no \(Field.id)")
            }
            return entry
        }
        guard let made else { throw SetupError(message: "\(deed) gave nothing", remedy: nil) }
        return made
    }

    /// The alias of an existing room; nil if the server does not return it.
    fileprivate func alias(of room: String, in space: String) async throws(SetupError) -> String? {
        var request = Request(.room, PlatformPath.room(room, space: space), space: space, room: room)
        request.missing = []
        return try await ask(request, "reading the room \(room)") { (answer) throws(Failure) in
            (try? JSONDecoder().decode(Entry.self, from: Data(answer.body)))?.alias
        } ?? nil
    }

    private func ask<Value>(
        _ request: Request, _ deed: String, _ read: (HTTPExchange) throws(Failure) -> Value
    ) async throws(SetupError) -> Value? {
        do throws(Failure) {
            return try await perform(request, read: read)
        } catch {
            throw SetupError(deed, at: origins.api, error, host.journey.proxy)
        }
    }
}
