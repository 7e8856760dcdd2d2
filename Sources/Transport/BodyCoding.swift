// Content codings of responses (RFC 9110 section 8.4): which are asked for, and how bodies are decoded.
import CLibcurl
import Measuring

/// A content coding that can be decoded.
enum BodyCoding: String, CaseIterable {
    case gzip
    case deflate
    case br
    case zstd

    /// The header line that asks for those that this system can decode, in the browsers' order; nil if it can decode
    /// none.
    static let acceptLine: String? = {
        let names = allCases.filter(\.isAvailable).map(\.rawValue)
        return names.isEmpty ? nil : "Accept-Encoding: " + names.joined(separator: ", ")
    }()

    private var isAvailable: Bool { tcurl_can_decode(inC) }

    fileprivate var inC: tcurl_coding {
        switch self {
        case .gzip: tcurl_gzip
        case .deflate: tcurl_deflate
        case .br: tcurl_brotli
        case .zstd: tcurl_zstd
        }
    }

    /// Reads one word of a `Content-Encoding`.
    fileprivate init?(word: String) {
        let word = word.lowercased()
        self.init(rawValue: word == "x-gzip" ? "gzip" : word)
        guard isAvailable else { return nil }
    }
}

/// Decodes bodies, one after another. A loop has one for small bodies; large ones are decoded elsewhere (`CodedBody`).
@safe
final class BodyDecoder {
    /// More codings on one body than this are a fault; no server means two.
    private static let mostCodings = 5

    private let handle: OpaquePointer?

    init() {
        unsafe handle = tcurl_decoder_make()
    }

    deinit {
        if let handle = unsafe handle { unsafe tcurl_decoder_free(handle) }
    }

    /// Decodes a whole body.
    /// - Parameters:
    ///   - body: the body as received.
    ///   - codings: the values of `Content-Encoding`, in order.
    ///   - status: the response's, for the failure.
    ///   - limit: the most bytes that it may have then; with more the failure is `.tooLarge`.
    /// - Returns: what could be decoded, and why that is not the whole body.
    func decode(
        _ body: UnsafeBufferPointer<UInt8>, _ codings: [String], status: Int, limit: Int
    ) -> (bytes: [UInt8], failure: Failure?) {
        func failed(_ bytes: [UInt8], _ words: String, _ kind: FailureKind = .protocol) -> (
            bytes: [UInt8], failure: Failure?
        ) {
            (bytes, Failure(kind: kind, status: status, detail: words))
        }
        let words = codings.flatMap { $0.split(separator: ",") }
            .map { String($0.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }) }
            .filter { !$0.isEmpty && $0.lowercased() != "identity" }
        guard words.count <= Self.mostCodings else {
            return unsafe failed(Array(body), "the response has \(words.count) content codings on top of each other")
        }
        var decoded = unsafe tcurl_bytes()
        var source = unsafe body
        defer { unsafe tcurl_bytes_free(&decoded) }
        // The last one was applied last.
        for word in words.reversed() where !source.isEmpty {
            guard let coding = BodyCoding(word: word) else {
                return unsafe failed(
                    Array(source),
                    "the response has the content coding \(Self.shown(word)), which cannot be decoded here")
            }
            guard let handle = unsafe handle else { return failed([], "out of memory for the body", .harness) }
            var next = unsafe tcurl_bytes()
            let result = unsafe tcurl_decode(handle, coding.inC, source.baseAddress, source.count, limit, &next)
            unsafe tcurl_bytes_free(&decoded)
            unsafe decoded = next
            unsafe source = unsafe UnsafeBufferPointer(
                start: UnsafePointer(decoded.start), count: min(decoded.length, limit))
            let fault: (words: String, kind: FailureKind)? =
                switch result {
                case tcurl_decoded: nil
                case tcurl_coding_cut: ("the response's body ends before its \(word) coding does", .protocol)
                case tcurl_coding_too_large: ("the decoded body is larger than the limit of \(limit) bytes", .tooLarge)
                case tcurl_coding_no_memory: ("out of memory for the body", .harness)
                default: ("the response's body is not what its \(word) coding should be", .protocol)
                }
            if let fault { return unsafe failed(Array(source), fault.words, fault.kind) }
        }
        return unsafe (Array(source), nil)
    }

    /// A word of the server's, short and in plain characters.
    private static func shown(_ word: String) -> String {
        "\""
            + String(
                word.prefix(40).map { $0.isASCII && ($0.isLetter || $0.isNumber || "-._".contains($0)) ? $0 : "?" })
            + "\""
    }
}
