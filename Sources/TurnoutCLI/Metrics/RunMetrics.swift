// `run --metrics-port`: what is served during a run, and the wait for the last scrape after it.
import Analysis
import Driver
import Measuring
import MetricsServing
import Reporting
import Scenarios

/// The metrics of a run.
struct RunMetrics: Sendable {
    /// Where they are served.
    let place: MetricsServer.Place
    /// Takes the run's samples.
    let live: LiveMetrics
    private let runID: String
    private let name: String
    private let crowds: [CrowdMetadata]
    private let progress: StormProgress

    /// How long they stay for a last scrape: the usual interval between two of them.
    static let lastScrapeSeconds = 15

    init(at place: MetricsServer.Place, of plan: Plan, runID: String, progress: StormProgress) {
        self.place = place
        self.runID = runID
        self.progress = progress
        name = plan.name
        crowds = plan.crowdMetadata
        live = LiveMetrics(crowds: crowds)
    }

    /// The page now. Callable from any thread.
    var page: MetricsPage {
        let tally = live.tally
        let snapshot = progress.snapshot
        return MetricsPage(
            runID: runID, name: name, version: turnoutVersion,
            phase: tally.isComplete ? .ended : MetricsPage.Phase(snapshot.phase),
            crowds: crowds.enumerated().map { place, crowd in
                // Before the storm has begun there are no counters.
                let counts = snapshot.crowds.indices.contains(place) ? snapshot.crowds[place] : nil
                return MetricsPage.Crowd(
                    name: crowd.name, expected: crowd.expected, started: counts?.started ?? 0,
                    entered: counts?.entered ?? 0, failed: counts?.failed ?? 0, ended: counts?.finished ?? 0,
                    waiting: counts?.waiting ?? 0)
            },
            tally: tally,
            process: MetricsPage.Process(
                cpuSeconds: ProcessReading.cpuSeconds, residentBytes: ProcessReading.residentBytes))
    }

    /// Whether only this machine can read them.
    private var isPrivate: Bool { place.address == "::1" || place.address.hasPrefix("127.") }

    /// Serves them while `run` carries the run out, shows its results and returns its exit code, and then until they were
    /// scraped once more, unless a signal ended the run.
    func serving(
        console: Console, isQuiet: Bool, watch: RunWatch,
        _ run: () async throws(Problem) -> ExitCode
    ) async throws(Problem) -> ExitCode {
        try await MetricsServer.serving(at: place, mediaType: MetricsPage.mediaType, page: { page.text }) {
            (server) async throws(Problem) in
            // A port that the system chose is told in any case: nobody could find the metrics otherwise.
            if !isQuiet || place.port == 0 { watch.display.say("Metrics: \(server.url)") }
            if !isPrivate {
                watch.display.notice(
                    "Everybody who reaches this address can read them: they are served without authentication.")
            }
            let code = try await run()
            guard watch.control.reason?.isSignal != true else { return code }
            // From now on a signal ends the process at once.
            await console.drained()
            if !isQuiet {
                console.tell([
                    StyledText(
                        "The metrics stay for a last scrape, up to \(RunMetrics.lastScrapeSeconds) s; Ctrl-C ends the wait."
                    )
                ])
            }
            _ = await server.lastScrape(within: RunMetrics.lastScrapeSeconds)
            return code
        }
    }
}

extension MetricsPage.Phase {
    fileprivate init(_ phase: StormProgress.Phase) {
        self =
            switch phase {
            case .setup: .setup
            case .journeys: .journeys
            // Until the last samples are counted.
            case .teardown, .ended: .teardown
            }
    }
}
