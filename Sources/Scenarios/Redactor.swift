// Hides known secrets in any text before it is written.

/// Replaces every known secret value in a text by dots.
///
/// A value is hidden literally, percent-encoded (as in queries and in forms) and escaped as in JSON. Values of fewer
/// than ``shortest`` characters are not hidden: replacing every `a` or `1` of a report would garble it and give the
/// value away by its gaps. Neither are words of the scenario language, since a report cannot be written without them.
package struct Redactor: Sendable {
    /// The fewest characters of a value to hide.
    package static let shortest = 4

    /// The values to hide, in UTF-8, by first byte, longest first.
    private let patterns: [UInt8: [[UInt8]]]
    /// A prefix to hide together with the number that follows it; empty: none.
    private let numberedPrefix: [UInt8]

    /// Creates a redactor for these values and for everything that is `prefix` and a number: thousands of secrets that
    /// differ only in the number.
    package init(secrets: some Sequence<Secret>, hidingNumbered prefix: String = "") {
        numberedPrefix = Array(prefix.utf8)
        var all: Set<[UInt8]> = []
        for secret in secrets {
            let text = secret.revealed
            guard Redactor.hides(text) else { continue }
            all.insert(Array(text.utf8))
            all.insert(Redactor.percentEncoded(text, spaceAsPlus: false))
            all.insert(Redactor.percentEncoded(text, spaceAsPlus: true))
            all.insert(Redactor.jsonEscaped(text))
        }
        patterns = Dictionary(grouping: all) { $0[0] }.mapValues { $0.sorted { $0.count > $1.count } }
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
            let rest = bytes[index...]
            let match = patterns[bytes[index]]?.first { rest.starts(with: $0) }
            var length = max(match?.count ?? 0, numbered(in: rest))
            if length == 0, isCut, beginsSecret(rest) { length = rest.count }
            if length > 0 {
                result.append(contentsOf: Secret.dots.utf8)
                index += length
                changed = true
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return changed ? String(decoding: result, as: UTF8.self) : text
    }

    /// Whether these bytes are the beginning of a secret that is longer.
    private func beginsSecret(_ bytes: ArraySlice<UInt8>) -> Bool {
        let pattern = patterns[bytes[bytes.startIndex]]?.first { $0.count > bytes.count && $0.starts(with: bytes) }
        return pattern != nil || numberedPrefix.count >= bytes.count && numberedPrefix.starts(with: bytes)
    }

    /// The length of a numbered secret at the start of these bytes; 0 if there is none.
    private func numbered(in bytes: ArraySlice<UInt8>) -> Int {
        guard !numberedPrefix.isEmpty, bytes.starts(with: numberedPrefix) else { return 0 }
        let digits = bytes.dropFirst(numberedPrefix.count).prefix(while: Decimal.isDigit).count
        return digits == 0 ? 0 : numberedPrefix.count + digits
    }

    /// RFC 3986 section 2.1, all but unreserved characters; a space as `+` in forms (WHATWG URL section 5.1).
    private static func percentEncoded(_ text: String, spaceAsPlus: Bool) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return text.utf8.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                [byte]
            case UInt8(ascii: " ") where spaceAsPlus: [UInt8(ascii: "+")]
            default: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
    }

    /// Escaped as in a JSON text: quotation mark and backslash (RFC 8259 section 7).
    private static func jsonEscaped(_ text: String) -> [UInt8] {
        text.utf8.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): Array("\\n".utf8)
            case UInt8(ascii: "\t"): Array("\\t".utf8)
            default: [byte]
            }
        }
    }
}
