// The service behind Hummingbird: HTTP messages in, HTTP messages out.

import FoundationEssentials
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import PlatformContract

/// Hands requests to the service. It recognises paths itself, so Hummingbird's router is not needed.
struct HTTPFront: HTTPResponder {
    /// Nothing has to be kept for a request.
    struct Context: InitializableFromSource {
        init(source: ApplicationRequestContextSource) {}
    }

    let service: StandInService
    private let participantHeader = HTTPField.Name(HeaderName.participant)

    init(service: StandInService) { self.service = service }

    func respond(to request: Request, context: Context) async throws -> Response {
        let head = request.head
        let target = head.path ?? "/"
        let end = target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        var incoming = IncomingRequest(method: head.method.rawValue, path: String(target[..<end]))
        if end < target.endIndex { incoming.query = String(target[end...].dropFirst()) }
        incoming.authority = head.authority
        incoming.authorization = head.headerFields[.authorization]
        incoming.cookies = head.headerFields[.cookie]
        incoming.contentType = head.headerFields[.contentType]
        incoming.participant = participantHeader.flatMap { head.headerFields[$0] }.flatMap { Int($0) }
        if head.method != .get {
            do {
                let buffer = try await request.body.collect(upTo: service.configuration.maximumBodyBytes)
                incoming.body = Data(buffer.readableBytesView)
            } catch is NIOTooManyBytesError {
                incoming.body = nil
            }
        }
        var answer = await service.answer(incoming)
        // RFC 9110 section 9.3.2: what answers HEAD has no body.
        if head.method == .head { answer.body = [] }
        return Self.response(answer)
    }

    private static func response(_ answer: Answer) -> Response {
        var fields = HTTPFields()
        if !answer.body.isEmpty {
            switch answer.media {
            case .json: fields[.contentType] = "application/json; charset=utf-8"
            case .html: fields[.contentType] = "text/html; charset=utf-8"
            }
        }
        if let seconds = answer.retryAfterSeconds { fields[.retryAfter] = seconds.description }
        if let allow = answer.allow { fields[.allow] = allow }
        for cookie in answer.cookies { fields.append(HTTPField(name: .setCookie, value: cookie)) }
        return Response(
            status: HTTPResponse.Status(code: answer.status), headers: fields,
            body: answer.body.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }
}
