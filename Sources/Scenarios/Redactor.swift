// Hides known secrets in any text before it is written.

/// Replaces every known secret value in a text by dots.
///
/// A value is hidden however the text writes it: literally, percent-encoded once or several times (as in queries, forms
/// and redirects to log-in pages), escaped as in JSON, or with the character references of HTML. Values of fewer than
/// ``shortest`` characters are not hidden: replacing every `a` or `1` of a report would garble it and give the value away
/// by its gaps. Neither are words of the scenario language, since a report cannot be written without them.
package struct Redactor: Sendable {
    /// The fewest characters of a value to hide.
    package static let shortest = 4

    /// The values to hide, in UTF-8, by first byte, in no order.
    private var patterns: [UInt8: [[UInt8]]]
    /// A prefix to hide together with the number that follows it; empty: none.
    private let numberedPrefix: [UInt8]

    /// Creates a redactor for these values and for everything that is `prefix` and a number: thousands of secrets that
    /// differ only in the number.
    package init(secrets: some Sequence<Secret>, hidingNumbered prefix: String = "") {
        numberedPrefix = Array(prefix.utf8)
        patterns = [:]
        add(secrets)
    }

    /// A redactor that hides these values too. Two passes would not do: the first could hide a part of what the second
    /// looks for, and leave the rest.
    package func hiding(_ more: some Sequence<Secret>) -> Redactor {
        var redactor = self
        redactor.add(more)
        return redactor
    }

    private mutating func add(_ secrets: some Sequence<Secret>) {
        for text in Set(secrets.map(\.revealed)) where Redactor.hides(text) {
            let pattern = Array(text.utf8)
            patterns[pattern[0], default: []].append(pattern)
        }
    }

    /// Whether a value is hidden wherever it occurs: not one that is too short, or a word of the language.
    package static func hides(_ text: String) -> Bool {
        text.count >= Redactor.shortest && !Vocabulary.words.contains(text.lowercased())
    }

    /// The text with dots in place of every known secret.
    package func redact(_ text: String) -> String { redact(text, isCut: false) }

    /// The text with dots in place of every known secret; with `isCut` also in place of the beginning of one at the end
    /// of the text, which was cut there.
    package func redact(_ text: String, isCut: Bool) -> String {
        guard !patterns.isEmpty || !numberedPrefix.isEmpty else { return text }
        guard !patterns.isEmpty || !numberedPrefix.isEmpty else { return text }
        let bytes = Array(text.utf8)
        let hidden = hiddenRanges(in: bytes, isCut: isCut)
        guard !hidden.isEmpty else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var kept = 0
        for range in hidden {
            result += bytes[kept..<range.lowerBound]
            result += Secret.dots.utf8
            kept = range.upperBound
        }
        return String(decoding: result + bytes[kept...], as: UTF8.self)
    }

    /// Where secrets stand in a text, in bytes of UTF-8 and in order. Of secrets that overlap, none is seen: their
    /// ranges are one.
    package func hiddenRanges(in bytes: [UInt8], isCut: Bool = false) -> [Range<Int>] {
        guard !patterns.isEmpty || !numberedPrefix.isEmpty else { return [] }
        var ranges: [Range<Int>] = []
        for index in bytes.indices {
            let end = max(
                end(ofSecretAt: index, in: bytes, isCut: isCut), numberedEnd(at: index, in: bytes, isCut: isCut))
            guard end > index else { continue }
            if let last = ranges.last, index < last.upperBound {
                ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, end)
            } else {
                ranges.append(index..<end)
            }
        }
        return ranges
    }

    /// Where the longest secret ends that begins at this byte; `index` if there is none.
    private func end(ofSecretAt index: Int, in text: [UInt8], isCut: Bool) -> Int {
        var furthest = index
        func look(for first: UInt8) {
            for pattern in patterns[first] ?? [] {
                if let match = WrittenForms.match(pattern, in: text, at: index, isCut: isCut) {
                    furthest = max(furthest, match.end)
                }
            }
        }
        look(for: text[index])
        if let first = WrittenForms.escape(in: text, at: index)?.bytes.first, first != text[index] { look(for: first) }
        return furthest
    }

    /// Where a numbered secret ends that begins at this byte; `index` if there is none.
    private func numberedEnd(at index: Int, in text: [UInt8], isCut: Bool) -> Int {
        guard !numberedPrefix.isEmpty else { return index }
        let rest = text[index...]
        guard rest.starts(with: numberedPrefix) else {
            let isBeginning = isCut && rest.count < numberedPrefix.count && numberedPrefix.starts(with: rest)
            return isBeginning ? text.count : index
        }
        let number = index + numberedPrefix.count
        let digits = text[number...].prefix(while: Decimal.isDigit).count
        return digits == 0 && !(isCut && number == text.count) ? index : number + digits
    }
}
