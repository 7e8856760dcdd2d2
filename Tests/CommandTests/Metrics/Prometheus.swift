// Prometheus as a process, from Debian's package: it scrapes a run, and answers queries about it.
import Foundation
import Glibc
import Subprocess
import Support
import SystemPackage
import Testing

/// A Prometheus that serves during a test.
struct Prometheus: Sendable {
    private static let program = "/usr/bin/prometheus"
    private static let checker = "/usr/bin/promtool"

    private let port: UInt16
    private let targets: String

    /// The answer to a query.
    private struct Answer: Decodable {
        struct Data: Decodable { var result: [Series] }
        struct Series: Decodable {
            enum Part: Decodable {
                case time(Double)
                case value(String)

                init(from decoder: any Decoder) throws {
                    let container = try decoder.singleValueContainer()
                    do { self = .time(try container.decode(Double.self)) } catch {
                        self = .value(try container.decode(String.self))
                    }
                }
            }

            var metric: [String: String]
            var value: [Part]
        }

        var status: String
        var error: String?
        var data: Data?
    }

    struct Refused: Error { var query: String, words: String }

    static var isInstalled: Bool { [program, checker].allSatisfy(FileManager.default.fileExists(atPath:)) }

    /// Starts one that scrapes nothing yet, passes it to `body`, and stops it.
    static func with<Value: Sendable>(
        in folder: TemporaryFolder, _ body: @escaping @Sendable (Prometheus) async throws -> Value
    ) async throws -> Value {
        let targets = "\(folder.path)/targets.json"
        try folder.write("targets.json", "[]")
        try folder.write(
            "prometheus.yml",
            """
            global: { scrape_interval: 1s, scrape_timeout: 1s }
            scrape_configs:
              - job_name: turnout
                file_sd_configs: [ { files: [ "\(targets)" ] } ]

            """)
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(10))]
        let result = try await Subprocess.run(
            .path(FilePath(program)),
            arguments: [
                "--config.file=\(folder.path)/prometheus.yml", "--storage.tsdb.path=\(folder.path)/prometheus",
                "--web.listen-address=127.0.0.1:0",
            ],
            workingDirectory: FilePath(folder.path), platformOptions: options, input: .none, output: .discarded,
            error: .sequence
        ) { process in
            // Both come at the start, in either order.
            var port: UInt16?
            var isReady = false
            for try await line in process.standardError.strings() {
                if let match = line.firstMatch(of: /msg="Listening on" address=127\.0\.0\.1:(\d+)/) {
                    port = UInt16(match.1)
                }
                if line.contains("Server is ready to receive web requests") { isReady = true }
                if port != nil && isReady { break }
            }
            let value = try await body(Prometheus(port: try #require(port), targets: targets))
            await process.teardown(using: options.teardownSequence)
            return value
        }
        return result.closureResult
    }

    /// Begins to scrape a run's metrics, once a second. It watches the file of targets.
    func scrape(_ url: String) throws {
        let place = try #require(url.firstMatch(of: /^http:\/\/([^\/]+)\/metrics$/)).1
        try Data("[{\"targets\":[\"\(place)\"]}]".utf8).write(to: URL(filePath: targets), options: .atomic)
    }

    /// The values of a query, each with its labels.
    func values(_ query: String) throws -> [(labels: [String: String], value: Double)] {
        let unreserved = CharacterSet.alphanumerics.intersection(CharacterSet(charactersIn: "\u{0}"..."\u{7F}"))
        let encoded = query.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
        let text = try LoopbackClient.get("/api/v1/query?query=\(encoded)", port: port, version: "1.0")
        let answer = try JSONDecoder().decode(Answer.self, from: Data(text.utf8))
        guard answer.status == "success" else { throw Refused(query: query, words: answer.error ?? text) }
        return (answer.data?.result ?? []).compactMap { series in
            guard case .value(let text)? = series.value.last, let value = Double(text) else { return nil }
            return (series.metric, value)
        }
    }

    /// The value of a query that has one.
    func value(_ query: String) throws -> Double? { try values(query).first?.value }

    /// Waits until it has seen a run's server gone, so that everything scraped before is stored.
    func awaitEnd() async throws {
        for _ in 0..<600 where try value("up") != 0 { try await Task.sleep(for: .milliseconds(100)) }
        #expect(try value("up") == 0)
    }

    /// What `promtool check metrics` says about a page of metrics.
    /// - Returns: its exit code and its words.
    static func check(_ page: String) async throws -> (code: Int32, words: String) {
        let result = try await Subprocess.run(
            .path(FilePath(checker)), arguments: ["check", "metrics"], input: .string(page),
            output: .string(limit: 100_000), error: .string(limit: 100_000))
        let code: Int32 = if case .exited(let code) = result.terminationStatus { code } else { -1 }
        return (code, result.standardOutput + result.standardError)
    }
}

extension Trait where Self == ConditionTrait {
    /// Runs the tests only where Prometheus is installed, unless it must be.
    static var ifPrometheusIsInstalled: Self {
        .enabled(
            if: Prometheus.isInstalled || CustomerSite.isRequired,
            "prometheus is missing; `make setup-test` installs it")
    }
}
