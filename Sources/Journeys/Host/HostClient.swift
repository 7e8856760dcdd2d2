// The platform's API as the host calls it: in setup, during the event, and after it.
import Addresses
package import Measuring
package import PlatformContract
import Scenarios
import Transport

/// What came of something that the host asked the platform for.
package enum HostOutcome<Value> {
    /// It was done, or this is the answer.
    case given(Value)
    /// The platform refused it (403).
    case refused(HostRefusal)
    /// There is no such thing (404), or not yet.
    case missing
}

extension HostOutcome: Sendable where Value: Sendable {}

/// A refusal: the account's plan does not include something, or the account may not have it. Not a failure of the run.
package struct HostRefusal: Hashable, Sendable {
    /// Whether the account's plan is the reason (contract sections 8 and 10).
    package var isByPlan: Bool
    /// The platform's own words, in one line without secrets; empty if it said nothing.
    package var words: String

    /// Creates a refusal.
    package init(isByPlan: Bool, words: String) {
        self.isByPlan = isByPlan
        self.words = words
    }

    /// Whether the platform knows no such call (404).
    package var isUnknownCall = false

    /// The platform's words in quotation marks and brackets, to be put behind a clause; empty if it said nothing.
    package var quoted: String {
        if isUnknownCall { return " (status 404: the platform knows no such call)" }
        return words.isEmpty ? "" : " (“\(words)”)"
    }

    /// Why something is not done, as a part of a sentence.
    /// - Parameters:
    ///   - what: what the account's plan may lack: `records`.
    ///   - deed: what the host may not do otherwise: `record the event`.
    /// - Returns: a clause with the platform's words.
    func reason(for what: String, to deed: String) -> String {
        isByPlan
            ? "the plan of the host's account does not include \(what)\(quoted)" : "the host may not \(deed)\(quoted)"
    }

    /// Reads it from a failure with status 403.
    init(_ failure: Failure) {
        let words = failure.detail.firstRange(of: ": ").map { String(failure.detail[$0.upperBound...]) } ?? ""
        let text = words.lowercased()
        self.init(isByPlan: HostRefusal.planWords.contains { text.contains($0) }, words: words)
    }

    /// What a message about the account's plan contains, in lower case: the platform's messages are not documented.
    private static let planWords = ["plan does not", "plan without", "your plan", "paid plan", "тариф"]
}

/// Calls the API with the host's token. Used on one loop, by one task at a time.
package final class HostClient {
    let host: Participant
    let origins: Origins
    private var token: String
    /// Obtains another token than the one that the platform has rejected (401); nil if that is the end of it.
    private var renew: ((Participant, _ rejected: String?) async throws(Failure) -> String)?

    /// Creates a client that makes its requests as this participant.
    init(
        host: Participant, origins: Origins, token: String,
        renew: ((Participant, _ rejected: String?) async throws(Failure) -> String)? = nil
    ) {
        self.host = host
        self.origins = origins
        self.token = token
        self.renew = renew
    }

    /// A value in the body of a request.
    package enum Value: Hashable, Sendable {
        /// A string.
        case text(String)
        /// `true` or `false`.
        case truth(Bool)
    }

    /// A call of the API, as far as the token does not matter.
    package struct Request: Sendable {
        /// What it is called in samples.
        package var endpoint: Endpoint
        /// The method.
        package var method: String
        /// The path, with the query.
        package var path: String
        /// The members of its JSON body; nil: it has none.
        package var body: [(String, Value)]?
        /// The space in its path, for the diagnosis.
        package var space: String?
        /// The room in its path, for the diagnosis.
        package var room: String?
        /// Whether the answer may be something other than a JSON object: empty, or text.
        package var answersAnything = false
        /// Whether it must not be made twice: it goes over a new connection, since a request on one that is kept alive is
        /// repeated if the connection closes without an answer.
        package var isOnce = false
        /// Statuses that mean that there is no such thing.
        package var missing: [Int16] = [404]

        /// Creates a request.
        package init(
            _ endpoint: Endpoint, method: String = "GET", _ path: String, body: [(String, Value)]? = nil,
            space: String? = nil, room: String? = nil
        ) {
            self.endpoint = endpoint
            self.method = method
            self.path = path
            self.body = body
            self.space = space
            self.room = room
        }
    }

    /// Makes a request.
    /// - Returns: the body of the answer, as it was received, or why there is none.
    /// - Throws: any failure that is neither a refusal nor a missing thing.
    package func ask(_ request: Request) async throws(Failure) -> HostOutcome<[UInt8]> {
        try await ask(request) { $0.body }
    }

    /// Makes a request, and reads its answer.
    /// - Returns: what `read` made of the answer, or why there is none.
    /// - Throws: any failure that is neither a refusal nor a missing thing; what `read` throws.
    func ask<Value>(
        _ request: Request, read: (HTTPExchange) throws(Failure) -> Value
    ) async throws(Failure) -> HostOutcome<Value> {
        do throws(Failure) {
            return try await perform(request, read: read).map { .given($0) } ?? .missing
        } catch {
            guard error.status == 403 else { throw error }
            return .refused(HostRefusal(error))
        }
    }

    /// Makes a request. A token that the platform rejects is replaced once.
    /// - Returns: what `read` made of the answer; nil if there is no such thing.
    func perform<Value>(
        _ request: Request, read: (HTTPExchange) throws(Failure) -> Value
    ) async throws(Failure) -> Value? {
        do throws(Failure) {
            return try await host.exchange(call(request), read: read)
        } catch {
            guard error.status == 401, let renew else { throw error }
            self.renew = nil
            token = try await renew(host, token)
            return try await host.exchange(call(request), read: read)
        }
    }

    private func call(_ request: Request) -> Call {
        var body: [UInt8] = []
        if let members = request.body {
            var object = PreparedObject()
            for (name, value) in members {
                switch value {
                case .text(let text): object.string(name, text)
                case .truth(let truth): object.raw(name, truth ? "true" : "false")
                }
            }
            body = object.closed().bytes(for: host.values)
        }
        let call = PlatformRequest(
            request.endpoint,
            HTTPRequest(
                method: request.method, url: origins.api.appending(request.path),
                headers: request.body == nil ? HeaderLines.accept(bearer: token) : HeaderLines.json(bearer: token),
                body: body),
            expecting: request.answersAnything ? .anything : .json, bearer: .host, space: request.space,
            room: request.room)
        call.accepted = request.missing
        call.request.needsFreshConnection = request.isOnce
        return call
    }
}
