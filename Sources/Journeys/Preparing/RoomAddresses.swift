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
    private let api: BaseURL

    init(api: BaseURL, spaceID: String, roomID: String) {
        self.api = api
        self.spaceID = spaceID
        self.roomID = roomID
        room = api.appending(PlatformPath.room(roomID, space: spaceID))
        participants = api.appending(PlatformPath.participants(space: spaceID))
        join = api.appending(PlatformPath.join(room: roomID, space: spaceID))
        leave = api.appending(PlatformPath.leave(room: roomID, space: spaceID))
    }

    func signalingToken(of participant: String) -> WebURL.Reading {
        api.appending(PlatformPath.signalingToken(participant: participant, space: spaceID))
    }
}
