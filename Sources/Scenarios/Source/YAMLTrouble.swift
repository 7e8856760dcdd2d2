// What to do about text that is not valid YAML, as far as libyaml's message and the lines tell.

/// A place where YAML could not be read.
struct YAMLTrouble {
    let source: SourceText
    /// The parser's message.
    let words: String
    /// Where the value, list or mapping begins that could not be read, if the parser says so.
    let opened: (line: Int, column: Int)?
    let line: Int
    let column: Int

    /// What to do; nil if nothing is likely enough.
    var remedy: Mistake.YAMLRemedy? {
        if hasQuoteInside { return .quoteInside }
        if let remedy = swallowedBracket ?? unclosed ?? missingColon { return remedy }
        if isIndentation { return .indentation }
        let text = text(line)
        if text.contains("${"), text.contains("{ ") || text.contains("[") || text.contains(": {") { return .quoteNames }
        if isSecondColon { return isMappingValue && beginsMapping ? .braces : .quoteColon }
        return words.contains("cannot start any token") ? .quoteFirstCharacter : nil
    }

    /// Whether it is an item of a list that lacks its dash.
    var isMissingDash: Bool {
        words.contains("did not find expected '-' indicator") && !text(line).trimmed.hasPrefix("-")
            && openColumns(above: line).contains(YAMLTrouble.columns(of: text(line))[0])
    }

    // MARK: Brackets and quotation marks

    /// A comment that takes a closing bracket with it: `{ secret: a #b }`.
    private var swallowedBracket: Mistake.YAMLRemedy? {
        let first = opened?.line ?? line
        guard isInBrackets, first >= 1, first <= line else { return nil }
        let found = (first...line).first { number in
            guard let mark = text(number).firstRange(of: " #") else { return false }
            return text(number)[mark.upperBound...].contains { $0 == "}" || $0 == "]" }
        }
        return found.map { .quoteHash(line: $0) }
    }

    /// A bracket or quotation mark without its other half.
    private var unclosed: Mistake.YAMLRemedy? {
        guard let opened, let mark = character(opened.line, opened.column) else { return nil }
        if words.contains("quoted scalar"), words.contains("end of stream") {
            return .close("quotation mark", line: opened.line)
        }
        guard isInBrackets, mark == "{" || mark == "[" else { return nil }
        let close: Character = mark == "{" ? "}" : "]"
        var balance = 0
        for number in opened.line...max(opened.line, source.lines.count) {
            for character in text(number).dropFirst(number == opened.line ? opened.column - 1 : 0) {
                if character == mark { balance += 1 }
                if character == close { balance -= 1 }
            }
        }
        return balance > 0 ? .close(String(mark), line: opened.line) : nil
    }

    private var isInBrackets: Bool { words.contains("did not find expected ',' or") }

    /// Whether a quotation mark within a text in quotation marks ended it: `"body contains "x""`.
    private var hasQuoteInside: Bool {
        guard words.contains("did not find expected"), character(line, column - 1) == "\"",
            let next = character(line, column)
        else { return false }
        return next.isLetter || next.isNumber || "$/<".contains(next)
    }

    // MARK: Colons

    private var isMappingValue: Bool { words.contains("mapping values are not allowed") }

    /// A colon within a value.
    private var isSecondColon: Bool { isMappingValue || (isInBrackets && character(line, column) == ":") }

    /// Whether the line's first key takes a mapping, so that one was meant by the second colon.
    private var beginsMapping: Bool {
        let start = YAMLTrouble.columns(of: text(line)).last ?? 0
        let key = String(text(line).unicodeScalars.dropFirst(start).prefix { $0 != ":" })
        return hasKeyBefore && Vocabulary.mappings.contains(key)
    }

    /// Whether an earlier colon on the line makes its beginning a key already.
    private var hasKeyBefore: Bool {
        text(line).unicodeScalars.prefix(column - 1).map(String.init).joined().contains(": ")
    }

    /// A key above that lacks its colon (`turnout 1`), so that the next line reads as its continuation.
    private var missingColon: Mistake.YAMLRemedy? {
        if words.contains("could not find expected ':'"), let opened {
            // `name:x` lacks the space.
            let key = text(opened.line).trimmed
            let isKey = key.first?.isLetter == true && !key.contains(": ") && !key.hasSuffix(":")
            return isKey ? .missingColon(line: opened.line) : nil
        }
        guard isMappingValue, !hasKeyBefore, let above = lineAbove(line), !text(above).contains(":") else { return nil }
        let start = YAMLTrouble.columns(of: text(above))
        let isItem = start.count > 1
        guard isItem || lineAbove(above) == nil || openColumns(above: above).contains(start[0]) else { return nil }
        return .missingColon(line: above)
    }

    // MARK: Indentation

    /// Whether the line begins in a column that it cannot begin in.
    private var isIndentation: Bool {
        let start = YAMLTrouble.columns(of: text(line))[0]
        if isMappingValue {
            // A key that is deeper than the one above, which has a value already.
            guard !hasKeyBefore, let above = lineAbove(line) else { return false }
            let key = YAMLTrouble.columns(of: text(above)).last ?? 0
            return start > key && text(above).contains(": ")
        }
        let isUnexpected = ["expected key", "expected <document start>", "expected '-' indicator"]
        guard isUnexpected.contains(where: words.contains), column == start + 1 else { return false }
        return !openColumns(above: line).contains(start)
    }

    /// The columns, from 0, in which the mappings and lists begin that are open above a line.
    private func openColumns(above line: Int) -> Set<Int> {
        var open: Set<Int> = []
        var least = Int.max
        var number = line
        while least > 0, let above = lineAbove(number) {
            let columns = YAMLTrouble.columns(of: text(above))
            open.formUnion(columns.filter { $0 < least })
            least = min(least, columns[0])
            number = above
        }
        return open
    }

    /// The line above that is neither blank nor a comment.
    private func lineAbove(_ line: Int) -> Int? {
        var number = line - 1
        while number >= 1 {
            let text = text(number).trimmed
            if !text.isEmpty, !text.hasPrefix("#") { return number }
            number -= 1
        }
        return nil
    }

    /// The columns, from 0, of the first character of a line and of what follows each of its dashes.
    private static func columns(of text: String) -> [Int] {
        let scalars = Array(text.unicodeScalars)
        var index = scalars.firstIndex { $0 != " " } ?? scalars.count
        var columns = [index]
        while index + 1 < scalars.count, scalars[index] == "-", scalars[index + 1] == " " {
            index = scalars[(index + 1)...].firstIndex { $0 != " " } ?? scalars.count
            columns.append(index)
        }
        return columns
    }

    // MARK: Text

    private func text(_ line: Int) -> String { source.lines.indices.contains(line - 1) ? source.lines[line - 1] : "" }

    private func character(_ line: Int, _ column: Int) -> Character? {
        text(line).unicodeScalars.dropFirst(max(0, column - 1)).first.map(Character.init)
    }
}
