// What is wrong with a scenario, as values. Their words are made in `Mistake+Words.swift` and nowhere else.

/// Where in what the user gave an error was found.
package enum SourceLocation: Hashable, Sendable {
    /// A line and column of the file, both from 1; columns count Unicode scalars.
    case file(line: Int, column: Int)
    /// The file as a whole: it is missing, empty, not text.
    case wholeFile
    /// An option of the command line, as it is to be named: `--set participants.count`, `--participants`.
    case option(String)
}

/// One error of a scenario.
package struct ScenarioError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file as the user wrote it.
    package var file: String
    /// Where in it.
    package var place: SourceLocation
    /// What is wrong.
    let mistake: Mistake
    /// The line of the file that is meant, secrets hidden; nil where there is none to show.
    package var sourceLine: String?

    /// An error from its parts.
    init(file: String, place: SourceLocation, mistake: Mistake, sourceLine: String? = nil) {
        self.file = file
        self.place = place
        self.mistake = mistake
        self.sourceLine = sourceLine
    }

    /// What was found.
    package var found: String { mistake.words.found }
    /// What was expected, if that can be said.
    package var expected: String? { mistake.words.expected }
    /// What to do about it, if that can be said: the nearest known name among others.
    package var remedy: String? { mistake.words.remedy }

    /// The error in one line, without its place.
    package var message: String {
        let words = mistake.words
        return printable(
            words.found + (words.expected.map { ", expected \($0)" } ?? "") + (words.remedy.map { "; \($0)" } ?? ""))
    }

    /// The place and the error in one line: `scenarios/x.yaml:12:5: unknown key "partcipants"; did you mean …`.
    package var headline: String {
        switch place {
        case .file(let line, let column): "\(printable(file)):\(line):\(column): \(message)"
        case .wholeFile: "\(printable(file)): \(message)"
        case .option(let option): "\(printable(option)): \(message)"
        }
    }

    /// The headline, followed by the source line and a caret below what is meant.
    package var description: String {
        guard case .file(let line, let column) = place, let sourceLine else { return headline }
        let number = String(line)
        let margin = String(repeating: " ", count: number.unicodeScalars.count)
        // A tab stays a tab below, so that the caret stands right at any tab width.
        let indent = sourceLine.unicodeScalars.prefix(column - 1).map { $0 == "\t" ? "\t" : " " }.joined()
        return "\(headline)\n  \(number) | \(sourceLine)\n  \(margin) | \(indent)^"
    }
}

/// All errors of a scenario.
package struct ScenarioErrors: Error, Hashable, Sendable, CustomStringConvertible {
    /// The errors in the order of their places, at least one.
    package let errors: [ScenarioError]

    /// A collection of at least one error.
    init(_ errors: [ScenarioError]) {
        precondition(!errors.isEmpty, "a scenario without errors is a plan")
        self.errors = errors
    }

    /// Every error with its place, source line and caret, and their number where there are several.
    package var description: String {
        let all = errors.map(\.description).joined(separator: "\n")
        return errors.count == 1 ? all : "\(all)\n\(errors.count) errors"
    }
}
