// Fields within a text that a request sends as its body: a form, JSON or the like, written out by the author.
import Addresses

/// A text in which the values of fields such as `password=…` and `"token": "…"` are secret.
struct FieldsInText {
    /// The text with those values as secrets.
    private(set) var template = Template(segments: [])
    /// The values that are written out, and what they mean: without percent-encoding, without the escapes of JSON.
    private(set) var values: [String] = []
    /// The names that stand in the place of such values.
    private(set) var names: [Template.Name] = []

    private var name = ""
    private var isValue = false
    private var hasStarted = false
    private var isSecret = false
    private var isQuoted = false
    private var isEscaped = false

    init(_ text: Template) {
        for segment in text.segments {
            switch segment {
            case .literal(let literal): read(literal)
            case .secret:
                hasStarted = true
                template.segments.append(segment)
            case .name(let name, _):
                if isValue && isSecret { names.append(name) }
                hasStarted = true
                template.segments.append(segment)
            }
        }
    }

    private mutating func read(_ text: String) {
        var stretch = ""
        var isHidden = false
        func segment() -> Template.Segment? {
            stretch.isEmpty ? nil : isHidden ? .secret(Secret(stretch)) : .literal(stretch)
        }
        for character in text {
            let hides = hides(character)
            if hides != isHidden {
                if let segment = segment() { template.segments.append(segment) }
                if isHidden { keep(stretch) }
                stretch = ""
                isHidden = hides
            }
            stretch.append(character)
        }
        if let segment = segment() { template.segments.append(segment) }
        if isHidden { keep(stretch) }
    }

    private mutating func keep(_ value: String) {
        values += Credentials.forms(of: value)
        if value.contains("\\") {
            values.append(value.replacing("\\\"", with: "\"").replacing("\\/", with: "/").replacing("\\\\", with: "\\"))
        }
    }

    /// Takes the next character. Returns whether it is part of a secret value.
    private mutating func hides(_ character: Character) -> Bool {
        guard isValue else {
            switch character {
            case "=", ":":
                isSecret = SecretName.isSecret(name.filter { $0 != "\"" && $0 != "'" }.trimmed)
                (isValue, hasStarted, isQuoted, isEscaped) = (true, false, false, false)
            case "&", "\n", ",", ";", "{", "}": name = ""
            default: name.append(character)
            }
            return false
        }
        if isQuoted {
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                end()
                return false
            }
            return isSecret
        }
        switch character {
        case "&", "\n", ",", ";", "{", "}":
            end()
            return false
        case " ", "\t", "[":
            return hasStarted && isSecret
        case "\"" where !hasStarted:
            (hasStarted, isQuoted) = (true, true)
            return false
        default:
            hasStarted = true
            return isSecret
        }
    }

    private mutating func end() {
        (name, isValue) = ("", false)
    }
}
