// Sentences in lines of a given width.

/// Breaks text into lines.
package enum Wrapping {
    /// The words of a text in lines of at most `width` columns. A longer word is alone on its line and uncut, so that
    /// URLs and paths can be copied. A unit stays with its number.
    package static func lines(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var columns = 0
        for word in words(of: text) {
            let taken = DisplayWidth.of(word)
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

    private static let units: Set<Substring> = ["ms", "s", "min", "h", "%", "MiB"]

    /// The words, each unit joined to the number before it.
    private static func words(of text: String) -> [String] {
        var words: [String] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            let bare = word.prefix { $0.isLetter || $0 == "%" }
            let rest = word[bare.endIndex...]
            if units.contains(bare), rest.allSatisfy(\.isPunctuation), let number = words.last, let last = number.last,
                last.isNumber
            {
                words[words.count - 1] = "\(number) \(word)"
            } else {
                words.append(String(word))
            }
        }
        return words
    }
}
