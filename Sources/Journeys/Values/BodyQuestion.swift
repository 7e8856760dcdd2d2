// What a check asks of a body, so that it can be answered on any thread.
import Extracting
import Scenarios

/// A check of a body, or of a value in it, with a participant's values filled in.
struct BodyQuestion: Sendable {
    /// What is examined.
    enum Place: Sendable {
        case whole
        case json(JSONPointer)
    }

    let place: Place
    let demand: FilledDemand

    /// The answer.
    func verdict(on body: [UInt8], contentType: String?) -> CheckVerdict {
        switch place {
        case .whole: return demand.verdict(on: .body(body, contentType: contentType))
        case .json(let pointer):
            guard let value = try? JSONScan.value(at: pointer, in: body) else { return .isMissing }
            // As for an extraction, `null` is no value; compared with a text, it is the text.
            if value == .null, case .exists = demand { return .isMissing }
            return demand.verdict(on: .text(value.text))
        }
    }
}
