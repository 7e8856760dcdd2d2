// What is shared of a setup, as it is written.
import Journeys
import Measuring
import Scenarios

/// A setup in JSON, with its secrets.
struct StoredSetup: Codable {
    var runID: String
    var seed: UInt64
    var shards: Int?
    var startAt: UTCInstant?
    var version: String
    var scenario: String
    var dataDigest: String?
    var dataKey: DataKey
    var spaceID: String?
    var roomID: String?
    var roomAlias: String?
    var hostToken: String?
    var page: RoomPage?
    var pageProblem: String?
    var values: [String: String]

    init(_ setup: SharedSetup) {
        runID = setup.runID
        seed = setup.seed
        shards = setup.shards
        startAt = setup.startAt
        version = setup.version
        scenario = setup.scenario
        dataDigest = setup.dataDigest
        dataKey = setup.dataKey
        spaceID = setup.room.spaceID
        roomID = setup.room.roomID
        roomAlias = setup.room.roomAlias
        hostToken = setup.room.hostToken?.revealed
        page = setup.room.page
        pageProblem = setup.room.pageProblem
        values = setup.room.values
    }

    var setup: SharedSetup {
        var room = ProvisionedRoom(
            spaceID: spaceID, roomID: roomID, roomAlias: roomAlias, hostToken: hostToken.map(Secret.init))
        room.page = page
        room.pageProblem = pageProblem
        room.values = values
        return SharedSetup(
            runID: runID, seed: seed, shards: shards, startAt: startAt, version: version, scenario: scenario,
            dataDigest: dataDigest, dataKey: dataKey, room: room)
    }
}
