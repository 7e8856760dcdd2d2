// Why something could not be done, in words for the user: the one error value that reaches the command line.

/// Why a command, a run or a file could not be carried out, written or read.
///
/// What the target does is an outcome (`Failure`) and never a problem: a problem means that there is nothing to measure,
/// or nothing to keep it in.
package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Whose move it is.
    package enum Kind: Hashable, Sendable {
        /// What was asked for makes no sense: wrong options, an invalid scenario, a run that does not exist.
        case usage
        /// What was asked for makes sense and could not be done: no disk space, no descriptors, no server.
        case execution
    }

    /// A place in a file or in what the user typed.
    package struct Place: Hashable, Sendable, CustomStringConvertible {
        /// The file as the user wrote it, or the option as it is called: `--set participants.count`.
        package var name: String
        /// The line, from 1; nil: the file as a whole.
        package var line: Int?
        /// The column in Unicode scalars, from 1.
        package var column: Int?

        /// Creates a place.
        package init(_ name: String, line: Int? = nil, column: Int? = nil) {
            self.name = name
            self.line = line
            self.column = column
        }

        /// `file:line:column`, as editors and terminals know it.
        package var description: String {
            ([name] + [line, column].compactMap { $0.map(String.init) }).joined(separator: ":")
        }
    }

    /// One thing that is wrong.
    package struct Detail: Hashable, Sendable, CustomStringConvertible {
        /// Where, if it is in a file or an option.
        package var place: Place?
        /// What, without secrets. Further lines may show the source.
        package var message: String

        /// Creates a detail.
        package init(_ message: String, at place: Place? = nil) {
            self.message = message
            self.place = place
        }

        /// The message behind its place.
        package var description: String { place.map { "\($0): \(message)" } ?? message }
    }

    /// Whose move it is.
    package var kind: Kind
    /// What is wrong, at least one thing.
    package var details: [Detail]
    /// What to do about it, in a sentence; nil where nothing general can be said.
    package var remedy: String?

    /// A problem with one message.
    package init(_ message: String, at place: Place? = nil, remedy: String? = nil, kind: Kind = .execution) {
        self.init([Detail(message, at: place)], remedy: remedy, kind: kind)
    }

    /// A problem with several messages.
    package init(_ details: [Detail], remedy: String? = nil, kind: Kind = .execution) {
        self.details = details
        self.remedy = remedy
        self.kind = kind
    }

    /// Several problems at once: all their messages, the first remedy that there is, and the first one's kind.
    package init(joining problems: [Problem]) {
        self.init(
            problems.flatMap(\.details), remedy: problems.lazy.compactMap(\.remedy).first,
            kind: problems.first?.kind ?? .execution)
    }

    /// The messages, each behind its place.
    package var messages: [String] { details.map(\.description) }

    /// Messages and remedy, a line each.
    package var description: String { (messages + [remedy].compactMap { $0 }).joined(separator: "\n") }

    /// A remedy as a sentence of its own: with a capital and a full stop.
    package static func sentence(_ remedy: String) -> String {
        guard let first = remedy.first else { return remedy }
        return first.uppercased() + remedy.dropFirst() + (remedy.hasSuffix(".") ? "" : ".")
    }
}
