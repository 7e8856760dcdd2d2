// The addresses of one room's calls, put together once.
import PlatformContract

/// The addresses of the calls by which a participant enters and leaves a room (contract section 5).
struct RoomAddresses: Sendable {
    let spaceID: String
    let roomID: String
    let room: String
    let participants: String
    let join: String
    let leave: String
    private let api: String

    init(api: String, spaceID: String, roomID: String) {
        self.api = api
        self.spaceID = spaceID
        self.roomID = roomID
        room = api + PlatformPath.room(roomID, space: spaceID)
        participants = api + PlatformPath.participants(space: spaceID)
        join = api + PlatformPath.join(room: roomID, space: spaceID)
        leave = api + PlatformPath.leave(room: roomID, space: spaceID)
    }

    func signalingToken(of participant: String) -> String {
        api + PlatformPath.signalingToken(participant: participant, space: spaceID)
    }
}
