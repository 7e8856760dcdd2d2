// The libcurl that this process runs with, asked at start and not assumed.
import CLibcurl
import Glibc

/// Facts about the library that makes the requests.
package enum Libcurl {
    /// Name and version of the library and its TLS library, for the environment of a report.
    package static var version: String { unsafe String(cString: curl_version()) }

    /// Whether it tells when a request was sent completely, and `Phases.send` is thus known (8.10 and later).
    package static var tellsSendPhase: Bool { unsafe tcurl_version().pointee.version_num >= 0x080a00 }

    /// Whether a kept connection fails its second request if HTTP/2 is spoken on it without TLS (prior knowledge; mended in
    /// 8.0.0, curl commit cbe9d82c22).
    static var losesPriorKnowledge: Bool { unsafe tcurl_version().pointee.version_num < 0x080000 }

    /// The bundle of certificates that it was built for, or where distributions keep theirs; nil if there is none.
    static func systemCAFile() -> String? {
        if let built = unsafe tcurl_version().pointee.cainfo {
            let path = unsafe String(cString: built)
            if isReadable(path) { return path }
        }
        return [
            "/etc/ssl/certs/ca-certificates.crt",  // Debian, Arch
            "/etc/pki/tls/certs/ca-bundle.crt",  // Fedora
            "/etc/ssl/ca-bundle.pem",  // SUSE
            "/etc/ssl/cert.pem",  // Alpine
        ].first(where: isReadable)
    }

    static func isReadable(_ path: String) -> Bool {
        unsafe access(path, R_OK) == 0
    }
}
