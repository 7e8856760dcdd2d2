// What a response says about an error, in one line without secrets.
import Addresses
import Extracting
import Measuring
import Scenarios
import Transport

/// The error in a JSON body, as most APIs write it (RFC 6749 section 5.2, and common web frameworks).
struct ErrorWords {
    /// The members that are read, all of them in one pass.
    private enum Member: Int {
        case error, message, description, statusCode, success
        static let names: [[UInt8]] = ["error", "message", "error_description", "statusCode", "success"].map {
            Array($0.utf8)
        }
    }
    private static let message = JSONPointer(member: "message")
    private static let signs: [[UInt8]] = [#""error""#, #""statusCode""#, #""success""#].map { Array($0.utf8) }

    /// `error`.
    var code: String?
    /// `message`, `error_description`, or the message inside `error`.
    var message: String?

    /// Reads the error from a body, as far as it has one.
    init(_ body: [UInt8]) {
        let isObject = JSONScan.firstByte(body) == UInt8(ascii: "{")
        self.init(isObject ? try? JSONScan.members(Member.names, in: body) : nil)
    }

    private init(_ values: [JSONValue?]?) {
        guard let values else { return }
        func text(_ member: Member) -> String? { values[member.rawValue]?.content }
        code = text(.error)
        message = text(.message) ?? text(.description)
        if message == nil, case .object(let nested) = values[Member.error.rawValue] {
            message = try? JSONScan.string(at: ErrorWords.message, in: Array(nested.utf8))
        }
    }

    /// Code and message in one line; nil if there are none.
    var line: String? {
        let parts = [code, message].compactMap { $0 }.filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    /// An error in the body of a success response.
    struct InSuccess {
        var words: ErrorWords
        /// What it says.
        var text: String
        /// Whether the body says so outright, or through a status other than the response's own.
        var isError: Bool
    }

    /// The error in the body of a success response; nil if there is none.
    static func inSuccess(_ body: [UInt8]) throws(JSONFault) -> InSuccess? {
        guard JSONScan.mentions(signs, in: body) else { return nil }
        let values = try JSONScan.members(Member.names, in: body)
        let words = ErrorWords(values)
        func error(_ text: String, isError: Bool = true) -> InSuccess {
            InSuccess(words: words, text: text, isError: isError)
        }
        switch values[Member.error.rawValue] {
        case .string(let text) where !text.isEmpty: return error(words.line ?? text)
        case .number(let text) where text != "0": return error(words.line ?? text)
        case .boolean(true): return error(words.message ?? "error")
        case .object(let text) where text.utf8.count > 2, .array(let text) where text.utf8.count > 2:
            return error(words.line ?? "error")
        case .string, .number, .boolean, .null, .object, .array, nil: break
        }
        if values[Member.success.rawValue] == .boolean(false) { return error(words.message ?? "success: false") }
        if let status = values[Member.statusCode.rawValue], let number = status.number, number >= 400 {
            // A server may write any number: not every one is an Int.
            let shown = Int(exactly: number).map(String.init) ?? status.text
            let parts = ["statusCode \(shown)", words.message].compactMap { $0 }
            return error(parts.joined(separator: ", "), isError: false)
        }
        return nil
    }
}

extension JSONValue {
    /// The text of a string or a number.
    fileprivate var content: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .boolean, .null, .object, .array: nil
        }
    }
}

extension Participant {
    /// How much of a server's text is looked at: far more than is shown.
    private static let textLimit = 8192

    /// The refusal in one line: the status and the server's own message.
    func refusal(_ words: ErrorWords, _ status: Int16, page body: [UInt8]? = nil) -> String {
        guard let line = words.line else {
            let title = body.flatMap { shownTitle(of: $0, limit: 80) }
            return "answered with status \(status)" + (title.map { " (“\($0)”)" } ?? "")
        }
        return "answered with status \(status): \(hidingSecrets(in: line))"
    }

    /// A page's title, without any secret that this participant knows; nil if it has none.
    ///
    /// A secret with `<`, `&` or white space in it is no longer recognised once the title was read, and one in the forms
    /// of HTML is only then. So secrets are looked for before and afterwards.
    func shownTitle(of body: [UInt8], limit: Int) -> String? {
        guard let content = HTMLTitle.content(in: body) else { return nil }
        let hidden = hidingSecrets(in: content, limit: .max)
        return HTMLTitle.words(of: hidden).map {
            hidingSecrets(in: $0, limit: limit, isCut: hidden.contains("<"))
        }
    }

    /// A server's message, in one line of limited length, without any secret that this participant knows. Every text
    /// from a server that goes into a failure passes through here. It exports the cookie jar where there is one, so it
    /// is called only for failures with such a text.
    /// `isCut` says that the text may end in the middle of one.
    func hidingSecrets(in text: String, limit: Int = 300, isCut: Bool = false) -> String {
        let isCut = isCut || text.utf8.count > Participant.textLimit
        var text = isCut ? String(decoding: text.utf8.prefix(Participant.textLimit), as: UTF8.self) : text
        // Half a character would hide that half a secret is before it.
        while isCut, text.unicodeScalars.last == "\u{FFFD}" { text.unicodeScalars.removeLast() }
        let room = journey.provisionedRoom
        let known = Set([room.spaceID, room.roomID, room.roomAlias].compactMap { $0 })
        var secrets = [token?.text, values[.refreshToken], signalingToken].compactMap { $0 }
        if session.storesCookies { secrets += session.cookies.flatMap { Credentials.forms(of: $0.value) } }
        secrets += journey.secretSlots.compactMap { values[$0] }
        // A value of any name may be a link with a token in it, and so may be where a server redirected to.
        secrets += journey.openSlots.compactMap { values[$0] }
            .flatMap { Credentials.values(inLink: $0, known: known) }
        if let page, !pageIsGiven { secrets += Credentials.values(inFields: page.query ?? "") }
        for url in [link?.url, pageIsGiven ? page : nil].compactMap({ $0 }) + scope.redirects {
            secrets += url.credentials(known: known)
        }
        for case let request as PreparedRequest in journey.steps.map(\.action) {
            secrets += request.encodedCredentials(for: values)
        }
        let redactor = journey.redactor.hiding([identity.password] + secrets.map { Secret($0) })
        // Redacted before the text is cut to what is shown, since half a secret would not be recognised. Half a secret
        // at the end of what is looked at is.
        return redactor.redact(text, isCut: isCut).inOneLine(limit: limit)
    }
}
