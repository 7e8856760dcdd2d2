// What a response says about an error, in one line without secrets.
import Addresses
import Extracting
import Measuring
import Scenarios
import Transport

/// The error in a JSON body, as most APIs write it (RFC 6749 section 5.2, and common web frameworks).
struct ErrorWords {
    private static let error = JSONPointer(member: "error")
    private static let nested = try? JSONPointer("/error/message")
    private static let description = JSONPointer(member: "error_description")
    private static let message = JSONPointer(member: "message")
    private static let statusCode = JSONPointer(member: "statusCode")
    private static let success = JSONPointer(member: "success")
    private static let signs: [[UInt8]] = [#""error""#, #""statusCode""#, #""success""#].map { Array($0.utf8) }

    /// `error`.
    var code: String?
    /// `message`, `error_description`, or the message inside `error`.
    var message: String?

    /// Reads the error from a body, as far as it has one.
    init(_ body: [UInt8]) {
        guard JSONScan.firstByte(body) == UInt8(ascii: "{") else { return }
        code = try? JSONScan.string(at: ErrorWords.error, in: body)
        message =
            (try? JSONScan.string(at: ErrorWords.message, in: body))
            ?? (try? JSONScan.string(at: ErrorWords.description, in: body))
        if message == nil, let nested = ErrorWords.nested { message = try? JSONScan.string(at: nested, in: body) }
    }

    /// Code and message in one line; nil if there are none.
    var line: String? {
        let parts = [code, message].compactMap { $0 }.filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    /// An error in the body of a success response; nil if there is none. `isError` tells whether the body says so
    /// outright, or through a status other than the response's own.
    static func inSuccess(_ body: [UInt8]) throws(JSONFault) -> (text: String, isError: Bool)? {
        guard JSONScan.mentions(signs, in: body) else { return nil }
        switch try JSONScan.value(at: error, in: body) {
        case .string(let text) where !text.isEmpty: return (ErrorWords(body).line ?? text, true)
        case .number(let text) where text != "0": return (ErrorWords(body).line ?? text, true)
        case .boolean(true): return (ErrorWords(body).message ?? "error", true)
        case .object(let text) where text.utf8.count > 2, .array(let text) where text.utf8.count > 2:
            return (ErrorWords(body).line ?? "error", true)
        case .string, .number, .boolean, .null, .object, .array, nil: break
        }
        if try JSONScan.value(at: success, in: body) == .boolean(false) {
            return (ErrorWords(body).message ?? "success: false", true)
        }
        if let status = try JSONScan.value(at: statusCode, in: body)?.number, status >= 400 {
            return (
                ["statusCode \(Int(status))", ErrorWords(body).message].compactMap { $0 }.joined(separator: ", "), false
            )
        }
        return nil
    }
}

extension Participant {
    /// The refusal in one line: the status and the server's own message.
    func refusal(_ exchange: HTTPExchange, _ status: Int16) -> String {
        guard let words = ErrorWords(exchange.body).line else { return "answered with status \(status)" }
        return "answered with status \(status): \(hidingSecrets(in: words))"
    }

    /// A server's message, in one line of limited length, without any secret that this participant knows. Every text
    /// from a server that goes into a failure passes through here. It exports the cookie jar, so it is called only for
    /// failures with such a text.
    func hidingSecrets(in text: String, limit: Int = 300) -> String {
        var secrets = [token?.text, values[.refreshToken]].compactMap { $0 } + session.cookies.map(\.value)
        secrets += (try? link?.url.get().tokens) ?? []
        let own = Redactor(secrets: [identity.password] + secrets.map { Secret($0) })
        // Redacted before the text is cut, since half a secret would not be recognised.
        return own.redact(journey.redactor.redact(text)).inOneLine(limit: limit)
    }
}
