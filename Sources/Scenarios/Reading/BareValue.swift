// A single value where a mapping is needed, and the mapping that holds it.

/// Says how to write a mapping in whose place a single value stands.
struct BareValue: Sendable {
    /// A mapping of the section, for values that tell nothing.
    let example: String
    /// Mappings for words of the language: `password` for `{ grant: password }`.
    private let words: [String: String]
    /// The key that takes a duration.
    private let duration: String?
    /// The key that takes a share.
    private let share: String?
    /// The key that takes a URL.
    private let address: String?

    init(
        _ example: String, words: [String: [String]] = [:], duration: String? = nil, share: String? = nil,
        address: String? = nil
    ) {
        self.example = example
        self.words = words.reduce(into: [:]) { mappings, entry in
            for word in entry.value { mappings[word] = "{ \(entry.key): \(word) }" }
        }
        self.duration = duration
        self.share = share
        self.address = address
    }

    /// The mapping to write in place of a value. The value may be a secret: only what is a word of the language, a
    /// duration or a share is repeated.
    func mapping(for node: WrittenNode) -> String { meant(by: node) ?? example }

    /// The mapping that holds this value, if some key takes it.
    func meant(by node: WrittenNode) -> String? {
        guard let text = node.scalar?.trimmed else { return nil }
        if let mapping = words[text.lowercased()] { return mapping }
        if let duration, DurationText.parse(text) != nil { return "{ \(duration): \(text) }" }
        if duration == "over", RateText.parse(text) != nil { return "{ rate: \(text), for: 2m }" }
        if let share, ShareText.parse(text) != nil { return "{ \(share): \(text) }" }
        let isAddress = ["http://", "https://"].contains { text.lowercased().hasPrefix($0) }
        if let address, isAddress { return "{ \(address): \(text.prefix { $0 != ":" })://… }" }
        return nil
    }
}
