// A text that may be shown: where a secret stood there is a name for it.
import Measuring

/// What stands in the place of a secret: a shell variable by which a command can be given it.
package struct HiddenValue: Hashable, Sendable {
    /// The variable: `PASSWORD`, `CSRF_TOKEN`.
    package var variable: String
    /// What its value is: `cookie session`.
    package var meaning: String

    /// Creates a value's name.
    package init(variable: String, meaning: String) {
        self.variable = variable
        self.meaning = meaning
    }
}

/// A text from a request or an answer, without the secrets in it.
package struct MaskedText: Hashable, Sendable, ExpressibleByStringLiteral {
    /// A part of it.
    package enum Part: Hashable, Sendable {
        /// Text as it was.
        case text(String)
        /// A secret stood here.
        case hidden(HiddenValue)
    }

    /// The parts, in order.
    package private(set) var parts: [Part] = []

    /// An empty text.
    init() {}

    /// A text that holds no secret.
    package init(stringLiteral text: String) { append(text) }

    /// A text that holds no secret.
    init(_ text: String) { append(text) }

    /// A secret alone.
    init(_ value: HiddenValue) { append(value) }

    /// Appends text that holds no secret.
    mutating func append(_ text: String) {
        guard !text.isEmpty else { return }
        if case .text(let last) = parts.last {
            parts[parts.count - 1] = .text(last + text)
        } else {
            parts.append(.text(text))
        }
    }

    /// Appends the place of a secret.
    mutating func append(_ value: HiddenValue) { parts.append(.hidden(value)) }

    /// Joins two texts.
    static func + (left: MaskedText, right: MaskedText) -> MaskedText {
        var joined = left
        for part in right.parts {
            switch part {
            case .text(let text): joined.append(text)
            case .hidden(let value): joined.append(value)
            }
        }
        return joined
    }

    /// The text with dots in place of every secret.
    package var shown: String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .hidden: SecretTable.dots
            }
        }.joined()
    }

    /// The secrets in it, in order.
    package var hidden: [HiddenValue] { parts.compactMap { if case .hidden(let value) = $0 { value } else { nil } } }

    /// Whether there is nothing in it.
    package var isEmpty: Bool { parts.isEmpty }

    /// Its beginning: so many characters of text, secrets uncounted.
    func prefix(_ count: Int) -> MaskedText {
        var left = count
        var result = MaskedText()
        for part in parts {
            guard left > 0 else { break }
            switch part {
            case .hidden(let value): result.append(value)
            case .text(let text):
                result.append(String(text.prefix(left)))
                left -= text.count
            }
        }
        return result
    }

    /// Whether there are control characters in it.
    var hasControlCharacters: Bool {
        parts.contains { if case .text(let text) = $0 { text.hasControlCharacters } else { false } }
    }
}
