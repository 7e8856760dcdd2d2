// The table from libcurl's error codes to our failure kinds (https://curl.se/libcurl/c/libcurl-errors.html).
import Addresses
import CLibcurl
import Glibc
import Measuring

extension FailureKind {
    /// The kind for an error code of libcurl. A code that is not in the table, from a later libcurl, counts as
    /// `protocol`, because it occurred between request and response.
    /// - Parameters:
    ///   - code: the error code.
    ///   - errorNumber: errno of the failed connect or socket call, 0 if none; it shows whether the process ran out of
    ///     something.
    init(curlCode code: CURLcode, errorNumber: Int32) {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            self = .resolve
        case CURLE_COULDNT_CONNECT:
            self = Self.isShortage(errorNumber) ? .harness : .connect
        case CURLE_OPERATION_TIMEDOUT:
            self = .timeout
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ENGINE_NOTFOUND,
            CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED,
            CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_CRL_BADFILE,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT:
            self = .tls
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_HTTP2_STREAM:
            self = .reset
        case CURLE_TOO_MANY_REDIRECTS:
            self = .redirects
        case CURLE_FILESIZE_EXCEEDED:
            self = .tooLarge
        case CURLE_OUT_OF_MEMORY, CURLE_INTERFACE_FAILED, CURLE_FAILED_INIT, CURLE_BAD_FUNCTION_ARGUMENT,
            CURLE_ABORTED_BY_CALLBACK, CURLE_WRITE_ERROR, CURLE_AGAIN, CURLE_NO_CONNECTION_AVAILABLE,
            CURLE_RECURSIVE_API_CALL, CURLE_UNKNOWN_OPTION, CURLE_NOT_BUILT_IN:
            self = .harness
        // CURLE_TOO_LARGE, from libcurl 8.6 on: header lines.
        case CURLcode(rawValue: 100):
            self = .tooLarge
        default:
            self = .protocol
        }
    }

    /// Error numbers that mean that this process or machine ran out of descriptors, ports, buffers or memory.
    static func isShortage(_ errorNumber: Int32) -> Bool {
        [EMFILE, ENFILE, EADDRNOTAVAIL, ENOBUFS, ENOMEM, ENOSPC, EAGAIN].contains(errorNumber)
    }
}

extension Failure {
    /// A failure that libcurl reported. The text is libcurl's own, with the URL's query removed.
    /// - Parameters:
    ///   - code: the error code.
    ///   - errorNumber: errno of the failed connect or socket call, 0 if none.
    ///   - status: the status code, if a status line had arrived.
    ///   - text: libcurl's error buffer; if empty, libcurl's general text for the code is used.
    ///   - url: the URL requested; nil if there is none yet.
    /// - Returns: the failure, with the kind from the table.
    static func fromCurl(
        _ code: CURLcode, errorNumber: Int32, status: Int?, text: String, url: WebURL? = nil
    ) -> Failure {
        let kind = malformed(code, text) ?? FailureKind(curlCode: code, errorNumber: errorNumber)
        if code == CURLE_SSL_CERTPROBLEM {
            return Failure(
                kind: kind, status: status, detail: ClientCertificate.fault(text), curlCode: Int32(code.rawValue))
        }
        var detail = text.isEmpty ? unsafe String(cString: curl_easy_strerror(code)) : text
        if let url { detail = url.hidingSecrets(in: detail) }
        if kind == .harness, errorNumber != 0 {
            detail += " (\(SystemError.words(errorNumber)))"
            if let remedy = remedy(for: errorNumber) { detail += "; \(remedy)" }
        }
        return Failure(kind: kind, status: status, detail: detail, curlCode: Int32(code.rawValue))
    }

    /// libcurl reports some faults of the response with the code for a connection that failed while receiving. And over
    /// TLS 1.3 a server refuses a client's certificate only after the handshake, in place of a response.
    private static func malformed(_ code: CURLcode, _ text: String) -> FailureKind? {
        if refusals.contains(where: { text.contains("alert \($0)") }) { return .tls }
        if code == CURLE_HTTP2_STREAM, invalidities.contains(where: text.contains) { return .protocol }
        guard code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR else { return nil }
        // OpenSSL's words for an alert, or for records that were altered. The end of the connection without that of TLS is
        // neither.
        if text.contains(" routines:"), !text.contains("unexpected eof") { return .tls }
        // An error of the HTTP/2 library: NGHTTP2_ERR_CALLBACK_FAILURE is libcurl's own, for a header that is too long.
        if text.contains("nghttp2_session_mem_recv") { return text.contains("-902:") ? .tooLarge : .protocol }
        // libcurl's limit for a trailer line, of 4 KB.
        if text.hasPrefix("Out of memory in chunked-encoding") { return .tooLarge }
        if text.contains("chunk") { return .protocol }
        return text.hasPrefix("Too large response headers") ? .tooLarge : nil
    }

    /// What a server says about a client's certificate that it does not accept, in OpenSSL's words (RFC 8446 section
    /// 6.2). libcurl tells it with whatever code it has for what it was about to do.
    private static let refusals = [
        "unknown ca", "bad certificate", "certificate required", "certificate unknown", "certificate expired",
        "certificate revoked", "unsupported certificate",
    ]

    /// The error codes of RFC 9113 section 7 with which one side tells the other that its HTTP/2 is invalid. libcurl's text
    /// is the same whichever side that was, and it is libcurl if the response's header is invalid or its body has not the
    /// length that the header says.
    private static let invalidities = [
        "PROTOCOL_ERROR", "FLOW_CONTROL_ERROR", "STREAM_CLOSED", "FRAME_SIZE_ERROR", "COMPRESSION_ERROR",
    ]

    private static func remedy(for errorNumber: Int32) -> String? {
        switch errorNumber {
        case EMFILE, ENFILE: "raise the limit of open files (ulimit -n)"
        case EADDRNOTAVAIL: "no local port is free: use more target.source-addresses"
        default: nil
        }
    }
}
