// `--env-file`: variables in lines.
//
//     # a comment, also behind a value that is set off by a space
//     CLIENT_ID=turnout
//     export CLIENT_SECRET='no $expansion, no \escapes in single quotes'
//     HOST_PASSWORD="a \"quoted\" word, a tab \t and a line break \n"

/// A file of environment variables.
package struct EnvironmentFile: Hashable, Sendable {
    /// The variables. If a name occurs twice, the later line counts.
    package private(set) var variables: [String: String] = [:]
    /// What the author should know although it is not an error, one line each with its location and without values.
    package private(set) var warnings: [String] = []

    /// A file without variables.
    package init() {}

    /// Reads a file.
    ///
    /// - Throws: All errors of the file, each with its line number. The lines are not shown, because they hold secrets.
    package static func load(_ path: String) throws(ScenarioErrors) -> EnvironmentFile {
        let text: String
        do {
            text = try SourceFile.read(path)
        } catch {
            guard error.place == .wholeFile else { throw ScenarioErrors([error]) }
            throw ScenarioErrors([
                ScenarioError(
                    file: path, place: .option("--env-file"), mistake: .environmentFile(path, error.mistake))
            ])
        }
        return try parse(text, file: path)
    }

    /// Reads a text. Errors and warnings name it `file`.
    ///
    /// - Throws: All errors of the text, each with its line number.
    package static func parse(_ text: String, file: String) throws(ScenarioErrors) -> EnvironmentFile {
        var result = EnvironmentFile()
        var errors: [ScenarioError] = []
        for (number, written) in SourceText(text).lines.enumerated() {
            var line = written.trimmed
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            if line.hasPrefix("export ") { line = line.dropFirst(7).trimmed }
            let place = SourceLocation.file(line: number + 1, column: 1)
            guard let equals = line.firstIndex(of: "=") else {
                errors.append(ScenarioError(file: file, place: place, mistake: .environmentLine))
                continue
            }
            let name = line[..<equals].trimmed
            guard TemplateText.isVariableName(name) else {
                errors.append(ScenarioError(file: file, place: place, mistake: .environmentLine))
                continue
            }
            let text = line[line.index(after: equals)...].trimmed
            switch value(text) {
            case .text(let value):
                result.variables[name] = value
                if let comment = commentJoined(to: text) {
                    let end = written.unicodeScalars.lastIndex { !$0.properties.isWhitespace }
                    let length = end.map { written.unicodeScalars[...$0].count } ?? 0
                    let column = length - comment.unicodeScalars.count + 1
                    result.warnings.append(
                        printable("\(file):\(number + 1):\(column): ")
                            + LoadContext.commentWarning(name, isEmpty: value.isEmpty))
                }
            case .fault(let mistake): errors.append(ScenarioError(file: file, place: place, mistake: mistake))
            }
        }
        guard errors.isEmpty else { throw ScenarioErrors(errors) }
        return result
    }

    /// What follows an equals sign.
    private enum Value {
        case text(String)
        /// A quotation mark is not closed, or text follows it.
        case fault(Mistake)
    }

    /// Where a comment begins in an unquoted value: at a number sign that stands first or after a space.
    private static func comment(in text: String) -> String.Index? {
        text.indices.first { index in
            text[index] == "#" && (index == text.startIndex || " \t".contains(text[text.index(before: index)]))
        }
    }

    /// The comment of an unquoted value, if it looks like the end of that: without the usual space after `#`.
    private static func commentJoined(to text: String) -> Substring? {
        guard let first = text.first, first != "\"", first != "'", let start = comment(in: text) else { return nil }
        guard let next = text[start...].dropFirst().first, !" \t#".contains(next) else { return nil }
        return text[start...]
    }

    private static func value(_ text: String) -> Value {
        guard let quote = text.first, quote == "\"" || quote == "'" else {
            return .text(comment(in: text).map { text[..<$0].trimmed } ?? text)
        }
        var value = ""
        var isEscaped = false
        var index = text.index(after: text.startIndex)
        while index < text.endIndex {
            let character = text[index]
            index = text.index(after: index)
            if isEscaped {
                value.append(character == "n" ? "\n" : character == "t" ? "\t" : character == "r" ? "\r" : character)
                isEscaped = false
            } else if character == "\\", quote == "\"" {
                isEscaped = true
            } else if character == quote {
                let behind = text[index...].trimmed
                return behind.isEmpty || behind.hasPrefix("#") ? .text(value) : .fault(.environmentBehindQuote)
            } else {
                value.append(character)
            }
        }
        return .fault(.environmentQuote)
    }
}
