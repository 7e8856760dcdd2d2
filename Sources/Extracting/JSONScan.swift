// Finds one value in the bytes of a JSON document, in one pass and without building the document. The responses that a
// journey reads are small, and it wants one or two values from each.
//
// The whole document is scanned, so that a truncated or malformed response is detected even if the value precedes the
// damage. Strings off the path are checked for escapes and control characters, but not for valid UTF-8.

/// A search through JSON (RFC 8259).
package enum JSONScan {
    /// How deeply objects and arrays may be nested: far more than any response needs, far less than would overflow the
    /// stack.
    package static let depthLimit = 128

    /// The value at `pointer`; nil if the document has none there. A byte order mark before the document is skipped. If
    /// a name occurs twice in an object, the last one counts, as in browsers.
    /// - Throws: `JSONFault` if the bytes are not a JSON document.
    package static func value(at pointer: JSONPointer, in bytes: [UInt8]) throws(JSONFault) -> JSONValue? {
        var search = Search(tokens: pointer.tokens)
        // RFC 8259 section 8.1: a reader may ignore a byte order mark, and browsers do.
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        try search.document(bytes.span, from: start, matched: 0)
        guard let found = search.found else { return nil }
        return try JSONValue(found.kind, bytes, found.range)
    }

    /// The values of several members of the document's outermost object, in one pass and in the same order; nil for each
    /// that it does not have, and for all if it is no object.
    /// - Throws: `JSONFault` if the bytes are not a JSON document.
    package static func members(_ names: [[UInt8]], in bytes: [UInt8]) throws(JSONFault) -> [JSONValue?] {
        var search = Search(tokens: [])
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let found = try search.members(names, of: bytes.span, from: start)
        var values: [JSONValue?] = []
        for member in found {
            guard let member else {
                values.append(nil)
                continue
            }
            values.append(try JSONValue(member.kind, bytes, member.range))
        }
        return values
    }

    /// Checks only the grammar of a document, about which other parsers are more lenient.
    /// - Throws: `JSONFault` if the bytes are not a JSON document.
    package static func check(_ bytes: [UInt8]) throws(JSONFault) {
        var search = Search(tokens: [])
        try search.document(bytes.span, matched: Search.offPath)
    }

    /// The text at `pointer` if it is a string or a number; otherwise nil.
    /// - Throws: `JSONFault` if the bytes are not a JSON document.
    package static func string(at pointer: JSONPointer, in bytes: [UInt8]) throws(JSONFault) -> String? {
        switch try value(at: pointer, in: bytes) {
        case .string(let text), .number(let text): text
        case .boolean, .null, .object, .array, nil: nil
        }
    }

    /// The first byte that is neither white space nor part of a byte order mark. It distinguishes an object from a
    /// page.
    package static func firstByte(_ bytes: [UInt8]) -> UInt8? {
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        return content.first { $0 > 0x20 }
    }

    /// Whether any of these texts occurs in the bytes as a quoted string: a quick check before a search that is seldom
    /// needed. The texts begin and end with a quotation mark and have more than these.
    package static func mentions(_ texts: [[UInt8]], in bytes: [UInt8]) -> Bool {
        let span = bytes.span
        var at = ByteSearch.first(UInt8(ascii: "\""), in: span, from: 0)
        while at < span.count {
            for text in texts where at + text.count <= span.count && span[at + 1] == text[1] {
                if text.indices.allSatisfy({ span[at + $0] == text[$0] }) { return true }
            }
            at = ByteSearch.first(UInt8(ascii: "\""), in: span, from: at + 1)
        }
        return false
    }

    static func skipSpace(_ bytes: Span<UInt8>, _ at: inout Int) {
        while at < bytes.count {
            switch bytes[at] {
            case 0x20, 0x0A, 0x0D, 0x09: at += 1
            default: return
            }
        }
    }
}

/// Why bytes are not a JSON document.
package struct JSONFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of damage.
    package enum Reason: String, Hashable, Sendable {
        case truncated = "the document ends too early"
        case unexpected = "an unexpected character"
        case number = "a malformed number"
        case escape = "a malformed escape in a string"
        case control = "a control character in a string"
        case utf8 = "a string that is not UTF-8"
        case depth = "nested too deeply"
        case trailing = "something after the document's end"
    }

    /// What is wrong.
    package var reason: Reason
    /// The byte, from 0, at which it was detected.
    package var offset: Int

    init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// The error message. It quotes nothing of the document.
    package var description: String { "not valid JSON: \(reason.rawValue), at byte \(offset)" }
}

/// The scan of one document.
private struct Search {
    enum Kind {
        case string(hasEscapes: Bool)
        case number, yes, no, null, object, array
    }

    /// The path to find.
    let tokens: [JSONPointer.Token]
    /// The value at its end, as far as it is known.
    var found: (kind: Kind, range: Range<Int>)?

    /// Marks a value that cannot be on the path.
    static let offPath = -1

    /// Scans a whole document.
    mutating func document(_ bytes: Span<UInt8>, from start: Int = 0, matched: Int) throws(JSONFault) {
        var at = start
        try value(bytes, &at, matched: matched, depth: 0)
        JSONScan.skipSpace(bytes, &at)
        guard at == bytes.count else { throw JSONFault(.trailing, at: at) }
    }

    /// Scans a whole document, and finds the members of its outermost object with these names. Of two members with the
    /// same name the last one counts.
    mutating func members(
        _ names: [[UInt8]], of bytes: Span<UInt8>, from start: Int
    ) throws(JSONFault) -> [(kind: Kind, range: Range<Int>)?] {
        var members = [(kind: Kind, range: Range<Int>)?](repeating: nil, count: names.count)
        var at = start
        JSONScan.skipSpace(bytes, &at)
        guard at < bytes.count, bytes[at] == UInt8(ascii: "{") else {
            try document(bytes, from: start, matched: Search.offPath)
            return members
        }
        at += 1
        JSONScan.skipSpace(bytes, &at)
        var isOpen = true
        if at < bytes.count, bytes[at] == UInt8(ascii: "}") {
            at += 1
            isOpen = false
        }
        while isOpen {
            let (start, hasEscapes) = try Search.name(bytes, &at)
            let name = start..<(at - 1)
            try Search.colon(bytes, &at)
            let place = names.firstIndex { matches($0, bytes, name, hasEscapes: hasEscapes) }
            // Without tokens, the value of a matched member is the one that is found.
            try value(bytes, &at, matched: place == nil ? Search.offPath : 0, depth: 1)
            if let place { members[place] = found }
            isOpen = try Search.another(bytes, &at, closing: UInt8(ascii: "}"))
            if isOpen { JSONScan.skipSpace(bytes, &at) }
        }
        JSONScan.skipSpace(bytes, &at)
        guard at == bytes.count else { throw JSONFault(.trailing, at: at) }
        return members
    }

    /// Scans one value. `matched` is the number of tokens that led here, or `offPath`.
    mutating func value(_ bytes: Span<UInt8>, _ at: inout Int, matched: Int, depth: Int) throws(JSONFault) {
        JSONScan.skipSpace(bytes, &at)
        guard at < bytes.count else { throw JSONFault(.truncated, at: at) }
        let start = at
        let kind: Kind
        switch bytes[at] {
        case UInt8(ascii: "\""):
            kind = .string(hasEscapes: try Search.string(bytes, &at))
        case UInt8(ascii: "{"):
            try object(bytes, &at, matched: matched, depth: depth)
            kind = .object
        case UInt8(ascii: "["):
            try array(bytes, &at, matched: matched, depth: depth)
            kind = .array
        case UInt8(ascii: "t"):
            try Search.word("true", bytes, &at)
            kind = .yes
        case UInt8(ascii: "f"):
            try Search.word("false", bytes, &at)
            kind = .no
        case UInt8(ascii: "n"):
            try Search.word("null", bytes, &at)
            kind = .null
        case UInt8(ascii: "-"), 0x30...0x39:
            try Search.number(bytes, &at)
            kind = .number
        default:
            throw JSONFault(.unexpected, at: at)
        }
        if matched == tokens.count { found = (kind, start..<at) }
    }

    private mutating func object(
        _ bytes: Span<UInt8>, _ at: inout Int, matched: Int, depth: Int
    ) throws(JSONFault) {
        guard depth < JSONScan.depthLimit else { throw JSONFault(.depth, at: at) }
        at += 1
        JSONScan.skipSpace(bytes, &at)
        if at < bytes.count, bytes[at] == UInt8(ascii: "}") {
            at += 1
            return
        }
        let onPath = matched >= 0 && matched < tokens.count
        while true {
            let (nameStart, hasEscapes) = try Search.name(bytes, &at)
            var next = Search.offPath
            if onPath, matches(tokens[matched].name, bytes, nameStart..<(at - 1), hasEscapes: hasEscapes) {
                next = matched + 1
                found = nil
            }
            try Search.colon(bytes, &at)
            try value(bytes, &at, matched: next, depth: depth + 1)
            guard try Search.another(bytes, &at, closing: UInt8(ascii: "}")) else { return }
            JSONScan.skipSpace(bytes, &at)
        }
    }

    /// Scans a member's name past its closing quote; returns where its content begins, and whether it has escapes.
    private static func name(
        _ bytes: Span<UInt8>, _ at: inout Int
    ) throws(JSONFault) -> (start: Int, hasEscapes: Bool) {
        guard at < bytes.count else { throw JSONFault(.truncated, at: at) }
        guard bytes[at] == UInt8(ascii: "\"") else { throw JSONFault(.unexpected, at: at) }
        let start = at + 1
        return (start, try string(bytes, &at))
    }

    /// Scans the colon behind a member's name.
    private static func colon(_ bytes: Span<UInt8>, _ at: inout Int) throws(JSONFault) {
        JSONScan.skipSpace(bytes, &at)
        guard at < bytes.count else { throw JSONFault(.truncated, at: at) }
        guard bytes[at] == UInt8(ascii: ":") else { throw JSONFault(.unexpected, at: at) }
        at += 1
    }

    private mutating func array(
        _ bytes: Span<UInt8>, _ at: inout Int, matched: Int, depth: Int
    ) throws(JSONFault) {
        guard depth < JSONScan.depthLimit else { throw JSONFault(.depth, at: at) }
        at += 1
        JSONScan.skipSpace(bytes, &at)
        if at < bytes.count, bytes[at] == UInt8(ascii: "]") {
            at += 1
            return
        }
        let wanted = matched >= 0 && matched < tokens.count ? tokens[matched].index : nil
        var index = 0
        while true {
            try value(bytes, &at, matched: index == wanted ? matched + 1 : Search.offPath, depth: depth + 1)
            guard try Search.another(bytes, &at, closing: UInt8(ascii: "]")) else { return }
            index += 1
        }
    }

    /// Reads what follows a member or an element: true after a comma, false after the closing bracket.
    private static func another(
        _ bytes: Span<UInt8>, _ at: inout Int, closing: UInt8
    ) throws(JSONFault) -> Bool {
        JSONScan.skipSpace(bytes, &at)
        guard at < bytes.count else { throw JSONFault(.truncated, at: at) }
        let byte = bytes[at]
        guard byte == UInt8(ascii: ",") || byte == closing else { throw JSONFault(.unexpected, at: at) }
        at += 1
        return byte != closing
    }

    private func matches(
        _ name: [UInt8], _ bytes: Span<UInt8>, _ range: Range<Int>, hasEscapes: Bool
    ) -> Bool {
        guard !hasEscapes else {
            return JSONText.unescaped(bytes, range) == name
        }
        guard range.count == name.count else { return false }
        for offset in 0..<name.count where bytes[range.lowerBound + offset] != name[offset] { return false }
        return true
    }

    /// Scans a string from its opening quote past its closing one. Returns whether it has escapes.
    private static func string(_ bytes: Span<UInt8>, _ at: inout Int) throws(JSONFault) -> Bool {
        at += 1
        var hasEscapes = false
        while true {
            at = JSONText.plainEnd(bytes, from: at)
            guard at < bytes.count else { throw JSONFault(.truncated, at: at) }
            switch bytes[at] {
            case UInt8(ascii: "\""):
                at += 1
                return hasEscapes
            case UInt8(ascii: "\\"):
                hasEscapes = true
                try escape(bytes, &at)
            default:
                throw JSONFault(.control, at: at)
            }
        }
    }

    private static func escape(_ bytes: Span<UInt8>, _ at: inout Int) throws(JSONFault) {
        guard at + 1 < bytes.count else { throw JSONFault(.truncated, at: bytes.count) }
        switch bytes[at + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            at += 2
        case UInt8(ascii: "u"):
            guard at + 6 <= bytes.count else { throw JSONFault(.truncated, at: bytes.count) }
            for place in (at + 2)..<(at + 6) where JSONText.hexDigit(bytes[place]) == nil {
                throw JSONFault(.escape, at: place)
            }
            at += 6
        default:
            throw JSONFault(.escape, at: at)
        }
    }

    private static func word(
        _ word: StaticString, _ bytes: Span<UInt8>, _ at: inout Int
    ) throws(JSONFault) {
        let length = word.utf8CodeUnitCount
        for offset in 0..<length {
            guard at + offset < bytes.count else { throw JSONFault(.truncated, at: bytes.count) }
            // In bounds: a StaticString's start is valid for its length.
            guard unsafe bytes[at + offset] == word.utf8Start[offset] else {
                throw JSONFault(.unexpected, at: at + offset)
            }
        }
        at += length
    }

    /// RFC 8259 section 6: `-`, an integer without leading zeros, a fraction, an exponent.
    private static func number(_ bytes: Span<UInt8>, _ at: inout Int) throws(JSONFault) {
        func digits(_ at: inout Int) throws(JSONFault) {
            let start = at
            while at < bytes.count, (0x30...0x39).contains(bytes[at]) { at += 1 }
            if at == start { throw JSONFault(at == bytes.count ? .truncated : .number, at: at) }
        }
        if bytes[at] == UInt8(ascii: "-") { at += 1 }
        if at < bytes.count, bytes[at] == 0x30 { at += 1 } else { try digits(&at) }
        if at < bytes.count, (0x30...0x39).contains(bytes[at]) { throw JSONFault(.number, at: at) }
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            at += 1
            try digits(&at)
        }
        if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
            try digits(&at)
        }
    }
}

extension JSONValue {
    fileprivate init(_ kind: Search.Kind, _ bytes: [UInt8], _ range: Range<Int>) throws(JSONFault) {
        func raw() -> String { String(decoding: bytes[range], as: UTF8.self) }
        switch kind {
        case .string(let hasEscapes):
            let inside = (range.lowerBound + 1)..<(range.upperBound - 1)
            do throws(UTF8.ValidationError) {
                if hasEscapes {
                    let text = JSONText.unescaped(bytes.span, inside)
                    self = .string(String(copying: try UTF8Span(validating: text.span)))
                } else {
                    self = .string(String(copying: try UTF8Span(validating: bytes.span.extracting(inside))))
                }
            } catch {
                throw JSONFault(.utf8, at: range.lowerBound)
            }
        case .number: self = .number(raw())
        case .yes: self = .boolean(true)
        case .no: self = .boolean(false)
        case .null: self = .null
        case .object: self = .object(raw())
        case .array: self = .array(raw())
        }
    }
}
