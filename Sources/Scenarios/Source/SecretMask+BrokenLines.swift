// Hides secrets by the look of a line alone, even where wrong brackets or quotation marks made it read as something else.
import Addresses

extension SecretMask {
    /// Hides what follows a key with a secret value, to the end of the value, even where wrong brackets or quotation
    /// marks made the line read as something else.
    static func hideBehindKeys(
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
            guard index < line.count, line[index] == ":", SecretMatter.open.behind(key: String(key)).hidesTexts else {
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
    static func hideInAddresses(in line: inout [Unicode.Scalar], _ names: Set<[Unicode.Scalar]>) {
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
    static func hideInComparisons(in line: inout [Unicode.Scalar], _ names: Set<[Unicode.Scalar]>) {
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
