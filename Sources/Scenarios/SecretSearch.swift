// Where values stand in a text, in whatever form it writes them, for many values at once.

/// Values to look for. What a search costs grows with the length of the text and of the values, and not with their
/// product: a server may redirect to a URL with a query of many kilobytes, and may repeat it in what it says.
package struct SecretSearch: Sendable {
    /// The values by their first ``depth`` bytes.
    private var values: [[UInt8]] = []
    /// Which of the given values each of them is.
    private var numbers: [Int] = []
    /// Which of them begin with a byte.
    private var beginning = [Range<Int>](repeating: 0..<0, count: 256)

    /// How many bytes tell values apart before they are compared one by one.
    private static let depth = 64
    /// How many values are compared at once.
    private static let few = 4

    /// Creates a search for these values; empty ones are not looked for.
    package init(_ values: [[UInt8]]) {
        numbers = values.indices.filter { !values[$0].isEmpty }.sorted { SecretSearch.precedes(values[$0], values[$1]) }
        self.values = numbers.map { values[$0] }
        var start = 0
        for place in self.values.indices {
            let first = self.values[place][0]
            if first != self.values[start][0] { start = place }
            beginning[Int(first)] = start..<place + 1
        }
    }

    private static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        let most = min(depth, left.count, right.count)
        var place = 0
        while place < most {
            if left[place] != right[place] { return left[place] < right[place] }
            place += 1
        }
        return left.count < right.count && left.count < depth
    }

    /// A search through one text, from its beginning to its end.
    package struct Scan {
        private let search: SecretSearch
        private let text: [UInt8]
        private let isCut: Bool
        private var long: [Int: LongValue] = [:]
        private var found: [Int] = []

        /// Starts a search. With `isCut` the text may end within a value.
        package init(_ search: SecretSearch, in text: [UInt8], isCut: Bool = false) {
            self.search = search
            self.text = text
            self.isCut = isCut
        }

        /// Passes on every value that begins at a byte: its number, and where and how it stands. The bytes must be
        /// asked for in rising order.
        package mutating func matches(at start: Int, _ body: (Int, WrittenForms.Match) -> Void) {
            let literal = text[start]
            if !WrittenForms.isLead(literal), search.beginning[Int(literal)].isEmpty { return }
            found.removeAll(keepingCapacity: true)
            for way in ways(at: start) {
                let values = search.beginning[Int(way.bytes[0])]
                if way.isOnly { follow(way, values, 0, start) } else { found += values }
            }
            for place in found {
                if let match = match(place, at: start) { body(search.numbers[place], match) }
            }
        }

        private mutating func match(_ place: Int, at start: Int) -> WrittenForms.Match? {
            let value = search.values[place]
            guard isCut || value.count <= text.count - start else { return nil }
            guard value.count > SecretSearch.depth else {
                return WrittenForms.match(value, in: text, at: start, isCut: isCut)
            }
            return long[place, default: LongValue(value)].match(in: text, at: start, isCut: isCut)
        }

        /// A way to read what begins at a byte of the text.
        private struct Way {
            var bytes: [UInt8]
            var length: Int
            /// Whether no other way begins with the same byte.
            var isOnly = true
        }

        /// The ways to read it, each with another first byte.
        private func ways(at index: Int) -> [Way] {
            var ways = [Way(bytes: [text[index]], length: 1)]
            guard WrittenForms.isLead(text[index]) else { return ways }
            for wanted in [nil, UInt8(ascii: "%")] {
                guard let escape = WrittenForms.escape(in: text, at: index, wanted: wanted) else { continue }
                if let same = ways.firstIndex(where: { $0.bytes[0] == escape.bytes[0] }) {
                    if ways[same].length != escape.length { ways[same].isOnly = false }
                } else {
                    ways.append(Way(bytes: escape.bytes, length: escape.length))
                }
            }
            return ways
        }

        /// Finds which of these values may continue this way; they share `depth` bytes.
        private mutating func follow(_ way: Way, _ values: Range<Int>, _ depth: Int, _ index: Int) {
            guard depth + way.bytes.count <= SecretSearch.depth else {
                found += values
                return
            }
            var (values, depth) = (values, depth)
            for byte in way.bytes {
                values = search.values(values, with: byte, at: depth)
                depth += 1
            }
            narrow(values, depth, index + way.length)
        }

        /// Finds which of these values, which share `depth` bytes, may continue at a byte of the text.
        private mutating func narrow(_ values: Range<Int>, _ depth: Int, _ index: Int) {
            let endsSoon = isCut && text.count - index < WrittenForms.longestEscape
            if values.count <= SecretSearch.few || depth == SecretSearch.depth || endsSoon {
                found += values
                return
            }
            var values = values
            while let first = values.first, search.values[first].count == depth {
                found.append(first)
                values = first + 1..<values.upperBound
            }
            guard index < text.count, !values.isEmpty else { return }
            for way in ways(at: index) {
                if way.isOnly {
                    follow(way, values, depth, index)
                } else {
                    found += search.values(values, with: way.bytes[0], at: depth)
                }
            }
        }
    }

    /// Those of these values, which share the bytes before, that have a byte at a place.
    private func values(_ range: Range<Int>, with byte: UInt8, at place: Int) -> Range<Int> {
        func first(notBelow bound: Int) -> Int {
            var (low, high) = (range.lowerBound, range.upperBound)
            while low < high {
                let middle = (low + high) / 2
                let own = values[middle].count > place ? Int(values[middle][place]) : -1
                if own < bound { low = middle + 1 } else { high = middle }
            }
            return low
        }
        let start = first(notBelow: Int(byte))
        return start..<max(start, first(notBelow: Int(byte) + 1))
    }
}
