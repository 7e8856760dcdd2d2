// The reference server as the runner sees it: started for one storm, and read afterwards.
import CProcess
import Foundation

/// How requests travel.
enum Transmission: String, CaseIterable {
    case plain
    case tls
    case http2

    var words: String {
        switch self {
        case .plain: "plain, HTTP/1.1"
        case .tls: "TLS, HTTP/1.1"
        case .http2: "TLS, HTTP/2"
        }
    }
}

/// A distribution of delays.
enum Delays: String, CaseIterable {
    case constant
    case bimodal
    case logNormal = "log-normal"
    case heavyTailed = "heavy-tailed"

    /// What the server is told: around `milliseconds`.
    func argument(around milliseconds: Int) -> String {
        switch self {
        case .constant: "constant:\(milliseconds)"
        // A share that puts no percentile on the edge between the two: it would be the maximum of the lower one.
        case .bimodal: "bimodal:\(milliseconds / 2),\(milliseconds * 5),0.2"
        case .logNormal: "log-normal:\(milliseconds),0.8"
        case .heavyTailed: "pareto:\(milliseconds / 4),1.3,\(milliseconds * 50)"
        }
    }
}

/// One request as the server logged it. Times are nanoseconds of the monotonic clock; nil: not known.
struct LoggedRequest {
    var participant: Int
    var step: Int
    /// The client's port.
    var port: Int
    /// The kernel received the last byte of the request.
    var received: Int64?
    /// The answer was handed to the kernel, by the kernel's stamp.
    var answered: Int64?
    /// Whether it is the kernel's stamp, and not the clock before the call.
    var isStamped: Bool
    /// How long the call took that handed it over.
    var handover: Int64
    /// The kernel received the first bytes of the TLS handshake, of a connection's first request.
    var greeted: Int64?
    /// For how long the server waited for the client's last part of the handshake, after it had sent its own; nil without TLS.
    var awaited: Int64?
    /// From these bytes to the last of the handshake.
    var handshake: Int64?
}

/// A reference server on its own port. It ends when this object is released.
final class ReferenceServer {
    let transmission: Transmission
    /// The certificate to trust, if it uses TLS.
    let certificate: URL
    let port: Int
    /// `real-time`, `nice -20` or `ordinary`: what the system permitted.
    let priority: String
    private let program: CommandedProgram
    private let logFile: URL

    init(_ bench: Bench, _ transmission: Transmission, delay: String, seed: Int) throws {
        self.transmission = transmission
        let name = "reference-\(UInt32.random(in: 0...UInt32.max))"
        certificate = bench.scratch.appending(path: name + ".pem")
        logFile = bench.scratch.appending(path: name + ".csv")
        var arguments = ["--delay", delay, "--seed", "\(seed)"]
        if transmission != .plain { arguments += ["--tls", certificate.path] }
        if transmission == .http2 { arguments.append("--http2") }
        program = try CommandedProgram(bench, "reference-server", arguments)
        struct Hello: Decodable {
            var port: Int
            var priority: String
        }
        let hello = try JSONDecoder().decode(Hello.self, from: Data(try program.nextLine().utf8))
        port = hello.port
        priority = hello.priority
    }

    var url: String { "\(transmission == .plain ? "http" : "https")://127.0.0.1:\(port)" }

    /// How many requests have arrived, and how many are answered.
    struct Count: Decodable {
        var requests: Int
        var answered: Int
    }

    func count() throws -> Count { try JSONDecoder().decode(Count.self, from: Data(try program.ask("count").utf8)) }

    /// Waits until so many are answered, as long as `isAlive`.
    func awaitAnswers(_ count: Int, while isAlive: () -> Bool) throws {
        while try self.count().answered < count {
            guard isAlive() else { throw Problem("turnout ended before \(count) requests were answered") }
            usleep(5_000)
        }
    }

    /// Everything until now, in the order of arrival.
    func log() throws -> [LoggedRequest] {
        _ = try program.ask("log \(logFile.path)")
        let text = try String(contentsOf: logFile, encoding: .utf8)
        return try text.utf8.split(separator: UInt8(ascii: "\n")).dropFirst().map { line in
            let fields = line.split(separator: UInt8(ascii: ",")).map { Int64(Substring($0)) ?? 0 }
            guard fields.count == 14 else { throw Problem("\(logFile.path): unexpected line") }
            return LoggedRequest(
                participant: Int(fields[0]), step: Int(fields[1]), port: Int(fields[2]), received: known(fields[6]),
                answered: known(fields[8]), isStamped: fields[5] == 1, handover: fields[10] - fields[9],
                greeted: known(fields[11]),
                awaited: fields[13] > 0 && fields[12] > 0 ? max(0, fields[12] - fields[13]) : nil,
                handshake: fields[11] > 0 && fields[12] > 0 ? fields[12] - fields[11] : nil)
        }
    }

    private func known(_ time: Int64) -> Int64? { time == 0 ? nil : time }
}
