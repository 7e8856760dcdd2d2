// How a search was made, what its number does not mean, and the words of its page.
import Analysis

/// The last topic of the page of a search.
struct CapacityMethod {
    private let document: CapacityDocument

    init(_ document: CapacityDocument) { self.document = document }

    var blocks: [Block] {
        let words = self.words.map { "<dt>\($0.word)</dt><dd>\($0.meaning)</dd>\n" as Markup }.joined()
        return [
            Block(
                headline: "The number holds for this target, this scenario and the day of the search.",
                Block.list(CapacityMethod.limits)),
            Block(headline: headline, Block.list(sentences)),
            Block(folded: "The words used here", isPrinted: true, "<dl>\(words)</dl>"),
        ]
    }

    private var headline: String {
        let settings = document.settings
        return
            "The search was asked for \(Figures.count(settings.from)) to \(Figures.count(settings.to)) \(settings.arrival), in at most "
            + "\(Figures.counted(settings.maxStorms, "storm"))."
    }

    private var sentences: [String] {
        let search = document.search
        var sentences = [
            "Scenario \(search.scenario), of which the crowd \(search.crowd) grew; target \(search.target); Turnout \(search.version)."
        ]
        if let recovery = document.recovery {
            sentences.append(
                "A single journey took \(Figures.milliseconds(recovery.beforeMs)) while nobody else was there (median of "
                    + "five). Before each further storm it had to take \(Figures.milliseconds(recovery.limitMs)) at most."
            )
        }
        let waits = document.storms.compactMap(\.recoverySeconds)
        if !waits.isEmpty {
            sentences.append(
                "Before a storm the target was given \(CapacityView.range(waits, Figures.seconds)) to recover, single journeys "
                    + "included.")
        }
        if let expected = document.settings.expected {
            sentences.append(
                "For the \(Figures.count(expected.participants)) who are expected, windows from "
                    + "\(WindowWords.text(expected.shortestWindowMs)) to \(WindowWords.text(expected.longestWindowMs)) could be "
                    + "tried. In a window they arrive at equal intervals, unless the scenario has another curve.")
        }
        let confidence = "\(Figures.fixed(document.answer.confidence * 100, digits: 0)) %"
        sentences += [
            "The first storm has the seed \(search.seed), each later one the next number.",
            "What is said of the capacity holds with \(confidence) confidence. It follows from how the storms that count "
                + "ended, in their order; sizes are chosen by Bayes’ rule, those that tell most.",
            "Intervals of the turnout are those of Clopper and Pearson. They take participants for independent trials; "
                + "another storm can differ by more.",
        ]
        return sentences
    }

    private static let limits = [
        "The capacity is the size at which half of the storms pass. Plan with the smaller number, of which each storm passed.",
        "“Passed each of three storms” is not “always passes”: a size at which nine of ten storms pass gets through three of them in 73 % of the cases.",
        "Other steps, another arrival or stricter thresholds have another capacity.",
        "What changes on the target during a search is noticed if it changes much, not if it changes by a few percent.",
    ]

    private var words: [(word: String, meaning: String)] {
        let settings = document.settings
        let arrival =
            settings.windowMs == nil
            ? "How many participants the crowd that grows has in a storm."
            : "How many participants the crowd that grows has in a storm. They arrive \(settings.arrival), as the scenario says."
        return [
            (
                "Storm",
                "A run of the scenario with a certain number of participants who come \(settings.arrival). It passes if all thresholds hold."
            ),
            (settings.arrivalHead, arrival),
            ("Capacity", "The size at which half of the storms pass."),
            (
                "Size to plan with",
                "The largest size that passed each of at least three storms. No smaller size failed as often as it passed."
            ),
            (
                "Not counted",
                "The storm says nothing about the target: the generator was the bottleneck, the target had not recovered, or the storm was cut short."
            ),
            ("Turnout", "Those who got in, as a share of those expected in all crowds."),
            (
                "p95",
                "95 % of the journeys took at most this long. ~ marks those with fewer than ten measurements beyond them: too few to rely on."
            ),
            ("Edge", "Where storms begin to fail as they grow, and how gradually."),
            ("95 % confidence", "Of a hundred such statements about 95 are right."),
        ]
    }
}
