// Mappings of names to texts: the headers, query and form of a request.
import Addresses

/// Reads fields.
struct FieldReader {
    let context: LoadContext
    /// Whether the values of fields of this name must never be written.
    var isSecret: (String) -> Bool = { SecretName.isSecret($0) }

    private static let expected = "a mapping such as { name: value }"

    /// Fields in the order in which they are written: a mapping, or a list of mappings where a name occurs twice. A list
    /// as value gives one field an item.
    func fields(_ node: WrittenNode, _ path: String) -> [RequestPlan.Field] {
        switch node.content {
        case .mapping(let entries): entries.flatMap { entry in read(entry, path) }
        case .sequence(let items): items.flatMap { fields($0, path) }
        case .scalar:
            report(node, path)
        }
    }

    /// Header lines. Names and values cannot contain what would end the line.
    func headers(_ node: WrittenNode, _ path: String) -> [RequestPlan.Field] {
        guard case .mapping(let entries) = node.content else {
            return node.content.isSequence
                ? fields(node, path).filter { isHeader($0, at: node.place) } : report(node, path)
        }
        return entries.flatMap { entry in read(entry, path).filter { isHeader($0, at: entry.place) } }
    }

    private func isHeader(_ field: RequestPlan.Field, at place: SourceLocation) -> Bool {
        guard HeaderText.isName(field.name) else {
            context.report(.badHeaderName(field.name), at: place)
            return false
        }
        let isOneLine = field.value.segments.allSatisfy { segment in
            switch segment {
            case .literal(let text): HeaderText.isValue(text)
            case .secret(let secret): HeaderText.isValue(secret.revealed)
            case .name: true
            }
        }
        guard isOneLine else {
            context.report(.textWithLineBreak(path: "headers.\(field.name)"), at: place)
            return false
        }
        if ["content-length", "transfer-encoding", "connection"].contains(field.name.lowercased()) {
            context.report(.headerOfTransport(field.name), at: place)
            return false
        }
        return true
    }

    private func read(_ entry: WrittenNode.Entry, _ path: String) -> [RequestPlan.Field] {
        let isSecret = isSecret(entry.key)
        let inner = "\(path).\(entry.key)"
        switch entry.value.content {
        case .mapping:
            let name = entry.value.nameInBraces(context.names)
            context.report(
                .wrongKind(
                    path: inner, found: entry.value.kind,
                    expected: name.map { "a text such as \"${\($0)}\"" } ?? "a text"
                ), at: entry.value.place)
            return []
        case .sequence(let items):
            return items.compactMap { item in
                if isSecret { context.warnIfWrittenOut(item, inner) }
                return context.template(item, inner, isSecret: isSecret).map {
                    RequestPlan.Field(name: entry.key, value: $0)
                }
            }
        case .scalar:
            // An empty value is a value: an empty field, a header that is not sent.
            guard !entry.value.isNull else { return [RequestPlan.Field(name: entry.key, value: Template(literal: ""))] }
            if isSecret { context.warnIfWrittenOut(entry.value, inner) }
            return context.template(entry.value, inner, isSecret: isSecret)
                .map { [RequestPlan.Field(name: entry.key, value: $0)] } ?? []
        }
    }

    private func report(_ node: WrittenNode, _ path: String) -> [RequestPlan.Field] {
        context.report(.wrongKind(path: path, found: node.kind, expected: FieldReader.expected), at: node.place)
        return []
    }
}

extension WrittenNode.Content {
    fileprivate var isSequence: Bool { if case .sequence = self { true } else { false } }
}

/// What header lines may contain (RFC 9110 section 5).
enum HeaderText {
    /// Whether it is a token (section 5.6.2).
    static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    /// Whether it has no line break and no zero byte.
    static func isValue(_ text: String) -> Bool { !text.utf8.contains { $0 == 0 || $0 == 10 || $0 == 13 } }
}
