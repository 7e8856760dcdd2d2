// What a transfer came to: libcurl's result read with what the callbacks saw.
import Addresses
import CLibcurl
import Glibc
import Measuring

/// Why a transfer failed, if it did. Made when libcurl has finished it, and not kept.
@safe
struct TransferResult {
    /// See `HTTPExchange.diedUnanswered`.
    let diedUnanswered: Bool
    private let completion: tcurl_completion
    private let slot: UnsafeMutablePointer<tcurl_slot>
    private let url: WebURL?
    private let proxy: Proxy?
    private let bodyLimit: Int
    private let tooLate: TooLate?

    @unsafe
    init(
        _ completion: tcurl_completion, slot: UnsafeMutablePointer<tcurl_slot>, url: WebURL?, proxy: Proxy?,
        bodyLimit: Int, tooLate: TooLate?
    ) {
        self.tooLate = tooLate
        unsafe self.completion = unsafe completion
        unsafe self.slot = unsafe slot
        self.url = url
        self.proxy = proxy
        self.bodyLimit = bodyLimit
        diedUnanswered = unsafe TransferResult.diedUnanswered(completion, slot)
    }

    /// Why it failed; nil if a whole response came. `isHTTP2` says whether the connection, if it was a kept one, speaks
    /// HTTP/2.
    func failure(isHTTP2: @autoclosure () -> Bool) -> Failure? {
        unsafe completion.code == CURLE_OK ? incomplete() : fault(isHTTP2: isHTTP2)
    }

    /// These are libcurl's errors where it does not try to replay: the connection
    /// closed in the middle of a large body, or in the HTTP/2 layer.
    private static func diedUnanswered(
        _ completion: tcurl_completion, _ slot: UnsafeMutablePointer<tcurl_slot>
    ) -> Bool {
        if unsafe slot.pointee.replay_refused { return unsafe !wantsHTTP1(completion, slot) }
        let hasBegun = unsafe slot.pointee.first_byte_at != 0 || slot.pointee.header_ended
        if unsafe hasBegun || slot.pointee.sent_at == 0 || completion.bytes_received != 0 { return false }
        switch unsafe completion.code {
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE:
            return unsafe completion.connections == 0
        default:
            return unsafe isGoneAway(completion, slot)
        }
    }

    /// Whether the server closed the HTTP/2 connection and says that it did not process the request (GOAWAY with a lower
    /// stream, RFC 9113 section 6.8), whether because of an error or to end it in an orderly way: libcurl does not say. It
    /// says nothing at all but that there was an error in the framing layer. Other errors of that layer have a text.
    private static func isGoneAway(
        _ completion: tcurl_completion, _ slot: UnsafeMutablePointer<tcurl_slot>
    ) -> Bool {
        unsafe completion.code == CURLE_HTTP2 && slot.pointee.error.0 == 0 && slot.pointee.sent_at != 0
    }

    /// Whether the server reset the stream with HTTP_1_1_REQUIRED, so that libcurl would have sent the request again over
    /// HTTP/1.1. Once more over HTTP/2 would be in vain. On a new connection libcurl's text about it is lost: for no other
    /// reason does it call a response empty and go on.
    private static func wantsHTTP1(
        _ completion: tcurl_completion, _ slot: UnsafeMutablePointer<tcurl_slot>
    ) -> Bool {
        guard unsafe slot.pointee.replay_refused && slot.pointee.reason_known else { return false }
        let text = unsafe text(of: slot)
        return unsafe text.contains("HTTP_1_1_REQUIRED") || completion.connections > 0 && text.hasPrefix("Empty reply")
    }

    /// What libcurl wrote into its error buffer.
    private static func text(of slot: UnsafeMutablePointer<tcurl_slot>) -> String {
        unsafe withUnsafePointer(to: &slot.pointee.error) { buffer in
            unsafe buffer.withMemoryRebound(to: CChar.self, capacity: Int(CURL_ERROR_SIZE)) {
                unsafe String(cString: $0)
            }
        }
    }

    /// What is missing from a response that libcurl takes for a whole one.
    private func incomplete() -> Failure? {
        let status = unsafe completion.status
        guard status > 0 else { return nil }
        // Through a connection that the proxy made it would be the target's.
        if status == 407, let proxy, url?.scheme == "http", unsafe slot.pointee.tunnelled_at == 0 {
            return proxy.wantsCredentials()
        }
        if unsafe !slot.pointee.header_ended {
            return Failure(
                kind: .reset, status: status, detail: "the connection ended within the header of the response")
        }
        return nil
    }

    /// What is wrong with the response's Content-Length, because of which our callback ended the transfer.
    private var lengthFault: String? {
        guard unsafe completion.code == CURLE_WRITE_ERROR else { return nil }
        return switch unsafe slot.pointee.length_fault {
        case tcurl_length_is_too_great: "the response has a Content-Length that no integer can hold"
        case tcurl_length_is_no_number: "the response has a Content-Length that is no number"
        case tcurl_lengths_differ: "the response has several Content-Lengths, which differ"
        default: nil
        }
    }

    /// Whether the request is longer than libcurl sends: then nothing of it was sent, though all was ready for that.
    var isTooLongToSend: Bool { unsafe exceedsLimitOfLibcurl && completion.bytes_sent == 0 }

    /// libcurl limits the length of a request's head and that of a response's header line, and calls a longer one a lack of
    /// memory. There is memory if some can be had.
    private var exceedsLimitOfLibcurl: Bool {
        guard unsafe completion.code == CURLE_OUT_OF_MEMORY, unsafe !slot.pointee.out_of_memory,
            unsafe slot.pointee.sent_at != 0, unsafe !slot.pointee.header_ended, let memory = unsafe malloc(1 << 20)
        else { return false }
        unsafe free(memory)
        return true
    }

    private func fault(isHTTP2: () -> Bool) -> Failure {
        let status = unsafe completion.status > 0 ? Int(completion.status) : nil
        if isTooLongToSend {
            return Failure(
                kind: .harness,
                detail:
                    "the request's line and header lines are longer than libcurl sends (about 1 MB); nothing was sent",
                curlCode: unsafe Int32(completion.code.rawValue))
        }
        if exceedsLimitOfLibcurl {
            return Failure(
                kind: .tooLarge, status: status,
                detail: "a header line of the response is longer than libcurl accepts (about 100 KB)",
                curlCode: unsafe Int32(completion.code.rawValue))
        }
        if unsafe slot.pointee.too_large {
            return Failure(
                kind: .tooLarge, status: status,
                detail: "the body is larger than the limit of \(bodyLimit) bytes",
                curlCode: unsafe Int32(completion.code.rawValue))
        }
        if let lengthFault {
            return Failure(
                kind: .protocol, status: status, detail: lengthFault,
                curlCode: unsafe Int32(completion.code.rawValue))
        }
        if let tooLate { return tooLate.failure(status: status, curlCode: unsafe Int32(completion.code.rawValue)) }
        let shortage = unsafe slot.pointee.out_of_memory ? ENOMEM : slot.pointee.os_error
        let errorNumber = unsafe shortage != 0 ? shortage : Int32(clamping: completion.os_error)
        let text = unsafe Self.text(of: slot)
        if diedUnanswered { return died(text: text, isHTTP2: isHTTP2) }
        if unsafe Self.isGoneAway(completion, slot) {
            return Failure(
                kind: .reset, status: status,
                detail: "the server closed the HTTP/2 connection (GOAWAY) before the response was complete",
                curlCode: unsafe Int32(completion.code.rawValue))
        }
        if unsafe slot.pointee.replay_refused {
            return Failure(
                kind: .reset, status: status,
                detail: "the server wants HTTP/1.1 for this request (HTTP_1_1_REQUIRED)",
                curlCode: Int32(CURLE_HTTP2_STREAM.rawValue))
        }
        // A server that closes an HTTP/2 connection, or resets it or a stream, has another code. With this one libcurl
        // itself ended the connection, because of frames that are invalid or no frames.
        if unsafe completion.code == CURLE_GOT_NOTHING, isHTTP2() {
            return Failure(
                kind: .protocol, status: status, detail: "the server sent something that is not valid HTTP/2",
                curlCode: unsafe Int32(completion.code.rawValue))
        }
        let failure = unsafe Failure.fromCurl(
            completion.code, errorNumber: errorNumber, status: status, text: text, url: url)
        guard let proxy, unsafe slot.pointee.sent_at == 0 else {
            let repeated = unsafe slot.pointee.repeated_syns
            if failure.kind == .timeout, unsafe completion.connections == 0, repeated > 0 {
                var unanswered = failure
                unanswered.detail += ", with the SYN repeated \(repeated == 1 ? "once" : "\(repeated) times")"
                return unanswered
            }
            // libcurl's text and times (before 8.0) are the same as those of a host that does not answer.
            let isInHandshake = unsafe completion.connections > 0 && slot.pointee.sent_at == 0
            guard failure.kind == .timeout, isInHandshake, url?.scheme == "https" else { return failure }
            var stalled = failure
            stalled.detail += ", in the TLS handshake"
            return stalled
        }
        let answered = unsafe tcurl_connect_status(slot.pointee.easy)
        return proxy.failure(failure, status: answered > 0 ? answered : nil, url: url) ?? failure
    }

    /// After a refused replay, libcurl's code is about the refusal. The code is then the one that libcurl would have
    /// reported if it made no replays.
    private func died(text: String, isHTTP2: () -> Bool) -> Failure {
        let refusal = unsafe slot.pointee.replay_refused
        let hasReason = unsafe refusal ? slot.pointee.reason_known : !text.isEmpty
        if unsafe Self.isGoneAway(completion, slot) {
            return Failure(
                kind: .reset,
                detail: "the server closed the HTTP/2 connection (GOAWAY) before it processed the request",
                curlCode: unsafe Int32(completion.code.rawValue))
        }
        // libcurl repeats a request of a new connection for no other reason. On a kept connection it also repeats one
        // if the connection closed, but over HTTP/2 it then says so, or reports an error and repeats nothing; or if it
        // ended the connection itself, because of what the server sent, and says nothing.
        if refusal, unsafe completion.connections > 0 || !hasReason && isHTTP2() {
            return Failure(
                kind: .reset,
                detail: "the server refused the HTTP/2 stream"
                    + (unsafe completion.connections > 0 ? "" : ", or sent something that is not valid HTTP/2"),
                curlCode: Int32(CURLE_HTTP2_STREAM.rawValue))
        }
        let code = unsafe refusal ? (hasReason ? CURLE_RECV_ERROR : CURLE_GOT_NOTHING) : completion.code
        return Failure(
            kind: .reset,
            detail: "the kept-alive connection closed without a response"
                + (hasReason ? ": \(url?.hidingSecrets(in: text) ?? text)" : ""),
            curlCode: Int32(code.rawValue))
    }
}
