// The live view as lines that fit a terminal of any size.
import Measuring

extension LiveView {
    /// The lines: at least one, fewer than the terminal has, each narrower than it is, since a full line would wrap on
    /// some terminals and a full screen would scroll. What does not fit is left out, the least important first.
    /// - Parameters:
    ///   - columns: The terminal's width.
    ///   - rows: Its height.
    /// - Returns: The lines, from the top.
    package func lines(columns: Int, rows: Int) -> [StyledText] {
        let width = max(1, columns - 1)
        let room = max(1, rows - 1)
        if let preparation {
            let told = Wrapping.lines(preparation, width: width).map { StyledText($0).cut(to: width) }
            return Array(([heading(width: width)] + told).prefix(room))
        }
        guard room > 1 else {
            return [
                people.reduce(StyledText("\(phase.rawValue) \(elapsed)", .strong)) { $0 + "  " + $1 }.cut(to: width)
            ]
        }
        var left = room - 1
        func take(_ lines: [StyledText]) -> [StyledText] {
            let taken = Array(lines.prefix(max(0, left)))
            left -= taken.count
            return taken
        }
        let legend = take(self.legend(width: width))
        let health = take(self.health(width: width))
        let waits = take(self.waits(width: width))
        // Of what is left, the crowds have a third and the steps the rest.
        let bars = take(self.bars(width: width, limit: crowds.count > 1 ? max(left / 3, min(left, 2)) : left))
        let table = take(self.table(width: width, limit: left))
        let sections = [[heading(width: width)] + bars + legend + waits, table, health].filter { !$0.isEmpty }
        return Array(sections.joined(separator: left >= sections.count - 1 ? [""] : []))
    }

    private var elapsed: String {
        elapsedSeconds < 119.5 ? Figures.fixed(elapsedSeconds, digits: 1) + " s" : Figures.seconds(elapsedSeconds)
    }

    /// What the run is doing, for how long, how long it will go on, and, where there is room, its name.
    private func heading(width: Int) -> StyledText {
        var parts = [StyledText("\(phase.rawValue) \(elapsed)", .strong)]
        if phase == .running {
            if let secondsToGo, secondsToGo > 0 {
                parts.append(StyledText("about \(LiveView.time(secondsToGo)) to go"))
            }
            if let secondsAtMost, secondsAtMost > 0 {
                parts.append(StyledText("at most \(LiveView.time(secondsAtMost))"))
            }
        }
        while parts.count > 1, parts.reduce(2 * parts.count - 2, { $0 + $1.width }) > width { parts.removeLast() }
        let times = parts.dropFirst().reduce(parts[0]) { $0 + ", " + $1 }
        let room = width - times.width - 2
        guard room >= 8, !name.isEmpty else { return times.cut(to: width) }
        return times + "  " + StyledText(name.onOneLine, .quiet).cut(to: room)
    }

    /// The generator's health and the traffic, in one line if they fit.
    private func health(width: Int) -> [StyledText] {
        let traffic = StyledText(
            "\(Figures.count(Int(requestsPerSecond.rounded()))) requests/s, \(Figures.count(requests)) so far", .quiet)
        guard let generator else { return [traffic.cut(to: width)] }
        var figures: [String] = []
        if let share = generator.cpuShare { figures.append("CPU \(Int((share * 100).rounded())) %") }
        figures.append("loop lag p99 \(Figures.milliseconds(generator.lagP99Ms))")
        let health =
            StyledText("Generator ", .quiet)
            + StyledText(GeneratorWords.of(generator.verdict), generator.verdict.tone)
            + StyledText(": \(figures.joined(separator: ", "))", .quiet)
        if health.width + 3 + traffic.width <= width { return [health + "   " + traffic] }
        return [health.cut(to: width), traffic.cut(to: width)]
    }
}
