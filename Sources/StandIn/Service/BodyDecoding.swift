// Request bodies, with errors that name the wrong field.

import Extracting
import FoundationEssentials
import PlatformContract

/// Decodes bodies.
enum BodyDecoding {
    /// Decodes a JSON body.
    ///
    /// - Throws: 413 for a body beyond the limit, 400 otherwise, naming the field (contract section 1).
    static func json<Body: Decodable>(_ type: Body.Type, from data: Data?) throws(ErrorResponse) -> Body {
        guard let data else { throw .bodyTooLarge }
        do {
            return try decoded(data)
        } catch {
            throw .api(.badRequest, error.words)
        }
    }

    /// Why a body cannot be decoded.
    private struct Undecodable: Error {
        var words: String
    }

    private static func decoded<Body: Decodable>(_ data: Data) throws(Undecodable) -> Body {
        do {
            // Foundation's parser accepts some texts that are not JSON, for example with a comma after the last value.
            try JSONScan.check(Array(data))
            return try JSONDecoder().decode(Body.self, from: data)
        } catch let error as DecodingError {
            throw Undecodable(words: words(for: error))
        } catch is JSONFault {
            throw Undecodable(words: "The body is not valid JSON")
        } catch {
            throw Undecodable(words: "The body cannot be read")
        }
    }

    /// Ignores the body of a call that reads none, unless no call would accept it.
    ///
    /// - Throws: 413 for a body beyond the limit, 400 for one that claims to be JSON and is not.
    static func ignore(_ request: IncomingRequest) throws(ErrorResponse) {
        // The body of a GET has no meaning (RFC 9110 section 9.3.1) and is not even read.
        guard request.method != "GET", request.body?.isEmpty != true else { return }
        guard request.body == nil || request.mediaType == MediaTypeName.json else { return }
        _ = try json(Anything.self, from: request.body)
    }

    /// Any JSON value.
    private struct Anything: Decodable {
        init(from decoder: any Decoder) {}
    }

    /// Rejects a body whose content type is not JSON. A body without a content type is accepted.
    ///
    /// - Throws: 415.
    static func checkIsJSON(_ request: IncomingRequest) throws(ErrorResponse) {
        guard request.body?.isEmpty == false, let type = request.mediaType, type != MediaTypeName.json else { return }
        throw .api(.unsupportedMediaType, "This call reads \(MediaTypeName.json) only")
    }

    /// Decodes a token request: a form if the content type says so, otherwise JSON.
    ///
    /// - Throws: `invalid_request` (contract section 1); 415 for any other content type.
    static func tokenRequest(_ request: IncomingRequest) throws(ErrorResponse) -> TokenRequest {
        guard let body = request.body else { throw .bodyTooLarge }
        switch request.mediaType {
        case nil, MediaTypeName.json, MediaTypeName.form: break
        default:
            throw .api(
                .unsupportedMediaType, "This call reads \(MediaTypeName.json) and \(MediaTypeName.form) only")
        }
        if request.mediaType == MediaTypeName.form {
            let fields = QueryFields(String(decoding: body, as: UTF8.self))
            return TokenRequest(
                grantType: fields["grant_type"], clientID: fields["client_id"], clientSecret: fields["client_secret"],
                username: fields["username"], password: fields["password"], refreshToken: fields["refresh_token"])
        }
        do {
            return try decoded(body)
        } catch {
            throw .oauth(.invalidRequest, error.words)
        }
    }

    private static func words(for error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context):
            "\(place(context.codingPath + [key])) is missing"
        case .valueNotFound(_, let context), .typeMismatch(_, let context):
            context.codingPath.isEmpty
                ? "The body is not a JSON object" : "\(place(context.codingPath)) has the wrong type"
        case .dataCorrupted(let context):
            context.codingPath.isEmpty
                ? "The body is not valid JSON" : "\(place(context.codingPath)) has a value that is not allowed"
        @unknown default: "The body cannot be read"
        }
    }

    private static func place(_ path: [any CodingKey]) -> String {
        path.map(\.stringValue).joined(separator: ".")
    }
}
