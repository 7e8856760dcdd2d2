// The part of a line that an error shows above its caret.
import Measuring

/// A line of the scenario around an error, secrets hidden.
package struct SourceExcerpt: Hashable, Sendable {
    /// The line, or a part of it; `…` stands where it is cut.
    package let text: String
    /// The column of the error within `text`, from 1.
    package let column: Int

    /// The longest part that is shown. With the line's number it fits a terminal of 130 columns.
    static let limit = 120

    /// The line around a column. No more of the line is read than is shown.
    init(_ line: [Unicode.Scalar], column: Int) {
        let start = max(0, min(column - 1 - SourceExcerpt.limit / 2, line.count - SourceExcerpt.limit))
        let end = min(line.count, start + SourceExcerpt.limit)
        // Characters that would reverse the line or hide parts of it are shown as a sign of the same width.
        var shown = line[start..<end].map { $0 != "\t" && ControlCharacters.contains($0) ? "\u{FFFD}" : $0 }
        if start > 0 { shown[0] = "…" }
        if end < line.count { shown[shown.count - 1] = "…" }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: shown)
        self.text = String(text)
        self.column = column - start
    }

    /// The text, and below it the caret. Tabs stay tabs, so that the caret is in the right column at any tab width.
    var lines: [String] {
        [text, text.unicodeScalars.prefix(column - 1).map { $0 == "\t" ? "\t" : " " }.joined() + "^"]
    }
}
