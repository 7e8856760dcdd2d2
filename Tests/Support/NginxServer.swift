// nginx as the real server for HTTP/2 and TLS, where a server of our own would prove little.
import Foundation

/// nginx with HTTP/2 and TLS on a free port of 127.0.0.1.
///
/// Every response's body is one line: the connection's number, `r` if its TLS session was resumed and `.` if not, the
/// protocol, the participant's number, and the cookie received. Each response sets the cookie `owner`. `/close` closes
/// the connection (HTTP/1.1); `/target` returns protocol and request target instead; `/gzip` returns 100,000 letters,
/// compressed if the request accepts that.
package final class NginxServer: Sendable {
    private let folder: String
    private let keeper: pid_t
    private let lifeline: Int32
    /// The server's port.
    package let port: Int
    /// The certificate that it uses.
    package let certificate: TestCertificate

    /// One response.
    package struct Answer: Hashable, Sendable {
        /// The connection's number, over the server's life.
        package var connection: String
        /// Whether its TLS session was resumed.
        package var isResumed: Bool
        /// As nginx names it: `HTTP/1.1`, `HTTP/2.0`.
        package var version: String
        /// The value of `X-Turnout-Participant`.
        package var participant: String
        /// The value of `Cookie`.
        package var cookie: String

        /// Parses a response's body.
        package init?(_ body: [UInt8]) {
            let fields = String(decoding: body, as: UTF8.self).split(separator: "|", omittingEmptySubsequences: false)
            guard fields.count == 5 else { return nil }
            connection = String(fields[0])
            isResumed = fields[1] == "r"
            version = String(fields[2])
            participant = String(fields[3])
            cookie = String(fields[4])
        }
    }

    /// Starts nginx, with `/proxied` passed on to a port of 127.0.0.1 if there is one. It inherits a socket that is
    /// already listening, so there is nothing to wait for and no port to lose.
    ///
    /// Clients may identify themselves with certificates of an authority, if there is one: `/client` returns the
    /// participant's number, and the result and the name as verified.
    package init(proxiedPort: Int? = nil, clientAuthority: ClientAuthority? = nil) throws {
        folder = NSTemporaryDirectory() + "turnout-nginx-" + UUID().uuidString
        // Its workers are another user, and a run made by a test in this process leaves a umask that hides new files.
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        certificate = try TestCertificate(in: folder)
        let socket = try LoopbackSocket()
        defer { close(socket.descriptor) }
        port = socket.port
        let configuration = """
            daemon off;
            pid \(folder)/pid;
            error_log \(folder)/error.log;
            worker_rlimit_nofile 8192;
            events { worker_connections 4000; }
            http {
                access_log off;
                client_body_temp_path \(folder)/body;
                proxy_temp_path \(folder)/proxy;
                fastcgi_temp_path \(folder)/fastcgi;
                uwsgi_temp_path \(folder)/uwsgi;
                scgi_temp_path \(folder)/scgi;
                keepalive_requests 100000;
                ssl_session_tickets on;
                ssl_session_cache shared:all:1m;
                server {
                    listen 127.0.0.1:\(port) ssl http2;
                    ssl_certificate \(certificate.file);
                    ssl_certificate_key \(certificate.keyFile);
                    \(clientAuthority.map(Self.verifying) ?? "")
                    default_type text/plain;
                    add_header Set-Cookie "owner=$http_x_turnout_participant; Path=/; Secure";
                    location / {
                        return 200 \
            "$connection|$ssl_session_reused|$server_protocol|$http_x_turnout_participant|$http_cookie";
                    }
                    location /target {
                        return 200 "$server_protocol $request_uri";
                    }
                    location /gzip {
                        gzip on;
                        gzip_min_length 1;
                        gzip_types text/plain;
                        alias \(folder)/slow;
                    }
                    location /slow {
                        limit_rate 10;
                        alias \(folder)/slow;
                    }
                    \(proxiedPort.map(Self.proxied) ?? "")
                    location /close {
                        keepalive_timeout 0;
                        return 200 \
            "$connection|$ssl_session_reused|$server_protocol|$http_x_turnout_participant|$http_cookie";
                    }
                }
            }
            """
        try String(repeating: "x", count: 100_000).write(toFile: folder + "/slow", atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder + "/slow")
        try configuration.write(toFile: folder + "/nginx.conf", atomically: true, encoding: .utf8)

        // The shell watches our pipe: it ends with this process, however that ends.
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw SocketError(what: "pipe") }
        defer { close(ends[0]) }
        lifeline = ends[1]
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, folder + "/stderr", O_WRONLY | O_CREAT, 0o600)
        // nginx takes over the listening sockets that the variable NGINX names.
        posix_spawn_file_actions_adddup2(&actions, socket.descriptor, 3)
        // bash, because dash closes only descriptors of one digit. Everything else that was inherited (another server's
        // pipe, a test's connection) is closed first.
        let script = """
            for open in /proc/self/fd/*; do n=${open##*/}; if [ $n -gt 3 ]; then eval "exec $n>&-"; fi; done
            NGINX='3;' /usr/sbin/nginx -p '\(folder)' -c '\(folder)/nginx.conf' </dev/null & nginx=$!
            exec 3>&-
            cat >/dev/null
            kill -TERM $nginx
            wait $nginx
            """
        keeper = try spawn("/bin/bash", ["-c", script], &actions)
    }

    private static func verifying(_ authority: ClientAuthority) -> String {
        """
        ssl_verify_client optional;
        ssl_client_certificate \(authority.file);
        location /client {
            return 200 "$http_x_turnout_participant|$ssl_client_verify|$ssl_client_s_dn";
        }
        location /client-close {
            keepalive_timeout 0;
            return 200 "$http_x_turnout_participant|$ssl_client_verify|$ssl_client_s_dn";
        }
        """
    }

    /// As a proxy that passes on what arrives immediately.
    private static func proxied(port: Int) -> String {
        """
        location /proxied {
            proxy_pass http://127.0.0.1:\(port);
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_next_upstream off;
            proxy_request_buffering off;
            proxy_buffering off;
        }
        """
    }

    /// Kills the worker processes: their connections end at once. nginx starts new ones.
    package func killWorkers() {
        guard let text = try? String(contentsOfFile: folder + "/pid", encoding: .utf8),
            let master = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)),
            let children = try? String(contentsOfFile: "/proc/\(master)/task/\(master)/children", encoding: .utf8)
        else { return }
        for child in children.split(separator: " ").compactMap({ Int32($0) }) { kill(child, SIGKILL) }
    }

    /// Its base URL, by a name of its certificate.
    package var url: String { "https://localhost:\(port)" }

    /// Ends nginx and removes its folder.
    package func stop() {
        close(lifeline)
        var status: Int32 = 0
        waitpid(keeper, &status, 0)
        try? FileManager.default.removeItem(atPath: folder)
    }
}

/// Runs a tool to its end, silently, and returns its exit status. Foundation's `Process` leaks a little memory, which
/// the tests' leak detection would report.
func run(_ tool: String, _ arguments: [String]) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor: Int32 in 0...2 {
        posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    var status: Int32 = 0
    waitpid(try spawn(tool, arguments, &actions), &status, 0)
    return status
}

/// Starts a tool in its own process group: ending the tests' group must not end a server's keeper before it has ended
/// the server.
func spawn(
    _ tool: String, _ arguments: [String], _ actions: inout posix_spawn_file_actions_t
) throws -> pid_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    let words = ([tool] + arguments).map { (word: String) in strdup(word) }
    defer { for word in words { free(word) } }
    var process = pid_t()
    let code = posix_spawn(&process, tool, &actions, &attributes, words + [nil], environ)
    guard code == 0 else { throw SocketError(what: "posix_spawn \(tool)", errorNumber: code) }
    return process
}
