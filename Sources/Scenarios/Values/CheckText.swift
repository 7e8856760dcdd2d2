// `check`: what must hold of a response.
//
//     check   = subject ( "exists" | "contains" value | "matches" pattern | comparison value )
//     subject = "status" | "time" | "size" | "body" | "header" name | "cookie" name | "json" pointer
import Addresses
import Extracting
import Foundation

extension Check.Subject {
    /// Whether what is examined must never be written: a cookie, or what is called by such a name.
    fileprivate var isSecret: Bool {
        switch self {
        case .cookie: true
        case .header(let name): SecretName.isSecret(name)
        case .json(let pointer): SecretName.isSecret(pointer.text.split(separator: "/").last ?? "")
        case .status, .time, .size, .body: false
        }
    }
}

/// Reads checks.
struct CheckText {
    let context: LoadContext

    static let subjects = ["status", "time", "size", "body", "header", "cookie", "json"]
    private static let hint = "a check such as status == 200, body contains \"Welcome\" or cookie session exists"

    func read(_ node: WrittenNode) -> Check? {
        // `body contains "a: b"` inside `[ … ]`.
        if case .mapping(let entries) = node.content, let entry = entries.first, entry.key.contains("\"") {
            return fault("\(entry.key): …", CheckText.hint, node)
        }
        if case .mapping(let entries) = node.content, let text = CheckText.text(meantBy: entries) {
            return fault(text, CheckText.hint, node)
        }
        guard let text = node.scalar, !node.isNull else {
            context.report(.wrongKind(path: "check", found: node.kind, expected: "a list of checks"), at: node.place)
            return nil
        }
        if let joint = CheckText.joint(in: text) {
            context.report(.checkOfSeveral(CheckText.shown(text), isAny: joint == .any), at: node.place)
            return nil
        }
        var rest = Substring(text.trimmed)
        let word = CheckText.takeWord(&rest)
        guard CheckText.subjects.contains(word) else {
            let nearest = (CheckText.subject(meantBy: word) ?? NearestName.of(word, among: CheckText.subjects)).map {
                "\($0) in the place of \(word)"
            }
            return fault(text, nearest ?? CheckText.hint, node)
        }
        var subject: Check.Subject?
        switch word {
        case "status": subject = .status
        case "time": subject = .time
        case "size": subject = .size
        case "body": subject = .body
        default:
            let name = CheckText.takeWord(&rest)
            guard !name.isEmpty, Comparison(rawValue: name) == nil else {
                return fault(text, word == "json" ? "json and a pointer such as /data/id" : "the \(word)'s name", node)
            }
            switch word {
            case "header": subject = .header(name)
            case "cookie": subject = .cookie(name)
            default:
                guard name.hasPrefix("/"), let pointer = try? JSONPointer(name) else {
                    return fault(text, "a pointer that begins with /, and in it ~0 for ~ and ~1 for /", node)
                }
                subject = .json(pointer)
            }
        }
        guard let subject else { return nil }
        let operation = CheckText.takeWord(&rest)
        let value = rest.trimmed
        let head = text.trimmed.dropLast(value.count)
        if let plain = Quotation.plain(insteadOfTypographic: value) {
            context.report(
                .typographicQuotation(CheckText.shown(text), ours: CheckText.shown(head + plain)), at: node.place)
            return nil
        }
        if let closed = Quotation.closed(value) {
            context.report(
                .openQuotation(CheckText.shown(text), ours: CheckText.shown(head + closed)), at: node.place)
            return nil
        }
        guard let demand = demand(operation, CheckText.unquoted(value), of: subject, text, node) else {
            return nil
        }
        if case .text(let isEqual, let value) = demand, subject.isSecret, !value.segments.isEmpty {
            let hidden = value.hidingLiterals
            return Check(
                text: head + hidden.written, subject: subject, demand: .text(isEqual: isEqual, hidden))
        }
        return Check(text: text.trimmed, subject: subject, demand: demand)
    }

    /// Reads a list of checks. Of one that YAML cut into several texts there is one error.
    func readAll(_ node: WrittenNode) -> [Check] {
        CutText.items(of: context.list(node), in: context) { !$0.count(where: { $0 == "\"" }).isMultiple(of: 2) }
            .compactMap {
                item -> Check? in
                switch item {
                case .whole(let node): return read(node)
                case .cut(let texts, let mark, let place):
                    // Each may compare a secret, and all are one secret if the first does.
                    let isSecret = texts.first.map { CheckText.shown($0) != $0.trimmed } ?? false
                    let text = isSecret ? texts[0] : texts.map(CheckText.shown).joined(separator: ", ")
                    context.report(.cutText(CheckText.shown(text), what: "check", at: mark), at: place)
                    return nil
                }
            }
    }

    private func demand(
        _ operation: String, _ value: String, of subject: Check.Subject, _ text: String, _ node: WrittenNode
    ) -> Check.Demand? {
        let isNumber =
            switch subject {
            case .status, .time, .size: true
            case .body, .header, .cookie, .json: false
            }
        if operation == "exists" {
            guard value.isEmpty, !isNumber else { return fault(text, CheckText.hint, node) }
            return .exists
        }
        guard !value.isEmpty else { return fault(text, "a value to compare with", node) }
        switch operation {
        case "contains":
            guard !isNumber else { return fault(text, "a comparison such as ==", node) }
            return template(value, node).map { .contains($0) }
        case "matches":
            guard !isNumber else { return fault(text, "a comparison such as ==", node) }
            guard let pattern = Pattern(value) else {
                context.report(.badPattern(value), at: node.place)
                return nil
            }
            return .matches(pattern)
        default:
            guard let comparison = Comparison(rawValue: operation) else {
                return fault(
                    text, isNumber ? "a comparison such as ==" : "exists, contains, matches or a comparison", node)
            }
            if case .time = subject {
                guard let duration = DurationText.parse(value) else {
                    return fault(text, "a duration such as 500ms", node)
                }
                return .number(
                    comparison,
                    Double(duration.components.seconds) * 1000
                        + Double(duration.components.attoseconds / 1_000_000_000) / 1_000_000)
            }
            if isNumber || (comparison != .equal && comparison != .notEqual) {
                guard let number = Decimal(value)?.value() else { return fault(text, "a number", node) }
                if case .status = subject, !CheckText.tellsStatusesApart(comparison, number) {
                    context.report(.checkOfNoStatus(text.trimmed), at: node.place)
                    return nil
                }
                return .number(comparison, number)
            }
            return template(value, node).map { .text(isEqual: comparison == .equal, $0) }
        }
    }

    private func template(_ text: String, _ node: WrittenNode) -> Template? {
        do {
            return context.template(of: try TemplateText.parse(text)) { _ in node.place }
        } catch {
            context.report(error.mistake, at: node.place)
            return nil
        }
    }

    /// Reports what is wrong and gives nil.
    private func fault<Value>(_ text: String, _ hint: String, _ node: WrittenNode) -> Value? {
        context.report(
            .badCheck(
                CheckText.shown(text), hint: hint,
                suggestion: CheckText.suggestion(for: text).map(CheckText.shown)), at: node.place)
        return nil
    }

    private static func takeWord(_ text: inout Substring) -> String {
        while text.first?.isWhitespace == true { text.removeFirst() }
        let word = text.prefix { !$0.isWhitespace }
        text = text.dropFirst(word.count)
        return String(word)
    }

    static func unquoted(_ text: String) -> String {
        guard text.count >= 2, let quote = text.first, quote == "\"" || quote == "'", text.last == quote else {
            return text
        }
        return String(text.dropFirst().dropLast())
    }
}
