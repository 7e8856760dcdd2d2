// The scenario as written: a tree of texts, lists and mappings, each with its location. It has no meaning yet.

/// A value as written.
struct WrittenNode {
    /// What it is.
    indirect enum Content {
        /// A text; `style` tells how the file writes it.
        case scalar(String, ScalarStyle)
        case sequence([WrittenNode])
        case mapping([Entry])
    }

    /// How the file writes a text.
    enum ScalarStyle {
        case plain
        case quoted
        /// A block scalar, `|` or `>`. Locations inside it are not tracked.
        case block
    }

    /// A key and its value.
    struct Entry {
        var key: String
        var place: SourceLocation
        var value: WrittenNode
    }

    /// Where it begins.
    var place: SourceLocation
    /// What it is.
    var content: Content

    /// Whether nothing is written: an absent value, `~` or `null`.
    var isNull: Bool {
        guard case .scalar(let text, .plain) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// The text of a scalar.
    var scalar: String? {
        guard case .scalar(let text, _) = content else { return nil }
        return text
    }

    /// The value of a key, if it is a mapping that has it.
    func entry(_ key: String) -> WrittenNode? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.key == key }?.value
    }

    /// The kind of value, for errors.
    var kind: String {
        if isNull { return "empty" }
        return switch content {
        case .scalar: "a text"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// The location this many scalars into the text.
    func place(offset: Int) -> SourceLocation {
        guard let (line, column) = place.lineAndColumn, case .scalar(_, let style) = content else { return place }
        return switch style {
        case .plain: place.at(line: line, column: column + offset)
        case .quoted: place.at(line: line, column: column + 1 + offset)
        case .block: place
        }
    }
}
