// The formats of ids and aliases, which distinguish the two.

/// The format of a text in place of an id or alias (contract, introduction).
package enum Identifier: Hashable, Sendable {
    /// 24 lower-case hexadecimal digits: an id, for API paths.
    case id
    /// 10 characters of A–Z, a–z, 0–9: a room's alias, for links.
    case alias
    /// Neither.
    case other

    /// How many digits an id has.
    package static let idLength = 24
    /// How many characters an alias has.
    package static let aliasLength = 10
    /// The characters of an alias.
    package static let aliasAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

    /// The shape of a text.
    package init(shapeOf text: some StringProtocol) {
        if Self.isID(text) {
            self = .id
        } else if Self.isAlias(text) {
            self = .alias
        } else {
            self = .other
        }
    }

    /// Whether a text has the shape of an id.
    package static func isID(_ text: some StringProtocol) -> Bool {
        var count = 0
        for byte in text.utf8 {
            guard (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte), count < idLength else { return false }
            count += 1
        }
        return count == idLength
    }

    /// Whether a text has the shape of an alias.
    package static func isAlias(_ text: some StringProtocol) -> Bool {
        var count = 0
        for byte in text.utf8 {
            let isLetter = (0x41...0x5A).contains(byte & 0xDF) && byte < 0x80
            guard isLetter || (0x30...0x39).contains(byte), count < aliasLength else { return false }
            count += 1
        }
        return count == aliasLength
    }
}
