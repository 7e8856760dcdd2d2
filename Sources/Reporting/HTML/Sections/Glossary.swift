// The words of the report, for readers who never saw the tool.
import Analysis

/// Words and methods, explained.
enum Glossary {
    /// A word and what it means.
    typealias Entry = (word: String, meaning: String)

    /// The words of a run's page: those of every page, and further ones where it uses them.
    static func words(of summary: Summary) -> [Entry] {
        var words = words
        if summary.event?.records != nil { words.append(record) }
        if summary.event?.webhooks != nil { words.append(webhook) }
        if summary.comparison?.rows.contains(where: { $0.basis == .withinStorm }) == true { words.append(storm) }
        return words
    }

    private static let record: Entry = (
        "Record", "A recording of the room, which the platform makes. Of one that failed there is no file."
    )
    private static let webhook: Entry = (
        "Webhook",
        "The platform’s way to tell of what happens in the room: a request to an address that the host has registered. Each such request is a delivery."
    )
    private static let storm: Entry = (
        "Storm", "A run of a scenario, in which all its participants come at once or within a certain time."
    )

    /// The words of every page.
    private static let words: [Entry] = [
        ("Participant", "One simulated person, with an identity, cookies and connections of their own."),
        ("Journey, step", "What each participant does, in order: for example log in, get access, enter the room."),
        (
            "Got in",
            "The platform answered the participant’s request to join with success. In a journey that leads into no room: completed it."
        ),
        ("Turnout", "Those who got in, as a share of those expected."),
        (
            "Release, T0",
            "The moment at which all who wait go at once. Times on this page are counted from it unless a figure says otherwise."
        ),
        ("Spread of the release", "How far apart the participants’ first requests left, counted from the earliest."),
        ("Crowd", "A group of participants with an arrival and a journey of their own."),
        (
            "p50, p95, p99",
            "Half, 95 % and 99 % of the measurements were at most this long. ~ marks those with fewer than ten measurements beyond them: too few to rely on."
        ),
        (
            "95 % confidence",
            "The range in which the true share lies, if participants are independent trials: the fewer they are, the wider it is."
        ),
        ("Generator", "Turnout itself as the source of the load. If it was the bottleneck, the run is invalid."),
        ("Threshold", "A condition on the results. All of them together give the verdict."),
        ("Baseline", "An earlier run that this one is compared with."),
    ]

    /// How the figures were made.
    static let methods = [
        "Response times run from the moment at which a request should have started, so that waiting for a slow answer before it is not lost. Percentiles are of successes only: failures are counted apart.",
        "Percentiles come from histograms with three significant digits and are never averaged. Minimum, mean and maximum are exact.",
        "The interval of the turnout is that of Clopper and Pearson. It is not given for a run that was cut short.",
        "Admission counts everyone who was expected, those who failed included, and retries.",
        "The generator watches its own processor, memory and delays. What it adds to a step’s time is measured for every request.",
        "Charts of many people count them per column. The run file run.sqlite has one row for every request.",
    ]
}
