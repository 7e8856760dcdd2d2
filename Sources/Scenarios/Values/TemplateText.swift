// Parses texts with `${...}`. The reader of the text decides what the names mean.

/// The parts of a text with names in it.
enum TemplateText {
    /// A stretch of the text; offsets count Unicode scalars from its beginning.
    enum Piece: Hashable {
        case literal(String)
        case reference(name: String, fallback: String?, offset: Int)
    }

    /// What is wrong, and where.
    struct Fault: Error, Hashable {
        var mistake: Mistake
        var offset: Int
    }

    /// The parts: `${name}`, `${name:-default}`, and `$${` for a literal `${`.
    static func parse(_ text: String) throws(Fault) -> [Piece] {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return text.isEmpty ? [] : [.literal(text)] }
        let scalars = Array(text.unicodeScalars)
        var pieces: [Piece] = []
        var literal = String.UnicodeScalarView()
        var index = 0
        func string(_ range: Range<Int>) -> String {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[range])
            return String(view)
        }
        while index < scalars.count {
            if scalars[index...].starts(with: ["$", "$", "{"]) {
                literal.append(contentsOf: ["$", "{"])
                index += 3
            } else if scalars[index...].starts(with: ["$", "{"]) {
                guard let end = scalars[index...].firstIndex(of: "}") else {
                    throw Fault(mistake: .nameNotClosed, offset: index)
                }
                if !literal.isEmpty { pieces.append(.literal(String(literal))) }
                literal = String.UnicodeScalarView()
                let inside = index + 2..<end
                var name = string(inside)
                var fallback: String?
                if let mark = inside.first(where: { scalars[$0...].starts(with: [":", "-"]) && $0 + 1 < end }) {
                    name = string(inside.lowerBound..<mark)
                    fallback = string(mark + 2..<end)
                }
                name = name.trimmed
                guard !name.isEmpty else { throw Fault(mistake: .nameEmpty, offset: index) }
                pieces.append(.reference(name: name, fallback: fallback, offset: index))
                index = end + 1
            } else {
                literal.append(scalars[index])
                index += 1
            }
        }
        if !literal.isEmpty { pieces.append(.literal(String(literal))) }
        return pieces
    }

    /// The variable's name in `env.NAME`; nil if the name is not a variable of the environment.
    static func variable(_ name: String) -> String? {
        name.hasPrefix("env.") ? String(name.dropFirst(4)) : nil
    }

    /// The variable's name if a text is `$NAME`, as in a shell.
    static func shellVariable(_ text: String) -> String? {
        guard text.hasPrefix("$"), isShellName(String(text.dropFirst())) else { return nil }
        return String(text.dropFirst())
    }

    /// Whether it looks like the name of an environment variable: capitals, digits and underscores.
    static func isShellName(_ name: String) -> Bool {
        name.utf8.count > 1 && isVariableName(name) && name == name.uppercased()
    }

    /// Whether a text could be a name of the language: words with dots, hyphens and underscores, as an author writes
    /// them, and not the characters of a password.
    static func looksLikeName(_ text: String) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            isVariableName(String(part).replacing("-", with: "_"))
        }
    }

    /// Whether it is a valid name of a variable (POSIX, 8.1 Environment Variable Definition).
    static func isVariableName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !Decimal.isDigit(first) else { return false }
        return name.utf8.allSatisfy { byte in
            Decimal.isDigit(byte) || byte == UInt8(ascii: "_")
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        }
    }
}

extension [TemplateText.Piece] {
    /// Whether the name at an index stands by itself, with nothing or a space on either side: then it is meant as a name,
    /// and not part of a password that happens to contain `${`.
    func isApart(at index: Int) -> Bool {
        func isApart(_ neighbour: TemplateText.Piece?, _ edge: (String) -> Character?) -> Bool {
            guard case .literal(let text)? = neighbour else { return true }
            return edge(text)?.isWhitespace ?? true
        }
        return isApart(index > 0 ? self[index - 1] : nil, \.last)
            && isApart(index + 1 < count ? self[index + 1] : nil, \.first)
    }
}
