// The libcurl that this process runs with, queried at start instead of assumed.
import CLibcurl
import Glibc

/// Facts about the library that makes the requests.
package enum Libcurl {
    /// Versions of the library and of those it uses for TLS, HTTP/2 and compression, for a run's environment.
    package static var version: String { unsafe String(cString: curl_version()) }

    /// Whether it reports when a request was sent completely, so that `Phases.send` is known (8.10 and later).
    package static var tellsSendPhase: Bool { unsafe tcurl_version().pointee.version_num >= 0x080a00 }

    /// Whether the second request on a kept-alive connection fails if the connection speaks HTTP/2 without TLS (prior
    /// knowledge; fixed in 8.0.0, curl commit cbe9d82c22).
    package static var losesPriorKnowledge: Bool { unsafe tcurl_version().pointee.version_num < 0x080000 }

    /// The certificate bundle that it was built for, or where distributions keep theirs; nil if there is none.
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
