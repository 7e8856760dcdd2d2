// `extract`: names for values of an answer.
import Addresses
import Extracting

/// Reads extractions.
struct ExtractionReader {
    let context: LoadContext

    private static let sources = ["json", "html", "header", "cookie", "regex"]
    private static let example = "a mapping such as { csrf: { html: \"//input[@name='csrf']/@value\" } }"

    func read(_ node: WrittenNode, _ path: String) -> [ExtractionPlan] {
        guard case .mapping(let entries) = node.content else {
            context.report(
                .wrongKind(path: path, found: node.kind, expected: ExtractionReader.example), at: node.place)
            return []
        }
        return entries.compactMap { entry in
            guard NameScope.isValueName(entry.key) else {
                context.report(.badValueName(entry.key), at: entry.place)
                return nil
            }
            return source(entry.value, name: entry.key, "\(path).\(entry.key)")
        }
    }

    private func source(_ node: WrittenNode, name: String, _ path: String) -> ExtractionPlan? {
        guard case .mapping = node.content else {
            context.report(
                .wrongKind(
                    path: path, found: node.kind,
                    expected: suggestion(node)
                        ?? "{ json: /… }, { html: //… }, { header: … }, { cookie: … } or { regex: … }"),
                at: node.place)
            return nil
        }
        guard let reader = MappingReader(node, Vocabulary.extraction, path: path, in: context) else { return nil }
        let written = ExtractionReader.sources.filter { reader[$0] != nil }
        guard let key = written.first, let value = reader[key] else {
            // An unknown key was reported, and was meant to be the source.
            if case .mapping(let entries) = node.content,
                entries.allSatisfy({ Vocabulary.extraction.keys.contains($0.key) })
            {
                context.report(
                    .missingKey("json", section: "in \(path)", example: "\(name): { json: /data/id }"), at: node.place)
            }
            return nil
        }
        if written.count > 1, let second = reader[written[1]] {
            context.report(.oneOf(written, section: "in \(path)"), at: second.place)
            return nil
        }
        for other in ["path", "host"] where key != "cookie" {
            if let node = reader[other] { context.report(.optionOfCookie(other), at: node.place) }
        }
        let source = read(key, value, reader)
        let isSecret = source.map { ExtractionPlan(name: name, source: $0).isSecret } ?? SecretName.isSecret(name)
        let fallback = reader["default"].flatMap { context.template($0, reader.path("default"), isSecret: isSecret) }
        guard let source else { return nil }
        return ExtractionPlan(name: name, source: source, fallback: fallback ?? nullDefault(node))
    }

    /// `default:` without a value: an empty text.
    private func nullDefault(_ node: WrittenNode) -> Template? {
        guard case .mapping(let entries) = node.content,
            entries.contains(where: { $0.key == "default" && $0.value.isNull })
        else { return nil }
        return Template(literal: "")
    }

    private func read(_ key: String, _ node: WrittenNode, _ reader: MappingReader) -> ExtractionPlan.Source? {
        let path = reader.path(key)
        guard let text = context.wireText(node, path) else { return nil }
        // As written: a value from the environment is secret.
        let found = node.scalar ?? text
        switch key {
        case "json":
            guard let pointer = try? JSONPointer(text) else {
                context.report(.badPointer(found), at: node.place)
                return nil
            }
            return .json(pointer)
        case "html":
            do throws(XPathFault) {
                let path = try XPath(text)
                if let element = path.elementMissingAtRoot {
                    let ours = found == text ? ExtractionReader.path(meantBy: text) : nil
                    context.report(.xPathBesideRoot(found, element: element, ours: ours), at: node.place)
                    return nil
                }
                if path.comparesElements {
                    context.report(.xPathCompares(found), at: node.place)
                    return nil
                }
                return .html(path)
            } catch {
                context.report(
                    .badXPath(found, reason: found == text ? error.explanation : "with its values it is none"),
                    at: node.place)
                return nil
            }
        case "header":
            guard HeaderText.isName(text) else {
                context.report(.badHeaderName(found), at: node.place)
                return nil
            }
            return .header(text)
        case "regex":
            guard let pattern = Pattern(text) else {
                context.report(.badPattern(found), at: node.place)
                return nil
            }
            return .regex(pattern)
        default:
            return .cookie(
                name: text, host: reader["host"].flatMap { context.wireText($0, reader.path("host"))?.lowercased() },
                path: reader["path"].flatMap { context.wireText($0, reader.path("path")) })
        }
    }

    /// The XPath that a path from the outermost element may have meant, whose conditions and classes may be those of
    /// CSS: `input[name=csrf]`, `div.total`.
    private static func path(meantBy text: String) -> String? {
        var path = text.trimmed
        path.replace(/^([A-Za-z][A-Za-z0-9-]*)\.([A-Za-z0-9_-]+)/) { "\($0.1)[contains(@class, '\($0.2)')]" }
        path.replace(/\[([A-Za-z][A-Za-z0-9-]*)=['"]?([^'"\]\[]+)['"]?\]/) { "[@\($0.1)='\($0.2)']" }
        path = "//" + path
        // The text of a field is empty.
        if path.hasPrefix("//input"), path.firstMatch(of: /^\/\/input(\[[^\[\]]*\])*$/) != nil { path += "/@value" }
        guard let read = try? XPath(path), read.elementMissingAtRoot == nil, !path.contains("|") else { return nil }
        return path
    }

    /// What a bare text may have meant: a pointer or an XPath.
    private func suggestion(_ node: WrittenNode) -> String? {
        guard let text = node.scalar else { return nil }
        if text.hasPrefix("//") { return "{ html: \"\(text)\" }" }
        if text.hasPrefix("/") { return "{ json: \(text) }" }
        if text.hasPrefix("$.") { return "{ json: /\(text.dropFirst(2).replacing(".", with: "/")) }" }
        return nil
    }
}
