// A step over time: single executions if they are few, otherwise cells of start and response time.
import Glibc
import Measuring

/// Adds up the executions of one step.
struct StepDetailTally: Sendable {
    private let zero: Moment
    private let listsAll: Bool
    private var executions: [RunDetail.Step.Execution] = []
    private let columns: ColumnScale?
    private let lowestRow: Int
    private let rows: Int
    private var cells: [Int]

    /// A tally of a step that was executed so many times. `successes` is when those that succeeded were to start, in
    /// nanoseconds since T0, and `responses` how long they took, in microseconds; nil if none did.
    init(executions count: Int, since zero: Moment, successes: Extent?, responses: Extent?) {
        self.zero = zero
        listsAll = count < RunDetail.mostSingle
        guard !listsAll, let successes, let responses else {
            (columns, lowestRow, rows, cells) = (nil, 0, 0, [])
            return
        }
        let columns = ColumnScale(from: successes.first, to: successes.last, atMost: RunDetail.mostColumns)
        self.columns = columns
        lowestRow = StepDetailTally.row(of: responses.first)
        rows = StepDetailTally.row(of: responses.last) - lowestRow + 1
        cells = Array(repeating: 0, count: columns.count * rows)
    }

    mutating func add(_ sample: StepSample) {
        guard sample.failure?.kind != .cancelled else { return }
        let start = sample.intended.nanoseconds(since: zero)
        let response = sample.responseMicroseconds
        if listsAll {
            executions.append(
                RunDetail.Step.Execution(
                    startMs: Milliseconds.from(nanoseconds: start),
                    responseMs: Milliseconds.from(microseconds: response),
                    failed: sample.failure != nil))
        } else if let columns, sample.failure == nil {
            let row = min(max(0, StepDetailTally.row(of: response) - lowestRow), rows - 1)
            cells[columns.column(of: start) * rows + row] += 1
        }
    }

    var detail: RunDetail.Step {
        RunDetail.Step(
            executions: executions.sorted { left, right in
                (left.startMs, left.responseMs, left.failed ? 1 : 0)
                    < (right.startMs, right.responseMs, right.failed ? 1 : 0)
            },
            heat: columns.map { columns in
                RunDetail.Heat(
                    firstMs: columns.firstMs, widthMs: columns.widthMs, lowestRow: lowestRow,
                    columns: (0..<columns.count).map { Array(cells[$0 * rows..<($0 + 1) * rows]) })
            })
    }

    /// The row of a response time. Less than a microsecond counts as one.
    private static func row(of microseconds: Int64) -> Int {
        let decades = log10(Double(max(1, microseconds)) / 1000)
        return Int((decades * Double(RunDetail.Heat.rowsPerDecade)).rounded(.down))
    }
}
