// Headers of a response that somebody asked for.

/// Values of headers, by the names under which they were asked for. They are few, so names are compared one by one, which
/// costs less than the hash of one.
package struct HeaderValues: Sendable, ExpressibleByDictionaryLiteral {
    private var lines: [(name: String, value: String)] = []

    /// Creates values from a literal; of several with one name the first counts.
    package init(dictionaryLiteral elements: (String, String)...) {
        lines = elements.map { (name: $0, value: $1) }
    }

    /// The value of the header that was asked for under this name; nil if the response has none.
    package subscript(_ name: String) -> String? { lines.first { $0.name == name }?.value }

    mutating func append(_ name: String, _ value: String) { lines.append((name: name, value: value)) }
}

extension HeaderValues: Equatable {
    /// Whether both have the same values under the same names, in any order.
    package static func == (left: HeaderValues, right: HeaderValues) -> Bool {
        left.lines.count == right.lines.count && left.lines.allSatisfy { right[$0.name] == $0.value }
    }
}
