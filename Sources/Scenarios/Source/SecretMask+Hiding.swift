// Puts dots in the place of what is secret in a text. Names of the language stay.
import Addresses

extension SecretMask {
    /// Hides what is secret in a text of this matter.
    mutating func hide(_ range: Range<Int>, of number: Int, _ matter: SecretMatter) {
        func first(_ marks: String) -> Int? { lines[number][range].firstIndex { marks.unicodeScalars.contains($0) } }
        switch matter {
        case .texts, .platform, .hidden: hide(range, of: number)
        case .open, .extractions, .extraction, .crowds, .tls: break
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
    static func endOfScheme(in line: [Unicode.Scalar], _ range: Range<Int>) -> Int {
        let colon = range.first { line[$0...].prefix(3).elementsEqual([":", "/", "/"]) }
        if let colon, colon + 3 <= range.upperBound { return colon + 3 }
        // Behind the method.
        return line[range].firstIndex(of: " ").map { $0 + 1 } ?? range.lowerBound
    }

    func word(_ range: Range<Int>, of number: Int) -> String {
        var word = String.UnicodeScalarView()
        word.append(contentsOf: lines[number][range])
        return String(word).trimmed
    }

    mutating func hide(_ range: Range<Int>, of number: Int) {
        SecretMask.hide(range, in: &lines[number], names: names)
    }

    /// Replaces a text with dots. Names of the language (`${env.X}`) are not secret and stay; their defaults are
    /// hidden.
    static func hide(
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

    static let roots = ["env.", "participant.", "run.", "target.", "platform."].map { Array($0.unicodeScalars) }

    /// The index of the brace that ends the name starting at `index`.
    static func endOfName(
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
    static func endOfNameApart(in line: [Unicode.Scalar], from index: Int, before upperBound: Int) -> Int? {
        guard line[index] == "$", index + 1 < upperBound, line[index + 1] == "{",
            let end = line[index..<upperBound].firstIndex(of: "}"), end > index + 2,
            end + 1 == upperBound || line[end + 1] == " ",
            line[index + 2..<end].allSatisfy({ NameScope.isValueCharacter($0) || $0 == "." })
        else { return nil }
        return end
    }
}
