// A value that must never be written down.

/// A text that is shown as dots wherever it is printed. Its content is reached only by name, so a search for `revealed`
/// finds every use.
public struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text itself: for the wire alone, never for a log, a report or an error.
    public let revealed: String

    /// Hides a text.
    public init(_ text: String) {
        revealed = text
    }

    /// What stands in a secret's place.
    public static let dots = "•••"

    /// Dots.
    public var description: String { Secret.dots }
    /// Dots.
    public var debugDescription: String { Secret.dots }
    /// Nothing to look into.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
