// Pages of metrics, read back by a parser of the text format that shares no code with its writer.
import Measuring
import Support
import Testing

@testable import Reporting

/// A page of metrics, read.
struct ReadMetrics {
    struct Sample: Hashable {
        var name: String
        var labels: [String: String]
        var value: Double
    }

    struct Malformed: Error { var line: String }

    /// What stands behind a backslash, and what it means.
    private static let escapes: [Unicode.Scalar: Unicode.Scalar] = ["\\": "\\", "\"": "\"", "n": "\n"]

    private(set) var samples: [Sample] = []
    private(set) var types: [String: String] = [:]

    init(_ text: String) throws {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix("# HELP ") { continue }
            if line.hasPrefix("# TYPE ") {
                let words = line.split(separator: " ")
                types[String(words[2])] = String(words[3])
            } else {
                samples.append(try Self.sample(String(line)))
            }
        }
    }

    /// The values under a name whose labels include these.
    func values(_ name: String, _ labels: [String: String] = [:]) -> [Double] {
        samples.filter { sample in
            sample.name == name && labels.allSatisfy { sample.labels[$0.key] == $0.value }
        }.map(\.value)
    }

    private static func sample(_ line: String) throws -> Sample {
        var rest = Substring(line)
        let name = rest.prefix { $0.isLetter || $0 == "_" }
        rest = rest.dropFirst(name.count)
        var labels: [String: String] = [:]
        if rest.first == "{" {
            while rest.first != "}" {
                let scalars = rest.dropFirst().unicodeScalars
                guard let equals = scalars.firstIndex(of: "=") else { throw Malformed(line: line) }
                let label = String(scalars[..<equals])
                var value = String.UnicodeScalarView()
                var place = scalars.index(equals, offsetBy: 2)
                while scalars[place] != "\"" {
                    if scalars[place] == "\\" {
                        place = scalars.index(after: place)
                        guard let meant = escapes[scalars[place]] else { throw Malformed(line: line) }
                        value.append(meant)
                    } else {
                        value.append(scalars[place])
                    }
                    place = scalars.index(after: place)
                    guard place < scalars.endIndex else { throw Malformed(line: line) }
                }
                labels[label] = String(value)
                rest = Substring(scalars[scalars.index(after: place)...])
                guard rest.first == "," || rest.first == "}" else { throw Malformed(line: line) }
            }
            rest = rest.dropFirst()
        }
        guard rest.first == " ", let value = Double(rest.dropFirst()) else { throw Malformed(line: line) }
        return Sample(name: String(name), labels: labels, value: value)
    }
}

struct MetricsTests {
    private static func page(_ tally: MetricsTally, name: String = "test", crowd: String = "people") -> MetricsPage {
        MetricsPage(
            runID: "k3v9x2mq", name: name, version: "0.1.0", phase: .journeys,
            crowds: [
                MetricsPage.Crowd(
                    name: crowd, expected: 9, started: 8, entered: 5, failed: 2, ended: 7, waiting: 1)
            ], tally: tally, process: MetricsPage.Process(cpuSeconds: 1.5, residentBytes: 4096))
    }

    private static func request(
        _ step: Int16 = 0, milliseconds: Int64, status: Int16? = 200, failure: FailureKind? = nil,
        server: String = "a.example:443", method: RequestMethod = .get
    ) -> RequestSample {
        let start = Moment(nanoseconds: 1_000_000_000)
        let end = start.advanced(byNanoseconds: milliseconds * 1_000_000)
        return RequestSample(
            participant: 1, step: StepIndex(rawValue: step), endpoint: "get", method: method, server: server,
            intended: start,
            figures: ExchangeFigures(
                started: start, begun: start.advanced(byNanoseconds: 200_000), sent: start, finished: end,
                version: .http2, status: status),
            failure: failure.map { Failure(kind: $0, status: status.map(Int.init), detail: "") })
    }

    private static func step(_ step: Int16 = 0, milliseconds: Int64, failure: FailureKind? = nil) -> StepSample {
        let start = Moment(nanoseconds: 0)
        return StepSample(
            participant: 1, step: StepIndex(rawValue: step), intended: start, started: start,
            finished: start.advanced(byNanoseconds: milliseconds * 1_000_000),
            failure: failure.map { Failure(kind: $0, detail: "") })
    }

    private static func tally(_ requests: [RequestSample] = [], _ steps: [StepSample] = []) -> MetricsTally {
        var tally = MetricsTally(crowds: [CrowdMetadata(name: "people", expected: 9, steps: ["get"], hasEntry: true)])
        var batch = SampleBatch()
        batch.requests = requests
        batch.steps = steps
        tally.add(batch)
        return tally
    }

    @Test func `requests are counted under OpenTelemetry's names, bounds included`() throws {
        let read = try ReadMetrics(
            Self.page(
                Self.tally([
                    Self.request(milliseconds: 5), Self.request(milliseconds: 6),
                    Self.request(milliseconds: 20_000, status: 503, failure: .status),
                    Self.request(milliseconds: 1, status: nil, failure: .connect),
                ])
            ).text)
        let name = "http_client_request_duration_seconds"
        #expect(read.types[name] == "histogram")
        let good = [
            "http_request_method": "GET", "server_address": "a.example", "server_port": "443",
            "http_response_status_code": "200", "network_protocol_version": "2", "turnout_step": "get",
            "turnout_crowd": "people",
        ]
        #expect(read.values(name + "_count", good) == [2])
        #expect(read.values(name + "_bucket", good) == [1] + Array(repeating: 2, count: 14))
        #expect(read.values(name + "_sum", good) == [0.011])
        let bounds = read.samples.filter { $0.name == name + "_bucket" && $0.labels["error_type"] == "503" }
            .compactMap { $0.labels["le"] }
        #expect(
            bounds == [
                "0.005", "0.01", "0.025", "0.05", "0.075", "0.1", "0.25", "0.5", "0.75", "1", "2.5", "5", "7.5", "10",
                "+Inf",
            ])
        #expect(read.values(name + "_bucket", ["error_type": "503", "le": "10"]) == [0])
        #expect(read.values(name + "_bucket", ["error_type": "503", "le": "+Inf"]) == [1])
        let failed = try #require(
            read.samples.first { $0.name == name + "_count" && $0.labels["error_type"] == "connect" })
        #expect(failed.labels["http_response_status_code"] == nil && failed.value == 1)
    }

    @Test func `an IPv6 address has no brackets, and setup no crowd`() throws {
        let read = try ReadMetrics(
            Self.page(Self.tally([Self.request(-1, milliseconds: 1, server: "[::1]:8443")])).text)
        let sample = try #require(read.samples.first { $0.name == "http_client_request_duration_seconds_count" })
        #expect(sample.labels["server_address"] == "::1" && sample.labels["server_port"] == "8443")
        #expect(sample.labels["turnout_step"] == "setup" && sample.labels["turnout_crowd"] == nil)
    }

    @Test func `failures of steps are no part of their times, and what was cut off is neither`() throws {
        let read = try ReadMetrics(
            Self.page(
                Self.tally(
                    [],
                    [
                        Self.step(milliseconds: 2), Self.step(milliseconds: 70_000),
                        Self.step(milliseconds: 5, failure: .check), Self.step(milliseconds: 9, failure: .cancelled),
                    ])
            ).text)
        let labels = ["turnout_step": "get", "turnout_crowd": "people"]
        #expect(read.values("turnout_step_response_seconds_count", labels) == [2])
        #expect(read.values("turnout_step_response_seconds_bucket", labels.merging(["le": "60"]) { $1 }) == [1])
        #expect(read.values("turnout_step_failures_total", labels) == [1])
        #expect(read.values("turnout_step_failures_total", labels.merging(["kind": "check"]) { $1 }) == [1])
    }

    @Test func `requests that the server cannot know of are not counted`() throws {
        var refused = Self.request(milliseconds: 1, status: nil, failure: .notAllowed)
        refused.figures.begun = nil
        refused.figures.sent = nil
        let read = try ReadMetrics(Self.page(Self.tally([refused])).text)
        #expect(read.values("http_client_request_duration_seconds_count") == [])
    }

    @Test func `a step has its series before anybody takes it`() throws {
        let read = try ReadMetrics(Self.page(Self.tally()).text)
        #expect(read.values("turnout_step_response_seconds_count", ["turnout_step": "get"]) == [0])
        #expect(read.values("turnout_run_info", ["run_id": "k3v9x2mq", "version": "0.1.0"]) == [1])
        #expect(read.values("turnout_run_phase", ["phase": "journeys"]) == [1])
        #expect(read.values("turnout_run_phase").reduce(0, +) == 1)
        #expect(read.values("turnout_participants_expected", ["turnout_crowd": "people"]) == [9])
        #expect(read.values("turnout_participants_waiting") == [1])
        #expect(read.values("process_resident_memory_bytes") == [4096])
    }

    @Test func `no server can make the page grow without limit`() throws {
        let requests = (0..<Int64(5_000)).map {
            Self.request(milliseconds: $0 % 50, status: Int16(100 + $0 % 900), server: "h\($0 / 900).example:443")
        }
        let tally = Self.tally(requests)
        #expect(tally.requests.count == MetricsTally.mostRequestSeries + 1)
        let read = try ReadMetrics(Self.page(tally).text)
        #expect(read.values("http_client_request_duration_seconds_count").reduce(0, +) == 5_000)
        #expect(
            read.values("http_client_request_duration_seconds_count", ["error_type": "_OTHER"])
                == [Double(5_000 - MetricsTally.mostRequestSeries)])
    }

    /// Texts of characters that mean something to the format, to terminals, or to neither.
    private static func text(_ random: inout SeededGenerator) -> String {
        let characters: [Unicode.Scalar] = [
            "\\", "\"", "\n", "\r", "{", "}", ",", "=", " ", "#", "n", "a", "é", "ж", "😀", "\u{0}", "\u{1B}", "\u{85}",
            "\u{2028}", "\u{202E}", "\u{301}", "\t",
        ]
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            text.append(characters.randomElement(using: &random) ?? "a")
        }
        return String(text)
    }

    @Test(arguments: [FuzzSeed.value]) func `any text comes back as it was, control characters excepted`(seed: UInt64)
        throws
    {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let (name, crowd) = (Self.text(&random), Self.text(&random))
            let text = Self.page(Self.tally(), name: name, crowd: crowd).text
            let read = try ReadMetrics(text)
            func shown(_ text: String) -> [Unicode.Scalar] {
                text.unicodeScalars.map { $0 == "\n" || !ControlCharacters.contains($0) ? $0 : "\u{FFFD}" }
            }
            let info = try #require(read.samples.first { $0.name == "turnout_run_info" })
            #expect(Array((info.labels["name"] ?? "").unicodeScalars) == shown(name))
            let expected = try #require(read.samples.first { $0.name == "turnout_participants_expected" })
            #expect(Array((expected.labels["turnout_crowd"] ?? "").unicodeScalars) == shown(crowd))
            #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || !ControlCharacters.contains($0) })
        }
    }
}
