// A request and its answer as text.
import Journeys
import Measuring
import Reporting

/// Lays out one exchange: what was sent, what came, what came of it, and the command that does it again.
struct ExchangeLines {
    private let exchange: ObservedExchange
    private let width: Int
    private let indent: String

    init(_ exchange: ObservedExchange, width: Int, indent: String) {
        self.exchange = exchange
        self.width = width
        self.indent = indent
    }

    /// The lines from top to bottom.
    var lines: [StyledText] {
        let text = [request, answer, findings].flatMap { $0 }
        return text.map { StyledText(indent) + $0 } + [""] + command + [""]
    }

    // MARK: What was sent and what came

    private var request: [StyledText] {
        var notes: [String] = []
        switch exchange.reason {
        case .step: break
        case .redirect: notes.append("the redirect's target")
        case .replay: notes.append("again on a new connection, since the last one was closed without an answer")
        }
        if exchange.attempt > 1 { notes.append("attempt \(exchange.attempt)") }
        let head =
            StyledText("\(exchange.method) \(exchange.url.shown)", .strong)
            + StyledText(notes.isEmpty ? "" : "  \(notes.joined(separator: ", "))", .quiet)
        return [head] + exchange.requestLines.map { quoted(">", $0.shown) } + body(exchange.requestBody, mark: ">")
    }

    private var answer: [StyledText] {
        let figures = exchange.figures
        let taken = Figures.milliseconds(Double(figures.answered.nanoseconds(since: figures.started)) / 1e6)
        var head: StyledText
        if let status = figures.status {
            head = StyledText(
                "HTTP/\(figures.version?.rawValue ?? "?") \(status)",
                exchange.failure == nil ? .good : .bad)
        } else {
            head = StyledText(figures.sent == nil ? "nothing was sent" : "no answer", .bad)
        }
        head += StyledText(figures.sent == nil ? "" : " in \(taken)")
        var notes: [String] = []
        if let address = figures.address {
            notes.append("\(figures.newConnections > 0 ? "new connection to" : "kept connection to") \(address)")
        }
        if !figures.failedAddresses.isEmpty {
            notes.append("no connection to \(figures.failedAddresses.joined(separator: ", "))")
        }
        let phases = ExchangeLines.phases.compactMap { phase, name in
            figures.phases[phase].map { "\(name) \(Figures.milliseconds(Double($0) / 1000))" }
        }
        if !phases.isEmpty { notes.append(phases.joined(separator: ", ")) }
        return [head + StyledText(notes.map { "; " + $0 }.joined(), .quiet)]
            + exchange.answerLines.map { quoted("<", $0.shown) } + body(exchange.answerBody, mark: "<")
    }

    private static let phases: [(Phase, String)] = [
        (.resolve, "look-up"), (.connect, "connect"), (.tls, "TLS"), (.send, "send"), (.wait, "wait"),
        (.receive, "receive"),
    ]

    private func quoted(_ mark: String, _ text: String) -> StyledText {
        StyledText("\(mark) ", .quiet) + StyledText(text.replacing("\n", with: " "))
    }

    private func body(_ body: ObservedExchange.Body?, mark: String) -> [StyledText] {
        switch body {
        case nil: return []
        case .binary(let bytes, let type):
            let words = "<\(Figures.counted(bytes, "byte"))\(type.map { ", \($0)" } ?? "")>"
            return [StyledText(mark, .quiet), StyledText("\(mark) ", .quiet) + StyledText(words)]
        case .text(let text, let bytes, let isWhole):
            var lines = text.shown.replacing("\r\n", with: "\n").split(
                separator: "\n", omittingEmptySubsequences: false
            ).map {
                StyledText("\(mark) ", .quiet) + StyledText($0.last == "\r" ? String($0.dropLast()) : String($0))
            }
            if lines.last?.text == "\(mark) " { lines.removeLast() }
            if !isWhole { lines.append(StyledText("\(mark) … of \(Figures.count(bytes)) bytes", .quiet)) }
            return [StyledText(mark, .quiet)] + lines
        }
    }

    // MARK: What came of it

    private var findings: [StyledText] {
        var table: [(label: String, tone: Tone, text: String)] = []
        for cookie in exchange.cookies {
            table.append(("Cookie", cookie.isKept ? .good : .caution, "\(cookie.name) \(cookie.fate)"))
        }
        for value in exchange.values {
            table.append(("Extracted", .good, "\(value.name) = \(value.text.shown) (\(value.source))"))
        }
        if let failure = exchange.failure {
            table.append(("Failed", .bad, "\(failure.detail.shown) (\(failure.kind.rawValue))"))
            for line in exchange.looked { table.append(("Looked", .caution, line.shown)) }
        }
        if let diagnosis = exchange.diagnosis {
            table.append(("Cause", .caution, Problem.sentence(diagnosis.cause)))
            table.append(("Remedy", .caution, Problem.sentence(diagnosis.remedy)))
        }
        let margin = 11
        return table.flatMap { entry in
            Wrapping.lines(entry.text, width: max(40, width - indent.count - margin)).enumerated().map { place, line in
                let label = place == 0 ? entry.label : ""
                return StyledText(label, entry.tone)
                    + StyledText(String(repeating: " ", count: margin - label.count) + line)
            }
        }
    }

    // MARK: The command

    private var command: [StyledText] {
        let command = exchange.command
        var lines = command.lines.enumerated().map { place, line in
            StyledText((place == 0 ? indent : indent + "  ") + line + (place < command.lines.count - 1 ? " \\" : ""))
        }
        let notes =
            command.variables.map { "$\($0.variable) is \($0.meaning)" } + command.notes
        if !notes.isEmpty {
            lines += Wrapping.lines(notes.joined(separator: "; "), width: max(40, width - indent.count)).map {
                StyledText(indent + $0, .quiet)
            }
        }
        return lines
    }
}
