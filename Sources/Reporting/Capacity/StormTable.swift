// The storms of a search in a table, each with a link to its own report.
import Analysis

/// The table of the storms.
struct StormTable {
    private let storms: [CapacityDocument.Storm]
    private let isOverWindows: Bool
    /// The head of the column of sizes or windows.
    private let head: String

    /// The most storms in the table, the last ones. `capacity.json` has all.
    static let most = 200

    /// The storms that came as the scenario says.
    init(_ document: CapacityDocument) {
        storms = document.storms
        isOverWindows = false
        head = document.settings.arrivalHead
    }

    /// The storms of the expected crowd over windows.
    init(windowsOf document: CapacityDocument) {
        storms = document.windowStorms ?? []
        isOverWindows = true
        head = "Over"
    }

    var blocks: [Block] {
        guard !storms.isEmpty else {
            return isOverWindows ? [] : [Block(headline: "No storm has been carried out yet.")]
        }
        var table = HTMLTable(
            caption: isOverWindows ? "The storms over windows in their order" : "The storms in their order",
            columns: [
                .words("Storm"), .figures(head), .words("Result"), .figures("Turnout"),
                .figures("p95"),
                .spareFigures("Recovery"),
                .text("What failed; below it why the storm had this \(isOverWindows ? "window" : "size")"),
            ])
        table.showsCaption = false
        let shown = storms.suffix(StormTable.most)
        table.rows = shown.map(StormTable.row)
        var notes = [
            "Storms with a link have a report of their own. Below each turnout: its 95 % interval. p95: of the journeys of "
                + "those who got in. Recovery: how long the target was given before the storm, single journeys included."
        ]
        if shown.contains(where: \.isThin) { notes.append("~ \(ThinWords.note).") }
        if shown.count < storms.count {
            let missing = storms.count - shown.count
            notes.append("The first \(Figures.counted(missing, "storm")) are only in capacity.json.")
        }
        return [Block(headline: headline, table.markup), Block(notes: notes)]
    }

    private var headline: String {
        let size = StormGroup(value: 0, storms: storms)
        let over = isOverWindows ? " over a window" : ""
        return storms.count == 1
            ? "The only storm\(over) \(CapacityWords.ending(storms[0]))."
            : "Of \(Figures.count(storms.count)) storms\(over) \(size.results)."
    }

    private static func row(_ storm: CapacityDocument.Storm) -> [Markup] {
        let shape: Markup =
            switch storm.outcome {
            case .passed: Shapes.passed
            case .failed: Shapes.failed
            case .notCounted: Shapes.notJudged
            }
        let interval: Markup =
            storm.turnoutInterval.map {
                let words = Glue.range(Figures.percentage($0.lower), Figures.percentage($0.upper))
                return "<span class=\"more quiet\">\(words)</span>"
            } ?? ""
        let finding = CapacityWords.finding(storm)
        return [
            name(storm), "\(CapacityWords.varied(storm))",
            "<span class=\"mark\">\(shape) \(CapacityWords.outcome(storm))</span>",
            "\(storm.shownTurnout.map(Figures.percentage) ?? "–")\(interval)",
            "\(storm.isThin ? "~\u{2009}" : "")\(storm.shownP95Ms.map(Figures.milliseconds) ?? "–")",
            "\(storm.recoverySeconds.map(Figures.seconds) ?? "–")",
            "\(finding)<span class=\"more quiet\">\(storm.why)</span>",
        ]
    }

    private static func name(_ storm: CapacityDocument.Storm) -> Markup {
        guard let run = storm.run, let folder = folder(run) else { return "\(Figures.count(storm.number))" }
        return "<a href=\"\(folder)/report.html\">Storm \(Figures.count(storm.number))</a>"
    }

    /// A run directory as part of a relative link; nil if it is not a folder beside the page. What could be read as a
    /// scheme, a query or an anchor is written in percent.
    static func folder(_ run: String) -> String? {
        guard !run.isEmpty, run != ".", run != "..", !run.contains("/") else { return nil }
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for byte in run.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                encoded.append(byte)
            default: encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
