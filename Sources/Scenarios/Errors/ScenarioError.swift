// What is wrong with a scenario, as values. The messages are made in `Mistakes/` and nowhere else.

/// Where in the user's input an error was found.
package enum SourceLocation: Hashable, Sendable {
    /// A line and column of the file, both from 1; columns count Unicode scalars.
    case file(line: Int, column: Int)
    /// A line and column of another file that the scenario names: an included one, or one with data. The load numbers
    /// them (`LoadContext.parts`).
    case part(Int, line: Int, column: Int)
    /// The file as a whole: it is missing, empty or not text.
    case wholeFile
    /// An option of the command line, as errors name it: `--set participants.count`, `--participants`.
    case option(String)

    /// The line in its file; nil if it is no place in a file.
    var line: Int? {
        switch self {
        case .file(let line, _), .part(_, let line, _): line
        case .wholeFile, .option: nil
        }
    }

    /// The line and column in its file; nil if it is no place in a file.
    package var lineAndColumn: (line: Int, column: Int)? {
        switch self {
        case .file(let line, let column), .part(_, let line, let column): (line, column)
        case .wholeFile, .option: nil
        }
    }

    /// Another line and column of the same file; itself if it is no place in a file.
    func at(line: Int, column: Int) -> SourceLocation {
        switch self {
        case .file: .file(line: line, column: column)
        case .part(let number, _, _): .part(number, line: line, column: column)
        case .wholeFile, .option: self
        }
    }
}

/// One error of a scenario.
package struct ScenarioError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file: the scenario as the user wrote it, or one that it names.
    package var file: String
    /// Where in the file.
    package var place: SourceLocation
    /// What is wrong.
    let mistake: Mistake
    /// The line of the file with the error, secrets hidden; nil if there is none to show.
    package var excerpt: SourceExcerpt?

    /// Creates an error.
    init(file: String, place: SourceLocation, mistake: Mistake, excerpt: SourceExcerpt? = nil) {
        self.file = file
        self.place = place
        self.mistake = mistake
        self.excerpt = excerpt
    }

    /// What was found.
    package var found: String { mistake.found }
    /// What was expected, if known.
    package var expected: String? { mistake.expected }
    /// What to do about it, if known; for example the nearest known name.
    package var remedy: String? { mistake.remedy }

    /// The error in one line, without its location.
    package var message: String {
        printable(found + (expected.map { ", expected \($0)" } ?? "") + (remedy.map { "; \($0)" } ?? ""))
    }

    /// The location and the error in one line: `scenarios/x.yaml:12:5: unknown key "partcipants"; did you mean …`.
    package var headline: String {
        switch place {
        case .file(let line, let column), .part(_, let line, let column):
            "\(printable(file)):\(line):\(column): \(message)"
        case .wholeFile: "\(printable(file)): \(message)"
        case .option(let option): "\(printable(option)): \(message)"
        }
    }

    /// The headline, then the source line with a caret below the error.
    package var description: String {
        guard let line = place.line, let excerpt else { return headline }
        let number = String(line)
        let margin = String(repeating: " ", count: number.unicodeScalars.count)
        let lines = excerpt.lines
        return "\(headline)\n  \(number) | \(lines[0])\n  \(margin) | \(lines[1])"
    }
}

/// All errors of a scenario.
package struct ScenarioErrors: Error, Hashable, Sendable, CustomStringConvertible {
    /// The errors, ordered by location; at least one.
    package let errors: [ScenarioError]

    /// A collection of at least one error.
    init(_ errors: [ScenarioError]) {
        precondition(!errors.isEmpty, "a scenario without errors is a plan")
        self.errors = errors
    }

    /// Every error with its location, source line and caret, and the number of errors if there are several.
    package var description: String {
        let all = errors.map(\.description).joined(separator: "\n")
        return errors.count == 1 ? all : "\(all)\n\(errors.count) errors"
    }
}
