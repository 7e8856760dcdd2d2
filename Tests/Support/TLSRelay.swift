// The TLS side of a server that speaks plain bytes, by a real TLS implementation.
import Foundation

/// `openssl s_server` on a free port of 127.0.0.1, for one connection over which HTTP/2 is agreed, or that requires a
/// certificate of the client, or neither.
package final class TLSRelay: Sendable {
    private let folder: TemporaryFolder
    private let process: pid_t
    /// The connection's bytes without TLS.
    private let plain: Int32
    private let thread = DispatchGroup()
    /// Its port.
    package let port: Int
    /// Its certificate.
    package let certificate: TestCertificate

    /// Starts it, and returns when it listens. Of several versions of TLS it speaks only `version`, if there is one:
    /// `tls1_2`, for example.
    package init(
        requiring authority: ClientAuthority? = nil, agreesOnHTTP2: Bool = true, version: String? = nil,
        certificateOf period: TestCertificate.Period = .now
    ) throws {
        folder = try TemporaryFolder()
        certificate = try TestCertificate(in: folder.path, valid: period)
        let reserved = try LoopbackSocket(backlog: nil)
        defer { reserved.close() }
        port = reserved.port
        reserved.lend()
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw SocketError(what: "socketpair")
        }
        defer { close(ends[0]) }
        plain = ends[1]
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        posix_spawn_file_actions_adddup2(&actions, ends[0], 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        // Everything else that was inherited is closed first, and the process ends even if nobody ends it.
        var options =
            authority.map { "-Verify 1 -verify_return_error -CAfile '\($0.file)'" } ?? (agreesOnHTTP2 ? "-alpn h2" : "")
        // Old versions are off in today's OpenSSL.
        if let version { options += " -\(version) -cipher ALL:@SECLEVEL=0" }
        let script = """
            for open in /proc/self/fd/*; do n=${open##*/}; if [ $n -gt 2 ]; then eval "exec $n>&-"; fi; done
            exec timeout -s KILL 240 openssl s_server -quiet -naccept 1 \(options) -accept 127.0.0.1:\(port) \
                -cert '\(certificate.file)' -key '\(certificate.keyFile)'
            """
        process = try spawn("/bin/bash", ["-c", script], &actions)
        var status: Int32 = 0
        while try !TCPConnections.isListening(on: port) {
            guard waitpid(process, &status, WNOHANG) == 0 else {
                close(plain)
                throw SocketError(what: "openssl s_server", errorNumber: 0)
            }
            usleep(1000)
        }
    }

    /// Its base URL, by a name of its certificate.
    package var url: String { "https://localhost:\(port)" }

    /// Serves the connection on a thread of its own. It ends when `serve` returns.
    package func start(_ serve: @escaping @Sendable (_ descriptor: Int32) -> Void) {
        thread.enter()
        Thread.detachNewThread { [self] in
            serve(plain)
            kill(-process, SIGKILL)
            thread.leave()
        }
    }

    /// Ends the connection and the process.
    package func stop() {
        kill(-process, SIGKILL)
        thread.wait()
        var status: Int32 = 0
        waitpid(process, &status, 0)
        close(plain)
    }
}
