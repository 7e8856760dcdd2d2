// The link that opens a room, as returned by generate-access.

/// A link to a room's page (contract sections 4, 5 and 7).
package struct AccessLink: Hashable, Sendable {
    /// What identifies the person who opens it.
    package enum Credential: Hashable, Sendable {
        /// The token of a temporary user.
        case accessToken(String)
        /// A refresh token, which the platform exchanges in the background.
        case refreshToken(String)
        /// Nothing: a public room, or a browser identified by its cookies.
        case none
    }

    /// Names of the link's query fields.
    package enum Field {
        /// The display name.
        package static let participantName = "participantName"
        /// The access token.
        package static let accessToken = "accessToken"
        /// The refresh token.
        package static let refreshToken = "refreshToken"
    }

    /// The web client's base URL, without a trailing slash.
    package var origin: String
    /// The room's alias.
    package var alias: String
    /// The display name.
    package var participantName: String?
    /// What identifies the person.
    package var credential: Credential

    /// Creates a link.
    package init(origin: String, alias: String, participantName: String?, credential: Credential) {
        self.origin = origin
        self.alias = alias
        self.participantName = participantName
        self.credential = credential
    }

    /// The link as text: `<origin>/room/<alias>?participantName=<name>&accessToken=<JWT>`.
    package var url: String {
        var text = origin + PlatformPath.roomPage(alias: alias)
        var separator = "?"
        if let participantName {
            text += "\(separator)\(Field.participantName)=\(Self.encoded(participantName))"
            separator = "&"
        }
        switch credential {
        case .accessToken(let token): text += "\(separator)\(Field.accessToken)=\(Self.encoded(token))"
        case .refreshToken(let token): text += "\(separator)\(Field.refreshToken)=\(Self.encoded(token))"
        case .none: break
        }
        return text
    }

    /// A value for a query, or one segment of a path: everything but the unreserved characters of RFC 3986 section 2.3 is
    /// percent-encoded.
    package static func encoded(_ value: String) -> String {
        guard !value.utf8.allSatisfy(isUnreserved) else { return value }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(value.utf8.count)
        for byte in value.utf8 {
            if isUnreserved(byte) {
                bytes.append(byte)
            } else {
                bytes.append(0x25)
                bytes.append(hexDigit(byte >> 4))
                bytes.append(hexDigit(byte & 0x0F))
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x41 + value - 10
    }
}
