// Checks of a step, prepared once.
import Extracting
import Measuring
import Scenarios
import Transport

/// A response as checks see it.
struct CheckedAnswer {
    var status: Int
    var body: [UInt8]
    /// From the request's intended start to its end.
    var milliseconds: Double
    var headers: HeaderValues
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

    /// What it asks of a body, for this participant; nil if it reads none.
    func bodyQuestion(for values: ParticipantValues) -> BodyQuestion? {
        switch subject {
        case .body: BodyQuestion(place: .whole, demand: filled(for: values))
        case .json(let pointer): BodyQuestion(place: .json(pointer), demand: filled(for: values))
        case .status, .time, .size, .header, .cookie: nil
        }
    }

    /// Why a step fails by a check.
    struct Fault {
        /// `.check`, or `.harness` if the check was not made: that says nothing of the target.
        var kind: FailureKind
        var detail: String
    }

    /// Why the check does not hold, without the response's content; nil if it holds. `known` is the answer to its
    /// question about the body, if that was found already.
    func fault(of answer: CheckedAnswer, values: ParticipantValues, known: CheckVerdict? = nil) -> Fault? {
        switch known ?? verdict(on: answer, values) {
        case .holds: return nil
        case .isMissing: return Fault(kind: .check, detail: "the check `\(text)` does not hold: there is none")
        case .unknown(let fault):
            return Fault(kind: .harness, detail: "the check `\(text)` was not made: its expression \(fault)")
        case .fails: break
        }
        // Only numbers are quoted: a body, header or cookie may contain a secret.
        let reason =
            switch subject {
            case .status: ": the status is \(answer.status)"
            case .time: ": it took \(answer.milliseconds.rounded()) ms"
            case .size: ": the size is \(answer.body.count)"
            case .body, .header, .cookie, .json: ""
            }
        return Fault(kind: .check, detail: "the check `\(text)` does not hold\(reason)")
    }

    private func verdict(on answer: CheckedAnswer, _ values: ParticipantValues) -> CheckVerdict {
        if let question = bodyQuestion(for: values) {
            return question.verdict(on: answer.body, contentType: answer.contentType)
        }
        return find(in: answer).map { filled(for: values).verdict(on: $0) } ?? .isMissing
    }

    private func filled(for values: ParticipantValues) -> FilledDemand {
        switch demand {
        case .exists: .exists
        case .contains(let wanted): .contains(wanted.bytes(for: values))
        case .number(let comparison, let bound): .number(comparison, bound)
        case .text(let isEqual, let wanted): .text(isEqual: isEqual, wanted.text(for: values))
        case .matches(let pattern): .matches(pattern)
        }
    }

    private func find(in answer: CheckedAnswer) -> CheckedValue? {
        switch subject {
        case .status: .number(Double(answer.status))
        case .time: .number(answer.milliseconds)
        case .size: .number(Double(answer.body.count))
        case .header(let name): answer.headers[name].map(CheckedValue.text)
        case .cookie(let name): answer.cookie(name).map(CheckedValue.text)
        case .body, .json: nil
        }
    }
}
