// A long value at one place of a text after the other. A text may consist of what the value repeats, and comparing from
// the beginning at each place would then take the product of both lengths.

/// A value that is looked for at rising places of one text.
struct LongValue {
    private let value: [UInt8]
    private var literally = Trail(prefersEscapes: false)
    private var escaped = Trail(prefersEscapes: true)
    /// For each place of the value how many bytes from there on are those that it begins with: the Z function of strings.
    private var repeats: [Int] = []

    /// How many bytes are compared before it is worthwhile to remember where they stand.
    private static let worthwhile = 64

    init(_ value: [UInt8]) { self.value = value }

    /// What ``WrittenForms/match(_:in:at:isCut:)`` says of the value.
    mutating func match(in text: [UInt8], at start: Int, isCut: Bool) -> WrittenForms.Match? {
        if repeats.isEmpty, literally.contains(start) || escaped.contains(start) { repeats = LongValue.repeats(value) }
        return literally.match(value, repeats, in: text, at: start, isCut: isCut)
            ?? escaped.match(value, repeats, in: text, at: start, isCut: isCut)
    }

    private static func repeats(_ value: [UInt8]) -> [Int] {
        var repeats = [Int](repeating: 0, count: value.count)
        var (start, end) = (0, 0)
        var place = 1
        while place < value.count {
            var length = place < end ? min(end - place, repeats[place - start]) : 0
            while place + length < value.count, value[length] == value[place + length] { length += 1 }
            repeats[place] = length
            if place + length > end { (start, end) = (place, place + length) }
            place += 1
        }
        return repeats
    }

    /// Where the bytes of the value stand that matched last, as far as they did.
    private struct Trail {
        let prefersEscapes: Bool
        /// Where each byte stands, and at the end where the next one would. The bytes of one escape stand where it
        /// begins.
        private var places: [Int] = []
        /// The escapes among them.
        private var escapes: [(place: Int, form: WrittenForms.Form)] = []
        /// Which of the places is that of the value's first byte. What is before it belongs to earlier matches.
        private var first = 0

        init(prefersEscapes: Bool) { self.prefersEscapes = prefersEscapes }

        /// Whether this byte of the text is within the trail, behind its start.
        func contains(_ start: Int) -> Bool {
            guard first < places.count, let last = places.last else { return false }
            return places[first] < start && start < last
        }

        mutating func match(
            _ value: [UInt8], _ repeats: [Int], in text: [UInt8], at start: Int, isCut: Bool
        ) -> WrittenForms.Match? {
            var place = 0
            var match = WrittenForms.Match(end: start)
            if contains(start), let known = position(of: start) {
                // From here on the text is what the value has from some place on, read in the same way.
                let matched = places.count - 1 - known
                var same = min(repeats[known - first], matched)
                while same > 0, places[known + same] == places[known + same - 1] { same -= 1 }
                if same == matched {
                    first = known
                    return extend(value, in: text, isCut: isCut)
                }
                place = same
                match.end = places[known + same]
                match.form = form(from: known, to: known + same)
            }
            let enough = min(place + LongValue.worthwhile, value.count)
            guard
                WrittenForms.compare(
                    value, &place, until: enough, in: text, &match, isCut: isCut, prefersEscapes: prefersEscapes)
            else { return nil }
            guard place < value.count else { return match }
            (places, escapes, first) = ([start], [], 0)
            return extend(value, in: text, isCut: isCut)
        }

        /// Follows the trail on.
        private mutating func extend(_ value: [UInt8], in text: [UInt8], isCut: Bool) -> WrittenForms.Match? {
            while places.count - 1 - first < value.count {
                let index = places[places.count - 1]
                let place = places.count - 1 - first
                switch WrittenForms.advance(value, place, in: text, index, isCut: isCut, prefersEscapes) {
                case .on(let bytes, let length, let form):
                    if form != .plain { escapes.append((places.count - 1, form)) }
                    for _ in 1..<bytes { places.append(index) }
                    places.append(index + length)
                case .cut: return WrittenForms.Match(end: text.count, form: self.form(from: first, to: places.count))
                case .differs: return nil
                }
            }
            return WrittenForms.Match(end: places[places.count - 1], form: form(from: first, to: places.count))
        }

        /// The form of the first escape between two positions.
        private func form(from start: Int, to end: Int) -> WrittenForms.Form {
            let next = Trail.first(in: 0..<escapes.count) { escapes[$0].place >= start }
            return next < escapes.count && escapes[next].place < end ? escapes[next].form : .plain
        }

        /// The position on the trail of a byte of the text.
        private func position(of start: Int) -> Int? {
            let position = Trail.first(in: first..<places.count) { places[$0] >= start }
            return position < places.count && places[position] == start ? position : nil
        }

        /// The first number of which something is true that is true of all later ones.
        private static func first(in range: Range<Int>, _ isTrue: (Int) -> Bool) -> Int {
            var (low, high) = (range.lowerBound, range.upperBound)
            while low < high {
                let middle = (low + high) / 2
                if isTrue(middle) { high = middle } else { low = middle + 1 }
            }
            return low
        }
    }
}
