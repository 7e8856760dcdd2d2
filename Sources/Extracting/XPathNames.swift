// The names in an XPath expression that libxml2 looks up only when an evaluation gets to them: functions with their
// arguments, axes, variables, prefixes. A wrong one would show in the middle of a run.

/// A pass over the tokens of an expression whose syntax is known to be right (XPath 1.0 section 3.7).
struct XPathNames {
    /// The core library with the numbers of arguments.
    private static let functions: [String: ClosedRange<Int>] = [
        "last": 0...0, "position": 0...0, "count": 1...1, "id": 1...1, "local-name": 0...1, "namespace-uri": 0...1,
        "name": 0...1, "string": 0...1, "concat": 2...Int.max, "starts-with": 2...2, "contains": 2...2,
        "substring-before": 2...2, "substring-after": 2...2, "substring": 2...3, "string-length": 0...1,
        "normalize-space": 0...1, "translate": 3...3, "boolean": 1...1, "not": 1...1, "true": 0...0, "false": 0...0,
        "lang": 1...1, "number": 0...1, "sum": 1...1, "floor": 1...1, "ceiling": 1...1, "round": 1...1,
    ]
    private static let nodeTypes: Set<String> = ["comment", "text", "processing-instruction", "node"]
    private static let axes: Set<String> = [
        "ancestor", "ancestor-or-self", "attribute", "child", "descendant", "descendant-or-self", "following",
        "following-sibling", "namespace", "parent", "preceding", "preceding-sibling", "self",
    ]
    private static let operators: Set<String> = ["and", "or", "div", "mod"]

    /// An open bracket: that of a call with its function and the place of its name, or any other.
    private struct Bracket {
        var function: (name: String, byte: Int)?
        var commas = 0
        var isEmpty = true
    }

    private let text: String
    private let bytes: [UInt8]
    private var at = 0
    private var open: [Bracket] = []
    /// Whether the token before ends an operand: then a name is an operator.
    private var endsOperand = false
    /// Where `|` stands outside all brackets.
    private var unions: [Int] = []

    /// The first name that nothing stands for; nil if there is none.
    static func fault(in text: String) -> XPathFault? {
        var names = XPathNames(text: text)
        while names.at < names.bytes.count {
            if let fault = names.token() { return fault }
        }
        return nil
    }

    /// The expressions that one which finds nodes is the union of; only itself if it is none. In an expression that finds
    /// nodes `|` binds least of all that is outside brackets.
    static func parts(of text: String) -> [String] {
        var names = XPathNames(text: text)
        while names.at < names.bytes.count { _ = names.token() }
        let starts = [0] + names.unions.map { $0 + 1 }
        return zip(starts, names.unions + [names.bytes.count]).map { start, end in
            String(decoding: names.bytes[start..<end], as: UTF8.self)
        }
    }

    private init(text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    private mutating func token() -> XPathFault? {
        let byte = bytes[at]
        if XPathNames.isSpace(byte) {
            at += 1
            return nil
        }
        if byte != UInt8(ascii: ")"), !open.isEmpty { open[open.count - 1].isEmpty = false }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            at = (bytes[(at + 1)...].firstIndex(of: byte) ?? bytes.count - 1) + 1
            endsOperand = true
        case UInt8(ascii: "$"):
            let start = at
            at += 1
            return fault(.variable(name()), at: start)
        case UInt8(ascii: "("), UInt8(ascii: "["):
            open.append(Bracket())
            at += 1
            endsOperand = false
        case UInt8(ascii: ")"), UInt8(ascii: "]"):
            at += 1
            endsOperand = true
            guard let bracket = open.popLast(), let function = bracket.function else { return nil }
            let count = bracket.isEmpty ? 0 : bracket.commas + 1
            if let allowed = XPathNames.functions[function.name], !allowed.contains(count) {
                return fault(.arguments(function.name, allowed), at: function.byte)
            }
        case UInt8(ascii: ","):
            if !open.isEmpty { open[open.count - 1].commas += 1 }
            at += 1
            endsOperand = false
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."):
            while at < bytes.count, XPathNames.isDigit(bytes[at]) || bytes[at] == UInt8(ascii: ".") { at += 1 }
            endsOperand = true
        case UInt8(ascii: "*"):
            at += 1
            endsOperand.toggle()
        default:
            guard XPathNames.beginsName(byte) else {
                if byte == UInt8(ascii: "|"), open.isEmpty { unions.append(at) }
                // `/` may be a whole path, but no operator is written in letters behind it alone: `/ and x` is rare, and
                // libxml2 has accepted it.
                at += 1
                endsOperand = false
                return nil
            }
            return readName()
        }
        return nil
    }

    private mutating func readName() -> XPathFault? {
        let start = at
        let name = name()
        if endsOperand, XPathNames.operators.contains(name) {
            endsOperand = false
            return nil
        }
        let behind = at
        skipSpace()
        if bytes[at...].starts(with: "::".utf8) {
            guard XPathNames.axes.contains(name) else { return fault(.axis(name), at: start) }
            at += 2
            endsOperand = false
            return nil
        }
        if bytes[behind...].first == UInt8(ascii: ":") { return fault(.prefix(name), at: start) }
        guard at < bytes.count, bytes[at] == UInt8(ascii: "(") else {
            endsOperand = true
            return nil
        }
        at += 1
        endsOperand = false
        guard !XPathNames.nodeTypes.contains(name) else {
            open.append(Bracket())
            return nil
        }
        guard XPathNames.functions[name] != nil else { return fault(.function(name), at: start) }
        open.append(Bracket(function: (name, start)))
        return nil
    }

    private mutating func name() -> String {
        let start = at
        while at < bytes.count, XPathNames.continuesName(bytes[at]) { at += 1 }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    private mutating func skipSpace() {
        while at < bytes.count, XPathNames.isSpace(bytes[at]) { at += 1 }
    }

    private func fault(_ reason: XPathFault.Reason, at byte: Int) -> XPathFault {
        XPathFault(reason, in: text, byte: byte)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func beginsName(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    private static func continuesName(_ byte: UInt8) -> Bool {
        beginsName(byte) || isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }
}
