// `abort-when`: conditions that end a run while it goes on.
import Analysis
import Measuring
import Scenarios
import Synchronization

/// Judges the conditions of a run in progress, off the loops.
final class AbortWatch: Sendable {
    private let conditions: [Threshold]
    // Two locks. The loops take the first one for an append, and never wait for the second, under which samples are
    // added up.
    private let pending = Mutex<[SampleBatch]>([])
    private let pendingBeat = Mutex<Heartbeat?>(nil)
    private let builder: Mutex<SummaryBuilder>

    /// How often the conditions are judged: as often as samples are passed on.
    private static let period = Duration.milliseconds(200)

    /// Creates a watch; nil if there is nothing to watch.
    init?(_ limits: LimitsPlan, _ metadata: RunMetadata) {
        guard !limits.abortWhen.isEmpty else { return nil }
        conditions = limits.abortWhen
        builder = Mutex(SummaryBuilder(metadata: metadata, thresholds: []))
    }

    /// Takes a batch. Called on a loop.
    func take(_ batch: SampleBatch) { pending.withLock { $0.append(batch) } }

    /// Takes a sign of life, which says how many have begun. Called on a loop.
    func beat(_ beat: Heartbeat) { pendingBeat.withLock { $0 = beat } }

    /// Judges the conditions until the task is cancelled, and stops the run when one holds. Must not run on a loop.
    func run(stopping control: StormControl) async {
        repeat {
            if let reason = judge() {
                control.stop(.aborted(reason))
                return
            }
        } while (try? await Task.sleep(for: AbortWatch.period)) != nil
    }

    /// Judges the conditions once more, when everything has been taken: one that came to hold since the last time counts
    /// like any other.
    @concurrent
    func judgeLast() async -> StopReason? { judge().map { .aborted($0) } }

    /// Why the run must end, of what was taken so far; nil if it need not.
    func judge() -> String? {
        builder.withLock { builder in
            let batches = pending.withLock { pending in
                defer { pending = [] }
                return pending
            }
            for batch in batches { builder.add(batch) }
            if let beat = pendingBeat.withLock({ $0 }) { builder.beat(beat) }
            return builder.met(of: conditions).first.map { condition, value in
                "abort-when \(condition.expression): \(condition.words(for: value))"
            }
        }
    }
}
