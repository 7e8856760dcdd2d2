// Connects the service to Hummingbird: HTTP requests in, HTTP responses out.

import FoundationEssentials
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import PlatformContract

/// Passes requests to the service, which does its own routing.
struct HTTPFront: HTTPResponder {
    /// The channel on which a request arrived.
    struct Context: InitializableFromSource {
        let channel: any Channel

        init(source: ApplicationRequestContextSource) { channel = source.channel }
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
        // HTTP/1.0 need not name a host; the client reached the server by this address in any case.
        incoming.authority = head.authority ?? Self.address(of: context.channel)
        incoming.authorization = head.headerFields[.authorization]
        incoming.cookies = head.headerFields[.cookie]
        incoming.origin = head.headerFields[.origin]
        incoming.contentType = head.headerFields[.contentType]
        incoming.participant = participantHeader.flatMap { head.headerFields[$0] }.flatMap { Int($0) }
        if head.method != .get {
            if (head.headerFields[.contentLength].flatMap { Int($0) } ?? 0) > 0,
                let early = service.answerBeforeBody(incoming)
            {
                if early.delivery == .reset { await Self.reset(context.channel) }
                return Self.response(early)
            }
            do {
                let buffer = try await request.body.collect(upTo: service.configuration.maximumBodyBytes)
                incoming.body = Data(buffer.readableBytesView)
            } catch is NIOTooManyBytesError {
                incoming.body = nil
            }
        }
        let answer = await service.answer(incoming)
        if answer.delivery == .reset { await Self.reset(context.channel) }
        let response = Self.response(answer)
        // RFC 9110 section 9.3.2: a response to HEAD has no body but states its length.
        return head.method == .head ? response.createHeadResponse() : response
    }

    /// The host and port to which a connection was made.
    private static func address(of channel: any Channel) -> String? {
        guard let address = channel.localAddress, let host = address.ipAddress, let port = address.port else {
            return nil
        }
        return (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
    }

    /// The headers of every personal response.
    private static let personal = PersonalAnswer.fields.compactMap { name, value in
        HTTPField.Name(name).map { HTTPField(name: $0, value: value) }
    }

    private static func response(_ answer: Answer) -> Response {
        var fields = HTTPFields()
        if !answer.body.isEmpty {
            switch answer.media {
            case .json: fields[.contentType] = "application/json; charset=utf-8"
            case .html: fields[.contentType] = "text/html; charset=utf-8"
            case .text: fields[.contentType] = "text/plain; charset=utf-8"
            case .video: fields[.contentType] = "video/mp4"
            }
        }
        if let seconds = answer.retryAfterSeconds { fields[.retryAfter] = seconds.description }
        if let allow = answer.allow { fields[.allow] = allow }
        if let crossOrigin = answer.crossOrigin {
            fields[.accessControlAllowOrigin] = crossOrigin.allowed
            fields[.accessControlAllowCredentials] = "true"
            fields[.vary] = "Origin"
            if crossOrigin.isPreflight {
                fields[.accessControlAllowMethods] = "GET, POST, PUT, DELETE"
                fields[.accessControlAllowHeaders] = "content-type, authorization"
            }
        }
        if let location = answer.location { fields[.location] = location }
        if answer.isPersonal { fields.append(contentsOf: personal) }
        for cookie in answer.cookies { fields.append(HTTPField(name: .setCookie, value: cookie)) }
        return Response(
            status: HTTPResponse.Status(code: answer.delivery == .reset ? 500 : answer.status), headers: fields,
            body: body(answer))
    }

    private static func body(_ answer: Answer) -> ResponseBody {
        guard !answer.body.isEmpty else { return ResponseBody() }
        let bytes = ByteBuffer(bytes: answer.body)
        guard answer.delivery == .truncated else { return ResponseBody(byteBuffer: bytes) }
        // Content-Length is that of the whole body. A failure while writing cuts the body short.
        return ResponseBody(contentLength: bytes.readableBytes) { writer in
            try await writer.write(bytes.getSlice(at: bytes.readerIndex, length: bytes.readableBytes / 2) ?? bytes)
            throw BrokenOff()
        }
    }

    private struct BrokenOff: Error {}

    /// Resets the connection. Later writes to it are discarded.
    private static func reset(_ channel: any Channel) async {
        let reset = channel.eventLoop.submit { ConnectionWatch.over(channel)?.reset() }
        // Fails only if the loop has ended, and the connection with it.
        try? await reset.get()
    }
}
