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
        /// The same by the moments at which the server's kernel had received the last bytes.
        var kernelSpreadMicroseconds: Spread
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
                spreadMicroseconds: Spread(p50: 0, p99: 0, max: 0),
                kernelSpreadMicroseconds: Spread(p50: 0, p99: 0, max: 0))
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

    let port: Int
    let settings: Settings
    /// The certificate to trust, if it uses TLS.
    let certificate: URL
    private let program: CommandedProgram

    init(_ bench: Bench, _ settings: Settings) throws {
        self.settings = settings
        certificate = bench.scratch.appending(path: "server-\(UInt32.random(in: 0...UInt32.max)).pem")
        var arguments = ["--delay-ms", "\(settings.delayMilliseconds)"]
        if settings.tls { arguments += ["--tls", certificate.path] }
        program = try CommandedProgram(bench, "bench-server", arguments, core: settings.core)
        struct Hello: Decodable { var port: Int }
        let hello = try program.nextLine()
        port = try JSONDecoder().decode(Hello.self, from: Data(hello.utf8)).port
    }

    /// Its URL, by IP address.
    var url: String { "\(settings.tls ? "https" : "http")://127.0.0.1:\(port)" }
    /// Its URL, by name.
    var namedURL: String { "\(settings.tls ? "https" : "http")://localhost:\(port)" }

    func counters() throws -> Counters {
        try JSONDecoder().decode(Counters.self, from: Data(try program.ask("counters").utf8))
    }

    /// Token requests beyond this many are not answered until `release`.
    func hold(after count: Int) throws { _ = try program.ask("hold \(count)") }
    func release() throws { _ = try program.ask("release") }

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
}
