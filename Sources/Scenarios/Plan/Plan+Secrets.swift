// Which of a plan's names stand for values that must never be written.
import Addresses
import Foundation

extension Plan {
    /// The names of secret values: those that are called so, those that were taken from a cookie or a secret header, and
    /// those that some step sends as a password, a token or another credential, whatever they are called.
    package var secretNames: Set<Template.Name> {
        let steps = setup + crowds.flatMap(\.journey) + teardown
        let called = steps.flatMap(\.templates).flatMap(\.names).filter(\.isSecret)
        let extracted = steps.flatMap(\.secretExtractions).map { Template.Name.value($0) }
        let sent = steps.flatMap(\.secretTemplates).flatMap(\.names).filter { name in
            switch name {
            case .column, .value: true
            case .participantIndex, .participantName, .participantEmail, .participantPassword,
                .participantExternalUserID, .participantRole, .runID, .targetAPI, .targetWeb, .site, .spaceID, .roomID,
                .roomAlias, .hostToken:
                false
            }
        }
        return Set(called + extracted + sent)
    }
}

extension StepPlan {
    /// The texts that are sent as credentials.
    fileprivate var secretTemplates: [Template] {
        switch action {
        case .request(let request): request.secretTemplates
        case .token(let token): [token.password]
        case .generateAccess, .enterRoom, .leaveRoom, .get, .pause: []
        }
    }
}

extension RequestPlan {
    fileprivate var secretTemplates: [Template] {
        var templates = query.filter { SecretName.isSecretInURL($0.name) }.map(\.value)
        templates += headers.filter { SecretName.isSecret($0.name) }.map(\.value)
        switch body {
        case .json(let value): templates += value.secretTemplates
        case .form(let fields): templates += fields.filter { SecretName.isSecret($0.name) }.map(\.value)
        case .multipart(let parts):
            for part in parts where SecretName.isSecret(part.name) {
                if case .text(let text) = part.content { templates.append(text) }
            }
        case .text(let text):
            templates += FieldsInText(text).names.map { Template(segments: [.name($0, default: nil)]) }
        case .file, nil: break
        }
        switch authentication {
        case .bearer(let token): templates.append(token)
        case .basic(_, let password): templates.append(password)
        case nil: break
        }
        return templates
    }
}

extension JSONTemplate {
    fileprivate var secretTemplates: [Template] {
        switch self {
        case .object(let members):
            members.flatMap { SecretName.isSecret($0.name) ? $0.value.templates : $0.value.secretTemplates }
        case .array(let items): items.flatMap(\.secretTemplates)
        case .string, .literal, .secret: []
        }
    }
}

/// User name and password as basic authentication sends them (RFC 7617).
package enum BasicCredentials {
    /// The pair as it is sent.
    package static func encoded(_ pair: [UInt8]) -> String { Data(pair).base64EncodedString() }

    /// The pair, if it is the same for everybody.
    static func encoded(_ user: Template, _ password: Template) -> String? {
        guard let user = user.constant, let password = password.constant else { return nil }
        return encoded(Array("\(user):\(password)".utf8))
    }
}

extension Template {
    /// The whole text, if no name is in it.
    fileprivate var constant: String? {
        var text = ""
        for segment in segments {
            switch segment {
            case .literal(let literal): text += literal
            case .secret(let secret): text += secret.revealed
            case .name: return nil
            }
        }
        return text
    }
}
