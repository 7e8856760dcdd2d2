// `{ count: 1,000 }`: YAML reads a key `000` behind the value 1.

/// A number inside `{ … }` that its comma ends.
struct CommaInNumber {
    /// Where the number begins.
    let place: SourceLocation
    /// The key whose value it is.
    let key: String
    private let text: String
    private let grouped: WholeNumber.Grouped?
    private let ours: String

    /// Looks at the last of these entries: whether it is the rest of a number that is the value of an earlier one.
    init?(_ entries: ArraySlice<WrittenNode.Entry>, in context: LoadContext) {
        func isRest(_ entry: WrittenNode.Entry) -> Bool {
            entry.value.isNull && entry.key.first.map { Decimal.isDigit($0) } == true
        }
        guard let last = entries.last, isRest(last), let start = entries.last(where: { !isRest($0) }),
            case .scalar(let value, .plain) = start.value.content, let (line, column) = start.value.place.lineAndColumn,
            let text = context.source(at: start.value.place)?.word(line: line, column: column)
        else { return nil }
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1, parts[0] == value, parts.dropFirst().contains(last.key) else { return nil }
        let grouped = WholeNumber.grouped(text)
        let point = parts.joined(separator: ".")
        let isNumber = Decimal(point) != nil || DurationText.parse(point) != nil || ShareText.parse(point) != nil
        guard grouped != nil || isNumber else { return nil }
        place = start.value.place
        key = start.key
        self.text = text
        self.grouped = grouped
        ours = point
    }

    /// The whole number, so that its beginning is not taken for it.
    var meant: WrittenNode { WrittenNode(place: place, content: .scalar(grouped?.digits ?? ours, .plain)) }

    /// The error, in the mapping of this path.
    func mistake(in path: String) -> Mistake {
        .commaEndsNumber(path: path.isEmpty ? key : "\(path).\(key)", found: text, grouped, ours: ours)
    }
}
