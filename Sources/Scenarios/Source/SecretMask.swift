// Which characters of a scenario's lines an error may show.
//
// It works on the raw text, because text that is not valid YAML has errors too, and a misspelt key may still hold a
// secret. So it reads YAML loosely: indentation, brackets, quotation marks, keys. When in doubt, it hides.

import Addresses

/// The lines of a scenario with dots in place of secrets, one dot per character, so that a caret below still points at
/// the right column.
struct SecretMask {
    private var lines: [[Unicode.Scalar]]
    /// The keys that deeper lines belong to, outside brackets.
    private var blocks: [(column: Int, matter: Matter)] = []
    /// The open brackets.
    private var brackets: [(container: Matter, current: Matter)] = []
    /// The open quotation mark.
    private var quote: (mark: Unicode.Scalar, matter: Matter)?
    /// The key of the open block scalar (`|`, `>`).
    private var raw: (column: Int, matter: Matter)?

    private let names: Set<[Unicode.Scalar]>

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

    // MARK: What follows a key

    /// How secret a value is.
    private enum Matter {
        case open
        /// Texts are hidden; keys decide about the values below them.
        case texts
        /// Like `texts`, but only the keys of what is created are open.
        case platform
        /// Everything is hidden.
        case hidden
        /// What a request sends: names of the author's own, some of which are those of secrets.
        case fields
        /// A URL, perhaps behind a method.
        case address
        /// A text that a request sends, perhaps a form.
        case body
        /// Names of extracted values, which tell where to look.
        case extractions
        /// Where to look for a value, and the value where there is none, which may be secret.
        case extraction(isSecret: Bool)
        /// Settings of TLS: a client there is a certificate.
        case tls

        var hidesTexts: Bool {
            switch self {
            case .texts, .platform, .hidden: true
            case .open, .fields, .address, .body, .extractions, .extraction, .tls: false
            }
        }

        /// How secret the value of a key inside this is.
        func behind(key written: String) -> Matter {
            let key = written.lowercased().replacing("_", with: "-")
            switch self {
            case .hidden: return .hidden
            case .platform: return ["space", "room"].contains(key) ? .open : .hidden
            case .fields: return Matter.isSecret(written) || SecretName.isSecretInURL(written) ? .hidden : .fields
            case .extractions: return .extraction(isSecret: Matter.isSecret(written))
            case .extraction(let isSecret): return isSecret && key == "default" ? .hidden : .open
            case .tls: return key == "client" ? .tls : key == "key-password" ? .hidden : .open
            case .open, .texts, .address, .body: break
            }
            if let matter = Matter.of(key) { return matter }
            // A word of the language in capitals is another's: the header `Cookie`.
            guard !Vocabulary.words.contains(key) || written != key else { return .open }
            if Matter.isSecret(written) { return .hidden }
            return NearestName.of(key, among: Matter.words).flatMap(Matter.of) ?? .open
        }

        private static func isSecret(_ key: String) -> Bool {
            SecretName.isSecret(key) || NearestName.of(key.lowercased(), among: ["password", "authorization"]) != nil
        }

        private static let words =
            ["platform", "client", "host"] + SecretName.usual + [
                "link", "key-password", "bearer", "basic", "headers", "form", "multipart",
                "query", "extract", "proxy",
            ]

        private static func of(_ key: String) -> Matter? {
            switch key {
            case "platform": .platform
            // A step: its options have keys of their own.
            case "token": .texts
            case "headers", "form", "json", "multipart", "query": .fields
            case "request", "proxy": .address
            case "body": .body
            case "extract": .extractions
            case "tls": .tls
            default: words.contains(key) ? .hidden : nil
            }
        }
    }

    // MARK: Reading

    private mutating func read(line number: Int) {
        let line = lines[number]
        var index = 0
        if brackets.isEmpty, quote == nil {
            guard let indent = line.firstIndex(where: { $0 != " " && $0 != "\t" }) else { return }
            if let raw, indent > raw.column {
                hide(indent..<line.count, of: number, raw.matter)
                return
            }
            raw = nil
            index = indent
            let isItem = SecretMask.isDash(line, at: index)
            while let last = blocks.last, isItem ? last.column > index : last.column >= index { blocks.removeLast() }
            while SecretMask.isDash(line, at: index) { index = SecretMask.skipSpaces(line, from: index + 1) }
        }
        // Outside brackets, each key on a line is nested in the one before it.
        var current = blocks.last?.matter ?? .open
        while index < line.count {
            let matter = brackets.last?.current ?? current
            if let open = quote {
                let end = SecretMask.endOfQuote(open.mark, line, from: index)
                hide(index..<(end ?? line.count), of: number, open.matter)
                guard let end else { return }
                quote = nil
                index = end + 1
                continue
            }
            switch line[index] {
            case " ", "\t", ":": index += 1
            case "#" where index == 0 || line[index - 1] == " " || line[index - 1] == "\t":
                if matter.hidesTexts { hide(index..<line.count, of: number, .hidden) }
                return
            case "{", "[":
                brackets.append((container: matter, current: matter))
                index += 1
            case "}", "]":
                _ = brackets.popLast()
                index += 1
            case "," where !brackets.isEmpty:
                brackets[brackets.count - 1].current = brackets[brackets.count - 1].container
                index += 1
            default:
                let start = index
                let text: Range<Int>
                if line[index] == "\"" || line[index] == "'" {
                    guard let end = SecretMask.endOfQuote(line[index], line, from: index + 1) else {
                        hide(index + 1..<line.count, of: number, matter)
                        quote = (line[index], matter)
                        return
                    }
                    text = start + 1..<end
                    index = end + 1
                } else {
                    index = endOfPlain(line, from: index)
                    text = start..<index
                }
                let colon = SecretMask.skipSpaces(line, from: index)
                guard colon < line.count, line[colon] == ":" else {
                    hide(text, of: number, matter)
                    continue
                }
                var key = String.UnicodeScalarView()
                key.append(contentsOf: line[text])
                // `"Authorization: Bearer …":` is one key.
                if case .fields = matter { hide(text, of: number, matter) }
                index = SecretMask.skipSpaces(line, from: colon + 1)
                if let bracket = brackets.last {
                    brackets[brackets.count - 1].current = bracket.container.behind(key: String(key).trimmed)
                } else {
                    current = current.behind(key: String(key).trimmed)
                    blocks.append((column: start, matter: current))
                    if index < line.count, line[index] == "|" || line[index] == ">" {
                        raw = (column: start, matter: current)
                        return
                    }
                }
            }
        }
    }

    /// Where an unquoted text ends: before a colon that makes it a key, before a comment, and within brackets before
    /// the next separator or bracket. `${...}` is one unit.
    private func endOfPlain(_ line: [Unicode.Scalar], from start: Int) -> Int {
        var index = start
        while index < line.count {
            let next = index + 1 < line.count ? line[index + 1] : " "
            switch line[index] {
            case "$" where next == "{":
                guard let end = line[index...].firstIndex(of: "}") else { return line.count }
                index = end
            case ":" where next == " " || next == "\t" || (!brackets.isEmpty && ",[]{}".unicodeScalars.contains(next)):
                return index
            case " " where next == "#", "\t" where next == "#": return index
            case ",", "[", "]", "{", "}":
                if !brackets.isEmpty { return max(index, start + 1) }
            default: break
            }
            index += 1
        }
        return index
    }

    private static func endOfQuote(_ mark: Unicode.Scalar, _ line: [Unicode.Scalar], from start: Int) -> Int? {
        var index = start
        while index < line.count {
            if line[index] == "\\", mark == "\"" {
                index += 2
                continue
            }
            if line[index] == mark { return index }
            index += 1
        }
        return nil
    }

    private static func isDash(_ line: [Unicode.Scalar], at index: Int) -> Bool {
        index < line.count && line[index] == "-" && (index + 1 == line.count || line[index + 1] == " ")
    }

    private static func skipSpaces(_ line: [Unicode.Scalar], from start: Int) -> Int {
        var index = start
        while index < line.count, line[index] == " " || line[index] == "\t" { index += 1 }
        return index
    }

    // MARK: Hiding

    /// Hides what is secret in a text of this matter.
    private mutating func hide(_ range: Range<Int>, of number: Int, _ matter: Matter) {
        func first(_ marks: String) -> Int? { lines[number][range].firstIndex { marks.unicodeScalars.contains($0) } }
        switch matter {
        case .texts, .platform, .hidden: hide(range, of: number)
        case .open, .extractions, .extraction, .tls: break
        case .fields:
            // A header line in one piece.
            guard let colon = first(":"), SecretName.isSecret(word(range.lowerBound..<colon, of: number)) else {
                return
            }
            hide(colon + 1..<range.upperBound, of: number)
        case .address:
            let start = SecretMask.endOfScheme(in: lines[number], range)
            let mark = lines[number][start..<range.upperBound].firstIndex { $0 == "?" || $0 == "#" }
            let end = mark ?? range.upperBound
            if let at = lines[number][start..<end].lastIndex(of: "@") { hide(start..<at, of: number) }
            if let mark, mark + 1 < range.upperBound { hide(mark + 1..<range.upperBound, of: number) }
        case .body:
            var start = range.lowerBound
            while start < range.upperBound {
                let end = lines[number][start..<range.upperBound].firstIndex(of: "&") ?? range.upperBound
                if let equals = lines[number][start..<end].firstIndex(of: "="),
                    SecretName.isSecret(word(start..<equals, of: number))
                {
                    hide(equals + 1..<end, of: number)
                }
                start = end + 1
            }
        }
    }

    /// Where the host of a URL begins, or what stands in its place.
    private static func endOfScheme(in line: [Unicode.Scalar], _ range: Range<Int>) -> Int {
        let colon = range.first { line[$0...].prefix(3).elementsEqual([":", "/", "/"]) }
        if let colon, colon + 3 <= range.upperBound { return colon + 3 }
        // Behind the method.
        return line[range].firstIndex(of: " ").map { $0 + 1 } ?? range.lowerBound
    }

    private func word(_ range: Range<Int>, of number: Int) -> String {
        var word = String.UnicodeScalarView()
        word.append(contentsOf: lines[number][range])
        return String(word).trimmed
    }

    private mutating func hide(_ range: Range<Int>, of number: Int) {
        SecretMask.hide(range, in: &lines[number], names: names)
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

    /// Replaces a text with dots. Names of the language (`${env.X}`) are not secret and stay; their defaults are
    /// hidden.
    private static func hide(
        _ range: Range<Int>, in line: inout [Unicode.Scalar], names: Set<[Unicode.Scalar]>
    ) {
        // A trailing space is not part of the value.
        let upperBound = line[range].lastIndex { $0 != " " }.map { $0 + 1 } ?? range.lowerBound
        let lastBrace = line[..<upperBound].lastIndex(of: "}") ?? 0
        var index = range.lowerBound
        // Whether a name here would stand by itself.
        var isFree = true
        // No slice of the line may be alive while it is modified: each character would copy the whole line.
        while index < upperBound {
            guard index < lastBrace,
                let end = endOfName(in: line, from: index, before: upperBound, names)
                    ?? (isFree ? endOfNameApart(in: line, from: index, before: upperBound) : nil)
            else {
                // A space, perhaps one that is hidden already.
                isFree = line[index] == " " || line[index] == "•"
                line[index] = "•"
                index += 1
                continue
            }
            var fallback = index
            while fallback + 1 < end, line[fallback] != ":" || line[fallback + 1] != "-" { fallback += 1 }
            if fallback + 2 < end { hide(fallback + 2..<end, in: &line, names: names) }
            index = end + 1
            isFree = false
        }
    }

    private static let roots = ["env.", "participant.", "run.", "target.", "platform."].map { Array($0.unicodeScalars) }

    /// The index of the brace that ends the name starting at `index`.
    private static func endOfName(
        in line: [Unicode.Scalar], from index: Int, before upperBound: Int, _ names: Set<[Unicode.Scalar]>
    ) -> Int? {
        guard line[index] == "$", index + 1 < upperBound, line[index + 1] == "{" else { return nil }
        let name = line[(index + 2)..<upperBound]
        guard
            roots.contains(where: { name.starts(with: $0) })
                || names.contains(Array(name.prefix { NameScope.isValueCharacter($0) }))
        else { return nil }
        return name.firstIndex(of: "}")
    }

    /// The index of the brace that ends the name starting at `index`, if nothing or a space follows it: any name that
    /// stands by itself is one, and no part of a password.
    private static func endOfNameApart(in line: [Unicode.Scalar], from index: Int, before upperBound: Int) -> Int? {
        guard line[index] == "$", index + 1 < upperBound, line[index + 1] == "{",
            let end = line[index..<upperBound].firstIndex(of: "}"), end > index + 2,
            end + 1 == upperBound || line[end + 1] == " ",
            line[index + 2..<end].allSatisfy({ NameScope.isValueCharacter($0) || $0 == "." })
        else { return nil }
        return end
    }

    /// Hides what follows a key with a secret value, to the end of the value, even where wrong brackets or quotation
    /// marks made the line read as something else.
    private static func hideBehindKeys(
        in line: inout [Unicode.Scalar], _ names: Set<[Unicode.Scalar]>, alsoInBrackets: Bool
    ) {
        var index = 0
        while index < line.count {
            let start = index
            while index < line.count, line[index].properties.isAlphabetic || "-_".unicodeScalars.contains(line[index]) {
                index += 1
            }
            guard index > start else {
                index += 1
                continue
            }
            var key = String.UnicodeScalarView()
            key.append(contentsOf: line[start..<index])
            if index < line.count, line[index] == "\"" || line[index] == "'" { index += 1 }
            guard index < line.count, line[index] == ":", Matter.open.behind(key: String(key)).hidesTexts else {
                continue
            }
            index = skipSpaces(line, from: index + 1)
            guard index < line.count else { return }
            let value = index
            if alsoInBrackets, line[index] == "{" || line[index] == "[" {
                hide(value + 1..<line.count, in: &line, names: names)
                return
            }
            if line[index] == "\"" || line[index] == "'" {
                index = endOfQuote(line[index], line, from: index + 1) ?? line.count
                hide(value + 1..<index, in: &line, names: names)
            } else {
                while index < line.count, !",}{[".unicodeScalars.contains(line[index]) {
                    if line[index] == "$", let end = line[index...].firstIndex(of: "}") { index = end }
                    index += 1
                }
                hide(value..<index, in: &line, names: names)
            }
        }
    }

    /// Hides the user name and password of a URL, and its query and fragment.
    private static func hideInAddresses(in line: inout [Unicode.Scalar], _ names: Set<[Unicode.Scalar]>) {
        var index = 0
        while index + 2 < line.count {
            guard line[index...].starts(with: [":", "/", "/"]) else {
                index += 1
                continue
            }
            let start = index + 3
            let end = line[start...].firstIndex { " \t\"'".unicodeScalars.contains($0) } ?? line.count
            let query = line[start..<end].firstIndex { $0 == "?" || $0 == "#" } ?? end
            // In a default (`${env.API:-http://…}`) the brace that ends the name is not part of the URL.
            let authority = line[start..<query].firstIndex { $0 == "/" } ?? query
            if let at = line[start..<authority].lastIndex(of: "@") { hide(start..<at, in: &line, names: names) }
            if query + 1 < end { hide(query + 1..<end, in: &line, names: names) }
            index = end
        }
    }

    /// Hides what a secret is compared with: a cookie in `check`, a name that is called so in `when`.
    private static func hideInComparisons(in line: inout [Unicode.Scalar], _ names: Set<[Unicode.Scalar]>) {
        for sign in line.indices.dropLast() where line[sign + 1] == "=" && (line[sign] == "=" || line[sign] == "!") {
            let words = line[..<sign].split { " \t\"'[,".unicodeScalars.contains($0) }.suffix(2).map { part in
                var word = String.UnicodeScalarView()
                word.append(contentsOf: part)
                return String(word)
            }
            guard let last = words.last else { continue }
            let name = last.hasPrefix("${") ? last.dropFirst(2).prefix { $0 != ":" && $0 != "}" } : Substring(last)
            let subject = words.count == 2 ? words[0] : ""
            let isSecret =
                subject == "cookie"
                || (last.hasPrefix("${") || ["header", "json"].contains(subject)) && SecretName.isSecret(name)
            guard isSecret else { continue }
            let start = skipSpaces(line, from: sign + 2)
            let opening = start < line.count && (line[start] == "\"" || line[start] == "'") ? 1 : 0
            let end = line[min(start + opening, line.count)...].firstIndex {
                "\"'".unicodeScalars.contains($0) || opening == 0 && "],".unicodeScalars.contains($0)
            }
            let value = min(start + opening, line.count)..<(end ?? line.count)
            hide(value, in: &line, names: names)
        }
    }
}
