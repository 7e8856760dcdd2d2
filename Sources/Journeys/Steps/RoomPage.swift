// The characteristics of a room page, and whether another page is the same one.
import Extracting
import PlatformContract
import Transport

/// The characteristics by which a room page is recognised.
package struct RoomPage: Codable, Hashable, Sendable {
    /// The space's id, if the page has it.
    package var spaceID: String?
    /// The room's id, if the page has it.
    package var roomID: String?
    /// Its title.
    package var title: String?
    /// Its media type, without parameters, in lower case.
    package var type: String?
    /// The size of its body in bytes.
    package var size: Int

    private static let attributes = HTMLAttributes([RoomPageAttribute.spaceID, RoomPageAttribute.roomID])
    static let contentType = "content-type"

    /// The characteristics of a response. Title and type are needed, and read, only of a page without ids or for
    /// comparison with one.
    init(_ answer: HTTPExchange, withTitleAndType: Bool) {
        let ids = RoomPage.attributes.values(in: answer.body)
        spaceID = ids[0]
        roomID = ids[1]
        size = answer.body.count
        guard withTitleAndType else { return }
        title = HTMLTitle.text(in: answer.body)
        type = answer.headers[RoomPage.contentType].map(RoomPage.mediaType)
    }

    /// The type in a `Content-Type` header, without parameters and white space, in lower case.
    private static func mediaType(_ line: String) -> String {
        let bytes = line.utf8.prefix { $0 != UInt8(ascii: ";") }.filter { $0 != UInt8(ascii: " ") && $0 != 0x09 }
        return String(decoding: bytes, as: UTF8.self).lowercased()
    }

    /// Creates a page from its characteristics.
    package init(spaceID: String? = nil, roomID: String? = nil, title: String? = nil, type: String? = nil, size: Int) {
        self.spaceID = spaceID
        self.roomID = roomID
        self.title = title
        self.type = type
        self.size = size
    }

    /// Whether it has the id of its space or room.
    var hasIDs: Bool { spaceID != nil || roomID != nil }

    /// Why another page differs from this one; nil if it does not. Sizes may differ by up to a factor of two.
    func difference(of other: RoomPage) -> String? {
        if hasIDs {
            let lacks = spaceID != nil && other.spaceID == nil || roomID != nil && other.roomID == nil
            return lacks ? "it does not name the room" : nil
        }
        if title != other.title { return "its title is different" }
        if type != other.type { return "it is \(other.type ?? "of no type") and not \(type ?? "of no type")" }
        if max(size, other.size) > 2 * min(size, other.size) {
            return "its size is \(other.size) bytes and not \(size)"
        }
        return nil
    }
}
