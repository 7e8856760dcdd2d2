// `--env-file`: variables in lines.
//
//     # a comment, also behind a value that is set off by a space
//     CLIENT_ID=turnout
//     export CLIENT_SECRET='no $expansion, no \escapes in single quotes'
//     HOST_PASSWORD="a \"quoted\" word, a tab \t and a line break \n"

/// Reads files of environment variables.
package enum EnvironmentFile {
    /// The variables of a file. If a name occurs twice, the later line counts.
    ///
    /// - Throws: All errors of the file, each with its line number. The lines are not shown, because they hold secrets.
    package static func load(_ path: String) throws(ScenarioErrors) -> [String: String] {
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

    /// The variables of a text. Errors name it `file`.
    ///
    /// - Throws: All errors of the text, each with its line number.
    package static func parse(_ text: String, file: String) throws(ScenarioErrors) -> [String: String] {
        var variables: [String: String] = [:]
        var errors: [ScenarioError] = []
        for (number, line) in SourceText(text).lines.enumerated() {
            var line = line.trimmed
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
            switch value(line[line.index(after: equals)...].trimmed) {
            case .text(let value): variables[name] = value
            case .fault(let mistake): errors.append(ScenarioError(file: file, place: place, mistake: mistake))
            }
        }
        guard errors.isEmpty else { throw ScenarioErrors(errors) }
        return variables
    }

    /// What follows an equals sign.
    private enum Value {
        case text(String)
        /// A quotation mark is not closed, or text follows it.
        case fault(Mistake)
    }

    private static func value(_ text: String) -> Value {
        guard let quote = text.first, quote == "\"" || quote == "'" else {
            // A comment starts at a number sign after a space.
            let comment = text.ranges(of: " #").first ?? text.ranges(of: "\t#").first
            return .text(text.hasPrefix("#") ? "" : comment.map { text[..<$0.lowerBound].trimmed } ?? text)
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
