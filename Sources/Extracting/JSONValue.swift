// A value found in a JSON document.

/// A value found in a JSON document.
package enum JSONValue: Hashable, Sendable {
    /// A string with its escapes resolved.
    case string(String)
    /// A number as written.
    case number(String)
    /// `true` or `false`.
    case boolean(Bool)
    /// `null`.
    case null
    /// An object as written.
    case object(String)
    /// An array as written.
    case array(String)

    /// The value as a text to compare or show: a string's content, anything else as written in JSON.
    package var text: String {
        switch self {
        case .string(let text), .number(let text), .object(let text), .array(let text): text
        case .boolean(let value): value ? "true" : "false"
        case .null: "null"
        }
    }

    /// The value as a number: a number, or a string that can be read as one.
    package var number: Double? {
        switch self {
        case .string(let text), .number(let text): Double(text)
        case .boolean, .null, .object, .array: nil
        }
    }
}
