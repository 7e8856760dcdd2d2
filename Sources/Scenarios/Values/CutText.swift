// Texts of a list that YAML cut at a comma or split at a colon: `[ failures(token, timeout) == 0 ]`.

/// An item of a list of texts.
enum CutText {
    /// An item as it stands.
    case whole(WrittenNode)
    /// The pieces of a text that was cut at its commas, the mark at which it was first cut, and where it begins.
    case cut([String], mark: String, place: SourceLocation)

    /// The items, those together that are pieces of one text. `isOpen` tells whether a text is a piece: it lacks the mark
    /// that closes it. Only within brackets a comma cuts.
    static func items(
        of items: [WrittenNode], in context: LoadContext, isOpen: (String) -> Bool
    ) -> [CutText] {
        var pieces: [CutText] = []
        var index = 0
        while index < items.count {
            let item = items[index]
            guard let (opening, text) = CutText.text(of: item), isOpen(opening) else {
                pieces.append(.whole(item))
                index += 1
                continue
            }
            var texts = [text]
            while isOpen(texts.joined()), index + texts.count < items.count,
                !items[index + texts.count].hasDash(in: context),
                let (_, next) = CutText.text(of: items[index + texts.count])
            {
                texts.append(next)
            }
            let isSplit = opening != text
            if isOpen(texts.joined()) || !isSplit && texts.count == 1 {
                pieces.append(.whole(item))
                index += 1
            } else {
                pieces.append(.cut(texts, mark: isSplit ? "colon" : "comma", place: item.place))
                index += texts.count
            }
        }
        return pieces
    }

    /// What an item without quotation marks says, and the part of it before a colon that made a mapping of it.
    private static func text(of item: WrittenNode) -> (opening: String, text: String)? {
        switch item.content {
        case .scalar(let text, .plain): return (text, text)
        case .scalar, .sequence: return nil
        case .mapping(let entries):
            guard let entry = entries.first, entries.count == 1, case .scalar(let value, .plain) = entry.value.content
            else { return nil }
            return (entry.key, value.isEmpty ? "\(entry.key):" : "\(entry.key): \(value)")
        }
    }
}

extension WrittenNode {
    /// Whether it is an item of a list with dashes.
    fileprivate func hasDash(in context: LoadContext) -> Bool {
        guard let (line, column) = place.lineAndColumn, let source = context.source(at: place),
            source.lines.indices.contains(line - 1)
        else { return false }
        return source.lines[line - 1].unicodeScalars.prefix(column - 1).last { $0 != " " && $0 != "\t" } == "-"
    }
}
