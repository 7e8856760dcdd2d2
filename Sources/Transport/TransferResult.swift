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

    @unsafe
    init(
        _ completion: tcurl_completion, slot: UnsafeMutablePointer<tcurl_slot>, url: WebURL?, proxy: Proxy?,
        bodyLimit: Int
    ) {
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
        if unsafe slot.pointee.replay_refused { return true }
        switch unsafe completion.code {
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_HTTP2:
            if unsafe slot.pointee.first_byte_at != 0 || slot.pointee.header_ended { return false }
            return unsafe slot.pointee.sent_at != 0 && completion.connections == 0 && completion.bytes_received == 0
        default:
            return false
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
        if unsafe slot.pointee.length_unreadable {
            return Failure(
                kind: .protocol, status: status, detail: "the response has a Content-Length that no integer can hold")
        }
        return nil
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
        let shortage = unsafe slot.pointee.out_of_memory ? ENOMEM : slot.pointee.os_error
        let errorNumber = unsafe shortage != 0 ? shortage : Int32(clamping: completion.os_error)
        let text = unsafe withUnsafePointer(to: &slot.pointee.error) { buffer in
            unsafe buffer.withMemoryRebound(to: CChar.self, capacity: Int(CURL_ERROR_SIZE)) {
                unsafe String(cString: $0)
            }
        }
        if diedUnanswered { return died(text: text, isHTTP2: isHTTP2) }
        let failure = unsafe Failure.fromCurl(
            completion.code, errorNumber: errorNumber, status: status, text: text, url: url)
        guard let proxy, unsafe slot.pointee.sent_at == 0 else { return failure }
        let answered = unsafe tcurl_connect_status(slot.pointee.easy)
        return proxy.failure(failure, status: answered > 0 ? answered : nil, url: url) ?? failure
    }

    /// After a refused replay, libcurl's code and final message are about the refusal. The code is then the one that
    /// libcurl would have reported if it made no replays.
    private func died(text: String, isHTTP2: () -> Bool) -> Failure {
        let refusal = unsafe slot.pointee.replay_refused
        let hasReason = unsafe refusal ? slot.pointee.reason_known : !text.isEmpty
        // libcurl repeats a request of a new connection for no other reason. On a kept connection it also repeats one
        // if the connection closed, but over HTTP/2 it then says so, or reports an error and repeats nothing.
        if refusal, unsafe completion.connections > 0 || !hasReason && isHTTP2() {
            return Failure(
                kind: .reset, detail: "the server refused the HTTP/2 stream",
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
