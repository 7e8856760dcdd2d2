// Why something could not be done, as text for the user: the only kind of error that reaches the command line.

/// Why a command, a run or a file could not be carried out, written or read.
///
/// What the target does is an outcome (`Failure`) and never a problem. A problem means that there is nothing to
/// measure, or nowhere to store it.
package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Who must act.
    package enum Kind: Hashable, Sendable {
        /// The request makes no sense: wrong options, an invalid scenario, a run that does not exist.
        case usage
        /// The request makes sense but could not be carried out: no disk space, no descriptors, no server.
        case execution
    }

    /// A location in a file or in the command line.
    package struct Place: Hashable, Sendable, CustomStringConvertible {
        /// The file as the user wrote it, or the name of the option: `--set participants.count`.
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

        /// `file:line:column`, as editors and terminals recognise it.
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

        /// The location and the message.
        package var description: String { place.map { "\($0): \(message)" } ?? message }
    }

    /// Who must act.
    package var kind: Kind
    /// What is wrong; at least one detail.
    package var details: [Detail]
    /// What to do about it, as a sentence; nil if nothing general can be said.
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

    /// Joins several problems: all their messages, the first remedy, and the first one's kind.
    package init(joining problems: [Problem]) {
        self.init(
            problems.flatMap(\.details), remedy: problems.lazy.compactMap(\.remedy).first,
            kind: problems.first?.kind ?? .execution)
    }

    /// The messages, each with its location.
    package var messages: [String] { details.map(\.description) }

    /// Messages and remedy, one line each.
    package var description: String { (messages + [remedy].compactMap { $0 }).joined(separator: "\n") }

    /// A remedy as a sentence of its own, with a capital letter and a full stop.
    package static func sentence(_ remedy: String) -> String {
        guard let first = remedy.first else { return remedy }
        return first.uppercased() + remedy.dropFirst() + (remedy.hasSuffix(".") ? "" : ".")
    }
}
