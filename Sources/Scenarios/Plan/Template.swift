// Text with names in it, parsed when the scenario is loaded: nothing is parsed during the run.
import Addresses

/// A text whose `${...}` were parsed at load. `${env.*}` is already substituted.
package struct Template: Hashable, Sendable {
    /// A part of a template.
    package enum Segment: Hashable, Sendable {
        /// Literal text.
        case literal(String)
        /// Literal text that came from `${env.*}` or is secret for another reason.
        case secret(Secret)
        /// A name to substitute for each participant.
        case name(Name, default: String?)
    }

    /// The names that a journey's texts may contain.
    package enum Name: Hashable, Sendable {
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
        /// `${target.site}`: the customer's own site.
        case site
        /// `${participant.<column>}`: a column of the crowd's data.
        case column(String)
        /// `${name}`: a value that an earlier step extracted.
        case value(String)

        /// The names that every scenario has.
        package static let fixed: [Name] = [
            .participantIndex, .participantName, .participantEmail, .participantPassword, .participantExternalUserID,
            .participantRole, .runID, .targetAPI, .targetWeb, .site, .spaceID, .roomID, .roomAlias, .hostToken,
        ]

        /// The name as written between `${` and `}`.
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
            case .site: "target.site"
            case .column(let column): "participant.\(column)"
            case .value(let name): name
            }
        }

        /// Whether its value must never be written: a password, a token, or what is called by such a name.
        package var isSecret: Bool {
            switch self {
            case .participantPassword, .hostToken: true
            case .column(let name), .value(let name): SecretName.isSecret(name)
            case .participantIndex, .participantName, .participantEmail, .participantExternalUserID, .participantRole,
                .runID, .targetAPI, .targetWeb, .site, .spaceID, .roomID, .roomAlias:
                false
            }
        }

        /// Whether it differs between participants.
        package var isPersonal: Bool {
            switch self {
            case .participantIndex, .participantName, .participantEmail, .participantPassword,
                .participantExternalUserID, .participantRole, .column:
                true
            case .runID, .targetAPI, .targetWeb, .site, .spaceID, .roomID, .roomAlias, .hostToken, .value: false
            }
        }
    }

    /// The parts, in order.
    package var segments: [Segment]

    /// Creates a template from its parts.
    package init(segments: [Segment]) {
        self.segments = segments
    }

    /// The text as a scenario writes it, with dots in place of secrets: for display, not for requests.
    package var written: String {
        segments.enumerated().map { place, segment in
            switch segment {
            case .literal(let text): text.replacing("${", with: "$${")
            case .secret: if place > 0, case .secret = segments[place - 1] { "" } else { Secret.dots }
            case .name(let name, let fallback):
                "${\(name.written)\(fallback.map { ":-\(name.isSecret && !$0.isEmpty ? Secret.dots : $0)" } ?? "")}"
            }
        }.joined()
    }

    /// The names in it.
    package var names: [Name] { segments.compactMap { if case .name(let name, _) = $0 { name } else { nil } } }

    /// The names in it that have no default.
    package var requiredNames: [Name] {
        segments.compactMap { if case .name(let name, default: nil) = $0 { name } else { nil } }
    }

    /// Whether a part of it must never be written.
    package var isSecret: Bool {
        segments.contains { segment in
            switch segment {
            case .literal: false
            case .secret: true
            case .name(let name, _): name.isSecret
            }
        }
    }

    /// The text with its literal parts as secrets.
    var hidingLiterals: Template {
        Template(
            segments: segments.map { segment in
                if case .literal(let text) = segment { .secret(Secret(text)) } else { segment }
            })
    }

    /// A template without names.
    package init(literal: String) {
        segments = literal.isEmpty ? [] : [.literal(literal)]
    }
}
