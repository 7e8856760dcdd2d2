// Checks and conditions of a step, prepared once.
import Extracting
import Measuring
import Scenarios

/// `when`: whether a participant executes a step.
struct PreparedCondition: Sendable {
    private let left: PreparedText
    private let right: PreparedText
    private let isEqual: Bool

    init(_ condition: Condition, _ names: RunNames) throws(UnknownName) {
        left = try PreparedText(condition.left, names)
        right = try PreparedText(condition.right, names)
        isEqual = condition.isEqual
    }

    func holds(for values: ParticipantValues) -> Bool {
        (left.text(for: values) == right.text(for: values)) == isEqual
    }
}

/// A response as checks see it.
struct CheckedAnswer {
    var status: Int
    var body: [UInt8]
    /// From the request's intended start to its end.
    var milliseconds: Double
    var headers: [String: String]
    /// The response's Content-Type, which says how its body is to be read.
    var contentType: String?
    var cookie: (String) -> String?
}

/// A check of a step's response.
struct PreparedCheck: Sendable {
    private enum Demand: Sendable {
        case exists
        case contains(PreparedText)
        case number(Comparison, Double)
        case text(isEqual: Bool, PreparedText)
        case matches(Pattern)
    }

    fileprivate enum Found {
        case number(Double)
        case text(String)
        case body([UInt8], contentType: String?)
    }

    private let text: String
    /// What it examines.
    let subject: Check.Subject
    private let demand: Demand

    init(_ check: Check, _ names: RunNames) throws(UnknownName) {
        text = check.text
        subject = check.subject
        switch check.demand {
        case .exists: demand = .exists
        case .contains(let template): demand = .contains(try PreparedText(template, names))
        case .number(let comparison, let bound): demand = .number(comparison, bound)
        case .text(let isEqual, let template): demand = .text(isEqual: isEqual, try PreparedText(template, names))
        case .matches(let pattern): demand = .matches(pattern)
        }
    }

    /// Whether it says which status is expected, and so replaces the rule about statuses.
    var isAboutStatus: Bool { subject == .status }

    /// The name of the header that it examines, if it examines one.
    var header: String? {
        switch subject {
        case .header(let name): name
        case .body: PreparedExtractions.contentType
        case .status, .time, .size, .cookie, .json: nil
        }
    }

    /// Why the check does not hold, without the response's content; nil if it holds.
    func failure(of answer: CheckedAnswer, values: ParticipantValues) -> String? {
        let found = find(in: answer)
        guard let found else { return "the check `\(text)` does not hold: there is none" }
        let holds: Bool
        switch demand {
        case .exists: holds = true
        case .number(let comparison, let bound): holds = found.asNumber.map { comparison.holds($0, bound) } ?? false
        case .contains(let wanted): holds = found.holds(wanted.bytes(for: values))
        case .text(let isEqual, let wanted): holds = (found.asText == wanted.text(for: values)) == isEqual
        case .matches(let pattern):
            do throws(PatternFault) {
                holds = try pattern.matches(in: found.asText)
            } catch {
                return "the check `\(text)` was not made: its expression \(error)"
            }
        }
        guard !holds else { return nil }
        // Only numbers are quoted: a body, header or cookie may contain a secret.
        switch subject {
        case .status: return "the check `\(text)` does not hold: the status is \(answer.status)"
        case .time: return "the check `\(text)` does not hold: it took \(answer.milliseconds.rounded()) ms"
        case .size: return "the check `\(text)` does not hold: the size is \(answer.body.count)"
        case .body, .header, .cookie, .json: return "the check `\(text)` does not hold"
        }
    }

    private func find(in answer: CheckedAnswer) -> Found? {
        switch subject {
        case .status: return .number(Double(answer.status))
        case .time: return .number(answer.milliseconds)
        case .size: return .number(Double(answer.body.count))
        case .body: return .body(answer.body, contentType: answer.contentType)
        case .header(let name): return answer.headers[name].map(Found.text)
        case .cookie(let name): return answer.cookie(name).map(Found.text)
        case .json(let pointer):
            guard let value = try? JSONScan.value(at: pointer, in: answer.body) else { return nil }
            // As for an extraction, `null` is no value; compared with a text, it is the text.
            if value == .null, case .exists = demand { return nil }
            return .text(value.text)
        }
    }
}

extension PreparedCheck.Found {
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

    fileprivate func holds(_ wanted: [UInt8]) -> Bool {
        switch self {
        case .body(let bytes, _):
            // Nearly all bodies are UTF-8, and are searched as they are.
            wanted.isEmpty || bytes.firstRange(of: wanted) != nil || Array(asText.utf8).firstRange(of: wanted) != nil
        case .number, .text: wanted.isEmpty || Array(asText.utf8).firstRange(of: wanted) != nil
        }
    }
}
