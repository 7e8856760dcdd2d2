// Shows where a value was looked for that an answer does not have: the nearest thing that is there.
import Addresses
import Extracting
import Foundation
import Measuring
import Scenarios
import Transport

/// What an answer has near the place where something was looked for, in lines that may hold secrets.
struct WhereItLooked {
    let body: [UInt8]
    let contentType: String?
    /// The page's title, if it has one, with its secrets hidden: they are not recognised in what is read of it.
    let title: String?
    /// All header lines of the answer.
    let headers: [WireLog.Line]
    let cookies: [StoredCookie]
    /// What was requested.
    let url: WebURL?

    /// The most names in a list.
    private static let mostNames = 30
    /// How much of a line is to be shown, once its secrets are hidden.
    static let lineLimit = 400

    /// For a value that was to be extracted.
    func lines(for source: ExtractionPlan.Source) -> [String] {
        switch source {
        case .json(let pointer): json(pointer)
        case .html(let path): page(path)
        case .header(let name): header(name)
        case .cookie(let name, _, _): cookie(name)
        case .regex: beginning
        }
    }

    /// For a check that does not hold.
    func lines(for subject: Check.Subject) -> [String] {
        switch subject {
        case .status, .time, .size: []
        case .body: (pageWords ?? []) + beginning
        case .header(let name): header(name)
        case .cookie(let name): cookie(name)
        case .json(let pointer): json(pointer)
        }
    }

    // MARK: JSON

    private func json(_ pointer: JSONPointer) -> [String] {
        do throws(JSONFault) {
            try JSONScan.check(body)
        } catch {
            return ["the body is \(error)"] + (pageWords ?? beginning)
        }
        var path = pointer.text
        while true {
            if let value = value(at: path) {
                let place = path.isEmpty ? "the document" : path
                let isSecret = path.split(separator: "/").last.map(SecretName.isSecret) ?? false
                return ["\(place) is \(isSecret ? "a secret" : WhereItLooked.words(for: value))"]
            }
            guard let slash = path.lastIndex(of: "/") else { return beginning }
            path = String(path[..<slash])
        }
    }

    private func value(at path: String) -> JSONValue? {
        guard let pointer = try? JSONPointer(path) else { return nil }
        return (try? JSONScan.value(at: pointer, in: body)) ?? nil
    }

    private static func words(for value: JSONValue) -> String {
        switch value {
        case .string(let text): return "the string \"\(cut(text))\""
        case .number(let text): return "the number \(text)"
        case .boolean(let value): return value ? "true" : "false"
        case .null: return "null"
        case .object(let text):
            let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
            let names = (object ?? [:]).keys.sorted()
            return names.isEmpty ? "an object without members" : "an object with \(list(names))"
        case .array(let text):
            let items = (try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [Any]) ?? []
            guard let first = items.first else { return "an array without elements" }
            let names = (first as? [String: Any])?.keys.sorted()
            return "an array of \(items.count), from 0 to \(items.count - 1)"
                + (names.map { $0.isEmpty ? "" : "; the first has \(list($0))" } ?? "")
        }
    }

    // MARK: Pages

    private func page(_ path: XPath) -> [String] {
        do throws(HTMLFault) {
            let page = try HTMLPage(body, contentType: contentType)
            var lines: [String] = []
            for step in PathPrefixes.of(path.text) {
                guard let prefix = try? XPath("count(\(step.text))"), let count = try page.value(of: prefix) else {
                    break
                }
                lines.append("\(step.text) matches \(count == "0" ? "nothing" : count)")
                guard count == "0" else { continue }
                if let loose = step.withoutConditions, let prefix = try? XPath("count(\(loose))"),
                    let count = try page.value(of: prefix)
                {
                    lines.append("\(loose) matches \(count == "0" ? "nothing" : count)")
                }
                break
            }
            return lines + forms(of: page)
        } catch {
            return ["the page \(error)"]
        }
    }

    /// What a page is called, and its forms; nil if the body is none.
    private var pageWords: [String]? {
        guard contentType.map(PageType.isPage) ?? (JSONScan.firstByte(body) == UInt8(ascii: "<")),
            let page = try? HTMLPage(body, contentType: contentType)
        else { return nil }
        return forms(of: page)
    }

    private func forms(of page: borrowing HTMLPage) -> [String] {
        let title = title.map { ["the page is “\(WhereItLooked.cut($0))”"] }
        let forms = PageForms(page).forms.prefix(5).map { form in
            let fields = form.fields.filter { !$0.name.isEmpty }.map { "\($0.name) (\($0.type))" }
            let target = form.action.map { " " + ShownText.url($0) } ?? ""
            return "a form, \(form.method)\(target), has "
                + (fields.isEmpty ? "no fields" : WhereItLooked.list(fields))
        }
        return (title ?? ["the page has no title"]) + (forms.isEmpty ? ["it has no form"] : forms)
    }

    // MARK: The rest

    private func header(_ name: String) -> [String] {
        let own = headers.filter { $0.name.lowercased() == name.lowercased() }
        if !own.isEmpty {
            return SecretName.isSecret(name)
                ? ["\(name) came, with a secret value"] : own.map { "\($0.name): \($0.value)" }
        }
        var names: [String] = []
        for line in headers where !names.contains(where: { $0.lowercased() == line.name.lowercased() }) {
            names.append(line.name)
        }
        return [names.isEmpty ? "no header came" : "the headers that came: \(WhereItLooked.list(names))"]
    }

    private func cookie(_ name: String) -> [String] {
        guard !cookies.isEmpty else { return ["no cookie is stored"] }
        let words = cookies.map { cookie in
            let isSent = url.map { cookie.isSent(to: $0) } ?? true
            return "\(cookie.name) for \(cookie.domain)\(cookie.path)\(isSent ? "" : " (not sent to this URL)")"
        }
        return ["the cookies stored: \(WhereItLooked.list(words.sorted()))"]
    }

    private var beginning: [String] {
        guard !body.isEmpty else { return ["the body is empty"] }
        let text = BodyText.decode(body, contentType: contentType)
        return ["the body begins: \(WhereItLooked.cut(text))"]
    }

    /// Far more than is shown in the end, so that a secret at the end of that is whole here and can be recognised.
    private static func cut(_ text: String) -> String { text.inOneLine(limit: 8192) }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(mostNames).joined(separator: ", ")
        return names.count > mostNames ? "\(shown) and \(names.count - mostNames) more" : shown
    }
}

/// The beginnings of an XPath, step by step.
enum PathPrefixes {
    /// One of them.
    struct Prefix: Hashable {
        /// The expression up to this step.
        var text: String
        /// The same without the conditions of its last step; nil if that has none.
        var withoutConditions: String?
    }

    /// The beginnings of a path from the root, the whole path last; none of any other expression.
    static func of(_ path: String) -> [Prefix] {
        guard path.hasPrefix("/") else { return [] }
        var steps: [String] = []
        var depth = 0
        var quote: Character?
        var wasSlash = false
        for character in path {
            if let open = quote {
                if character == open { quote = nil }
            } else {
                switch character {
                case "\"", "'": quote = character
                case "[", "(": depth += 1
                case "]", ")": depth -= 1
                case "|" where depth == 0: return []
                default: break
                }
            }
            let isSlash = character == "/" && depth == 0 && quote == nil
            if isSlash, !wasSlash { steps.append("") }
            wasSlash = isSlash
            steps[steps.count - 1].append(character)
        }
        var whole = ""
        return steps.map { step in
            let before = whole
            whole += step
            return Prefix(text: whole, withoutConditions: step.contains("[") ? before + bare(step) : nil)
        }
    }

    /// A step without its conditions.
    private static func bare(_ step: String) -> String {
        var result = ""
        var depth = 0
        var quote: Character?
        for character in step {
            if let open = quote {
                if character == open { quote = nil }
                if depth == 0 { result.append(character) }
                continue
            }
            switch character {
            case "\"", "'": quote = character
            case "[": depth += 1
            case "]":
                depth -= 1
                continue
            default: break
            }
            if depth == 0 { result.append(character) }
        }
        return result
    }
}
