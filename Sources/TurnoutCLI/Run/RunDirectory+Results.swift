// The files of a run directory that are made of the results.
import Analysis
import Measuring

extension RunDirectory {
    /// Writes `report.html`, readable by its owner like the other files. Returns why it could not be written.
    static func keepPage(_ source: OutputSource) -> Problem? {
        do throws(Problem) {
            let file = try OutputFile(source.directory + "/" + page, permissions: filePermissions)
            try source.write(.html) { (text) throws(Problem) in try file.write(text) }
            try file.finish()
            return nil
        } catch {
            return error
        }
    }

    /// Writes `summary.json`. Returns why it could not be written.
    static func keepSummary(of source: OutputSource) -> Problem? {
        do throws(SummaryFormatError) {
            let text = try source.results.summary.json
            do throws(Problem) {
                try OutputFile.write(text, to: source.directory + "/summary.json", permissions: filePermissions)
                return nil
            } catch {
                return error
            }
        } catch {
            return Problem(error.message)
        }
    }
}
