// Bodies of the analytics calls.

/// What a report is written in (contract section 8).
package enum ReportFormat: String, CaseIterable, Codable, Hashable, Sendable {
    /// See ``AttendanceReport``.
    case json
    /// A workbook.
    case xlsx
}

/// A finished call (contract section 8). Instants are ISO 8601.
package struct CallView: Codable, Hashable, Sendable {
    /// Its id.
    package var id: String
    /// Whether it is still in progress.
    package var active: Bool
    /// The room's id.
    package var roomID: String
    /// The most people present at one time.
    package var participantsCount: Int
    /// Whether the room is a break-out room.
    package var isBreakoutRoom: Bool
    /// The plan of the space.
    package var planAlias: String
    /// The room's type.
    package var roomType: RoomType
    /// How many entries there were.
    package var totalParticipantsCount: Int
    /// How many different people entered.
    package var uniqueParticipantsCount: Int
    /// When the first person entered.
    package var startedAt: String
    /// When the last one left; nil if not yet.
    package var finishedAt: String?

    /// Creates a call.
    package init(
        id: String, active: Bool, roomID: String, participantsCount: Int, isBreakoutRoom: Bool, planAlias: String,
        roomType: RoomType, totalParticipantsCount: Int, uniqueParticipantsCount: Int, startedAt: String,
        finishedAt: String?
    ) {
        self.id = id
        self.active = active
        self.roomID = roomID
        self.participantsCount = participantsCount
        self.isBreakoutRoom = isBreakoutRoom
        self.planAlias = planAlias
        self.roomType = roomType
        self.totalParticipantsCount = totalParticipantsCount
        self.uniqueParticipantsCount = uniqueParticipantsCount
        self.startedAt = startedAt
        self.finishedAt = finishedAt
    }

    private enum CodingKeys: String, CodingKey {
        case id, active
        case roomID = "roomId"
        case participantsCount, isBreakoutRoom, planAlias, roomType, totalParticipantsCount
        case uniqueParticipantsCount, startedAt, finishedAt
    }
}

/// Who was in a call, and when (contract section 8). Instants are ISO 8601.
package struct AttendanceReport: Codable, Hashable, Sendable {
    /// One visit to the room.
    package struct Visit: Codable, Hashable, Sendable {
        /// When the person entered.
        package var enteredAt: String
        /// When the person left.
        package var leftAt: String

        /// Creates a visit.
        package init(enteredAt: String, leftAt: String) {
            self.enteredAt = enteredAt
            self.leftAt = leftAt
        }
    }

    /// One person.
    package struct Person: Codable, Hashable, Sendable {
        /// The integrator's own id for the person.
        package var externalUserID: String?
        /// The display name.
        package var name: String
        /// The e-mail, where known.
        package var email: String?
        /// The telephone number, where known.
        package var phone: String?
        /// The role.
        package var role: Role
        /// All visits.
        package var visits: [Visit]
        /// Total time that the person was present.
        package var totalSeconds: Int
        /// Messages sent.
        package var messages: Int
        /// Reactions sent.
        package var reactions: Int
        /// Poll answers.
        package var pollAnswers: Int

        /// Creates a person.
        package init(
            externalUserID: String?, name: String, email: String? = nil, phone: String? = nil, role: Role,
            visits: [Visit], totalSeconds: Int, messages: Int = 0, reactions: Int = 0, pollAnswers: Int = 0
        ) {
            self.externalUserID = externalUserID
            self.name = name
            self.email = email
            self.phone = phone
            self.role = role
            self.visits = visits
            self.totalSeconds = totalSeconds
            self.messages = messages
            self.reactions = reactions
            self.pollAnswers = pollAnswers
        }

        /// Writes null for unknown values, since a report always has all fields.
        package func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(externalUserID, forKey: .externalUserID)
            try fields.encode(name, forKey: .name)
            try fields.encode(email, forKey: .email)
            try fields.encode(phone, forKey: .phone)
            try fields.encode(role, forKey: .role)
            try fields.encode(visits, forKey: .visits)
            try fields.encode(totalSeconds, forKey: .totalSeconds)
            try fields.encode(messages, forKey: .messages)
            try fields.encode(reactions, forKey: .reactions)
            try fields.encode(pollAnswers, forKey: .pollAnswers)
        }

        private enum CodingKeys: String, CodingKey {
            case externalUserID = "externalUserId"
            case name, email, phone, role, visits, totalSeconds, messages, reactions, pollAnswers
        }
    }

    /// A poll; the stand-in has none.
    package struct Poll: Codable, Hashable, Sendable {
        /// Its id.
        package var id: String

        /// Creates a poll.
        package init(id: String) {
            self.id = id
        }
    }

    /// The call.
    package var callID: String
    /// The room.
    package var roomID: String
    /// When the first person entered.
    package var startedAt: String
    /// When the last one left.
    package var finishedAt: String
    /// How long the call was.
    package var durationSeconds: Int
    /// Everyone who was there.
    package var participants: [Person]
    /// Polls held.
    package var polls: [Poll]

    /// Creates a report.
    package init(
        callID: String, roomID: String, startedAt: String, finishedAt: String, durationSeconds: Int,
        participants: [Person], polls: [Poll] = []
    ) {
        self.callID = callID
        self.roomID = roomID
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.durationSeconds = durationSeconds
        self.participants = participants
        self.polls = polls
    }

    private enum CodingKeys: String, CodingKey {
        case callID = "callId"
        case roomID = "roomId"
        case startedAt, finishedAt, durationSeconds, participants, polls
    }
}
