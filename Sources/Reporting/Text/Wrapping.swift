// Sentences in lines of a given width.

/// Breaks text into lines.
public enum Wrapping {
    /// The words of a text in lines of at most `width` columns; a longer word stands alone on its line, uncut, so that
    /// addresses and paths can be copied.
    public static func lines(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var columns = 0
        for word in text.split(whereSeparator: \.isWhitespace) {
            let taken = DisplayWidth.of(String(word))
            if !line.isEmpty, columns + 1 + taken > width {
                lines.append(line)
                line = ""
                columns = 0
            }
            if !line.isEmpty {
                line.append(" ")
                columns += 1
            }
            line += word
            columns += taken
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }
}
