// The URLs of one room's calls, assembled once.
import Addresses
import PlatformContract

/// The URLs of the calls by which a participant enters and leaves a room (contract section 5).
struct RoomAddresses: Sendable {
    let spaceID: String
    let roomID: String
    let room: WebURL.Reading
    let participants: WebURL.Reading
    let join: WebURL.Reading
    let leave: WebURL.Reading
    private let api: String

    init(api: String, spaceID: String, roomID: String) {
        self.api = api
        self.spaceID = spaceID
        self.roomID = roomID
        room = WebURL.read(api + PlatformPath.room(roomID, space: spaceID))
        participants = WebURL.read(api + PlatformPath.participants(space: spaceID))
        join = WebURL.read(api + PlatformPath.join(room: roomID, space: spaceID))
        leave = WebURL.read(api + PlatformPath.leave(room: roomID, space: spaceID))
    }

    func signalingToken(of participant: String) -> String {
        api + PlatformPath.signalingToken(participant: participant, space: spaceID)
    }
}
