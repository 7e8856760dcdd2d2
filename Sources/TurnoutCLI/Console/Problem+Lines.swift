// How a problem is printed, and the exit code for it.
import Analysis
import Measuring
import Reporting
import Scenarios

extension Problem {
    /// The lines as printed. A message without a location starts with `turnout:`.
    var lines: [StyledText] {
        let isNamed = details.contains { $0.place == nil }
        var lines = details.map { ($0.place == nil ? StyledText("turnout: ", .bad) : "") + StyledText($0.description) }
        if let remedy { lines.append(StyledText((isNamed ? "         " : "") + remedy)) }
        return lines
    }

    /// The exit code.
    var code: ExitCode {
        switch kind {
        case .usage: .usage
        case .execution: .notCarriedOut
        }
    }

    /// All errors of a scenario.
    init(_ errors: ScenarioErrors) {
        var details = errors.errors.map { error in
            // The headline is the location and the message; source line and caret follow the message.
            var place = Place(String(error.headline.dropLast(error.message.count + 2)))
            let message = String(error.description.dropFirst(place.name.count + 2))
            if let (line, column) = error.place.lineAndColumn {
                place = Place(String(place.name.dropLast(":\(line):\(column)".count)), line: line, column: column)
            }
            return Detail(message, at: place)
        }
        if details.count > 1 {
            let last = details.count - 1
            details[last].message += "\n\(details.count) errors"
        }
        self.init(details, kind: .usage)
    }
}
