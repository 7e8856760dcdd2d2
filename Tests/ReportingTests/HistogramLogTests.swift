// HdrHistogram logs, read back by HdrHistogram's own port in Python.
import Analysis
import Foundation
import Measuring
import Support
import Testing

@testable import Reporting

@Suite struct HistogramLogTests {
    @Test func `a value is counted where HdrHistogram counts it`() {
        // The first bucket has single steps up to 2,047, the next one steps of two.
        #expect(BucketLayout.index(of: 0) == 0)
        #expect(BucketLayout.index(of: 2047) == 2047)
        #expect(BucketLayout.index(of: 2048) == 2048)
        #expect(BucketLayout.index(of: 2049) == 2048)
        #expect(BucketLayout.index(of: 4095) == 3071)
        #expect(BucketLayout.index(of: 4096) == 3072)
        // Neighbours differ by no more than one, up to the end.
        for magnitude in 11..<32 {
            let value = Int64(1) << magnitude
            #expect(BucketLayout.index(of: value) == BucketLayout.index(of: value - 1) + 1)
        }
    }

    @Test func `a histogram tells its counts`() {
        var histogram = LatencyHistogram()
        histogram.record(microseconds: 5, count: 2)
        histogram.record(microseconds: 70_000)
        histogram.record(microseconds: 9_000_000_000)
        var counts: [(Int64, Int)] = []
        histogram.forEachCount { counts.append(($0, $1)) }
        #expect(counts.map(\.1) == [2, 1, 1])
        #expect(counts.map { BucketLayout.index(of: $0.0) } == [5, 70_000, 3_600_000_000].map(BucketLayout.index))
        LatencyHistogram().forEachCount { _, _ in Issue.record("there are none") }
    }

    private struct Given: Encodable {
        var base64: String
        var values: [[Int64]]
    }

    @Test(.enabled(if: Readers.areUsable, "\(Readers.remedy)"), arguments: [FuzzSeed.value])
    func `any histogram is read back with its counts and percentiles`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var lines: [String] = []
        for number in 0..<200 {
            var histogram = LatencyHistogram()
            var values: [[Int64]] = []
            // Values of all lengths; where counts need up to six bytes, values are short, since the package adds them up.
            let (length, countLength): (Int64, Int) = number % 10 == 0 ? (12, 40) : (33, 12)
            for _ in 0..<Int.random(in: 1...60, using: &random) {
                let longest = Int64(1) << Int64.random(in: 0...length, using: &random)
                let value = Int64.random(in: 0...longest, using: &random)
                let most = 1 << Int.random(in: 0...countLength, using: &random)
                let count = Int.random(in: 1...most, using: &random)
                histogram.record(microseconds: value, count: count)
                values.append([value, Int64(count)])
            }
            let given = Given(base64: HistogramEncoding.base64(histogram), values: values)
            lines.append(String(decoding: try JSONEncoder().encode(given), as: UTF8.self))
        }
        let folder = try TemporaryFolder()
        try folder.write("histograms.jsonl", lines.joined(separator: "\n"))
        #expect(try Readers.complaints(of: "read-outputs", ["histograms", "\(folder.path)/histograms.jsonl"]) == "")
    }

    @Test(arguments: [
        ("token", "token"), ("log in", "log%20in"), ("a,b", "a%2Cb"), ("100%/x", "100%25%2Fx"), ("Grüße", "Grüße"),
        ("two\nlines", "two%0Alines"), ("\u{2028}", "%E2%80%A8"), ("a=\"b\"#", "a%3D%22b%22%23"),
    ])
    func `a name cannot end a tag`(name: String, tag: String) {
        #expect(HistogramLog.tag(name) == tag)
    }

    private func log(_ crowds: [CrowdMetadata] = [], change: (inout RunResults) -> Void = { _ in }) -> [String] {
        let run = ImaginedRun(participants: 40, seed: 3, failing: 0.2, crowds: crowds)
        var builder = SummaryBuilder(metadata: run.metadata, thresholds: [])
        for batch in run.batches { builder.add(batch) }
        var results = builder.results(outcome: run.ending)
        change(&results)
        return HistogramLog(results).text.split(separator: "\n").map(String.init)
    }

    @Test func `each step has its two lines, behind a head that readers know`() {
        let lines = log()
        #expect(lines.contains("#[Histogram log format version 1.3]"))
        #expect(lines.contains("#[StartTime: 1795489200.000 (seconds since epoch), 2026-11-24T03:00:00.000Z]"))
        #expect(lines.contains("#[BaseTime: 1795489200.000 (seconds since epoch)]"))
        let tags = lines.filter { !$0.hasPrefix("#") && !$0.hasPrefix("\"") }.map { $0.prefix { $0 != "," } }
        #expect(
            tags == [
                "Tag=token.response", "Tag=token.service", "Tag=generate-access.response",
                "Tag=generate-access.service",
                "Tag=enter-room.response", "Tag=enter-room.service",
            ])
        #expect(lines.last?.split(separator: ",").count == 5)
    }

    @Test func `with several crowds a tag names the crowd, and steps of one name are told apart`() {
        let crowds = ["hosts", "late comers"].map {
            CrowdMetadata(name: $0, expected: 20, steps: ["token", "token"], hasEntry: false)
        }
        let tags = log(crowds).filter { $0.hasPrefix("Tag=") }.map { $0.prefix { $0 != "," } }
        #expect(Set(tags).count == 8 && tags.count == 8)
        #expect(tags.contains("Tag=late%20comers/token.response"))
        #expect(tags.contains("Tag=hosts/token%20(2).service"))
    }

    @Test func `the log of an invalid run says so`() {
        let words = "#[INVALID: these times are the generator's, not the target's]"
        #expect(!log().contains(words))
        #expect(log { $0.summary.verdict = .invalid }.contains(words))
    }
}
