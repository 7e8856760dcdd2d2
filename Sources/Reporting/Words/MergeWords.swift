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
        let groups = ["ok", "strained", "overloaded", MergeWords.unmeasured].compactMap { word -> String? in
            let numbers = merge.shards.filter { MergeWords.judgement(of: $0) == word }.map(\.number)
            guard !numbers.isEmpty else { return nil }
            return numbers.count == merge.shards.count ? "\(word) in all" : "\(word) in \(ShardWords.list(numbers))"
        }
        return "generator \(groups.joined(separator: ", "))"
    }

    private static let unmeasured = "not measured"

    /// A shard's generator in a word or two. Of one that was killed nothing is known.
    static func judgement(of shard: Summary.Merge.Shard) -> String {
        shard.generator.cpuSeconds == nil ? unmeasured : GeneratorWords.of(shard.generator.verdict)
    }

    /// Which shards have no ending; nil if all have one.
    var unfinished: String? {
        let numbers = merge.shards.filter { $0.status == .unfinished }.map(\.number)
        return numbers.isEmpty ? nil : "no ending of \(ShardWords.list(numbers))"
    }

    /// By how much the clocks can differ; nil if there is only one shard.
    var clocks: String? {
        guard merge.shards.count > 1 else { return nil }
        if let error = merge.clockErrorMs, error < 1 { return "clocks agree to 1 ms" }
        return merge.clockErrorMs.map { "clocks differ by up to \(Figures.milliseconds($0))" }
            ?? "by how much the clocks differ is unknown"
    }

    /// All of it in one line.
    var sentence: String {
        ["\(count)\(missing): \(generators)", unfinished, clocks].compactMap { $0 }.joined(separator: "; ")
    }

    /// The worst of the generators.
    var worst: GeneratorReport.Verdict {
        let order: [GeneratorReport.Verdict] = [.overloaded, .strained]
        return order.first { verdict in merge.shards.contains { $0.generator.verdict == verdict } } ?? .ok
    }
}
