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

    /// The values to hide: those it was created with, and those that came later.
    private var searches: [SecretSearch] = []
    /// A prefix to hide together with the number that follows it; empty: none.
    private let numberedPrefix: [UInt8]

    /// Creates a redactor for these values and for everything that is `prefix` and a number: thousands of secrets that
    /// differ only in the number.
    package init(secrets: some Sequence<Secret>, hidingNumbered prefix: String = "") {
        numberedPrefix = Array(prefix.utf8)
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
        let hidden = Set(secrets.map(\.revealed)).filter { Redactor.hides($0) }
        if !hidden.isEmpty { searches.append(SecretSearch(hidden.map { Array($0.utf8) })) }
    }

    /// Whether a value is hidden wherever it occurs: not one that is too short, or a word of the language.
    package static func hides(_ text: String) -> Bool {
        // No word is that long, and counting the characters of a long text takes a while.
        guard text.utf8.count <= 256 else { return true }
        return text.count >= Redactor.shortest && !Vocabulary.words.contains(text.lowercased())
    }

    /// The text with dots in place of every known secret.
    package func redact(_ text: String) -> String { redact(text, isCut: false) }

    /// The text with dots in place of every known secret; with `isCut` also in place of the beginning of one at the end
    /// of the text, which was cut there.
    package func redact(_ text: String, isCut: Bool) -> String {
        guard !searches.isEmpty || !numberedPrefix.isEmpty else { return text }
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
        guard !searches.isEmpty || !numberedPrefix.isEmpty else { return [] }
        var ranges: [Range<Int>] = []
        var scans = searches.map { SecretSearch.Scan($0, in: bytes, isCut: isCut) }
        for index in bytes.indices {
            var end = numberedEnd(at: index, in: bytes, isCut: isCut)
            for place in scans.indices {
                scans[place].matches(at: index) { _, match in end = max(end, match.end) }
            }
            guard end > index else { continue }
            if let last = ranges.last, index < last.upperBound {
                ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, end)
            } else {
                ranges.append(index..<end)
            }
        }
        return ranges
    }

    /// Where a numbered secret ends that begins at this byte; `index` if there is none.
    private func numberedEnd(at index: Int, in text: [UInt8], isCut: Bool) -> Int {
        guard !numberedPrefix.isEmpty, text[index] == numberedPrefix[0] else { return index }
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
