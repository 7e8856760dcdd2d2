// Requests as other tools write them: `- https://…`, `- GET https://…`, `- get: …`, `- request: { url: … }`.
import Addresses

/// Recognises requests that are written in another form.
enum OtherRequestForms {
    private static let addresses = ["url", "uri", "address"]

    /// What to write for an item that is a text.
    static func mistake(ofItem text: String) -> Mistake? {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        if isURL(text) { return .requestForm(ShownText.url(text), ours: "GET \(ShownText.url(text))") }
        guard words.count == 2, let method = method(words[0]),
            isURL(words[1].trimmed)
        else { return nil }
        let url = ShownText.url(words[1].trimmed)
        return .requestForm("\(words[0]) \(url)", ours: "\(method) \(url)")
    }

    /// What to write for an item that is a mapping without a word of the language.
    static func mistake(ofItem entries: [WrittenNode.Entry]) -> (Mistake, SourceLocation)? {
        for entry in entries {
            guard let text = entry.value.scalar else { continue }
            if let method = method(entry.key), isURL(text) {
                return (.requestForm(entry.key, ours: "\(method) \(ShownText.url(text))"), entry.place)
            }
            if addresses.contains(entry.key.lowercased()), isURL(text) {
                return (.requestForm(entry.key, ours: line(text, entries)), entry.place)
            }
        }
        return nil
    }

    /// What to write for `request` with a mapping that has the URL as one of its keys.
    static func mistake(ofRequest entries: [WrittenNode.Entry]) -> (Mistake, SourceLocation)? {
        guard let entry = entries.first(where: { addresses.contains($0.key.lowercased()) }),
            let text = entry.value.scalar, !entry.value.isNull
        else { return nil }
        return (.requestMapping(ours: line(text, entries)), entry.place)
    }

    private static func line(_ url: String, _ entries: [WrittenNode.Entry]) -> String {
        let written = entries.first { $0.key.lowercased() == "method" }?.value.scalar
        return "\(written.flatMap(method) ?? "GET") \(ShownText.url(url))"
    }

    private static func method(_ word: String) -> String? {
        RequestLine.methods.contains(word.uppercased()) ? word.uppercased() : nil
    }

    private static func isURL(_ text: String) -> Bool {
        let text = text.lowercased()
        return !text.contains(" ") && ["http://", "https://", "${"].contains { text.hasPrefix($0) }
    }
}
