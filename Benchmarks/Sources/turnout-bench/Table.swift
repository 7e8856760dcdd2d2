// The table on the terminal: plain Markdown, so that it can be pasted into a note.

/// Renders rows with their budgets.
struct Table {
    var rows: [Row]

    var text: String {
        let head = ["measure", "reached", "budget", "", "range (rounds)", "beside it"]
        let body = rows.map { row in
            [
                row.what, "\(short(row.value)) \(row.unit)", row.budget.map { "≤ \(short($0))" } ?? "",
                row.budget == nil ? "" : row.missed ? "MISSED" : "ok",
                row.rounds > 1 ? "\(short(row.lowest))–\(short(row.highest)) (\(row.rounds))" : "(1)", row.note,
            ]
        }
        return markdown(head, body)
    }
}

/// A Markdown table whose columns are aligned.
func markdown(_ head: [String], _ body: [[String]]) -> String {
    let widths = head.indices.map { column in ([head] + body).map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
        let padded = zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
        return "| " + padded.joined(separator: " | ") + " |"
    }
    let rule = "|" + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "|") + "|"
    return ([line(head), rule] + body.map(line)).joined(separator: "\n")
}

/// Three significant digits, without exponents.
func short(_ value: Double) -> String {
    let magnitude = abs(value)
    let digits = magnitude >= 100 || magnitude == value.rounded() ? 0 : magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 3
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let rounded = (value * scale).rounded() / scale
    return digits == 0 ? "\(Int(rounded))" : "\(rounded)"
}
