// A capacity search as it is carried out: storm after storm, with recovery between them.
package import Analysis
package import Measuring

/// What a capacity search asks of the world.
package struct CapacityActions: Sendable {
    /// A storm that was carried out.
    package struct Ended: Sendable {
        /// What it showed.
        package var summary: Summary
        /// Its run directory, relative to the search's.
        package var run: String
        /// What ended it before its end, in words; nil if nothing did.
        package var reason: String?

        /// Creates it.
        package init(summary: Summary, run: String, reason: String? = nil) {
            self.summary = summary
            self.run = run
            self.reason = reason
        }
    }

    /// How five single journeys went.
    package enum Single: Hashable, Sendable {
        /// Their median in milliseconds.
        case took(Double)
        /// One failed, for this reason.
        case failed(String)

        /// The median; nil if one failed.
        package var milliseconds: Double? { if case .took(let median) = self { median } else { nil } }
    }

    /// What somebody may want to be told.
    package enum Event: Sendable {
        /// The single journeys before the first storm took this long (the median).
        case measuredBefore(CapacityDocument.Recovery)
        /// A storm is about to begin.
        case begins(PlannedStorm)
        /// A storm ended, or could not be run.
        case ended(CapacityDocument.Storm)
        /// The target has not recovered: single journeys take longer than the limit in milliseconds, or one fails. It has
        /// been given so many seconds.
        case waits(Single, limit: Double, seconds: Double)
    }

    /// Runs a storm.
    package var storm: @Sendable (PlannedStorm) async throws(Problem) -> Ended
    /// Walks five single journeys, one after another, within so many seconds.
    ///
    /// - Throws: why none could be walked.
    package var singleJourneys: @Sendable (_ seconds: Double) async throws(Problem) -> Single
    /// Waits this many seconds, or until somebody stops the search.
    package var wait: @Sendable (_ seconds: Double) async -> Void
    /// Seconds since some fixed moment.
    package var seconds: @Sendable () -> Double
    /// Whether somebody asked the search to stop.
    package var isInterrupted: @Sendable () -> Bool
    /// Keeps what is known so far.
    package var keep: @Sendable (CapacityDocument) throws(Problem) -> Void
    /// Tells what happens.
    package var tell: @Sendable (Event) -> Void

    /// Creates actions.
    package init(
        storm: @escaping @Sendable (PlannedStorm) async throws(Problem) -> Ended,
        singleJourneys: @escaping @Sendable (_ seconds: Double) async throws(Problem) -> Single,
        wait: @escaping @Sendable (_ seconds: Double) async -> Void,
        seconds: @escaping @Sendable () -> Double, isInterrupted: @escaping @Sendable () -> Bool,
        keep: @escaping @Sendable (CapacityDocument) throws(Problem) -> Void,
        tell: @escaping @Sendable (Event) -> Void
    ) {
        self.storm = storm
        self.singleJourneys = singleJourneys
        self.wait = wait
        self.seconds = seconds
        self.isInterrupted = isInterrupted
        self.keep = keep
        self.tell = tell
    }
}

/// Carries a capacity search out.
package struct CapacityRun: Sendable {
    private var document: CapacityDocument
    private var search: CapacitySearch
    private var advice: AdviceSearch?
    private let limits: CapacityLimits
    private let actions: CapacityActions
    private let begun: Double

    /// Prepares a search. Storms that the document already has are not run again.
    package init(_ document: CapacityDocument, limits: CapacityLimits, actions: CapacityActions) {
        self.document = document
        self.limits = limits
        self.actions = actions
        search = document.replayed
        advice = AdviceSearch(document)
        begun = actions.seconds()
    }

    /// Runs storms until the search ends or somebody stops it.
    ///
    /// - Returns: the document with the answer, or the answer so far. It has been kept.
    /// - Throws: why nothing could be measured, or why a storm could not be carried out; what is known was kept before.
    package mutating func carryOut() async throws(Problem) -> CapacityDocument {
        do throws(Problem) {
            try await measureBefore()
            var progress = Progress.goesOn
            while progress == .goesOn { progress = try await nextStorm() }
            return try ended(progress)
        } catch {
            guard !actions.isInterrupted() else { return try ended(.interrupted) }
            document.search.status = .failed
            document.search.reason =
                (error.messages + [error.remedy].compactMap { $0 }).map(Problem.sentence).joined(separator: " ")
            try keep()
            throw error
        }
    }

    private enum Progress: Equatable {
        case goesOn
        case completed
        case interrupted
        case stopped(String)
    }

    private mutating func ended(_ ending: Progress) throws(Problem) -> CapacityDocument {
        switch ending {
        case .goesOn, .completed: document.search.status = .completed
        case .interrupted: document.search.status = .interrupted
        case .stopped(let why):
            document.search.status = .stopped
            document.search.reason = why
        }
        try keep()
        return document
    }

    /// The single journeys to which later ones are compared.
    private mutating func measureBefore() async throws(Problem) {
        guard document.recovery == nil, document.storms.isEmpty else { return }
        let single = try await actions.singleJourneys(limits.recoverySeconds)
        guard case .took(let median) = single else {
            guard case .failed(let why) = single, !actions.isInterrupted() else { return }
            throw Problem(
                "a single journey fails while nobody else is there, so no storm was run: \(why)",
                remedy: "See what fails with `turnout run --debug`, the same scenario and the same options.")
        }
        let recovery = CapacityDocument.Recovery(beforeMs: median)
        document.recovery = recovery
        // A process that is killed during the first storm leaves a search that goes on.
        try keep()
        actions.tell(.measuredBefore(recovery))
    }

    /// Runs the storm that comes next, if there is one.
    private mutating func nextStorm() async throws(Problem) -> Progress {
        if actions.isInterrupted() { return .interrupted }
        guard let planned = PlannedStorm(in: document, search, advice) else {
            return search.next == .finished(.maxStorms) ? CapacityRun.usedUp : .completed
        }
        if document.allStorms.count >= document.settings.maxStorms { return CapacityRun.usedUp }
        return isTimeOver ? CapacityRun.timeOver : try await storm(planned)
    }

    private var isTimeOver: Bool { limits.maxSeconds.map { actions.seconds() - begun >= $0 } ?? false }

    private static let timeOver = Progress.stopped("the time for the search (--max-duration) is over")
    private static let usedUp = Progress.stopped("the number of storms (--max-storms) is used up")

    private mutating func storm(_ planned: PlannedStorm) async throws(Problem) -> Progress {
        let (hasRecovered, waited) = document.allStorms.isEmpty ? (true, nil) : try await recovers()
        if actions.isInterrupted() { return .interrupted }
        if isTimeOver { return CapacityRun.timeOver }
        guard hasRecovered else {
            try record(planned, run: nil, outcome: .notCounted(.notRecovered), figures: nil, waited: waited)
            return .goesOn
        }
        actions.tell(.begins(planned))
        let ended = try await actions.storm(planned)
        let wasCut = ended.summary.run.status == .aborted
        try record(
            planned, run: ended.run, outcome: CapacityStorm.Outcome(ended.summary),

            figures: StormFigures(ended.summary, endedBy: wasCut ? ended.reason ?? "a limit" : nil), waited: waited)
        if actions.isInterrupted() { return .interrupted }
        if wasCut, limits.endsWhenAborted {
            return .stopped("storm \(planned.number) was cut short" + (ended.reason.map { ": \($0)" } ?? ""))
        }
        return .goesOn
    }

    /// Waits until single journeys are as fast as before the first storm.
    /// - Returns: whether they are, and how many seconds the target was given.
    private func recovers() async throws(Problem) -> (Bool, Double?) {
        guard let recovery = document.recovery else { return (true, nil) }
        let start = actions.seconds()
        var delay = 1.0
        while true {
            let single: CapacityActions.Single
            do throws(Problem) {
                single = try await actions.singleJourneys(max(1, limits.recoverySeconds - (actions.seconds() - start)))
            } catch {
                // A busy target may refuse what setup asks for.
                single = .failed(error.messages.joined(separator: "; "))
            }
            let seconds = actions.seconds() - start
            if actions.isInterrupted() { return (false, seconds) }
            if let median = single.milliseconds, median <= recovery.limitMs { return (true, seconds) }
            guard seconds + delay < limits.recoverySeconds, !isTimeOver else { return (false, seconds) }
            actions.tell(.waits(single, limit: recovery.limitMs, seconds: seconds))
            await actions.wait(delay)
            delay = min(10, delay * 1.5)
        }
    }

    private mutating func record(
        _ planned: PlannedStorm, run: String?, outcome: CapacityStorm.Outcome, figures: StormFigures?,
        waited: Double?
    ) throws(Problem) {
        let storm = CapacityDocument.Storm(
            number: planned.number, participants: planned.participants, windowMs: planned.windowMs, why: planned.why,
            run: run, outcome: outcome, figures: figures, recoverySeconds: waited)
        if storm.windowMs == nil {
            document.storms.append(storm)
            search.record(storm.ofSearch)
            // The first window follows from the storms before it.
            advice = AdviceSearch(document)
        } else {
            document.windowStorms = (document.windowStorms ?? []) + [storm]
            advice?.record(storm)
        }
        try keep()
        actions.tell(.ended(storm))
    }

    private mutating func keep() throws(Problem) {
        document.conclude(search, advice)
        try actions.keep(document)
    }
}
