// Writes the small JSON objects of responses on the hot path.

import Extracting

/// A JSON text under construction: one object whose fields are written in the given order.
struct JSONObjectWriter {
    /// What was written.
    private(set) var bytes: [UInt8] = []
    private var isFirst = true

    init() { bytes.reserveCapacity(256) }

    /// Writes an object.
    mutating func object(_ fields: (inout JSONObjectWriter) -> Void) {
        bytes.append(UInt8(ascii: "{"))
        isFirst = true
        fields(&self)
        bytes.append(UInt8(ascii: "}"))
        isFirst = false
    }

    /// Writes a field that is a text.
    mutating func field(_ name: StaticString, _ value: String) {
        key(name)
        quote(value)
    }

    /// Writes a field that is a whole number.
    mutating func field(_ name: StaticString, _ value: Int) {
        key(name)
        bytes.append(contentsOf: value.description.utf8)
    }

    /// Writes a field that is true or false.
    mutating func field(_ name: StaticString, _ value: Bool) {
        key(name)
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// Writes a field whose value is already JSON.
    mutating func field(_ name: StaticString, json: [UInt8]) {
        key(name)
        bytes.append(contentsOf: json)
    }

    private mutating func key(_ name: StaticString) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        quote(name.description)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        JSONText.append(text, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }
}
