// The storm: one run of a plan from setup to teardown.
public import EventLoops
public import Measuring
public import Scenarios

/// One run of a plan: setup as the host, arrivals, journeys, teardown.
public struct Storm: Sendable {
    let plan: Plan
    let origins: Origins
    let facts: RunFacts
    let sink: any SampleSink
    let control: StormControl
    let progress: StormProgress
    let notice: @Sendable (String) -> Void

    /// A storm that has not begun. `notice` is told in words what setup created and what teardown could not do; it is
    /// called on a loop's thread.
    public init(
        plan: Plan, origins: Origins, facts: RunFacts, sink: any SampleSink, control: StormControl,
        progress: StormProgress, notice: @escaping @Sendable (String) -> Void
    ) {
        self.plan = plan
        self.origins = origins
        self.facts = facts
        self.sink = sink
        self.control = control
        self.progress = progress
        self.notice = notice
    }

    /// Carries the plan out on these loops and returns when everybody is out of the room and every sample was handed
    /// to the sink. Called once, from a task on the first loop.
    /// - Throws: `StormError` if nothing could be measured: the target is unreachable, or setup failed.
    public func run(on loops: [EventLoop]) async throws(StormError) -> RunEnding {
        throw StormError(stage: .start, message: "being built", remedy: nil)
    }
}
