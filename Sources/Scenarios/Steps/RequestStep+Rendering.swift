// A request step in the scenario language.
import Extracting

extension RequestPlan {
    package var rendered: [String] {
        var lines = ["  - request: \(YAMLText.quote("\(method) \(url.written)"))"]
        if !query.isEmpty { lines.append("    query: \(YAMLText.fields(query))") }
        if !headers.isEmpty { lines.append("    headers: \(YAMLText.fields(headers))") }
        if let body { lines.append("    \(body.rendered)") }
        switch authentication {
        case .bearer(let token): lines.append("    auth: { bearer: \(YAMLText.template(token)) }")
        case .basic(let user, let password):
            lines.append(
                "    auth: { basic: { user: \(YAMLText.template(user)), password: \(YAMLText.template(password)) } }")
        case nil: break
        }
        if let http { lines.append("    http: \(YAMLText.quote(http.rawValue))") }
        lines.append("    follow: \(follow)")
        if !extractions.isEmpty {
            lines.append("    extract:")
            lines += extractions.map { "      \(YAMLText.quote($0.name)): \($0.rendered)" }
        }
        if enters { lines.append("    enters: true") }
        return lines
    }
}

extension ExtractionPlan {
    fileprivate var rendered: String {
        let fallback = fallback.map { ", default: \(YAMLText.template($0))" } ?? ""
        let source =
            switch source {
            case .json(let pointer): "json: \(YAMLText.literal(pointer.text))"
            case .html(let path): "html: \(YAMLText.literal(path.text))"
            case .header(let name): "header: \(YAMLText.literal(name))"
            case .cookie(let name, let host, let path):
                "cookie: \(YAMLText.literal(name))" + (host.map { ", host: \(YAMLText.literal($0))" } ?? "")
                    + (path.map { ", path: \(YAMLText.literal($0))" } ?? "")
            case .regex(let pattern): "regex: \(YAMLText.literal(pattern.text))"
            }
        return "{ \(source)\(fallback) }"
    }
}

extension RequestPlan.Body {
    fileprivate var rendered: String {
        switch self {
        case .json(let value): "json: \(value.rendered)"
        case .form(let fields): "form: \(YAMLText.fields(fields))"
        case .multipart(let parts):
            "multipart: { \(parts.map { "\(YAMLText.quote($0.name)): \($0.rendered)" }.joined(separator: ", ")) }"
        case .text(let text): "body: \(YAMLText.template(text))"
        case .file(let file): "body: { file: \(YAMLText.literal(file.path)) }"
        }
    }
}

extension RequestPlan.Part {
    fileprivate var rendered: String {
        let more =
            (fileName.map { ", filename: \(YAMLText.literal($0))" } ?? "")
            + (type.map { ", type: \(YAMLText.literal($0))" } ?? "")
        return switch content {
        case .text(let text): more.isEmpty ? YAMLText.template(text) : "{ text: \(YAMLText.template(text))\(more) }"
        case .file(let file): "{ file: \(YAMLText.literal(file.path))\(more) }"
        }
    }
}

extension JSONTemplate {
    fileprivate var rendered: String {
        switch self {
        case .object(let members):
            "{ \(members.map { "\(YAMLText.quote($0.name)): \($0.value.rendered)" }.joined(separator: ", ")) }"
        case .array(let items): "[ \(items.map(\.rendered).joined(separator: ", ")) ]"
        case .string(let text): YAMLText.template(text)
        case .literal(let text): text
        case .secret: YAMLText.quote(Secret.dots)
        }
    }
}

extension YAMLText {
    fileprivate static func fields(_ fields: [RequestPlan.Field]) -> String {
        // A list of pairs, since a name may occur twice.
        let names = fields.map(\.name)
        guard Set(names).count == names.count else {
            return "[ \(fields.map { "{ \(quote($0.name)): \(template($0.value)) }" }.joined(separator: ", ")) ]"
        }
        return "{ \(fields.map { "\(quote($0.name)): \(template($0.value))" }.joined(separator: ", ")) }"
    }
}
