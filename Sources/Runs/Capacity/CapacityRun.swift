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

    /// What somebody may want to be told.
    package enum Event: Sendable {
        /// The single journeys before the first storm took this long (the median).
        case measuredBefore(CapacityDocument.Recovery)
        /// A storm is about to begin.
        case begins(PlannedStorm)
        /// A storm ended, or could not be run.
        case ended(CapacityDocument.Storm)
        /// The target has not recovered: a single journey takes this long, or fails (nil).
        case waits(median: Double?, limit: Double, seconds: Double)
    }

    /// Runs a storm.
    package var storm: @Sendable (PlannedStorm) async throws(Problem) -> Ended
    /// Walks five single journeys, one after another: their median in milliseconds; nil if any of them failed.
    package var singleJourneys: @Sendable () async throws(Problem) -> Double?
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
        singleJourneys: @escaping @Sendable () async throws(Problem) -> Double?,
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
            document.search.reason = error.description
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
        guard let median = try await actions.singleJourneys() else {
            guard !actions.isInterrupted() else { return }
            throw Problem(
                "a single journey fails while nobody else is there, so no storm was run",
                remedy: "See what fails: turnout run \(document.search.scenario) --debug")
        }
        let recovery = CapacityDocument.Recovery(beforeMs: median)
        document.recovery = recovery
        actions.tell(.measuredBefore(recovery))
    }

    /// Runs the storm that comes next, if there is one.
    private mutating func nextStorm() async throws(Problem) -> Progress {
        if actions.isInterrupted() { return .interrupted }
        guard let planned = PlannedStorm(in: document, search, advice) else {
            return search.next == .finished(.maxStorms) ? CapacityRun.usedUp : .completed
        }
        if document.allStorms.count >= document.settings.maxStorms { return CapacityRun.usedUp }
        if let most = limits.maxSeconds, actions.seconds() - begun >= most {
            return .stopped("the time for the search (--max-duration) is over")
        }
        return try await storm(planned)
    }

    private static let usedUp = Progress.stopped("the number of storms (--max-storms) is used up")

    private mutating func storm(_ planned: PlannedStorm) async throws(Problem) -> Progress {
        let (hasRecovered, waited) = document.allStorms.isEmpty ? (true, nil) : try await recovers()
        if actions.isInterrupted() { return .interrupted }
        guard hasRecovered else {
            try record(planned, run: nil, outcome: .notCounted(.notRecovered), figures: nil, waited: waited)
            return .goesOn
        }
        actions.tell(.begins(planned))
        let ended = try await actions.storm(planned)
        try record(
            planned, run: ended.run, outcome: CapacityStorm.Outcome(ended.summary),
            figures: StormFigures(ended.summary), waited: waited)
        if actions.isInterrupted() { return .interrupted }
        if ended.summary.run.status == .aborted, limits.endsWhenAborted {
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
            let median = try await actions.singleJourneys()
            let seconds = actions.seconds() - start
            if actions.isInterrupted() { return (false, seconds) }
            if let median, median <= recovery.limitMs { return (true, seconds) }
            guard seconds + delay < limits.recoverySeconds else { return (false, seconds) }
            actions.tell(.waits(median: median, limit: recovery.limitMs, seconds: seconds))
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
