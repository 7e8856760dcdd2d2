// What a refusing answer says, in one line without secrets.
import Addresses
import Extracting
import Measuring
import PlatformContract
import Scenarios
import Transport

extension Participant {
    private static let errorPointer = JSONPointer(member: Field.error)
    private static let descriptionPointer = JSONPointer(member: Field.errorDescription)
    private static let messagePointer = JSONPointer(member: Field.message)

    /// The refusal in one line: the status and the server's own words.
    func refusal(_ exchange: HTTPExchange, _ status: Int16) -> String {
        let (code, message) = Participant.words(of: exchange)
        let parts = [code, message].compactMap { $0 }.filter { !$0.isEmpty }
        guard !parts.isEmpty else { return "answered with status \(status)" }
        return "answered with status \(status): \(hidingSecrets(in: parts.joined(separator: ", ")))"
    }

    /// The error code and the message of a refusal (contract section 1), as far as it has any.
    static func words(of exchange: HTTPExchange) -> (code: String?, message: String?) {
        // The first byte tells a page from an object; a byte order mark may come before it.
        guard let first = exchange.body.first, first == UInt8(ascii: "{") || first == 0xEF else { return (nil, nil) }
        let code = try? JSONScan.string(at: errorPointer, in: exchange.body)
        let description = try? JSONScan.string(at: descriptionPointer, in: exchange.body)
        let message = try? JSONScan.string(at: messagePointer, in: exchange.body)
        return (code, message ?? description)
    }

    /// A server's words, in one line of at most 300 characters, without any secret that this participant knows. All words
    /// of a server that go into a failure pass here. It writes the cookie jar out, so a failure without such words is
    /// spared it.
    func hidingSecrets(in text: String) -> String {
        var secrets = [token?.text, refreshToken].compactMap { $0 } + session.cookies.map(\.value)
        secrets += (try? link?.url.get().tokens) ?? []
        let own = Redactor(secrets: [identity.password] + secrets.map { Secret($0) })
        // All of it before the text is cut, which could leave half a secret that nobody recognises.
        return own.redact(journey.redactor.redact(text)).inOneLine(limit: 300)
    }
}
