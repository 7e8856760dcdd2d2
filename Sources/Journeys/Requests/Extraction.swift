// Extracts values from JSON responses.
import Addresses
import Extracting
import Measuring
import Scenarios
import Transport

extension Participant {
    /// The text at a pointer that a later step requires.
    func required(_ pointer: JSONPointer, _ name: String, _ exchange: HTTPExchange) throws(Failure) -> String {
        guard let text = try optional(pointer, exchange) else {
            throw Failure(kind: .extract, detail: "the response has no \(name)")
        }
        guard !text.isEmpty else { throw Failure(kind: .extract, detail: "the \(name) in the response is empty") }
        return text
    }

    /// The URL at a pointer that a later request goes to.
    func requiredURL(_ pointer: JSONPointer, _ name: String, _ exchange: HTTPExchange) throws(Failure) -> WebURL {
        let text = try required(pointer, name, exchange)
        do throws(WebURL.Fault) {
            return try WebURL(text, near: journey.origins.web.url)
        } catch {
            // The text itself may be a token.
            throw Failure(
                kind: .extract, detail: "the \(name) in the response is no valid URL: \(error.expectation) is needed")
        }
    }

    /// The text at a pointer, if there is one.
    func optional(_ pointer: JSONPointer, _ exchange: HTTPExchange) throws(Failure) -> String? {
        do throws(JSONFault) {
            return try JSONScan.string(at: pointer, in: exchange.body)
        } catch {
            throw Failure(kind: .protocol, detail: "the response is \(error)")
        }
    }
}
