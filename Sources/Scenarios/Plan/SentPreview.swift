// What a step will send for one participant, as `check` shows it: with that participant's own values, with dots in place
// of secrets, and with `${name}` where only the run can tell.
import Addresses
import PlatformContract

/// What one step sends.
package struct SentPreview: Hashable, Sendable {
    /// The requests, each as the lines that a person reads: the request line, headers, the body.
    package var requests: [[String]]
}

/// The values with which texts are shown: those of the first participant of a crowd.
struct PreviewValues {
    private let person: Person
    /// The names of the columns of the person's data.
    private let columns: [String]
    /// The base URLs, if they are known before the run.
    private let origins: Origins?
    /// The names of values that must never be written.
    private let secret: Set<Template.Name>

    init(_ person: Person, columns: [String], origins: Origins?, secret: Set<Template.Name>) {
        self.secret = secret
        self.origins = origins
        self.person = person
        self.columns = columns
    }

    /// A text with the values that are known.
    func text(_ template: Template, _ encoding: Encoding = .plain) -> String {
        template.segments.map { segment in
            switch segment {
            case .literal(let text): encoded(text, encoding)
            case .secret: Secret.dots
            case .name(let name, _):
                value(name).map { encoded($0, encoding) } ?? (isSecret(name) ? Secret.dots : "${\(name.written)}")
            }
        }.joined()
    }

    /// How a value is written.
    enum Encoding {
        case plain
        case json
        case form
    }

    /// The ids of the event's room, which are known only when it runs.
    static let room = ["spaceId": "${platform.spaceId}", "roomId": "${platform.roomId}"]

    /// The URL of a call of the platform, for people: its ids are shown as they are written, and not encoded.
    func api(_ call: PlatformCall, ids: [String: String]) -> String {
        api(ids.sorted { $0.key < $1.key }.reduce(call.template) { $0.replacing("{\($1.key)}", with: $1.value) })
    }

    /// The URL of a path of the platform.
    func api(_ path: String) -> String { "\(origins?.api.text ?? "${target.api}")\(path)" }

    private func value(_ name: Template.Name) -> String? {
        guard !isSecret(name) else { return nil }
        return switch name {
        case .participantIndex, .participantName, .participantEmail, .participantExternalUserID, .participantRole,
            .participantPassword, .column:
            // A link of the person's own has a token in it.
            person.value(of: name, columns).map { value in
                Redactor(secrets: Credentials.values(inLink: value).map { Secret($0) }).redact(value)
            }
        case .targetAPI: origins?.api.text
        case .targetWeb: origins?.web.text
        case .site: origins?.site.text
        case .runID, .spaceID, .roomID, .roomAlias, .hostToken, .value: nil
        }
    }

    private func isSecret(_ name: Template.Name) -> Bool { name.isSecret || secret.contains(name) }

    private func encoded(_ text: String, _ encoding: Encoding) -> String {
        switch encoding {
        case .plain: text
        case .json: text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        case .form: AccessLink.encoded(text).replacing("%20", with: "+")
        }
    }
}

extension StepPlan {
    /// What the step sends for a person; nil if it sends nothing. `columns` are the names of those of the person's data,
    /// `secret` those of values that must never be written. `hasPage`: an earlier step has read a page.
    package func preview(
        for person: Person, columns: [String], origins: Origins?, secret: Set<Template.Name>, hasPage: Bool
    ) -> SentPreview? {
        let values = PreviewValues(person, columns: columns, origins: origins, secret: secret)
        switch action {
        case .pause: return nil
        case .get(let address): return SentPreview(requests: [["GET \(values.text(address))"]])
        case .request(let request): return SentPreview(requests: [request.lines(values, hasPage: hasPage)])
        case .token(let token): return SentPreview(requests: [token.lines(values)])
        case .generateAccess(let access): return SentPreview(requests: [access.lines(values)])
        case .enterRoom(let entry): return SentPreview(requests: entry.requests(values))
        case .leaveRoom:
            return SentPreview(requests: [
                ["POST " + values.api(.leaveRoom, ids: PreviewValues.room)]
            ])
        }
    }

    /// How many requests it makes for each participant, without redirects, retries and replays.
    package var requestCount: Int {
        switch action {
        case .pause: 0
        case .token, .generateAccess, .leaveRoom, .get, .request: 1
        case .enterRoom(let entry): entry.openOnly ? 1 : 5
        }
    }

}

extension RequestPlan {
    fileprivate func lines(_ values: PreviewValues, hasPage: Bool) -> [String] {
        var address = values.text(url)
        if !query.isEmpty {
            let fields = query.map {
                "\(values.text(Template(literal: $0.name), .form))=\(values.text($0.value, .form))"
            }
            address += (address.contains("?") ? "&" : "?") + fields.joined(separator: "&")
        }
        var lines = ["\(method) \(address)"]
        lines += headers.map { "\($0.name): \(values.text($0.value))" }
        switch authentication {
        case .bearer: lines.append("Authorization: Bearer \(Secret.dots)")
        case .basic: lines.append("Authorization: Basic \(Secret.dots)")
        case nil: break
        }
        let written = Set(headers.map { $0.name.lowercased() })
        if !["GET", "HEAD"].contains(method) {
            if hasPage {
                let names = ["Origin", "Referer"].filter { !written.contains($0.lowercased()) }
                if !names.isEmpty { lines.append("\(names.joined(separator: " and ")) of the last page") }
            } else if !written.contains("origin") {
                // Without a page the request comes from the target's own site, and there is nothing to refer to.
                lines.append((try? WebURL(address)).map { "Origin: \($0.origin)" } ?? "Origin of this URL")
            }
        }
        return lines + (body?.lines(values) ?? [])
    }
}

extension RequestPlan.Body {
    fileprivate func lines(_ values: PreviewValues) -> [String] {
        switch self {
        case .json(let value): ["Content-Type: application/json", "", value.text(values)]
        case .form(let fields):
            [
                "Content-Type: application/x-www-form-urlencoded", "",
                fields.map { "\(values.text(Template(literal: $0.name), .form))=\(values.text($0.value, .form))" }
                    .joined(separator: "&"),
            ]
        case .multipart(let parts):
            ["Content-Type: multipart/form-data", ""]
                + parts.map { part in
                    switch part.content {
                    case .text(let text): "\(part.name): \(values.text(text))"
                    case .file(let file): "\(part.name): the file \(file.path), \(file.bytes.count) bytes"
                    }
                }
        case .text(let text): ["Content-Type: text/plain; charset=utf-8", "", values.text(text)]
        case .file(let file): ["", "the file \(file.path), \(file.bytes.count) bytes"]
        }
    }
}

extension JSONTemplate {
    fileprivate func text(_ values: PreviewValues) -> String {
        switch self {
        case .literal(let text): text
        case .secret: Secret.dots
        case .string(let text): "\"\(values.text(text, .json))\""
        case .array(let items): "[\(items.map { $0.text(values) }.joined(separator: ","))]"
        case .object(let members):
            "{\(members.map { "\"\(values.text(Template(literal: $0.name), .json))\":\($0.value.text(values))" }.joined(separator: ","))}"
        }
    }
}

extension TokenPlan {
    fileprivate func lines(_ values: PreviewValues) -> [String] {
        let dots = Secret.dots
        let own =
            switch grant {
            case .password:
                ",\"\(Field.username)\":\"\(values.text(username, .json))\",\"\(Field.password)\":\"\(dots)\""
            case .clientCredentials: ""
            case .refresh: ",\"\(Field.refreshToken)\":\"\(dots)\""
            }
        let kind = grant.rawValue.replacing("-", with: "_") + (grant == .refresh ? "_token" : "")
        return [
            "POST \(values.api(PlatformPath.token))", "Content-Type: application/json", "",
            "{\"\(Field.grantType)\":\"\(kind)\",\"\(Field.clientID)\":\"\(dots)\",\"\(Field.clientSecret)\":\"\(dots)\"\(own)}",
        ]
    }
}

extension AccessPlan {
    fileprivate func lines(_ values: PreviewValues) -> [String] {
        var fields = [
            "\"\(Field.username)\":\"\(values.text(Template(segments: [.name(.participantName, default: nil)]), .json))\"",
            "\"\(Field.role)\":\"\(role ?? values.text(Template(segments: [.name(.participantRole, default: nil)]), .json))\"",
            "\"\(Field.externalUserID)\":\"\(values.text(externalUserID, .json))\"",
        ]
        if let ttlSeconds { fields.append("\"\(Field.ttl)\":\(ttlSeconds)") }
        if let permanent { fields.append("\"\(Field.isPermanent)\":\(permanent)") }
        let ids = ["spaceId": values.text(space), "roomId": values.text(room)]
        return [
            "POST \(values.api(.generateAccess, ids: ids))", "Authorization: Bearer \(Secret.dots)",
            "Content-Type: application/json", "",
            "{\(fields.joined(separator: ","))}",
        ]
    }
}

extension EntryPlan {
    fileprivate func requests(_ values: PreviewValues) -> [[String]] {
        let page = link.map { values.text($0) } ?? "the link that generate-access gives"
        guard !openOnly else { return [["GET \(page)"]] }
        let ids = PreviewValues.room.merging(["participantId": "…"]) { $1 }
        return [
            ["GET \(page)"], ["GET \(values.api(.readRoom, ids: ids))"],
            ["POST \(values.api(.createParticipant, ids: ids))"],
            ["POST \(values.api(.createSignalingToken, ids: ids))"],
            ["POST \(values.api(.joinRoom, ids: ids))"],
        ]
    }
}
