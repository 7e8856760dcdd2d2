// Can the figures be trusted: the generator, what is missing, the target's addresses.
import Analysis
import Measuring

/// What vouches for the figures, and what limits them.
struct TrustSection {
    let summary: Summary

    init(_ summary: Summary) { self.summary = summary }

    var blocks: [Block] {
        [Block(headline: headline, subtitle: subtitle, limits + addresses)]
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
