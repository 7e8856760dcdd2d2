// JSON with keys in the order of their declaration.
//
// Foundation's encoder can sort keys or leave them in a random order. A summary is read by people and compared line by
// line, so its order is fixed. Missing values are written as `null`: all keys of a format are always present.
import Extracting

/// Encodes values as JSON text: keys in the order in which they are encoded, nil as `null`, two spaces of indentation.
/// Arrays of plain values are on one line.
package struct OrderedJSONEncoder: Sendable {
    /// Creates an encoder.
    package init() {}

    /// The value as JSON, with a trailing line feed.
    ///
    /// - Throws: `EncodingError` for a number that JSON cannot hold (NaN, infinity).
    package func encode(_ value: some Encodable) throws -> String {
        let encoder = TreeEncoder(codingPath: [])
        try value.encode(to: encoder)
        var text = ""
        encoder.node.write(to: &text, depth: 0)
        text += "\n"
        return text
    }
}

/// A JSON value under construction. A class, since containers are filled in after they have been handed out.
private final class Node {
    enum Content {
        case null
        /// A number, a Boolean or a text, as it is written.
        case literal(String)
        case array([Node])
        case object([(key: String, value: Node)])
    }

    var content = Content.null

    private var isPlain: Bool {
        switch content {
        case .null, .literal: true
        case .array, .object: false
        }
    }

    func append(_ child: Node) {
        if case .array(var children) = content {
            children.append(child)
            content = .array(children)
        } else {
            content = .array([child])
        }
    }

    func append(_ child: Node, forKey key: String) {
        if case .object(var children) = content {
            children.append((key, child))
            content = .object(children)
        } else {
            content = .object([(key, child)])
        }
    }

    func write(to text: inout String, depth: Int) {
        switch content {
        case .null: text += "null"
        case .literal(let literal): text += literal
        case .array(let children):
            write(children, between: "[", and: "]", onOneLine: children.allSatisfy(\.isPlain), depth: depth, to: &text)
            {
                $0.write(to: &$1, depth: depth + 1)
            }
        case .object(let children):
            write(children, between: "{", and: "}", onOneLine: false, depth: depth, to: &text) {
                $1 += JSONText.quoted($0.key) + ": "
                $0.value.write(to: &$1, depth: depth + 1)
            }
        }
    }

    private func write<Child>(
        _ children: [Child], between opening: String, and closing: String, onOneLine: Bool, depth: Int,
        to text: inout String, each: (Child, inout String) -> Void
    ) {
        text += opening
        for (index, child) in children.enumerated() {
            if index > 0 { text += onOneLine ? ", " : "," }
            if !onOneLine { text += "\n" + String(repeating: "  ", count: depth + 1) }
            each(child, &text)
        }
        if !onOneLine && !children.isEmpty { text += "\n" + String(repeating: "  ", count: depth) }
        text += closing
    }
}

private struct TreeEncoder: Encoder {
    let node = Node()
    var codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        node.content = .object([])
        return KeyedEncodingContainer(ObjectContainer<Key>(node: node, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        node.content = .array([])
        return ArrayContainer(node: node, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        ValueContainer(node: node, codingPath: codingPath)
    }

    /// Any value as a node. Swift's own types encode themselves through the single-value container.
    static func node(for value: some Encodable, at path: [any CodingKey]) throws -> Node {
        let encoder = TreeEncoder(codingPath: path)
        try value.encode(to: encoder)
        return encoder.node
    }
}

private struct ObjectContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: Node
    var codingPath: [any CodingKey]

    private func write(_ value: some Encodable, _ key: Key) throws {
        node.append(try TreeEncoder.node(for: value, at: codingPath + [key]), forKey: key.stringValue)
    }

    mutating func encodeNil(forKey key: Key) { node.append(Node(), forKey: key.stringValue) }
    mutating func encode(_ value: some Encodable, forKey key: Key) throws { try write(value, key) }

    // The default implementations omit nil.
    private mutating func writeOrNull(_ value: (some Encodable)?, _ key: Key) throws {
        if let value { try write(value, key) } else { encodeNil(forKey: key) }
    }
    mutating func encodeIfPresent(_ value: (some Encodable)?, forKey key: Key) throws { try writeOrNull(value, key) }
    mutating func encodeIfPresent(_ value: String?, forKey key: Key) throws { try writeOrNull(value, key) }
    mutating func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try writeOrNull(value, key) }
    mutating func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try writeOrNull(value, key) }
    mutating func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try writeOrNull(value, key) }
    mutating func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try writeOrNull(value, key) }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy keyType: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        let child = TreeEncoder(codingPath: codingPath + [key])
        node.append(child.node, forKey: key.stringValue)
        return child.container(keyedBy: keyType)
    }
    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        let child = TreeEncoder(codingPath: codingPath + [key])
        node.append(child.node, forKey: key.stringValue)
        return child.unkeyedContainer()
    }
    mutating func superEncoder() -> any Encoder { child(named: "super") }
    mutating func superEncoder(forKey key: Key) -> any Encoder { child(named: key.stringValue) }
    private func child(named name: String) -> TreeEncoder {
        let child = TreeEncoder(codingPath: codingPath)
        node.append(child.node, forKey: name)
        return child
    }
}

private struct ArrayContainer: UnkeyedEncodingContainer {
    let node: Node
    var codingPath: [any CodingKey]
    var count = 0

    private mutating func append(_ child: Node) {
        node.append(child)
        count += 1
    }
    mutating func encodeNil() { append(Node()) }
    mutating func encode(_ value: some Encodable) throws { append(try TreeEncoder.node(for: value, at: codingPath)) }
    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy keyType: Nested.Type
    ) -> KeyedEncodingContainer<Nested> {
        let child = TreeEncoder(codingPath: codingPath)
        append(child.node)
        return child.container(keyedBy: keyType)
    }
    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        let child = TreeEncoder(codingPath: codingPath)
        append(child.node)
        return child.unkeyedContainer()
    }
    mutating func superEncoder() -> any Encoder {
        let child = TreeEncoder(codingPath: codingPath)
        append(child.node)
        return child
    }
}

private struct ValueContainer: SingleValueEncodingContainer {
    let node: Node
    var codingPath: [any CodingKey]

    private func write(_ literal: String) { node.content = .literal(literal) }

    mutating func encodeNil() { node.content = .null }
    mutating func encode(_ value: Bool) { write(value ? "true" : "false") }
    mutating func encode(_ value: String) { write(JSONText.quoted(value)) }
    mutating func encode(_ value: Double) throws {
        guard value.isFinite else {
            throw EncodingError.invalidValue(
                value, .init(codingPath: codingPath, debugDescription: "JSON has no word for \(value)"))
        }
        // A whole number is written without a fraction, as other tools do.
        write(value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : value.description)
    }
    mutating func encode(_ value: Float) throws { try encode(Double(value)) }
    mutating func encode(_ value: Int) { write(String(value)) }
    mutating func encode(_ value: Int8) { write(String(value)) }
    mutating func encode(_ value: Int16) { write(String(value)) }
    mutating func encode(_ value: Int32) { write(String(value)) }
    mutating func encode(_ value: Int64) { write(String(value)) }
    mutating func encode(_ value: UInt) { write(String(value)) }
    mutating func encode(_ value: UInt8) { write(String(value)) }
    mutating func encode(_ value: UInt16) { write(String(value)) }
    mutating func encode(_ value: UInt32) { write(String(value)) }
    mutating func encode(_ value: UInt64) { write(String(value)) }
    mutating func encode(_ value: some Encodable) throws {
        node.content = try TreeEncoder.node(for: value, at: codingPath).content
    }
}
