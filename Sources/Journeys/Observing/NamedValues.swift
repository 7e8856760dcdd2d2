// Finds values by their names in any text: members of JSON, attributes and fields of pages, fields of forms and URLs. It
// reads what looks like a name with a value and not a grammar, so that it also works on the beginning of a text.
import Addresses
import Scenarios

/// A value that has a secret's name.
struct NamedValue {
    /// Its name.
    var name: String
    /// The value, decoded.
    var text: String
    /// Where it stands, in bytes of UTF-8.
    var range: Range<Int>
    /// How it is written there.
    var form: WrittenForms.Form

    /// Whether it is likely to be a secret wherever else it stands: not a word.
    var isDistinctive: Bool {
        text.utf8.count >= 8 && text.utf8.contains { !(0x61...0x7A).contains($0 | 0x20) && $0 != 0x20 }
    }
}

/// The values with secret names in a text.
struct NamedValues {
    private let bytes: [UInt8]
    private var found: [NamedValue] = []

    /// The values in a text, in order.
    static func secrets(in text: String) -> [NamedValue] {
        var search = NamedValues(bytes: Array(text.utf8))
        search.run()
        return search.found.sorted {
            ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound)
        }
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func run() {
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "="), UInt8(ascii: ":"): assignment(at: index)
            case UInt8(ascii: "<"): tag(at: index)
            default: break
            }
        }
    }

    /// `name: "value"`, `"name": 1234`, `name="value"`, `name=value`.
    private mutating func assignment(at index: Int) {
        let isEqualsSign = bytes[index] == UInt8(ascii: "=")
        // A comparison.
        if isEqualsSign, index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "=") { return }
        var before = index
        while before > 0, isBlank(bytes[before - 1]) { before -= 1 }
        if before > 0, isQuote(bytes[before - 1]) { before -= 1 }
        // In a JSON text within another one.
        if before > 0, bytes[before - 1] == UInt8(ascii: "\\") { before -= 1 }
        var start = before
        while start > 0, isName(bytes[start - 1]) { start -= 1 }
        guard start < before else { return }
        let name = String(decoding: bytes[start..<before], as: UTF8.self)
        let isSecret = SecretName.isSecret(name)
        guard isSecret || SecretName.isSecretInURL(name) else { return }
        var after = index + 1
        while after < bytes.count, isBlank(bytes[after]) { after += 1 }
        guard after < bytes.count else { return }
        var opening = after
        if bytes[opening] == UInt8(ascii: "\\"), opening + 1 < bytes.count, isQuote(bytes[opening + 1]) { opening += 1 }
        if isQuote(bytes[opening]) {
            let end = endOfQuoted(from: opening)
            add(name, (opening + 1)..<end, isEqualsSign ? .html : .json, needsLook: !isSecret)
        } else if isEqualsSign, after == index + 1 {
            var end = after
            while end < bytes.count, !isEndOfField(bytes[end]) { end += 1 }
            add(name, after..<end, .url, needsLook: false)
        } else if !isEqualsSign, isSecret {
            var end = after
            while end < bytes.count, (0x30...0x39).contains(bytes[end]) { end += 1 }
            add(name, after..<end, .plain, needsLook: false)
        }
    }

    private mutating func add(_ name: String, _ range: Range<Int>, _ form: WrittenForms.Form, needsLook: Bool) {
        guard !range.isEmpty else { return }
        let text = WrittenForms.decode(bytes[range], form)
        // `code` may be a token, and may be an error's.
        if needsLook, Credentials.values(inFields: "v=" + text).isEmpty { return }
        let isPlain = Array(text.utf8) == Array(bytes[range])
        found.append(NamedValue(name: name, text: text, range: range, form: isPlain ? .plain : form))
    }

    /// A field of a page, or a `meta`, whose name is a secret's: its value.
    private mutating func tag(at index: Int) {
        let end = bytes[index...].prefix(2000).firstIndex(of: UInt8(ascii: ">")) ?? min(bytes.count, index + 2000)
        var attributes: [(name: String, range: Range<Int>)] = []
        for place in index..<end where bytes[place] == UInt8(ascii: "=") {
            var start = place
            while start > index, isName(bytes[start - 1]) { start -= 1 }
            guard start < place, place + 1 < end else { continue }
            let name = String(decoding: bytes[start..<place], as: UTF8.self).lowercased()
            if isQuote(bytes[place + 1]) {
                attributes.append((name, (place + 2)..<min(endOfQuoted(from: place + 1), end)))
            } else {
                var stop = place + 1
                while stop < end, !isBlank(bytes[stop]) { stop += 1 }
                attributes.append((name, (place + 1)..<stop))
            }
        }
        var name: String?
        for attribute in attributes where ["name", "id", "property"].contains(attribute.name) && name == nil {
            let text = WrittenForms.decode(bytes[attribute.range], .html)
            if SecretName.isSecret(text) || text.lowercased().contains("csrf") { name = text }
        }
        guard let name else { return }
        for attribute in attributes where attribute.name == "value" || attribute.name == "content" {
            add(name, attribute.range, .html, needsLook: false)
        }
    }

    /// Where a quoted text ends. One whose quotation mark is escaped is inside another text, and so is its end.
    private func endOfQuoted(from opening: Int) -> Int {
        let quote = bytes[opening]
        let backslash = UInt8(ascii: "\\")
        let isInner = opening > 0 && bytes[opening - 1] == backslash
        var end = opening + 1
        while end < bytes.count, bytes[end] != quote {
            guard bytes[end] == backslash, end + 1 < bytes.count else {
                end += 1
                continue
            }
            if isInner, bytes[end + 1] == quote { return end }
            end += 2
        }
        return min(end, bytes.count)
    }

    private func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

    private func isEndOfField(_ byte: UInt8) -> Bool {
        isBlank(byte) || isQuote(byte) || "&#<>;\\,)".utf8.contains(byte)
    }
}
