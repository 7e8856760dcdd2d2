// A certificate by which a participant identifies itself to servers (mutual TLS).
import CLibcurl
import Glibc
package import Measuring

/// A client certificate with its key, in memory: nothing is read during a run. Secret, and never shown.
///
/// `@unchecked Sendable`: its memory is never changed after `init`. libcurl reads it in place.
@safe
package final class ClientCertificate: @unchecked Sendable {
    private let memory: UnsafeMutableRawPointer
    private let count: Int
    /// What libcurl borrows while this object lives.
    private let parts: tcurl_certificate

    /// Takes a certificate, which need not be a valid one: see `problem()`.
    /// - Parameters:
    ///   - certificate: the certificate in PEM form, with the certificates between it and its authority.
    ///   - key: its private key in PEM form; nil: it is in the same text as the certificate.
    ///   - password: the key's password, if it is encrypted.
    package init(certificate: [UInt8], key: [UInt8]? = nil, password: String? = nil) {
        let password = Array((password ?? "").utf8CString.map { UInt8(bitPattern: $0) })
        let all = certificate + (key ?? []) + password
        count = all.count
        unsafe memory = UnsafeMutableRawPointer.allocate(byteCount: all.count, alignment: 1)
        unsafe memory.copyMemory(from: all, byteCount: all.count)
        let start = unsafe UnsafePointer(memory.bindMemory(to: UInt8.self, capacity: all.count))
        let keyStart = unsafe key == nil ? start : start + certificate.count
        let passwordStart = unsafe UnsafeRawPointer(start) + (all.count - password.count)
        unsafe parts = unsafe tcurl_certificate(
            chain: start, chain_length: certificate.count, key: keyStart, key_length: key?.count ?? certificate.count,
            password: passwordStart.assumingMemoryBound(to: CChar.self))
    }

    deinit {
        unsafe explicit_bzero(memory, count)
        unsafe memory.deallocate()
    }

    /// Loads the certificate and its key as for a connection, without contacting anybody. Call it before a run: it
    /// blocks for about a millisecond. Whether servers accept the certificate, and whether it is still valid, only they can say.
    /// - Returns: why it cannot be used (`.tls`); nil if it can.
    package func problem() -> Failure? {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CURL_ERROR_SIZE)) { text in
            guard let start = text.baseAddress else { return nil }
            let code = unsafe withUnsafePointer(to: parts) { unsafe tcurl_try_certificate($0, start) }
            guard code != CURLE_OK else { return nil }
            return unsafe .fromCurl(code, errorNumber: 0, status: nil, text: String(cString: start))
        }
    }

    /// Has a handle present it until `withdraw`. This object must live until then.
    @unsafe
    func present(by easy: UnsafeMutableRawPointer) -> CURLcode {
        unsafe withUnsafePointer(to: parts) { unsafe tcurl_present(easy, $0) }
    }

    /// Leaves nothing of any certificate in the handle.
    @unsafe
    static func withdraw(from easy: UnsafeMutableRawPointer) { unsafe tcurl_present_none(easy) }

    /// What is wrong with a certificate, from libcurl's words about it. They contain nothing of the key and its password.
    static func fault(_ text: String) -> String {
        if text.lowercased().contains("private key") {
            return "the client certificate's key cannot be used: it must be PEM and the certificate's own, and its "
                + "password the right one"
        }
        return "the client certificate cannot be used: it must be PEM, its own certificate first (\(text))"
    }
}
