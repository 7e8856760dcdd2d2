// From text to a tree: the only file that uses Yams.
//
// Yams stops at the first duplicate key and names only the first of the two locations. To continue, the first key is
// renamed in the text, character by character so that all columns stay the same, and the text is composed again.
private import Yams

/// Composes the tree of a scenario.
enum YAMLTree {
    /// How deep lists and mappings may be nested.
    static let depthLimit = 32
    /// How many values a scenario may have, aliases expanded.
    static let nodeLimit = 50_000
    /// How many aliases it may have: few enough that they cannot multiply beyond reason before the tree is counted.
    static let aliasLimit = 32
    /// How many duplicate keys are reported.
    private static let duplicateLimit = 20

    /// The tree, or nil after an error that leaves none. Reports errors in either case. `start` is where the text begins.
    static func compose(
        _ source: SourceText, at start: SourceLocation = .file(line: 1, column: 1), reportingTo context: LoadContext
    ) -> WrittenNode? {
        let whole: SourceLocation = if case .file = start { .wholeFile } else { start }
        if let character = source.firstControlCharacter {
            context.report(
                .controlCharacter(character.value), at: start.at(line: character.line, column: character.column))
            return nil
        }
        let aliases = AliasScan(source)
        guard aliases.count <= aliasLimit else {
            context.report(.tooManyAliases(limit: aliasLimit), at: whole)
            return nil
        }
        if let line = aliases.keyLine {
            context.report(.keyWithAlias, at: start.at(line: line, column: 1))
            return nil
        }
        var renamed = Renaming(source: source)
        while true {
            do {
                let root = try parse(renamed.text)
                guard let root else { break }
                var conversion = Conversion(context: context, renamed: renamed, start: start)
                guard let tree = conversion.convert(root, depth: 0), !tree.isNull else { break }
                return conversion.isComplete ? tree : nil
            } catch YamlError.duplicatedKeysInMapping(_, let duplicates) where renamed.count < duplicateLimit {
                guard renamed.rename(at: duplicates.mark) else {
                    context.report(
                        .duplicateKey("?", firstLine: duplicates.mark.line),
                        at: start.at(line: duplicates.mark.line, column: duplicates.mark.column))
                    return nil
                }
            } catch {
                report(error, in: source, at: start, to: context)
                return nil
            }
        }
        if case .file = start {
            if context.errors.isEmpty { context.report(.empty, at: .wholeFile) }
        } else {
            context.report(.emptyPart, at: start)
        }
        return nil
    }

    /// A value from the command line: in flow style if it starts with a bracket or quote, otherwise plain text.
    static func value(_ text: String, at place: SourceLocation, context: LoadContext) -> Result<
        WrittenNode, SyntaxError
    > {
        let trimmed = text.trimmed
        guard let first = trimmed.first, "[{\"'".contains(first) else {
            return .success(WrittenNode(place: place, content: .scalar(trimmed, .plain)))
        }
        let source = SourceText(trimmed)
        if let character = source.firstControlCharacter {
            return .failure(SyntaxError(problem: Mistake.controlCharacter(character.value).found))
        }
        guard AliasScan(source).count == 0 else { return .failure(SyntaxError(problem: "it holds aliases")) }
        do {
            guard let root = try parse(trimmed) else { return .failure(SyntaxError(problem: "it is empty")) }
            var conversion = Conversion(
                context: context, renamed: Renaming(source: source), start: place, isOnePlace: true)
            guard let node = conversion.convert(root, depth: 0) else {
                return .failure(SyntaxError(problem: "a key is no text"))
            }
            return .success(node)
        } catch YamlError.duplicatedKeysInMapping {
            return .failure(SyntaxError(problem: "a key is there twice"))
        } catch {
            return .failure(SyntaxError(problem: words(of: error)))
        }
    }

    /// What is wrong with a value's YAML.
    struct SyntaxError: Error {
        var problem: String
    }

    // MARK: Yams

    private static func parse(_ text: String) throws -> Node? {
        // Without tag resolution rules: the language decides what a text means, and compiling the default rules would
        // take longer than everything else.
        try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
    }

    private static func report(
        _ error: any Error, in source: SourceText, at start: SourceLocation, to context: LoadContext
    ) {
        guard let error = error as? YamlError else {
            context.report(.syntax("it cannot be read", remedy: nil), at: start)
            return
        }
        switch error {
        case .composer(_, let problem, let mark, _) where problem == "but found another document":
            context.report(.secondDocument, at: start.at(line: mark.line, column: mark.column))
        case .scanner(let opened, _, let problem, _), .parser(let opened, _, let problem, _),
            .composer(let opened, _, let problem, _):
            // What is missing at the end of the text is better reported where it was opened.
            let mark = problem.line > source.lines.count ? opened?.mark ?? problem : problem
            let line = source.clamped(line: mark.line, column: mark.column).line
            let written = source.lines[line - 1]
            // YAML's own message for it speaks of tokens.
            let indent = written.unicodeScalars.prefix { $0 == " " || $0 == "\t" }
            if let tab = Array(indent).firstIndex(of: "\t") {
                context.report(.tabIndentation, at: start.at(line: line, column: tab + 1))
                return
            }
            if let tab = tabBehindDash(written) {
                context.report(.tabBehindDash, at: start.at(line: line, column: tab + 1))
                return
            }
            let words = words(of: error)
            let trouble = YAMLTrouble(
                source: source, words: words, opened: opened.map { ($0.mark.line, $0.mark.column) }, line: line,
                column: mark.column)
            context.report(
                trouble.isMissingDash ? .missingDash : .syntax(words, remedy: trouble.remedy),
                at: start.at(line: mark.line, column: mark.column))
        case .duplicatedKeysInMapping(_, let duplicates):
            context.report(
                .duplicateKey("?", firstLine: duplicates.mark.line),
                at: start.at(line: duplicates.mark.line, column: duplicates.mark.column))
        case .no, .memory, .reader, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            context.report(.syntax(words(of: error), remedy: nil), at: .wholeFile)
        }
    }

    /// The position of a tab after the dash of an item.
    private static func tabBehindDash(_ line: String) -> Int? {
        let scalars = Array(line.unicodeScalars)
        guard let dash = scalars.firstIndex(where: { $0 != " " }), scalars[dash] == "-" else { return nil }
        return scalars[(dash + 1)...].firstIndex { $0 != " " }.flatMap { scalars[$0] == "\t" ? $0 : nil }
    }

    private static func words(of error: any Error) -> String {
        switch error as? YamlError {
        case .scanner(let context, let problem, _, _), .parser(let context, let problem, _, _),
            .composer(let context, let problem, _, _):
            context.map { "\($0.text), \(problem)" } ?? problem
        case .reader(let problem, _, _, _): problem
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded, .duplicatedKeysInMapping, nil:
            "it cannot be read"
        }
    }

    // MARK: Duplicate keys

    /// A text in which the first of two equal keys was renamed.
    private struct Renaming {
        /// The original names, by the position of the key.
        private(set) var names: [Position: String] = [:]
        private var lines: [String]?
        private let source: SourceText

        struct Position: Hashable {
            var line: Int
            var column: Int
        }

        init(source: SourceText) { self.source = source }

        var count: Int { names.count }
        var text: String { lines.map { $0.joined(separator: "\n") } ?? source.text }

        /// Renames the key at a position. Returns false if there is no key of this form.
        mutating func rename(at mark: Mark) -> Bool {
            var lines = self.lines ?? source.lines
            let position = Position(line: mark.line, column: mark.column)
            guard names[position] == nil, lines.indices.contains(mark.line - 1) else { return false }
            var scalars = Array(lines[mark.line - 1].unicodeScalars)
            var start = mark.column - 1
            guard scalars.indices.contains(start) else { return false }
            let quote: Unicode.Scalar? = scalars[start] == "\"" || scalars[start] == "'" ? scalars[start] : nil
            if quote != nil { start += 1 }
            var end = start
            while end < scalars.count {
                if let quote {
                    if scalars[end] == quote { break }
                } else if scalars[end] == ":" || scalars[end] == " " {
                    break
                } else if scalars[end] == ",", scalars[start..<end].allSatisfy({ Decimal.isDigit($0) }) {
                    // `{ count: 1,000,000 }` has the key 000 twice.
                    break
                }
                end += 1
            }
            guard end > start, end < scalars.count else { return false }
            var name = String.UnicodeScalarView()
            name.append(contentsOf: scalars[start..<end])
            // A different private-use character for each renamed key keeps the names distinct.
            guard let mask = Unicode.Scalar(0xE000 + UInt32(names.count)) else { return false }
            for index in start..<end { scalars[index] = mask }
            var renamed = String.UnicodeScalarView()
            renamed.append(contentsOf: scalars)
            lines[mark.line - 1] = String(renamed)
            names[position] = String(name)
            self.lines = lines
            return true
        }
    }

    // MARK: The tree

    /// What stands in double braces without quotation marks, which YAML reads as a mapping whose key is one; nil if it is
    /// anything else.
    private static func textInDoubleBraces(_ mapping: Node.Mapping) -> String? {
        guard mapping.count == 1, let outer = mapping.first,
            case .mapping(let inner) = outer.key,
            case .scalar(let nothing) = outer.value, nothing.string.isEmpty, inner.count == 1, let entry = inner.first,
            case .scalar(let text) = entry.key, case .scalar(let value) = entry.value, value.string.isEmpty
        else { return nil }
        return text.string
    }

    /// Copies a Yams tree into ours and counts the values.
    private struct Conversion {
        let context: LoadContext
        let renamed: Renaming
        /// Where the text begins.
        let start: SourceLocation
        /// Whether everything counts as being there, as in values from the command line.
        let isOnePlace: Bool
        private var count = 0
        /// Whether nothing was left out because of its size or form.
        private(set) var isComplete = true

        init(context: LoadContext, renamed: Renaming, start: SourceLocation, isOnePlace: Bool = false) {
            self.context = context
            self.renamed = renamed
            self.start = start
            self.isOnePlace = isOnePlace
        }

        mutating func convert(_ node: Node, depth: Int) -> WrittenNode? {
            let place = place(of: node)
            count += 1
            guard count <= nodeLimit else { return refuse(.tooManyNodes(limit: nodeLimit), at: place) }
            guard depth <= depthLimit else { return refuse(.tooDeep(limit: depthLimit), at: place) }
            switch node {
            case .scalar(let scalar):
                let style: WrittenNode.ScalarStyle =
                    switch scalar.style {
                    case .any, .plain: .plain
                    case .singleQuoted, .doubleQuoted: .quoted
                    case .literal, .folded: .block
                    }
                return WrittenNode(place: place, content: .scalar(scalar.string, style))
            case .sequence(let sequence):
                var items: [WrittenNode] = []
                for item in sequence {
                    guard isComplete, let converted = convert(item, depth: depth + 1) else { return nil }
                    items.append(converted)
                }
                return WrittenNode(place: place, content: .sequence(items))
            case .mapping(let mapping):
                if let text = YAMLTree.textInDoubleBraces(mapping) {
                    // Any other text may be a secret, and is not repeated.
                    let name = Template.Name(fixed: text)?.written
                    context.report(.doubleBraces(name: name), at: place)
                    // A text is read on, so that this is the only error of it.
                    return WrittenNode(place: place, content: .scalar(name.map { "${\($0)}" } ?? "text", .quoted))
                }
                return entries(of: mapping, depth: depth).map { WrittenNode(place: place, content: .mapping($0)) }
            case .alias:
                // The parser already expands aliases.
                return refuse(.syntax("an alias without its anchor", remedy: nil), at: place)
            }
        }

        private mutating func entries(of mapping: Node.Mapping, depth: Int) -> [WrittenNode.Entry]? {
            var entries: [WrittenNode.Entry] = []
            var firsts: [String: Int] = [:]
            for (key, value) in mapping {
                let keyPlace = place(of: key)
                guard case .scalar(let scalar) = key else {
                    context.report(.keyIsNoText, at: keyPlace)
                    continue
                }
                if let (line, column) = keyPlace.lineAndColumn,
                    let name = renamed.names[.init(line: line, column: column)]
                {
                    firsts[name] = min(line, firsts[name] ?? line)
                    continue
                }
                guard isComplete, let converted = convert(value, depth: depth + 1) else { return nil }
                guard scalar.string != "<<" || scalar.style != .plain else {
                    context.report(.mergeKey, at: keyPlace)
                    continue
                }
                entries.append(.init(key: scalar.string, place: keyPlace, value: converted))
            }
            for entry in entries {
                guard let line = firsts.removeValue(forKey: entry.key) else { continue }
                // Twice the same three digits without a value are the rest of a number with commas.
                let isRest = entry.value.isNull && entry.key.utf8.count == 3 && WholeNumber.isDigits(entry.key)
                if !isRest { context.report(.duplicateKey(entry.key, firstLine: line), at: entry.place) }
            }
            // No value may be left out without an error.
            for (name, line) in firsts {
                context.report(.duplicateKey(name, firstLine: line), at: start.at(line: line, column: 1))
            }
            return entries
        }

        private func place(of node: Node) -> SourceLocation {
            guard !isOnePlace, let mark = node.mark else { return start }
            return start.at(line: mark.line, column: mark.column)
        }

        private mutating func refuse(_ problem: Mistake, at place: SourceLocation) -> WrittenNode? {
            if isComplete { context.report(problem, at: place) }
            isComplete = false
            return nil
        }
    }
}

extension StringProtocol {
    /// Without spaces, tabs and line breaks at either end.
    var trimmed: String {
        var text = Substring(self)
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
