// What reports say of a run that was joined from shards.
import Analysis
import Measuring
import Support
import Testing

@testable import Reporting

@Suite struct `A merged run in reports` {
    /// A run of three shards, of which the second had a slow generator, or of which the third is missing.
    private static func material(
        clock: Int64? = 4200, missing: [Int] = [], count: Int = 3, slow: Int = 2
    ) -> ReportMaterial {
        let parts = (1...count).filter { !missing.contains($0) }.map { number in
            let isSlow = number == slow
            return MergedShard(
                number: number, expected: 100, status: .completed,
                generator: GeneratorReport(
                    verdict: isSlow ? .strained : .ok, reasons: isSlow ? ["The loops were <late>."] : [],
                    cpuSeconds: 1, cpuUtilisation: 0.25, loopLagP99Ms: 1.5, loopLagMaxMs: 2, peakMemoryMiB: 80,
                    peakOpenFiles: 9, lateStarts: 0), clockErrorMicroseconds: clock.map { $0 / 2 })
        }
        var material = ReportMaterial(StormSamples(participants: 20))
        material.results.summary.run.shards = count
        material.results.summary.run.missingShards = missing
        material.results.summary.merge = Summary.Merge(
            MergeMetadata(shards: count, missing: missing, parts: parts, clockErrorMicroseconds: clock))
        return material
    }

    private static func texts(_ material: ReportMaterial) throws -> [(format: String, text: String)] {
        let summary = material.results.summary
        return [
            ("terminal", TerminalSummary(summary, width: 400).lines.rendered(colour: false)),
            ("Markdown", MarkdownSummary(material.results).text), ("JUnit", try JUnitReport(summary).xml),
        ]
    }

    @Test func `have how many shards it has, each one's generator, and by how much the clocks differ`() throws {
        let words = "3: generator ok in 1 and 3, strained in 2; clocks differ by up to 4.20 ms"
        for (format, text) in try Self.texts(Self.material()) { #expect(text.contains(words), "\(format): \(text)") }
        let page = HTMLReport(Self.material()).text
        #expect(page.contains("Joined from 3 shards, each of which is judged by itself"))
        #expect(page.contains("<td class=\"left\">strained</td>") && page.contains("2.10 ms"))
    }

    @Test(arguments: [
        (Int64?.some(4200), String?.some("clocks leave this uncertain by up to 4.20 ms")), (.some(900), nil),
        (nil, "clocks leave this uncertain is unknown"),
    ])
    func `say at the release how much of its spread the clocks leave uncertain`(clock: Int64?, words: String?) throws {
        let material = Self.material(clock: clock)
        for (format, text) in try Self.texts(material) + [("HTML", HTMLReport(material).text)] {
            let plain = text.replacing("\u{A0}", with: " ").replacing("\u{202F}", with: " ")
            #expect(plain.contains("leave this uncertain") == (words != nil), "\(format)")
            if let words { #expect(plain.contains(words), "\(format): \(plain)") }
        }
    }

    @Test func `say which are missing, and that nobody knows how far the clocks are apart`() throws {
        let material = Self.material(clock: nil, missing: [3])
        let words = [
            "2 of 3 (shard 3 is missing): generator ok in 1, strained in 2", "by how much the clocks differ is unknown",
        ]
        for (format, text) in try Self.texts(material) {
            let plain = text.replacing("&#40;", with: "(").replacing("&#41;", with: ")")
            #expect(words.allSatisfy { plain.contains($0) }, "\(format): \(plain)")
        }
        let page = HTMLReport(material).text
        #expect(page.contains("Joined from 2 of 3 shards (shard 3 is missing), each"))
        #expect(page.contains("<td>unknown</td>"))
    }

    @Test func `do not say of a shard without an ending that its generator was slow`() throws {
        var material = Self.material()
        material.results.summary.merge?.shards[1].status = .unfinished
        material.results.summary.merge?.shards[1].generator = Summary.Generator(nil)
        let words = "3: generator ok in 1 and 3, not measured in 2; no ending of 2; clocks differ"
        for (format, text) in try Self.texts(material) { #expect(text.contains(words), "\(format): \(text)") }
        #expect(HTMLReport(material).text.contains("<td class=\"left\">not measured</td>"))
    }

    @Test func `have the verdict and the reasons of each generator as JUnit properties`() throws {
        let xml = try JUnitReport(Self.material().results.summary).xml
        for (name, value) in [
            ("run.shards", "3"), ("merge.clockErrorMs", "4.2"), ("shard.1.generator", "ok"),
            ("shard.2.generator", "strained: The loops were &lt;late"),
        ] {
            let property = xml.split(separator: "\n").first { $0.contains("name=\"\(name)\"") }
            #expect(property?.contains("value=\"\(value)") == true, "\(property ?? "none"): \(name)")
        }
    }

    @Test func `list the slow ones of many first, and say how many are left out`() {
        let page = HTMLReport(Self.material(count: 500, slow: 499)).text
        #expect(page.contains("400 more shards are in summary.json."))
        #expect(page.contains(">499</th>") && !page.contains(">498</th>"))
    }

    @Test func `are as always if it was not joined`() throws {
        let material = ReportMaterial(StormSamples(participants: 20))
        for (_, text) in try Self.texts(material) { #expect(!text.contains("hards")) }
        #expect(!HTMLReport(material).text.contains("Joined from"))
    }
}
