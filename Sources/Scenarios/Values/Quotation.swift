// Quotation marks around values, and what people write in their place.

/// Looks at the quotation marks of a value.
enum Quotation {
    /// Opening marks of typography with the closing ones.
    private static let pairs: [Character: String] = [
        "\u{201C}": "\u{201D}\u{201C}", "\u{201D}": "\u{201D}", "\u{201E}": "\u{201C}\u{201D}",
        "\u{AB}": "\u{BB}", "\u{BB}": "\u{AB}", "\u{2018}": "\u{2019}\u{2018}", "\u{2019}": "\u{2019}",
        "\u{201A}": "\u{2018}\u{2019}",
    ]

    /// The value in plain marks, if it stands in those of typography, which word processors put in.
    static func plain(insteadOfTypographic text: String) -> String? {
        guard text.count >= 2, let first = text.first, let last = text.last, pairs[first]?.contains(last) == true else {
            return nil
        }
        return "\"\(text.dropFirst().dropLast())\""
    }

    /// The text with plain marks in the place of those of typography; nil if it has none of them.
    static func plain(everywhereIn text: String) -> String? {
        let double = "\u{201C}\u{201D}\u{201E}\u{AB}\u{BB}"
        guard text.contains(where: { double.contains($0) }) else { return nil }
        return String(text.map { double.contains($0) ? "\"" : $0 })
    }

    /// The value with its second mark, if it has a quotation mark at one end alone. A single one at the end may be an
    /// apostrophe.
    static func closed(_ text: String) -> String? {
        if text.hasPrefix("'"), text.count(where: { $0 == "'" }) == 1 { return text + "'" }
        guard !text.count(where: { $0 == "\"" }).isMultiple(of: 2) else { return nil }
        switch (text.hasPrefix("\""), text.hasSuffix("\"")) {
        case (true, false): return text + "\""
        case (false, true): return "\"" + text
        case (true, true): return text.count == 1 ? "\"\"" : nil
        case (false, false): return nil
        }
    }
}
