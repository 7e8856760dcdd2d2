// Where text goes, and what becomes of it when its reader does not keep up.

/// How much a text matters when nobody reads it.
package enum TextImportance: Hashable, Sendable {
    /// Out of date in a moment: left out while earlier text waits.
    case progress
    /// Worth reading later as well: kept within bounds, and not waited for at the end.
    case notice
    /// What the user asked for, or why there is none: never left out, and waited for at the end.
    case result
}

/// A place for text.
package protocol TextOutput: Sendable {
    /// Takes the text and returns at once, whether or not anybody reads.
    /// - Returns: false if the text is left out.
    @discardableResult func write(_ text: String, _ importance: TextImportance) -> Bool

    /// Waits until all results are written, or cannot be.
    func drained() async

    /// Blocks the thread until everything is written, or the time is over.
    func finish(milliseconds: Int)
}

extension TextOutput {
    /// What is written at once need not be waited for.
    package func drained() async {}

    /// What is written at once need not be waited for.
    package func finish(milliseconds: Int) {}
}
