// The benchmark's server as the runner sees it: started for one run, queried over its standard input, and ended with
// it.
import CProcess
import Foundation

/// What the server counted.
struct Counters: Decodable {
    struct Spread: Decodable {
        var p50: Double
        var p99: Double
        var max: Double
    }
    struct Endpoint: Decodable {
        var requests: Int
        var firstNanoseconds: Int64
        var lastNanoseconds: Int64
        var spreadMicroseconds: Spread
    }
    var connections: Int
    var handshakes: Int
    var resumed: Int
    var mixups: Int
    var errors: Int
    var cpuMicroseconds: Double
    var endpoints: [String: Endpoint]

    var token: Endpoint { self["token"] }
    var access: Endpoint { self["generate-access"] }
    var page: Endpoint { self["room-page"] }

    subscript(name: String) -> Endpoint {
        endpoints[name]
            ?? Endpoint(
                requests: 0, firstNanoseconds: 0, lastNanoseconds: 0,
                spreadMicroseconds: Spread(p50: 0, p99: 0, max: 0))
    }
}

/// A server on its own port. It ends when this object is released.
final class Server {
    struct Settings {
        var tls = false
        /// The delay of each response.
        var delayMilliseconds = 0
        /// The core to pin it to; nil: any.
        var core: Int?
    }

    private(set) var port = 0
    let settings: Settings
    /// The certificate to trust, if it uses TLS.
    let certificate: URL
    private let child: Child
    private let commands: FileHandle
    private var read = 0

    init(_ bench: Bench, _ settings: Settings) throws {
        self.settings = settings
        certificate = bench.scratch.appending(path: "server-\(UInt32.random(in: 0...UInt32.max)).pem")
        var arguments = ["--delay-ms", "\(settings.delayMilliseconds)"]
        if settings.tls { arguments += ["--tls", certificate.path] }
        let pipe = Pipe()
        _ = fcntl(pipe.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        child = try Child(
            bench.program("bench-server"), arguments, core: settings.core,
            input: pipe.fileHandleForReading.fileDescriptor, in: bench.scratch)
        commands = pipe.fileHandleForWriting
        struct Hello: Decodable { var port: Int }
        let hello = try nextLine()
        port = try JSONDecoder().decode(Hello.self, from: Data(hello.utf8)).port
    }

    /// Its URL, by IP address.
    var url: String { "\(settings.tls ? "https" : "http")://127.0.0.1:\(port)" }
    /// Its URL, by name.
    var namedURL: String { "\(settings.tls ? "https" : "http")://localhost:\(port)" }

    func counters() throws -> Counters {
        try JSONDecoder().decode(Counters.self, from: Data(try ask("counters").utf8))
    }

    /// Token requests beyond this many are not answered until `release`.
    func hold(after count: Int) throws { _ = try ask("hold \(count)") }
    func release() throws { _ = try ask("release") }

    /// Waits until this many token requests have arrived.
    func awaitTokens(_ count: Int, seconds: Int) throws {
        let deadline = monotonic_nanoseconds() + Int64(seconds) * 1_000_000_000
        while try counters().token.requests < count {
            guard monotonic_nanoseconds() < deadline else {
                throw Problem("only \(try counters().token.requests) of \(count) participants came in \(seconds) s")
            }
            usleep(50_000)
        }
    }

    private func ask(_ command: String) throws -> String {
        try commands.write(contentsOf: Data((command + "\n").utf8))
        return try nextLine()
    }

    private func nextLine() throws -> String {
        let deadline = monotonic_nanoseconds() + 20_000_000_000
        while monotonic_nanoseconds() < deadline {
            let lines = child.output.split(separator: "\n", omittingEmptySubsequences: false)
            // The last piece is what follows the last line break.
            if lines.count - 1 > read {
                read += 1
                return String(lines[read - 1])
            }
            usleep(1_000)
        }
        throw Problem("the server does not answer: \(child.complaint)")
    }

    deinit {
        try? commands.close()
        _ = try? child.wait(seconds: 10)
    }
}
