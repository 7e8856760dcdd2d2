// Of which shards a merged run was joined, as text.
import Analysis
import Measuring

/// A merged run's shards in words.
struct MergeWords {
    private let merge: Summary.Merge
    private let run: Summary.Run

    /// The words for a run; nil if it was not joined from shards.
    init?(_ summary: Summary) {
        guard let merge = summary.merge else { return nil }
        self.merge = merge
        run = summary.run
    }

    /// `3`, `2 of 3`.
    var count: String {
        run.missingShards.isEmpty
            ? Figures.count(run.shards) : "\(Figures.count(merge.shards.count)) of \(Figures.count(run.shards))"
    }

    /// ` (shard 3 is missing)`; empty if none is.
    var missing: String {
        let numbers = ShardWords.list(run.missingShards)
        return switch run.missingShards.count {
        case 0: ""
        case 1: " (shard \(numbers) is missing)"
        default: " (shards \(numbers) are missing)"
        }
    }

    /// How the generators did, each by itself: `generator ok in all`, `generator ok in 1 and 3, overloaded in 2`.
    var generators: String {
        let verdicts: [GeneratorReport.Verdict] = [.ok, .strained, .overloaded]
        let groups = verdicts.compactMap { verdict -> String? in
            let numbers = merge.shards.filter { $0.generator.verdict == verdict }.map(\.number)
            guard !numbers.isEmpty else { return nil }
            let word = GeneratorWords.of(verdict)
            return numbers.count == merge.shards.count ? "\(word) in all" : "\(word) in \(ShardWords.list(numbers))"
        }
        return "generator \(groups.joined(separator: ", "))"
    }

    /// By how much the clocks can differ; nil if there is only one shard.
    var clocks: String? {
        guard merge.shards.count > 1 else { return nil }
        return merge.clockErrorMs.map { "clocks differ by up to \(Figures.milliseconds($0))" }
            ?? "by how much the clocks differ is unknown"
    }

    /// All of it in one line.
    var sentence: String { ["\(count)\(missing): \(generators)", clocks].compactMap { $0 }.joined(separator: "; ") }

    /// The worst of the generators.
    var worst: GeneratorReport.Verdict {
        let order: [GeneratorReport.Verdict] = [.overloaded, .strained]
        return order.first { verdict in merge.shards.contains { $0.generator.verdict == verdict } } ?? .ok
    }
}
