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
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        var changed = false
        while index < bytes.count {
            let end = max(
                end(ofSecretAt: index, in: bytes, isCut: isCut), numberedEnd(at: index, in: bytes, isCut: isCut))
            if end > index {
                result.append(contentsOf: Secret.dots.utf8)
                index = end
                changed = true
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return changed ? String(decoding: result, as: UTF8.self) : text
    }

    /// Where the longest secret ends that begins at this byte; `index` if there is none.
    private func end(ofSecretAt index: Int, in text: [UInt8], isCut: Bool) -> Int {
        var furthest = index
        func look(for first: UInt8) {
            for pattern in patterns[first] ?? [] {
                if let end = WrittenForms.end(of: pattern, in: text, at: index, isCut: isCut), end > furthest {
                    furthest = end
                }
            }
        }
        look(for: text[index])
        if let first = WrittenForms.escaped(in: text, at: index)?.bytes.first, first != text[index] { look(for: first) }
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

/// The ways in which a text may write a character of a value.
private enum WrittenForms {
    /// Where a value ends that begins at this byte of a text, in whatever form its characters are written; nil if it does
    /// not stand there. With `isCut` the text may end within it.
    static func end(of value: [UInt8], in text: [UInt8], at start: Int, isCut: Bool) -> Int? {
        // A byte may be meant literally and also begin an escape, in a value with backslashes for example. A text is
        // written in one way throughout.
        end(of: value, in: text, at: start, isCut: isCut, prefersEscapes: false)
            ?? end(of: value, in: text, at: start, isCut: isCut, prefersEscapes: true)
    }

    private static func end(
        of value: [UInt8], in text: [UInt8], at start: Int, isCut: Bool, prefersEscapes: Bool
    ) -> Int? {
        var (place, index) = (0, start)
        while place < value.count {
            guard index < text.count else { return isCut ? text.count : nil }
            let isLiteral = text[index] == value[place]
            if isLiteral, !prefersEscapes {
                (place, index) = (place + 1, index + 1)
                continue
            }
            if let escaped = escaped(in: text, at: index, wanted: value[place]) {
                if value[place...].starts(with: escaped.bytes) {
                    (place, index) = (place + escaped.bytes.count, index + escaped.length)
                    continue
                }
            } else if isCut, place > 0, isLead(text[index]), text.count - index < longestEscape {
                return text.count
            }
            guard isLiteral else { return nil }
            (place, index) = (place + 1, index + 1)
        }
        return index
    }

    /// Characters in escaped form.
    struct Escaped {
        /// What they stand for, in UTF-8.
        var bytes: [UInt8]
        /// How many bytes the form has.
        var length: Int
    }

    /// The most bytes of an escape, but for leading zeros.
    private static let longestEscape = 12

    private static func isLead(_ byte: UInt8) -> Bool { "%\\&".utf8.contains(byte) }

    /// The escape that begins at this byte; nil if there is none. What is encoded several times is decoded until it is
    /// `wanted`.
    static func escaped(in text: [UInt8], at index: Int, wanted: UInt8? = nil) -> Escaped? {
        switch text[index] {
        case UInt8(ascii: "%"): percent(in: text, at: index, wanted: wanted)
        case UInt8(ascii: "+"): Escaped(bytes: [UInt8(ascii: " ")], length: 1)
        case UInt8(ascii: "\\"): backslash(in: text, at: index)
        case UInt8(ascii: "&"): reference(in: text, at: index)
        default: nil
        }
    }

    /// `%2F`, and `%252F`, as a URL within a URL is written (RFC 3986 section 2.1).
    private static func percent(in text: [UInt8], at index: Int, wanted: UInt8?) -> Escaped? {
        guard var byte = hexadecimal(in: text, index + 1..<index + 3).map({ UInt8(truncatingIfNeeded: $0) }) else {
            return nil
        }
        var end = index + 3
        while byte == UInt8(ascii: "%"), byte != wanted, let inner = hexadecimal(in: text, end..<end + 2) {
            byte = UInt8(truncatingIfNeeded: inner)
            end += 2
        }
        return Escaped(bytes: [byte], length: end - index)
    }

    /// An escape of JSON (RFC 8259 section 7).
    private static func backslash(in text: [UInt8], at index: Int) -> Escaped? {
        guard index + 1 < text.count else { return nil }
        switch text[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "'"):
            return Escaped(bytes: [text[index + 1]], length: 2)
        case UInt8(ascii: "n"): return Escaped(bytes: [10], length: 2)
        case UInt8(ascii: "t"): return Escaped(bytes: [9], length: 2)
        case UInt8(ascii: "r"): return Escaped(bytes: [13], length: 2)
        case UInt8(ascii: "u"):
            guard let unit = hexadecimal(in: text, index + 2..<index + 6) else { return nil }
            if let scalar = Unicode.Scalar(unit) { return Escaped(bytes: Array(String(scalar).utf8), length: 6) }
            // Two halves of one character.
            guard index + 7 < text.count, text[index + 6] == UInt8(ascii: "\\"), text[index + 7] == UInt8(ascii: "u"),
                let low = hexadecimal(in: text, index + 8..<index + 12), (0xD800..<0xDC00).contains(unit),
                (0xDC00..<0xE000).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
            else { return nil }
            return Escaped(bytes: Array(String(scalar).utf8), length: 12)
        default: return nil
        }
    }

    private static let named: [(name: [UInt8], byte: UInt8)] = [
        ("amp", UInt8(ascii: "&")), ("lt", UInt8(ascii: "<")), ("gt", UInt8(ascii: ">")), ("quot", UInt8(ascii: "\"")),
        ("apos", UInt8(ascii: "'")),
    ].map { (name: Array("\($0.0);".utf8), byte: $0.1) }

    /// A character reference of HTML: those that servers write for what has a meaning in it, and any by number.
    private static func reference(in text: [UInt8], at index: Int) -> Escaped? {
        let rest = text[(index + 1)...]
        guard rest.first == UInt8(ascii: "#") else {
            return named.first { rest.starts(with: $0.name) }
                .map { Escaped(bytes: [$0.byte], length: 1 + $0.name.count) }
        }
        guard let end = rest.prefix(longestEscape).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let number = String(decoding: text[index + 2..<end], as: UTF8.self)
        let value =
            number.hasPrefix("x") || number.hasPrefix("X") ? UInt32(number.dropFirst(), radix: 16) : UInt32(number)
        return value.flatMap(Unicode.Scalar.init)
            .map { Escaped(bytes: Array(String($0).utf8), length: end + 1 - index) }
    }

    private static func hexadecimal(in text: [UInt8], _ range: Range<Int>) -> UInt32? {
        guard range.upperBound <= text.count else { return nil }
        var value: UInt32 = 0
        for byte in text[range] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
