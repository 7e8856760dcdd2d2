// How a merged run ended, and how its generators did: each is judged by itself.
import Measuring
import RunStore

extension RunMerge {
    /// How the merged run ended: as those of its shards that have an ending. Nil if none has, or if one has lost measurements.
    var outcome: RunOutcome? {
        guard !parts.contains(where: \.hasLostSamples) else { return nil }
        let endings = parts.filter { !$0.hasDied }.compactMap { part in
            part.reader.ending.map { (part.shard.number, $0) }
        }
        guard !endings.isEmpty else { return nil }
        let decisive = [RunStatus.interrupted, .aborted].lazy.compactMap { status in
            endings.first { $0.1.status == status }
        }.first
        return RunOutcome(
            status: decisive?.1.status ?? .completed,
            reason: decisive.flatMap { number, ending in ending.reason.map { "shard \(number): \($0)" } },
            warnings: RunMerge.joined(endings.map { ($0, $1.warnings) }),
            durationSeconds: endings.map(\.1.durationSeconds).max() ?? 0,
            generator: RunMerge.generator(of: endings, hasAll: endings.count == parts.count))
    }

    /// The generators together. The worst verdict counts, and the reasons say of which shard they are. CPU time, late
    /// starts and participants are added up; everything else is that of the shard that was worst in it.
    private static func generator(of endings: [(Int, RunOutcome)], hasAll: Bool) -> GeneratorReport? {
        let reports = endings.compactMap { number, ending in ending.generator.map { (number, $0) } }
        guard let first = reports.first?.1 else { return nil }
        var all = first
        all.reasons = reports.flatMap { number, report in
            report.reasons.map { endings.count == 1 && hasAll ? $0 : "Shard \(number): \($0)" }
        }
        // A generator of which nothing is known may have been the bottleneck.
        if !hasAll { all.reasons.append("Nothing is known of the generators of shards that died.") }
        if !hasAll || reports.count < endings.count, all.verdict == .ok { all.verdict = .strained }
        for (_, report) in reports.dropFirst() {
            all.verdict = worse(all.verdict, report.verdict)
            all.cpuSeconds += report.cpuSeconds
            all.lateStarts += report.lateStarts
            all.participants = sum(all.participants, report.participants)
            all.lateParticipants = sum(all.lateParticipants, report.lateParticipants)
            all.cpuUtilisation = max(all.cpuUtilisation, report.cpuUtilisation)
            all.loopLagP99Ms = max(all.loopLagP99Ms, report.loopLagP99Ms)
            all.loopLagMaxMs = max(all.loopLagMaxMs, report.loopLagMaxMs)
            all.peakMemoryMiB = max(all.peakMemoryMiB, report.peakMemoryMiB)
            all.peakOpenFiles = max(all.peakOpenFiles, report.peakOpenFiles)
            all.requestSeconds = greater(all.requestSeconds, report.requestSeconds)
            all.requestCPUSeconds = greater(all.requestCPUSeconds, report.requestCPUSeconds)
            all.busiestLoop = greater(all.busiestLoop, report.busiestLoop)
        }
        return all
    }

    private static func worse(
        _ one: GeneratorReport.Verdict, _ other: GeneratorReport.Verdict
    ) -> GeneratorReport.Verdict {
        let order: [GeneratorReport.Verdict] = [.overloaded, .strained, .ok]
        return order.first { $0 == one || $0 == other } ?? one
    }

    private static func sum(_ one: Int?, _ other: Int?) -> Int? {
        guard let one, let other else { return nil }
        return one + other
    }

    private static func greater(_ one: Double?, _ other: Double?) -> Double? {
        [one, other].compactMap { $0 }.max()
    }

    /// Sentences of several shards: once what all of them say, and otherwise with the shard's number.
    private static func joined(_ sentences: [(number: Int, own: [String])]) -> [String] {
        let common = sentences.dropFirst().reduce(Set(sentences.first?.own ?? [])) { $0.intersection($1.own) }
        let shared = (sentences.first?.own ?? []).filter { common.contains($0) }
        return shared
            + sentences.flatMap { number, own in
                own.filter { !common.contains($0) }.map { "Shard \(number): \($0)" }
            }
    }
}

extension RunMerge.Part {
    /// What the merged run keeps of the shard by itself; with whose journeys have ended, if it died.
    func merged(_ clocks: ClockAgreement, _ journeys: ShardJourneys?) -> MergedShard {
        MergedShard(
            number: shard.number, expected: reader.metadata.crowds.reduce(0) { $0 + ($1.expected ?? 0) },
            status: hasDied || hasLostSamples ? .unfinished : reader.ending?.status ?? .unfinished,
            generator: reader.ending?.generator,
            clockErrorMicroseconds: shard.clockErrorMicroseconds,
            offsetMicroseconds: clocks.offsetMicroseconds(of: shard),
            cutOff: journeys?.cutOff(of: shard),
            readyNanoseconds: reader.ending?.readyNanoseconds)
    }
}
