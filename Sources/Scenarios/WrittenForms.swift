// The ways in which a text may write a value: servers escape what they repeat in ways of their own.

/// Values as URLs, JSON strings and HTML write them.
package enum WrittenForms {
    /// A way to write a value.
    package enum Form: Hashable, Sendable {
        /// As it is.
        case plain
        /// With percent signs, perhaps several times over, and perhaps `+` for a space.
        case url
        /// With backslashes.
        case json
        /// With character references.
        case html
    }

    /// A value in a text.
    package struct Match {
        /// Where it ends.
        package var end: Int
        /// How it is written; of several ways, the first.
        package var form = Form.plain
    }

    /// Where a value ends that begins at this byte of a text, in whatever form its characters are written; nil if it does
    /// not stand there. With `isCut` the text may end within it.
    package static func match(_ value: [UInt8], in text: [UInt8], at start: Int, isCut: Bool = false) -> Match? {
        // A byte may be meant literally and also begin an escape, in a value with backslashes for example. A text is
        // written in one way throughout.
        // No form is shorter than what it stands for.
        guard isCut || value.count <= text.count - start else { return nil }
        return match(value, in: text, at: start, isCut: isCut, prefersEscapes: false)
            ?? match(value, in: text, at: start, isCut: isCut, prefersEscapes: true)
    }

    private static func match(
        _ value: [UInt8], in text: [UInt8], at start: Int, isCut: Bool, prefersEscapes: Bool
    ) -> Match? {
        guard !value.isEmpty else { return nil }
        var (place, match) = (0, Match(end: start))
        let isAlike = compare(
            value, &place, until: value.count, in: text, &match, isCut: isCut, prefersEscapes: prefersEscapes)
        return isAlike ? match : nil
    }

    /// Compares a value from `place` until `end`, with the text from where the match ends, and moves both on. At a cut the
    /// match ends with the text, and nothing of the value is left to compare.
    /// - Returns: whether they are alike.
    static func compare(
        _ value: [UInt8], _ place: inout Int, until end: Int, in text: [UInt8], _ match: inout Match, isCut: Bool,
        prefersEscapes: Bool
    ) -> Bool {
        while place < end {
            switch advance(value, place, in: text, match.end, isCut: isCut, prefersEscapes) {
            case .on(let bytes, let length, let form):
                place += bytes
                match.end += length
                if match.form == .plain { match.form = form }
            case .cut:
                match.end = text.count
                place = value.count
            case .differs: return false
            }
        }
        return true
    }

    /// What comes of comparing the next character.
    enum Advance {
        /// These many bytes of the value are these many of the text, in this form.
        case on(bytes: Int, length: Int, Form)
        /// The text was cut here.
        case cut
        case differs
    }

    /// Compares a place of a value with a byte of a text. `prefersEscapes`: what to do with a byte that may be meant
    /// literally and also begin an escape.
    static func advance(
        _ value: [UInt8], _ place: Int, in text: [UInt8], _ index: Int, isCut: Bool, _ prefersEscapes: Bool
    ) -> Advance {
        guard index < text.count else { return isCut ? .cut : .differs }
        let isLiteral = text[index] == value[place]
        if isLiteral && !(prefersEscapes && isLead(text[index])) { return .on(bytes: 1, length: 1, .plain) }
        guard isLead(text[index]) else { return .differs }
        if let escape = escape(in: text, at: index, wanted: value[place]) {
            if value[place...].starts(with: escape.bytes) {
                return .on(bytes: escape.bytes.count, length: escape.length, escape.form)
            }
        } else if isCut, place > 0, text.count - index < longestEscape {
            return .cut
        }
        return isLiteral ? .on(bytes: 1, length: 1, .plain) : .differs
    }

    /// A value without the escapes of a form.
    package static func decode(_ bytes: some Collection<UInt8>, _ form: Form) -> String {
        let bytes = Array(bytes)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if let escape = escape(in: bytes, at: index, wanted: UInt8(ascii: "%")), escape.form == form {
                result += escape.bytes
                index += escape.length
            } else {
                // A needless backslash means the character behind it.
                if form == .json, bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count { index += 1 }
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Characters in escaped form.
    struct Escape {
        /// What they stand for, in UTF-8.
        var bytes: [UInt8]
        /// How many bytes the form has.
        var length: Int
        var form: Form
    }

    /// The most bytes of an escape, but for leading zeros.
    static let longestEscape = 12

    /// Whether an escape may begin with this byte.
    package static func isLead(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "%"), UInt8(ascii: "+"), UInt8(ascii: "\\"), UInt8(ascii: "&"): true
        default: false
        }
    }

    /// The escape that begins at this byte; nil if there is none. What is encoded several times is decoded until it is
    /// `wanted`.
    static func escape(in text: [UInt8], at index: Int, wanted: UInt8? = nil) -> Escape? {
        switch text[index] {
        case UInt8(ascii: "%"): percent(in: text, at: index, wanted: wanted)
        case UInt8(ascii: "+"): Escape(bytes: [UInt8(ascii: " ")], length: 1, form: .url)
        case UInt8(ascii: "\\"): backslash(in: text, at: index)
        case UInt8(ascii: "&"): reference(in: text, at: index)
        default: nil
        }
    }

    /// `%2F`, and `%252F`, as a URL within a URL is written (RFC 3986 section 2.1).
    private static func percent(in text: [UInt8], at index: Int, wanted: UInt8?) -> Escape? {
        guard var byte = hexadecimal(in: text, index + 1..<index + 3).map({ UInt8(truncatingIfNeeded: $0) }) else {
            return nil
        }
        var end = index + 3
        while byte == UInt8(ascii: "%"), byte != wanted, let inner = hexadecimal(in: text, end..<end + 2) {
            byte = UInt8(truncatingIfNeeded: inner)
            end += 2
        }
        return Escape(bytes: [byte], length: end - index, form: .url)
    }

    /// An escape of JSON (RFC 8259 section 7).
    private static func backslash(in text: [UInt8], at index: Int) -> Escape? {
        guard index + 1 < text.count else { return nil }
        func short(_ byte: UInt8) -> Escape { Escape(bytes: [byte], length: 2, form: .json) }
        switch text[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "'"): return short(text[index + 1])
        case UInt8(ascii: "n"): return short(10)
        case UInt8(ascii: "t"): return short(9)
        case UInt8(ascii: "r"): return short(13)
        case UInt8(ascii: "b"): return short(8)
        case UInt8(ascii: "f"): return short(12)
        case UInt8(ascii: "u"):
            guard let unit = hexadecimal(in: text, index + 2..<index + 6) else { return nil }
            if let scalar = Unicode.Scalar(unit) {
                return Escape(bytes: Array(String(scalar).utf8), length: 6, form: .json)
            }
            // Two halves of one character.
            guard index + 7 < text.count, text[index + 6] == UInt8(ascii: "\\"), text[index + 7] == UInt8(ascii: "u"),
                let low = hexadecimal(in: text, index + 8..<index + 12), (0xD800..<0xDC00).contains(unit),
                (0xDC00..<0xE000).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
            else { return nil }
            return Escape(bytes: Array(String(scalar).utf8), length: 12, form: .json)
        default: return nil
        }
    }

    private static let named: [(name: [UInt8], byte: UInt8)] = [
        ("amp", UInt8(ascii: "&")), ("lt", UInt8(ascii: "<")), ("gt", UInt8(ascii: ">")), ("quot", UInt8(ascii: "\"")),
        ("apos", UInt8(ascii: "'")),
    ].map { (name: Array("\($0.0);".utf8), byte: $0.1) }

    /// A character reference of HTML: those that servers write for what has a meaning in it, and any by number.
    private static func reference(in text: [UInt8], at index: Int) -> Escape? {
        let rest = text[(index + 1)...]
        guard rest.first == UInt8(ascii: "#") else {
            return named.first { rest.starts(with: $0.name) }
                .map { Escape(bytes: [$0.byte], length: 1 + $0.name.count, form: .html) }
        }
        guard let end = rest.prefix(longestEscape).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let number = String(decoding: text[index + 2..<end], as: UTF8.self)
        let value =
            number.hasPrefix("x") || number.hasPrefix("X") ? UInt32(number.dropFirst(), radix: 16) : UInt32(number)
        return value.flatMap(Unicode.Scalar.init)
            .map { Escape(bytes: Array(String($0).utf8), length: end + 1 - index, form: .html) }
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
