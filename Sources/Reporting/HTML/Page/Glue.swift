// Numbers that stay on one line with their units.

/// Spaces where a line must not break.
enum Glue {
    private static let units = ["ms", "s", "%", "min", "h", "MiB"]

    /// The text with a no-break space between each number and its unit.
    static func numbers(_ text: String) -> String {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard var glued = words.first.map(String.init) else { return text }
        for (before, word) in zip(words, words.dropFirst()) {
            let unit = word.prefix { $0.isLetter || $0 == "%" }
            let isGlued = before.last?.isWholeNumber == true && units.contains(String(unit))
            glued += (isGlued ? "\u{A0}" : " ") + word
        }
        return glued
    }

    /// Two figures as a range, which names their unit once if it is the same: `−0.7 to +0.9 ms`.
    static func range(_ low: String, _ high: String) -> String {
        let (number, unit) = parts(low)
        return "\(unit == parts(high).unit ? number : low) to \(high)"
    }

    private static func parts(_ figure: String) -> (number: String, unit: String) {
        let words = figure.split(separator: " ")
        return words.count == 2 ? (String(words[0]), String(words[1])) : (figure, "")
    }
}
