// The stand-in as a process, and what it saw.
import Foundation
import Glibc
import PlatformContract
import RunStore
import Subprocess
import Support
import SystemPackage
import Testing

/// A stand-in that serves during a test.
struct ServingStandIn: Sendable {
    /// The base URL of its API.
    let url: String
    /// The base URL of its web client.
    let web: String
    /// Its port.
    var port: UInt16 { UInt16(url.split(separator: ":").last ?? "") ?? 0 }

    private struct Announcement: Decodable {
        var api: String
        var web: String
    }

    /// Starts a stand-in, passes it to `body`, and stops it.
    static func with<Result: Sendable>(
        profile: String, options more: [String] = [], in folder: TemporaryFolder,
        _ body: @escaping @Sendable (ServingStandIn) async throws -> Result
    ) async throws -> Result {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(5))]
        let result = try await Subprocess.run(
            .path(FilePath(Command.binary)),
            arguments: Arguments(["stand-in", "--announce", "--port", "0", "--profile", profile] + more),
            workingDirectory: FilePath(folder.path), platformOptions: options, input: .inputWriter, output: .sequence,
            error: .currentStandardError
        ) { process in
            var lines = process.standardOutput.strings().makeAsyncIterator()
            let line = try #require(try await lines.next(), "the stand-in says where it serves")
            let said = try JSONDecoder().decode(Announcement.self, from: Data(line.utf8))
            let value = try await body(ServingStandIn(url: said.api, web: said.web))
            try await process.standardInputWriter.finish()
            return value
        }
        return result.closureResult
    }

    /// What it saw.
    func truth() throws -> Truth {
        let answer = try LoopbackClient.get(Truth.path, port: port)
        return try JSONDecoder().decode(Truth.self, from: Data(answer.utf8))
    }
}

extension RunReader {
    /// The port of the stand-in that a run was against.
    var standInPort: UInt16 {
        get throws { try #require(UInt16(metadata.api.split(separator: ":").last ?? "")) }
    }
}

/// A minimal client that shares no code with the harness: one request, one response, closed.
enum LoopbackClient {
    struct Failed: Error { var errno: Int32 }

    /// The body of a response; with HTTP/1.0 a server does not send it in chunks.
    static func get(_ path: String, port: UInt16, version: String = "1.1") throws -> String {
        try send("GET", path, port: port, version: version)
    }

    /// The body of the response to a request with these header lines and this body.
    static func send(
        _ method: String, _ path: String, port: UInt16, version: String = "1.1", headers: [String] = [],
        body: String? = nil
    ) throws -> String {
        let descriptor = try connection(to: port)
        defer { close(descriptor) }
        let lines =
            ["\(method) \(path) HTTP/\(version)", "Host: 127.0.0.1:\(port)", "Connection: close"] + headers
            + (body.map { ["Content-Length: \($0.utf8.count)"] } ?? [])
        let request = Array("\(lines.joined(separator: "\r\n"))\r\n\r\n\(body ?? "")".utf8)
        guard write(descriptor, request, request.count) == request.count else { throw Failed(errno: errno) }
        var answer: [UInt8] = []
        var chunk: [UInt8] = Array(repeating: 0, count: 65536)
        while case let count = read(descriptor, &chunk, chunk.count), count > 0 { answer += chunk[..<count] }
        let text = String(decoding: answer, as: UTF8.self)
        guard let head = text.range(of: "\r\n\r\n") else { throw Failed(errno: 0) }
        return String(text[head.upperBound...])
    }

    /// Waits until the process that serves on a port has ended: the system then closes a connection on which nothing is
    /// sent.
    /// - Returns: false if it still serves after half a minute.
    static func awaitEnd(ofServerAt port: UInt16) async -> Bool {
        // Nothing listens: it has ended already.
        guard let descriptor = try? connection(to: port) else { return true }
        defer { close(descriptor) }
        // A separate thread, because those of the pool must not be blocked.
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var limit = timeval(tv_sec: 30, tv_usec: 0)
                setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
                var byte: UInt8 = 0
                let count = recv(descriptor, &byte, 1, 0)
                continuation.resume(returning: count == 0 || count < 0 && errno == ECONNRESET)
            }
        }
    }

    static func connection(to port: UInt16) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failed(errno: errno) }
        var address = LoopbackSocket.address(port: Int(port))
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            let error = errno
            close(descriptor)
            throw Failed(errno: error)
        }
        return descriptor
    }
}
