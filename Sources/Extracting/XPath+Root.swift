// Paths that begin where no page has what they look for.

extension XPath {
    /// The element with which a path begins, if no page has it there: a path without a slash begins beside `html`, the
    /// only outermost element of every page. Of a union, that of its first part, if all begin like that; nil otherwise.
    package var elementMissingAtRoot: String? {
        guard findsNodes else { return nil }
        let names = parts.map(XPath.firstElement)
        return names.allSatisfy { $0 != nil && $0 != "html" } ? names.first ?? nil : nil
    }

    /// Whether it only compares what plain paths find, as a selector of CSS does to XPath: `form > input`. What compares on
    /// purpose calls a function, such as `count(//form) > 0`.
    package var comparesElements: Bool {
        guard !findsNodes else { return false }
        // What stands in conditions and in quotation marks is left out.
        var (depth, quote): (Int, Character?) = (0, nil)
        var rest = ""
        for character in text {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == "[" {
                depth += 1
            } else if character == "]" {
                depth -= 1
            } else if depth == 0 {
                rest.append(character)
            }
        }
        return rest.contains(">") && !rest.contains("(") && !rest.contains("=")
    }

    /// The plain name of an element at the beginning, and not that of a function, an axis or a type of node.
    private static func firstElement(of path: String) -> String? {
        let rest = path.drop { $0.isWhitespace }
        let name = rest.prefix { $0.isLetter || $0.isNumber || "_-.".contains($0) }
        guard let first = name.first, first.isLetter || first == "_" else { return nil }
        let behind = rest[name.endIndex...].first { !$0.isWhitespace }
        return behind == "(" || behind == ":" ? nil : String(name)
    }
}
