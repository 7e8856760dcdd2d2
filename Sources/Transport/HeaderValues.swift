// Headers of a response that somebody asked for.

/// Values of headers by name, in whatever case. They are few, so names are compared one by one, which costs less than the
/// hash of one.
package struct HeaderValues: Sendable, ExpressibleByDictionaryLiteral {
    private var lines: [(name: String, value: String)] = []

    /// Creates values from a literal; of several with one name the first counts.
    package init(dictionaryLiteral elements: (String, String)...) {
        lines = elements.map { (name: $0, value: $1) }
    }

    /// The value of the header with this name; nil if the response has none, or nobody asked for it.
    package subscript(_ name: String) -> String? {
        for place in lines.indices where HeaderValues.areSameName(lines[place].name, name) { return lines[place].value }
        return nil
    }

    /// Makes room, before any is appended.
    mutating func reserve(_ count: Int) { lines.reserveCapacity(count) }

    /// Whether two names are those of one header, in whatever case (RFC 9110 section 5.1).
    package static func areSameName(_ one: String, _ other: String) -> Bool {
        let (one, other) = (one.utf8.span, other.utf8.span)
        guard one.count == other.count else { return false }
        for place in one.indices where lowered(one[place]) != lowered(other[place]) { return false }
        return true
    }

    private static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

    mutating func append(_ name: String, _ value: String) { lines.append((name: name, value: value)) }
}

extension HeaderValues: Equatable {
    /// Whether both have the same values under the same names, in any order.
    package static func == (left: HeaderValues, right: HeaderValues) -> Bool {
        left.lines.count == right.lines.count && left.lines.allSatisfy { right[$0.name] == $0.value }
    }
}
