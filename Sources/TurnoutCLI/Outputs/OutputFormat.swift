// The formats in which a run can be written, and how each is made.
import Analysis
import ArgumentParser
import Measuring
import Reporting
import RunStore
import Runs
import Scenarios

/// A format. The raw value is its name for `report --format`.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    case terminal, html, json, markdown, junit, csv, hlog

    /// The file of the run directory that has this format; nil: none.
    var ownFile: String? {
        switch self {
        case .html: RunDirectory.page
        case .json: "summary.json"
        case .terminal, .markdown, .junit, .csv, .hlog: nil
        }
    }

    /// The format of a file that a scenario or an option names.
    init(_ kind: OutputKind) {
        switch kind {
        case .junit: self = .junit
        case .markdown: self = .markdown
        case .csv: self = .csv
        case .hlog: self = .hlog
        }
    }
}

/// What every format is made from. A run that just ended and a stored one give the same: the same run has the same bytes
/// in every format, wherever it is reported, but for the path of the run directory in the readable summary.
struct OutputSource: Sendable {
    /// The figures.
    var results: RunResults
    /// The run directory.
    var directory: String
    /// The run as it was read from there; nil if it has only just ended.
    var stored: StoredRun?

    /// The width of the readable summary in a file.
    private static let width = 80

    /// The readable summary, which names the page if there is one, or the run directory if that is there.
    func summaryLines(width: Int, isKept: Bool = true) -> [StyledText] {
        let page = directory + "/" + RunDirectory.page
        return TerminalSummary(
            results, directory: isKept ? directory : nil, report: FileStatus(page) != nil ? page : nil, width: width
        ).lines
    }

    /// Passes a format on to `write`, a piece at a time.
    ///
    /// - Throws: why the format cannot be made, or what `write` throws.
    func write(_ format: OutputFormat, _ write: (String) throws(Problem) -> Void) throws(Problem) {
        switch format {
        case .terminal:
            try write(summaryLines(width: OutputSource.width).rendered(colour: false))
        case .html: try write(try page)
        case .json: try write(json)
        case .markdown: try write(MarkdownSummary(results).text)
        case .junit: try write(junit)
        case .csv: try writeRequests(write)
        case .hlog: try write(HistogramLog(results).text)
        }
    }

    /// The page shows more than the results hold: who was where and when, which the run file knows.
    private var page: String {
        get throws(Problem) {
            let stored = if let stored { stored } else { try StoredRun(directory: directory, known: results) }
            return HTMLReport(try stored.material()).text
        }
    }

    private var json: String {
        get throws(Problem) {
            do throws(SummaryFormatError) {
                return try results.summary.json
            } catch {
                throw Problem(error.message)
            }
        }
    }

    private var junit: String {
        get throws(Problem) {
            do {
                return try JUnitReport(results).xml
            } catch {
                throw Problem("the results cannot be written as JUnit XML: \(error)")
            }
        }
    }

    /// Requests are many: they are read and written a batch at a time.
    private func writeRequests(_ write: (String) throws(Problem) -> Void) throws(Problem) {
        var problem: Problem?
        do throws(RunStoreError) {
            let reader = try RunReader(directory: directory)
            var table = RequestTable(reader.metadata)
            func pass(_ text: String) {
                guard problem == nil else { return }
                do throws(Problem) { try write(text) } catch { problem = error }
            }
            pass(RequestTable.header)
            try reader.forEachRequest { pass(table.rows($0)) }
        } catch {
            throw error.problem
        }
        if let problem { throw problem }
    }
}
