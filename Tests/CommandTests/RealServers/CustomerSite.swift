// The customer's site of Tests/Servers as a process: Django and nginx, neither of which was written here.
import Foundation
import Subprocess
import Support
import SystemPackage
import Testing

/// A customer's site that serves during a suite.
struct CustomerSite: Decodable, Sendable {
    /// Its ports, each of which has habits of its own (Tests/Servers/README.md).
    enum Port: String {
        /// HTTP/2 and 1.1 over TLS.
        case https
        /// The same again, as another origin.
        case other
        /// HTTP/1.1 over TLS.
        case plainTLS = "plain-tls"
        /// Closes after each answer.
        case closing
        /// HTTP/2 with two requests a connection.
        case goaway
        /// Closes a connection that rests for a second.
        case impatient
        /// Lets in who has a certificate of ``clients``.
        case mutual
        /// Redirects to `https`, without TLS.
        case http
    }

    private var urls: [String: String]
    private var ports: [String: UInt16]
    /// The file of the certificate to trust.
    let ca: String
    /// The folder of the certificates of clients: `<n>.pem` with `<n>-key.pem`, n from 1 to 3.
    let clients: String
    private let siteLog: String
    private let nginxLog: String

    /// The base URL of a port.
    subscript(_ port: Port) -> String { urls[port.rawValue] ?? "" }

    /// The number of a port.
    func number(of port: Port) -> UInt16 { ports[port.rawValue] ?? 0 }

    /// The site of the running suite.
    @TaskLocal static var current: CustomerSite?

    private static let folder = "\(Shipped.repository)/Tests/Servers"

    /// Whether what it needs is installed: `make setup-test` does it where PyPI can be reached.
    static var isInstalled: Bool {
        let files = ["/usr/sbin/nginx", "/usr/bin/openssl", "\(Shipped.repository)/.build-python/requirements.txt"]
        return files.allSatisfy(FileManager.default.fileExists(atPath:))
    }

    /// Whether a site that is not installed is a failure.
    static var isRequired: Bool { !(ProcessInfo.processInfo.environment["TURNOUT_REQUIRE_SERVERS"] ?? "").isEmpty }

    /// Starts a site that serves as many requests at a time as it has threads, passes it to `body`, and stops it.
    static func with(threads: Int, _ body: @escaping @Sendable (CustomerSite) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(10))]
        let result = try await Subprocess.run(
            .path(FilePath("\(Self.folder)/start")),
            arguments: Arguments(["\(folder.path)/site", "--threads", "\(threads)"]),
            workingDirectory: FilePath(folder.path), platformOptions: options, input: .inputWriter, output: .sequence,
            error: .currentStandardError
        ) { process in
            var lines = process.standardOutput.strings().makeAsyncIterator()
            let line = try #require(try await lines.next(), "the site says where it serves")
            try await body(try JSONDecoder().decode(CustomerSite.self, from: Data(line.utf8)))
            try await process.standardInputWriter.finish()
        }
        #expect(result.terminationStatus == .exited(0), "the site ends with its input")
    }

    /// What Django saw of a run, in the order of its answers.
    func seen(of run: String) throws -> [SiteLine] {
        try lines(siteLog, naming: run)
    }

    /// What nginx saw of a run, in the order of the ends of its requests.
    func front(of run: String) throws -> [NginxLine] {
        // nginx writes a line once its answer was sent, and in their order: with a later answer in hand, all are there.
        _ = try LoopbackClient.get("/ready/", port: number(of: .http))
        return try lines(nginxLog, naming: run)
    }

    private func lines<Line: Decodable>(_ file: String, naming run: String) throws -> [Line] {
        let name = "(run \(run))"
        return try String(decoding: Data(contentsOf: URL(filePath: file)), as: UTF8.self)
            .split(separator: "\n").filter { $0.contains(name) }
            .map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }
}

/// Starts a customer's site for the tests of a suite, or skips them where it is not installed.
struct CustomerSiteTrait: SuiteTrait, TestScoping {
    /// How many requests it serves at a time.
    var threads: Int

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        try await withoutActuallyEscaping(function) { function in
            try await CustomerSite.with(threads: threads) { site in
                try await CustomerSite.$current.withValue(site) { try await function() }
            }
        }
    }
}

extension Trait where Self == CustomerSiteTrait {
    /// One started site for all tests of a suite.
    static var customerSite: Self { customerSite(threads: 48) }

    /// The same, with few threads: a crowd must queue.
    static func customerSite(threads: Int) -> Self { CustomerSiteTrait(threads: threads) }
}

extension Trait where Self == ConditionTrait {
    /// Runs the tests only where a customer's site can be started, unless it must be.
    static var ifInstalled: Self {
        .enabled(
            if: CustomerSite.isInstalled || CustomerSite.isRequired,
            "nginx or .build-python is missing; `make setup-test` installs them where PyPI can be reached")
    }
}
