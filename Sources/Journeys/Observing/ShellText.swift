// Texts in a command that somebody pastes into a shell.
import Measuring

/// Texts as a POSIX shell reads them.
enum ShellText {
    private static let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-")

    /// A text as one word, with variables for its secrets.
    static func word(_ text: MaskedText) -> String {
        guard !text.isEmpty else { return "''" }
        if let quoted = doublyQuoted(text) { return quoted }
        return text.parts.map { part in
            switch part {
            case .hidden(let value): "\"$\(value.variable)\""
            // `=` at the beginning means a command's path to zsh.
            case .text(let text): text.allSatisfy(plain.contains) && text.first != "=" ? text : quoted(text)
            }
        }.joined()
    }

    /// A text with secrets in double quotation marks, which are easier to read; nil if something in it means more to a
    /// shell there.
    private static func doublyQuoted(_ text: MaskedText) -> String? {
        guard !text.hidden.isEmpty else { return nil }
        var result = ""
        var isBehindName = false
        for part in text.parts {
            switch part {
            case .hidden(let value):
                result += "${\(value.variable)}"
                isBehindName = true
            case .text(let text):
                guard !text.contains(where: { "\"\\$`!".contains($0) }) else { return nil }
                let next = text.first
                let continues = next == "_" || next?.isLetter == true || next?.isNumber == true
                if isBehindName, !continues { unbrace(&result) }
                result += text
                isBehindName = false
            }
        }
        if isBehindName { unbrace(&result) }
        return "\"\(result)\""
    }

    /// Takes the braces from the variable at the end.
    private static func unbrace(_ text: inout String) {
        guard text.last == "}", let brace = text.lastIndex(of: "{") else { return }
        text.removeLast()
        text.remove(at: brace)
    }

    private static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }

    /// A command that prints a text, whatever characters are in it.
    static func printing(_ text: MaskedText) -> String {
        var format = ""
        var arguments = ""
        for part in text.parts {
            switch part {
            case .hidden(let value):
                format += "%s"
                arguments += " \"$\(value.variable)\""
            case .text(let text):
                for scalar in text.unicodeScalars {
                    switch scalar {
                    case "%": format += "%%"
                    case "\\": format += "\\\\"
                    case _ where ControlCharacters.contains(scalar):
                        for byte in String(scalar).utf8 {
                            let digits = String(byte, radix: 8)
                            format += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
                        }
                    default: format.unicodeScalars.append(scalar)
                    }
                }
            }
        }
        return "printf \(quoted(format))\(arguments)"
    }
}
