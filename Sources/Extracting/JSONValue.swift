// A value found in a JSON document.

/// A value found in a JSON document.
package enum JSONValue: Hashable, Sendable {
    /// A string, its escapes resolved.
    case string(String)
    /// A number as it was written.
    case number(String)
    /// `true` or `false`.
    case boolean(Bool)
    /// `null`.
    case null
    /// An object as it was written.
    case object(String)
    /// An array as it was written.
    case array(String)

    /// The value as a text to be compared or shown: a string's content, everything else as JSON has it.
    package var text: String {
        switch self {
        case .string(let text), .number(let text), .object(let text), .array(let text): text
        case .boolean(let value): value ? "true" : "false"
        case .null: "null"
        }
    }

    /// The value as a number: a number, or a string that reads as one.
    package var number: Double? {
        switch self {
        case .string(let text), .number(let text): Double(text)
        case .boolean, .null, .object, .array: nil
        }
    }
}
