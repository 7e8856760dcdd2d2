// Reads a threshold character by character.

extension ThresholdParser {
    mutating func takeArguments() throws(ThresholdError) -> [Argument]? {
        skipSpaces()
        guard peek == "(" else { return nil }
        let open = index
        index += 1
        var arguments: [Argument] = []
        while true {
            skipSpaces()
            let start = index
            if let quoted = try takeQuoted() {
                arguments.append(Argument(text: quoted, isQuoted: true, offset: start))
            } else {
                let head = takeWhile { $0 != "," && $0 != ")" && $0 != "\"" }
                if head.trimmed.hasSuffix(":"), let name = try takeQuoted() {
                    arguments.append(
                        Argument(text: name, isQuoted: true, offset: start, prefix: head.trimmed.dropLast().trimmed))
                } else {
                    let text = (head + takeWhile { $0 != "," && $0 != ")" }).trimmed
                    if text.isEmpty, peek == ")", arguments.isEmpty {
                        index += 1
                        return []
                    }
                    guard !text.isEmpty else { throw syntax("a name between the parentheses", at: start) }
                    arguments.append(Argument(text: text, isQuoted: false, offset: start))
                }
            }
            switch peek {
            case ",": index += 1
            case ")":
                index += 1
                return arguments
            default: throw syntax("a closing parenthesis", at: open)
            }
        }
    }

    /// A name in quotation marks, and the spaces behind it; nil if there is none.
    mutating func takeQuoted() throws(ThresholdError) -> String? {
        guard peek == "\"" else { return nil }
        let start = index
        index += 1
        let text = takeWhile { $0 != "\"" }
        guard peek == "\"" else { throw syntax("a closing quotation mark", at: start) }
        index += 1
        skipSpaces()
        return text
    }

    mutating func takeComparison() throws(ThresholdError) -> Comparison {
        skipSpaces()
        let start = index
        let text = takeWhile { "=!<>".unicodeScalars.contains($0) }
        guard let comparison = Comparison(rawValue: text) else {
            let expected = "a comparison: \(Words.oneOf(Comparison.allCases.map(\.rawValue)))"
            let ours = Comparison.meant(by: text)
            throw error(.thresholdSyntax(expression, expected: expected, suggestion: ours?.rawValue), at: start)
        }
        return comparison
    }

    var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    mutating func skipSpaces() { _ = takeWhile { $0.properties.isWhitespace } }

    mutating func takeWhile(_ belongs: (Unicode.Scalar) -> Bool) -> String {
        var text = String.UnicodeScalarView()
        while let scalar = peek, belongs(scalar) {
            text.append(scalar)
            index += 1
        }
        return String(text)
    }

    func rest() -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[index...])
        return String(text)
    }

    func syntax(_ expected: String, at offset: Int) -> ThresholdError {
        error(.thresholdSyntax(expression, expected: expected), at: offset)
    }

    func error(_ mistake: Mistake, at offset: Int) -> ThresholdError {
        ThresholdError(expression: expression, offset: offset, mistake: mistake)
    }
}

extension Decimal {
    static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }
    static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}
