// The body of a request: `json`, `form`, `multipart` or `body`.
import Addresses
import Foundation

/// Reads the body of a request.
struct RequestBodyReader {
    let options: MappingReader
    let context: LoadContext

    /// A body and where it is written.
    struct Reading {
        var body: RequestPlan.Body
        var place: SourceLocation
    }

    private static let keys = ["json", "form", "multipart", "body"]
    /// The most bytes of a file that requests send.
    private static let fileLimit = 64 * 1024 * 1024

    func read() -> Reading? {
        let written = RequestBodyReader.keys.filter { options[$0] != nil }
        guard let key = written.first, let node = options[key] else { return nil }
        if written.count > 1, let second = options[written[1]] {
            context.report(.oneOf(written, section: "in request"), at: second.place)
            return nil
        }
        let path = options.path(key)
        let body: RequestPlan.Body? =
            switch key {
            case "json": json(node, path).map { .json($0) }
            case "form": .form(FieldReader(context: context).fields(node, path))
            case "multipart": multipart(node, path).map { .multipart($0) }
            default: text(node, path)
            }
        return body.map { Reading(body: $0, place: node.place) }
    }

    // MARK: JSON

    /// Unquoted numbers, `true`, `false` and `null` keep their types; everything else is a text.
    private func json(_ node: WrittenNode, _ path: String, isSecret: Bool = false) -> JSONTemplate? {
        switch node.content {
        case .mapping(let entries):
            if let name = node.nameInBraces(context.names) {
                context.warn(
                    "{\(name)} is sent as a JSON object; write \"${\(name)}\" for its value", at: node.place)
            }
            let members = entries.map { (entry) -> JSONTemplate.Member? in
                if SecretName.isSecret(entry.key) { context.warnIfWrittenOut(entry.value, "\(path).\(entry.key)") }
                return json(entry.value, "\(path).\(entry.key)", isSecret: isSecret || SecretName.isSecret(entry.key))
                    .map { JSONTemplate.Member(name: entry.key, value: $0) }
            }
            return members.contains { $0 == nil } ? nil : .object(members.compactMap { $0 })
        case .sequence(let items):
            let values = items.enumerated().map { json($0.element, "\(path).\($0.offset)", isSecret: isSecret) }
            return values.contains { $0 == nil } ? nil : .array(values.compactMap { $0 })
        case .scalar(let text, let style):
            if style == .plain, let literal = RequestBodyReader.literal(text) {
                guard isSecret, RequestBodyReader.isNumber(literal) else { return .literal(literal) }
                context.keepSecret(literal)
                return .secret(Secret(literal))
            }
            return context.template(node, path, isSecret: isSecret).map { .string($0) }
        }
    }

    /// A number or a word of JSON (RFC 8259); nil if YAML's text is neither.
    static func literal(_ text: String) -> String? {
        switch text {
        case "", "~", "null", "Null", "NULL": return "null"
        case "true", "True", "TRUE": return "true"
        case "false", "False", "FALSE": return "false"
        default: return isNumber(text) ? text : nil
        }
    }

    private static func isNumber(_ text: String) -> Bool {
        var rest = Substring(text)
        if rest.first == "-" { rest.removeFirst() }
        func digits() -> Int {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            return digits.count
        }
        let startsWithZero = rest.first == "0"
        let whole = digits()
        guard whole > 0, !startsWithZero || whole == 1 else { return false }
        if rest.first == "." {
            rest.removeFirst()
            guard digits() > 0 else { return false }
        }
        if rest.first == "e" || rest.first == "E" {
            rest.removeFirst()
            if rest.first == "+" || rest.first == "-" { rest.removeFirst() }
            guard digits() > 0 else { return false }
        }
        return rest.isEmpty
    }

    // MARK: Texts and files

    private func text(_ node: WrittenNode, _ path: String) -> RequestPlan.Body? {
        guard case .mapping = node.content else {
            guard node.scalar != nil else {
                context.report(
                    .wrongKind(path: path, found: node.kind, expected: "a text or { file: … }"), at: node.place)
                return nil
            }
            return context.template(node, path).map { text in
                let fields = FieldsInText(text)
                for value in fields.values { context.keepSecret(value) }
                return .text(fields.template)
            }
        }
        guard let reader = MappingReader(node, Vocabulary.fileBody, path: path, in: context),
            let file = reader.required("file", example: "file: payload.json", in: context)
        else { return nil }
        return self.file(file, reader.path("file")).map { .file($0) }
    }

    private func multipart(_ node: WrittenNode, _ path: String) -> [RequestPlan.Part]? {
        guard case .mapping(let entries) = node.content, !entries.isEmpty else {
            context.report(
                .wrongKind(
                    path: path, found: node.kind,
                    expected: "a mapping such as { title: Essay, file: { file: essay.pdf } }"),
                at: node.place)
            return nil
        }
        let parts = entries.map { part($0, "\(path).\($0.key)") }
        return parts.contains { $0 == nil } ? nil : parts.compactMap { $0 }
    }

    private func part(_ entry: WrittenNode.Entry, _ path: String) -> RequestPlan.Part? {
        guard HeaderText.isValue(entry.key) else {
            context.report(.textWithLineBreak(path: path), at: entry.place)
            return nil
        }
        let isSecret = SecretName.isSecret(entry.key)
        guard case .mapping = entry.value.content else {
            if isSecret { context.warnIfWrittenOut(entry.value, path) }
            return context.template(entry.value, path, isSecret: isSecret)
                .map { RequestPlan.Part(name: entry.key, content: .text($0)) }
        }
        guard let reader = MappingReader(entry.value, Vocabulary.part, path: path, in: context) else { return nil }
        let name = reader["filename"].flatMap { context.wireText($0, reader.path("filename")) }
        let type = reader["type"].flatMap { context.wireText($0, reader.path("type")) }
        if let text = reader["text"] {
            if let file = reader["file"] {
                context.report(.oneOf(["text", "file"], section: "in a part of multipart"), at: file.place)
                return nil
            }
            return context.template(text, reader.path("text"), isSecret: isSecret)
                .map { RequestPlan.Part(name: entry.key, content: .text($0), fileName: name, type: type) }
        }
        return reader.required("file", example: "file: essay.pdf", in: context)
            .flatMap { file($0, reader.path("file")) }
            .map { RequestPlan.Part(name: entry.key, content: .file($0), fileName: name, type: type) }
    }

    /// A file's bytes, read now: nothing is read from disk while participants wait.
    private func file(_ node: WrittenNode, _ path: String) -> RequestFile? {
        guard let resolved = context.existingFile(node, path),
            let name = context.plainText(node, path)
        else { return nil }
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: resolved)) else {
            context.report(.fileUnreadable(path: path, file: name.found), at: node.place)
            return nil
        }
        guard data.count <= RequestBodyReader.fileLimit else {
            context.report(
                .fileTooLarge(path: path, file: name.found, megabytes: RequestBodyReader.fileLimit >> 20),
                at: node.place)
            return nil
        }
        let bytes = Array(data)
        context.digest.add(bytes)
        return RequestFile(path: name.found, bytes: bytes, location: resolved)
    }
}
