// Random JSON documents with the paths of all their values.
import Extracting
import Support

struct DocumentGenerator {
    var random: SeededGenerator
    private var paths: [(String, JSONValue)] = []

    init(random: SeededGenerator) { self.random = random }

    /// A document, and the value at each of its paths.
    mutating func make() -> (tree: String, paths: [(String, JSONValue)]) {
        paths = []
        let tree = value(path: "", depth: 0)
        return (tree, paths)
    }

    private mutating func value(path: String, depth: Int) -> String {
        let (text, value): (String, JSONValue)
        switch Int.random(in: 0..<(depth > 4 ? 4 : 6), using: &random) {
        case 0:
            let content = string()
            (text, value) = ("\"\(escaped(content))\"", .string(content))
        case 1:
            let number =
                ["0", "-1", "12.5", "1e3", "-0.25E-2", "9007199254740993"].randomElement(using: &random) ?? "0"
            (text, value) = (number, .number(number))
        case 2:
            let truth = Bool.random(using: &random)
            (text, value) = (truth ? "true" : "false", .boolean(truth))
        case 3: (text, value) = ("null", .null)
        case 4:
            let items = (0..<Int.random(in: 0..<4, using: &random)).map {
                space() + self.value(path: "\(path)/\($0)", depth: depth + 1) + space()
            }
            let array = "[\(items.joined(separator: ","))\(items.isEmpty ? space() : "")]"
            (text, value) = (array, .array(array))
        default:
            var names = Set<String>()
            var members: [String] = []
            for _ in 0..<Int.random(in: 0..<4, using: &random) {
                let name = string()
                guard names.insert(name).inserted else { continue }
                let pointer = name.replacing("~", with: "~0").replacing("/", with: "~1")
                let inner = self.value(path: "\(path)/\(pointer)", depth: depth + 1)
                members.append("\(space())\"\(escaped(name))\"\(space()):\(space())\(inner)\(space())")
            }
            let object = "{\(members.joined(separator: ","))}"
            (text, value) = (object, .object(object))
        }
        paths.append((path, value))
        return text
    }

    private mutating func space() -> String { ["", "", " ", "\n\t"].randomElement(using: &random) ?? "" }

    private mutating func string() -> String {
        let alphabet: [Character] = ["a", "b", "0", "/", "~", "\"", "\\", "\n", "é", "😀", " ", "{", "]", ":", ","]
        return String(
            (0..<Int.random(in: 0..<20, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "a" })
    }

    private mutating func escaped(_ text: String) -> String {
        var result = ""
        for unit in text.utf16 {
            let needed = unit < 0x20 || unit == 0x22 || unit == 0x5C
            if needed || (unit < 0x80 && Int.random(in: 0..<10, using: &random) == 0) {
                let hex = String(unit, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            } else {
                result += String(decoding: [unit], as: UTF16.self)
            }
        }
        // UTF-16 halves do not survive individually: keep characters beyond the first plane unchanged.
        return text.utf16.count == text.unicodeScalars.count ? result : plainEscaped(text)
    }

    private func plainEscaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        JSONText.append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
