// A value that must never be written down.

/// A text that is shown as dots wherever it is printed. Its content is reached only by name, so a search for `revealed`
/// finds every use.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text itself: for the wire alone, never for a log, a report or an error.
    package let revealed: String

    /// Hides a text.
    package init(_ text: String) {
        revealed = text
    }

    /// What stands in a secret's place.
    package static let dots = "•••"

    /// Dots.
    package var description: String { Secret.dots }
    /// Dots.
    package var debugDescription: String { Secret.dots }
    /// Nothing to look into.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
