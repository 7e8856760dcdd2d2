// Can the figures be trusted: the generator, what is missing, the target's addresses.
import Analysis
import Measuring

/// What vouches for the figures, and what limits them.
struct TrustSection {
    let summary: Summary

    init(_ summary: Summary) { self.summary = summary }

    var blocks: [Block] {
        [Block(headline: headline, subtitle: subtitle, limits + shards + addresses)]
    }

    private var generator: Summary.Generator { summary.generator }

    private var headline: String {
        let figures = GeneratorWords.figures(generator)
        guard !figures.isEmpty else { return "The generator was not measured." }
        switch generator.verdict {
        case .ok: return "The generator was fast enough: \(figures.prefix(2).joined(separator: ", "))."
        case .strained: return "The generator was strained: \(figures.prefix(2).joined(separator: ", "))."
        case .overloaded: return "The generator was overloaded: \(figures.prefix(2).joined(separator: ", "))."
        }
    }

    private var subtitle: String {
        let more = GeneratorWords.figures(generator).dropFirst(2)
        let seed = "Seed \(summary.run.seed)."
        return more.isEmpty ? seed : "At its peak: \(more.joined(separator: ", ")). \(seed)"
    }

    private var limits: Markup {
        var limits: [String] = []
        if generator.verdict != .ok { limits += generator.reasons }
        if generator.verdict == .strained { limits.append(GeneratorWords.advice) }
        if summary.target.sharesMachine { limits.append(GeneratorWords.sharedMachine) }
        if summary.run.lostSamples > 0 {
            let lost = Figures.counted(summary.run.lostSamples, "measurement")
            limits.append("\(lost) could not be written to the run file.")
        }
        if let interval = summary.participants.turnoutInterval95, !interval.isEmpty {
            limits.append(
                "The confidence interval of the turnout takes participants for independent trials; another run can "
                    + "differ by more.")
        }
        return Block.list(limits + summary.warnings)
    }

    /// The most shards that are listed, those whose generators were not fast enough before others.
    private static let listed = 100

    /// Each shard of a merged run by itself.
    private var shards: Markup {
        guard let merge = summary.merge, let words = MergeWords(summary) else { return "" }
        var table = HTMLTable(
            caption: "Joined from \(words.count) shards\(words.missing), each of which is judged by itself",
            columns: [
                .words("Shard"), .figures("Expected"), .words("Ended"), .words("Generator"), .figures("CPU"),
                .figures("Loop lag p99"), .figures("Clock error up to"),
            ])
        var shown = merge.shards
        if shown.count > TrustSection.listed {
            shown = shown.filter { $0.generator.verdict != .ok } + shown.filter { $0.generator.verdict == .ok }
        }
        for shard in shown.prefix(TrustSection.listed) {
            let generator = shard.generator
            table.add(
                String(shard.number), Figures.count(shard.expected), shard.status.rawValue,
                MergeWords.judgement(of: shard),
                generator.cpuUtilisation.map(Figures.percentage) ?? "–",
                generator.loopLagMs.p99.map(Figures.milliseconds) ?? "–",
                shard.clockErrorMs.map(Figures.milliseconds) ?? "unknown")
        }
        let left = shown.count - TrustSection.listed
        return (left > 0 ? Block.list(["\(Figures.counted(left, "more shard")) are in summary.json."]) : "")
            + table.markup
    }

    private var addresses: Markup {
        guard !summary.target.addresses.isEmpty else { return "" }
        var table = HTMLTable(
            caption: "The target’s addresses",
            columns: [.text("Address"), .figures("Connections"), .figures("Requests"), .figures("Failed to connect")])
        for address in summary.target.addresses.prefix(100) {
            table.add(
                address.address, Figures.count(address.connections), Figures.count(address.requests),
                Figures.count(address.failedConnects))
        }
        return table.markup
    }
}
