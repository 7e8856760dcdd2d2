// A value that must never be written down.

/// A text that prints as dots. Its content is reachable only by name, so a search for `revealed` finds every use.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text itself. Only for requests, never for a log, a report or an error.
    package let revealed: String

    /// Wraps a text.
    package init(_ text: String) {
        revealed = text
    }

    /// What is shown in place of a secret.
    package static let dots = "•••"

    /// Dots.
    package var description: String { Secret.dots }
    /// Dots.
    package var debugDescription: String { Secret.dots }
    /// Has no children, so that reflection shows nothing.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
