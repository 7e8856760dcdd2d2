// Which characters of a scenario's lines an error may show.
//
// It works on the raw text, because text that is not valid YAML has errors too, and a misspelt key may still hold a
// secret. So it reads YAML loosely: indentation, brackets, quotation marks, keys. When in doubt, it hides.

/// The lines of a scenario with dots in place of secrets, one dot per character, so that a caret below still points at
/// the right column.
struct SecretMask {
    var lines: [[Unicode.Scalar]]
    /// The keys that deeper lines belong to, outside brackets.
    var blocks: [(column: Int, matter: SecretMatter)] = []
    /// The open brackets.
    var brackets: [(container: SecretMatter, current: SecretMatter)] = []
    /// The open quotation mark.
    var quote: (mark: Unicode.Scalar, matter: SecretMatter)?
    /// The key of the open block scalar (`|`, `>`).
    var raw: (column: Int, matter: SecretMatter)?

    let names: Set<[Unicode.Scalar]>

    init(_ source: SourceText) {
        lines = source.lines.map { Array($0.unicodeScalars) }
        names = SecretMask.keys(in: lines)
        for number in lines.indices {
            // A quotation mark that was never closed turns everything behind it inside out.
            let isInsideQuote = quote != nil
            read(line: number)
            if isInsideQuote, !lines[number].contains(":") { hide(lines[number].indices, of: number) }
            SecretMask.hideBehindKeys(in: &lines[number], names, alsoInBrackets: isInsideQuote)
            SecretMask.hideInAddresses(in: &lines[number], names)
            SecretMask.hideInComparisons(in: &lines[number], names)
        }
    }

    /// A line as an error in this column may show it.
    func excerpt(line: Int, column: Int) -> SourceExcerpt? {
        lines.indices.contains(line - 1) ? SourceExcerpt(lines[line - 1], column: column) : nil
    }

    /// Names that the scenario gives to values: all its keys, whether they are or not.
    private static func keys(in lines: [[Unicode.Scalar]]) -> Set<[Unicode.Scalar]> {
        var keys: Set<[Unicode.Scalar]> = []
        for line in lines {
            for colon in line.indices where line[colon] == ":" {
                let before = line[..<colon].reversed().drop { " \t\"'".unicodeScalars.contains($0) }
                let key = Array(before.prefix { NameScope.isValueCharacter($0) }.reversed())
                if !key.isEmpty { keys.insert(key) }
            }
        }
        return keys
    }
}
