// The directory of a capacity search: `capacity.json`, its report, and a run directory for each storm.
import Analysis
import FoundationEssentials
import Glibc
import Measuring
import Reporting
import RunStore
import Scenarios

/// Where a capacity search is kept.
struct SearchDirectory: Sendable {
    /// Its path, as shown to the user.
    let path: String

    /// The search as it is kept.
    static let document = "capacity.json"
    /// Its report.
    static let page = "capacity.html"

    /// Creates the directory of a new search.
    /// - Throws: why it cannot be written, before anything was sent.
    static func make(_ requested: String?, for plan: Plan, at time: TimeOfDay) throws(Problem) -> SearchDirectory {
        if let requested, FileStatus("\(requested)/\(document)") != nil {
            throw Problem(
                "there is a capacity search in '\(requested)' already",
                remedy: "Go on with it: --resume \(requested). Or give another directory with --out.", kind: .usage)
        }
        let directory = try RunDirectory.make(
            requested ?? RunDirectory.defaultPath(for: plan, at: time) + "-capacity", for: plan, at: time)
        return SearchDirectory(path: directory.path)
    }

    /// The search that is kept in a directory.
    /// - Throws: why there is none that can be resumed; exit code 64.
    static func resume(_ path: String) throws(Problem) -> (SearchDirectory, CapacityDocument) {
        let file = "\(path)/\(document)"
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Problem(
                "there is no capacity search in '\(path)'", remedy: "Name a directory that has a \(document).",
                kind: .usage)
        }
        do {
            let document = try JSONDecoder().decode(CapacityDocument.self, from: data)
            guard document.schema == CapacityDocument.currentSchema else {
                throw Problem(
                    "'\(file)' has the format \(document.schema)",
                    remedy: "Resume it with the version of Turnout that made it.",
                    kind: .usage)
            }
            guard document.isSound else { throw damaged(file) }
            return (SearchDirectory(path: path), document)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw damaged(file)
        }
    }

    private static func damaged(_ file: String) -> Problem {
        Problem("'\(file)' is damaged, so the search cannot be resumed", kind: .usage)
    }

    /// Takes the directory for this process until its end: two searches would storm the target at the same time, and each
    /// would overwrite what the other has found.
    /// - Throws: that another search has it; exit code 64.
    func lock() throws(Problem) {
        // Stays open: the kernel gives the lock back when the process ends, however it does.
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return }
        close(descriptor)
        throw Problem(
            "another search is under way in '\(path)'", remedy: "Wait for its end, or interrupt it with Ctrl-C.",
            kind: .usage)
    }

    /// The name of a storm's run directory: `storm-03-500`, or `storm-27-800-over-40s`.
    static func name(of storm: PlannedStorm) -> String {
        let window = storm.windowMs.map { "-over-" + WindowWords.text($0).replacing(" ", with: "") } ?? ""
        return "storm-\(storm.number < 10 ? "0" : "")\(storm.number)-\(storm.participants)\(window)"
    }

    /// A name for a storm's run directory that is not in use: a storm that could not be carried out, and is run again by a
    /// resumed search, may have left one.
    func freeName(of storm: PlannedStorm) -> String {
        let name = SearchDirectory.name(of: storm)
        var candidate = name
        var attempt = 2
        while FileStatus("\(path)/\(candidate)") != nil {
            candidate = "\(name)-\(attempt)"
            attempt += 1
        }
        return candidate
    }

    /// Removes what a search without any storm has left.
    func removeWithoutStorms() {
        for name in [SearchDirectory.document, SearchDirectory.page] { unsafe unlink("\(path)/\(name)") }
        // Fails if there is anything else in it, as intended.
        unsafe rmdir(path)
    }

    /// Keeps the search, and writes its report. A reader sees the earlier state or this one.
    func keep(_ document: CapacityDocument) throws(Problem) {
        let text: String
        do throws(SummaryFormatError) { text = try document.json } catch { throw Problem(error.message) }
        for (name, text) in [(SearchDirectory.document, text), (SearchDirectory.page, CapacityPage(document).text)] {
            try OutputFile.write(text, to: "\(path)/\(name)", permissions: RunDirectory.filePermissions)
        }
    }
}
