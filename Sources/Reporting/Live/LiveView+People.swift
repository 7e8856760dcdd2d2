// The people of a run in progress: how many are doing what, and what they wait for.

extension LiveView {
    /// The counts, each with its mark in the bar, in as few lines as they fit into.
    func legend(width: Int) -> [StyledText] {
        var lines: [StyledText] = []
        for item in people {
            if let last = lines.last, last.width + 2 + item.width <= width {
                lines[lines.count - 1] = last + StyledText("  ") + item
            } else {
                lines.append(item.cut(to: width))
            }
        }
        return lines
    }

    /// Who is doing what, in the order of the bar.
    var people: [StyledText] {
        let bar = CrowdBar(crowds)
        let entered = crowds.reduce(0) { $0 + $1.entered }
        return CrowdBar.Part.allCases.compactMap { part in
            let count = part == .entered ? entered : bar.counts[part, default: 0]
            let words: String
            switch part {
            case .entered: words = deed
            case .underWay: words = "on the way"
            case .waiting: words = "waiting"
            case .failed: words = "failed"
            case .toCome:
                guard count > 0 else { return nil }
                words = "to come"
            }
            return StyledText("\(part.mark) ", part.tone)
                + StyledText("\(Figures.count(count)) \(words)", count > 0 ? part.tone : .quiet)
        }
    }

    /// The bar of the only crowd, or one line for each of several.
    func bars(width: Int, limit: Int) -> [StyledText] {
        guard limit > 0 else { return [] }
        guard crowds.count > 1 else { return [CrowdBar(crowds).drawn(columns: width)] }
        let shown = crowds.prefix(crowds.count > limit ? limit - 1 : limit)
        let names = min(max(8, width / 4), shown.map { DisplayWidth.of($0.name.onOneLine) }.max() ?? 0)
        var table = Columns([.left, .left, .left])
        let figures = shown.map { crowd -> StyledText in
            let all = crowd.expected.map { " of \(Figures.count($0))" } ?? ""
            let failed = crowd.failed > 0 ? StyledText(", \(Figures.count(crowd.failed)) failed", .bad) : ""
            return StyledText("\(Figures.count(crowd.entered))\(all)") + failed
        }
        let room = width - names - 4 - (figures.map(\.width).max() ?? 0)
        for (crowd, figures) in zip(shown, figures) {
            table.add([
                StyledText(crowd.name.onOneLine).cut(to: names),
                CrowdBar([crowd]).drawn(columns: max(4, min(room, 60))), figures,
            ])
        }
        var lines = table.lines().map { $0.cut(to: width) }
        if crowds.count > shown.count {
            lines.append(
                StyledText("and \(Figures.counted(crowds.count - shown.count, "more crowd"))", .quiet).cut(to: width))
        }
        return lines
    }

    /// What participants wait for, in sentences; the one that concerns most of them first.
    func waits(width: Int) -> [StyledText] {
        sentences.flatMap { sentence in Wrapping.lines(sentence, width: width).map { StyledText($0).cut(to: width) } }
    }

    private var sentences: [String] {
        var found: [(count: Int, sentence: String)] = []
        for gate in gates where gate.waiting > 0 {
            if gate.isPriming {
                let who = "\(Figures.count(gate.waiting)) of \(Figures.count(gate.expected))"
                let are = gate.waiting == 1 ? "is" : "are"
                found.append(
                    (
                        gate.waiting,
                        "\(who) \(are) primed for the release before \(gate.name.asName())\(limit(gate.seconds))"
                    ))
                continue
            }
            let all = Figures.count(max(gate.expected, gate.waiting))
            let who = "\(Figures.count(gate.waiting)) of \(all) \(gate.waiting == 1 ? "waits" : "wait")"
            found.append((gate.waiting, "\(who) at the release before \(gate.name.asName())\(limit(gate.seconds))"))
        }
        if pausing > 0 {
            let who = "\(Figures.count(pausing)) \(pausing == 1 ? "is" : "are") in a pause"
            found.append((pausing, who + limit(pauseSeconds)))
        }
        for step in steps where step.resting > 0 {
            let who = "\(Figures.count(step.resting)) \(step.resting == 1 ? "waits" : "wait") before another attempt at"
            found.append((step.resting, "\(who) \(step.name.asName())\(limit(step.restSeconds))"))
        }
        let active = steps.reduce(0) { $0 + max(0, $1.inside - $1.resting) }
        if active > 0, silentSeconds >= 2 {
            let who = "\(Figures.count(active)) \(active == 1 ? "has" : "have")"
            found.append((active, "\(who) had no response for \(LiveView.time(silentSeconds))"))
        }
        return found.sorted { $0.count > $1.count }.prefix(LiveView.shownWaits).map(\.sentence)
    }

    private func limit(_ seconds: Double?) -> String { seconds.map { ", for \(LiveView.time($0)) at most" } ?? "" }

    /// The most sentences about waiting.
    static let shownWaits = 3

    /// A time in whole seconds, at least one.
    static func time(_ seconds: Double) -> String {
        let whole = max(1, seconds.isFinite ? seconds.rounded(.up) : 1)
        return whole < 120 ? "\(Int(whole)) s" : Figures.seconds(whole)
    }
}
