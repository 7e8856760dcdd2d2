// Text that may be a URL, as an error may repeat it.

/// Texts meant as URLs, without their secrets.
package enum ShownText {
    /// What is shown in place of a secret.
    package static let dots = "•••"

    /// The text, whether it is a URL or not, without user name, password, query and fragment.
    package static func url(_ text: String) -> String {
        let scheme = text.firstRange(of: "://")
        // Anything before an @ may be a password with any characters in it.
        if text.contains("@") { return (scheme.map { String(text[..<$0.upperBound]) } ?? "") + "\(dots)@…" }
        guard let mark = text[(scheme?.upperBound ?? text.startIndex)...].firstIndex(where: { $0 == "?" || $0 == "#" }),
            text.index(after: mark) < text.endIndex
        else { return text }
        return text[...mark] + dots
    }
}
