// What a check demands of a value, and whether the value meets it.
import Extracting
import Scenarios

/// What became of a check.
enum CheckVerdict: Sendable {
    case holds
    case fails
    /// There is nothing that it could examine.
    case isMissing
    /// Its expression takes too long.
    case unknown(PatternFault)

    /// Whether the check holds.
    var isGood: Bool { if case .holds = self { true } else { false } }
}

/// What a check demands, with a participant's values filled in.
enum FilledDemand: Sendable {
    case exists
    case contains([UInt8])
    case number(Comparison, Double)
    case text(isEqual: Bool, String)
    case matches(Pattern)

    /// Whether a value meets it.
    func verdict(on value: CheckedValue) -> CheckVerdict {
        let holds: Bool
        switch self {
        case .exists: holds = true
        case .number(let comparison, let bound): holds = value.asNumber.map { comparison.holds($0, bound) } ?? false
        case .contains(let wanted): holds = value.contains(wanted)
        case .text(let isEqual, let wanted): holds = (value.asText == wanted) == isEqual
        case .matches(let pattern):
            do throws(PatternFault) {
                holds = try pattern.matches(in: value.asText)
            } catch {
                return .unknown(error)
            }
        }
        return holds ? .holds : .fails
    }
}

/// What a check examines.
enum CheckedValue {
    case number(Double)
    case text(String)
    case body([UInt8], contentType: String?)

    fileprivate var asNumber: Double? {
        switch self {
        case .number(let value): value
        case .text(let text): Double(text)
        case .body: Double(asText)
        }
    }

    fileprivate var asText: String {
        switch self {
        case .number(let value): value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
        case .text(let text): text
        case .body(let bytes, let type): BodyText.decode(bytes, contentType: type)
        }
    }

    fileprivate func contains(_ wanted: [UInt8]) -> Bool {
        switch self {
        case .body(let bytes, _):
            // Nearly all bodies are UTF-8, and are searched as they are.
            wanted.isEmpty || bytes.firstRange(of: wanted) != nil || Array(asText.utf8).firstRange(of: wanted) != nil
        case .number, .text: wanted.isEmpty || Array(asText.utf8).firstRange(of: wanted) != nil
        }
    }
}
