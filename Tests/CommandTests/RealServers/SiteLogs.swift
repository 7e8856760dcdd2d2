// The lines of the customer's site's two logs.
import Foundation

/// A request as Django saw it.
struct SiteLine: Decodable, Sendable {
    var at: Double
    var method: String
    var path: String
    var query: String
    var host: String?
    var status: Int
    var location: String?
    /// Who was logged in after it, by session or by token.
    var user: String?
    /// The digest of the session's key.
    var session: String?
    /// `X-Turnout-Participant`.
    var participant: String?
    /// The names of the cookies that came, in their order.
    var cookies: [String]
    /// The scheme of `Authorization`.
    var authorization: String?
    var origin: String?
    var referer: String?
    var acceptEncoding: String?
    var contentType: String?
    var contentLength: Int
    /// What the view has to say: the echo of the request, the cookies that it shows.
    var note: JSONNote?
}

/// A request as nginx saw it.
struct NginxLine: Decodable, Sendable {
    var at: Double
    var port: Int
    /// `HTTP/1.1`, `HTTP/2.0`.
    var `protocol`: String
    /// The connection's number.
    var connection: Int
    var method: String
    /// Path and query as they came.
    var target: String
    var status: Int
    /// Bytes sent, headers included.
    var bytes: Int64
    /// Bytes received, headers included.
    var received: Int64
    /// `Content-Encoding` of the answer.
    var coding: String
    var location: String
    var participant: String
    var authorization: String
    /// The subject of the client's certificate.
    var client: String

    /// Whether it was answered: 444 says that nginx closed without an answer, 499 that the client did not wait for it.
    var isAnswered: Bool { status != 444 && status != 499 }
}

/// Any JSON, to be compared with literals.
enum JSONNote: Decodable, Hashable, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case list([JSONNote])
    case object([String: JSONNote])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([JSONNote].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: JSONNote].self))
        }
    }

    /// A member of an object.
    subscript(_ name: String) -> JSONNote? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    /// The text that it is.
    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }
}

extension JSONNote: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    init(stringLiteral value: String) { self = .text(value) }
    init(integerLiteral value: Int) { self = .number(Double(value)) }
    init(floatLiteral value: Double) { self = .number(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(nilLiteral: ()) { self = .null }
    init(arrayLiteral elements: JSONNote...) { self = .list(elements) }
    init(dictionaryLiteral elements: (String, JSONNote)...) {
        self = .object(Dictionary(uniqueKeysWithValues: elements))
    }
}
