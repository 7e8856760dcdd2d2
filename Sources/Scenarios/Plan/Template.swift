// Text with names in it, taken apart when the scenario is loaded: nothing is parsed while the run goes on.

/// A text whose `${...}` were taken apart at load. `${env.*}` is already filled in.
package struct Template: Hashable, Sendable {
    /// A stretch of a template.
    package enum Segment: Hashable, Sendable {
        /// Text as it stands.
        case literal(String)
        /// Text as it stands that came from `${env.*}` or is otherwise secret.
        case secret(Secret)
        /// A name to be filled in for each participant.
        case name(Name, default: String?)
    }

    /// The names that a journey's texts may hold.
    package enum Name: CaseIterable, Hashable, Sendable {
        /// `${participant.index}`, from 1.
        case participantIndex
        /// `${participant.name}`.
        case participantName
        /// `${participant.email}`.
        case participantEmail
        /// `${participant.password}`: secret.
        case participantPassword
        /// `${participant.externalUserId}`.
        case participantExternalUserID
        /// `${participant.role}`: `user` or `moderator`.
        case participantRole
        /// `${run.id}`.
        case runID
        /// `${target.api}`.
        case targetAPI
        /// `${target.web}`.
        case targetWeb
        /// `${platform.spaceId}`.
        case spaceID
        /// `${platform.roomId}`.
        case roomID
        /// `${platform.roomAlias}`.
        case roomAlias
        /// `${platform.hostToken}`: secret.
        case hostToken

        /// The name as it stands between `${` and `}`.
        package var written: String {
            switch self {
            case .participantIndex: "participant.index"
            case .participantName: "participant.name"
            case .participantEmail: "participant.email"
            case .participantPassword: "participant.password"
            case .participantExternalUserID: "participant.externalUserId"
            case .participantRole: "participant.role"
            case .runID: "run.id"
            case .targetAPI: "target.api"
            case .targetWeb: "target.web"
            case .spaceID: "platform.spaceId"
            case .roomID: "platform.roomId"
            case .roomAlias: "platform.roomAlias"
            case .hostToken: "platform.hostToken"
            }
        }
    }

    /// The stretches in their order.
    package var segments: [Segment]

    /// A template from its stretches.
    package init(segments: [Segment]) {
        self.segments = segments
    }

    /// The text as the scenario would have it, with dots in the place of secrets: for a reader, not for the wire.
    package var written: String {
        segments.map { segment in
            switch segment {
            case .literal(let text): text.replacing("${", with: "$${")
            case .secret: Secret.dots
            case .name(let name, let fallback): "${\(name.written)\(fallback.map { ":-\($0)" } ?? "")}"
            }
        }.joined()
    }

    /// A template without names.
    package init(literal: String) {
        segments = literal.isEmpty ? [] : [.literal(literal)]
    }
}
