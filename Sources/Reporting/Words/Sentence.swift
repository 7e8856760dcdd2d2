// Parts of sentences as whole ones.

/// Texts as sentences.
enum Sentence {
    /// With a capital letter at its beginning and a full stop at its end.
    static func of(_ text: String) -> String {
        ended(text.prefix(1).uppercased() + text.dropFirst())
    }

    /// Without a full stop at its end.
    static func part(_ text: String) -> String { text.hasSuffix(".") ? String(text.dropLast()) : text }

    /// With a full stop at its end.
    static func ended(_ text: String) -> String {
        guard let last = text.last, !".!?…".contains(last) else { return text }
        return text + "."
    }
}
