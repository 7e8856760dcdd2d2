// Bodies of the calls that grant access to a room and lead into and out of it.

/// A request to grant access to a person without an account (contract section 4).
package struct AccessRequest: Codable, Hashable, Sendable {
    /// The lifetime of a link without `ttl`, in seconds: one day.
    package static let defaultTTLSeconds = 86_400

    /// The display name.
    package var username: String
    /// The role.
    package var role: Role
    /// The integrator's own id: letters and digits.
    package var externalUserID: String?
    /// Lifetime of the link in seconds; default ``defaultTTLSeconds``.
    package var ttl: Int?
    /// Whether the link can be opened again until then; default false.
    package var isPermanent: Bool?
    /// The e-mail; otherwise the person is asked on entering.
    package var email: String?
    /// The telephone number; otherwise the person is asked on entering.
    package var phone: String?

    /// Creates a request.
    package init(
        username: String, role: Role, externalUserID: String? = nil, ttl: Int? = nil, isPermanent: Bool? = nil,
        email: String? = nil, phone: String? = nil
    ) {
        self.username = username
        self.role = role
        self.externalUserID = externalUserID
        self.ttl = ttl
        self.isPermanent = isPermanent
        self.email = email
        self.phone = phone
    }

    private enum CodingKeys: String, CodingKey {
        case username, role
        case externalUserID = "externalUserId"
        case ttl, isPermanent, email, phone
    }

    /// Decodes a request.
    ///
    /// - Throws: `DecodingError` naming the field, also for a `ttl` that is not a whole number or out of range.
    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        username = try fields.decode(String.self, forKey: .username)
        role = try fields.decode(Role.self, forKey: .role)
        externalUserID = try fields.decodeIfPresent(String.self, forKey: .externalUserID)
        do {
            ttl = try fields.decodeIfPresent(Int.self, forKey: .ttl)
        } catch let error as DecodingError {
            throw error
        } catch {
            // JSONDecoder throws an error of its own for a number that does not fit, and makes of it one of the whole
            // text, without a place.
            throw DecodingError.dataCorruptedError(
                forKey: .ttl, in: fields, debugDescription: "The number is not whole, or too large.")
        }
        isPermanent = try fields.decodeIfPresent(Bool.self, forKey: .isPermanent)
        email = try fields.decodeIfPresent(String.self, forKey: .email)
        phone = try fields.decodeIfPresent(String.self, forKey: .phone)
    }
}

/// The link that was granted (contract section 4).
package struct AccessAnswer: Codable, Hashable, Sendable {
    /// The link: see ``AccessLink``.
    package var url: String

    /// Creates an answer.
    package init(url: String) {
        self.url = url
    }
}

/// A request to create a participant (contract section 5, call 3).
package struct ParticipantRequest: Codable, Hashable, Sendable {
    /// The display name.
    package var name: String
    /// The room's id.
    package var roomID: String
    /// The role.
    package var role: Role?
    /// The browser's own id.
    package var clientUniqueID: String?

    /// Creates a participant.
    package init(name: String, roomID: String, role: Role? = nil, clientUniqueID: String? = nil) {
        self.name = name
        self.roomID = roomID
        self.role = role
        self.clientUniqueID = clientUniqueID
    }

    private enum CodingKeys: String, CodingKey {
        case name
        case roomID = "roomId"
        case role
        case clientUniqueID = "clientUniqueId"
    }
}

/// The token of the signalling connection (contract section 5, call 4).
package struct SignalingTokenAnswer: Codable, Hashable, Sendable {
    /// The token.
    package var signalingToken: String

    /// Creates an answer.
    package init(signalingToken: String) {
        self.signalingToken = signalingToken
    }
}

/// The participant who joins or leaves (contract section 5, calls 5 and 6).
package struct ParticipantReference: Codable, Hashable, Sendable {
    /// The participant's id.
    package var participantID: String

    /// Creates a reference.
    package init(participantID: String) {
        self.participantID = participantID
    }

    private enum CodingKeys: String, CodingKey {
        case participantID = "participantId"
    }
}
