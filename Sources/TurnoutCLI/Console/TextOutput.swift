// An output for text, and what happens to text if its reader does not keep up.

/// How important a text is if nobody reads it.
package enum TextImportance: Hashable, Sendable {
    /// Outdated in a moment: dropped while earlier text is waiting.
    case progress
    /// Worth reading later too: kept up to a limit, and not waited for at the end.
    case notice
    /// What the user asked for, or why it is missing: never dropped, and waited for at the end.
    case result
}

/// A terminal's size in characters.
package struct TerminalSize: Hashable, Sendable {
    /// Characters in a line.
    package var columns: Int
    /// Lines.
    package var rows: Int

    /// The size of a terminal that does not tell its own.
    static let standard = TerminalSize(columns: 80, rows: 24)
}

/// An output for text.
package protocol TextOutput: Sendable {
    /// Takes the text and returns immediately, whether or not anybody reads.
    /// - Returns: false if the text was dropped.
    @discardableResult func write(_ text: String, _ importance: TextImportance) -> Bool

    /// The terminal's size now; nil if it is none or its size is unknown.
    var size: TerminalSize? { get }

    /// Waits until all results are written, or cannot be written.
    func drained() async

    /// Blocks the thread until everything is written, or the time has passed.
    func finish(milliseconds: Int)
}

extension TextOutput {
    /// Most outputs are no terminals.
    package var size: TerminalSize? { nil }

    /// Outputs that write immediately need not wait.
    package func drained() async {}

    /// Outputs that write immediately need not wait.
    package func finish(milliseconds: Int) {}
}
