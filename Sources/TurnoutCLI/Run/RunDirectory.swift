// The directory in which a run is stored.
import Addresses
import Analysis
import FoundationEssentials
import Glibc
import Measuring
import RunStore
import Scenarios

/// A run directory. Only its owner can read it, because what a run stores about a platform is confidential.
struct RunDirectory: Sendable {
    /// Its path, as shown to the user.
    let path: String
    /// Whether it was created for this run.
    private let isNew: Bool

    /// `turnout-runs/<UTC time>-<scenario>`.
    static func defaultPath(for plan: Plan, at time: TimeOfDay) -> String {
        "\(defaultParent)/\(time.stamp)-\(slug(of: plan))"
    }

    /// Creates this directory and its parents, or takes it if it is empty.
    /// - Throws: Why it cannot be written.
    static func make(_ requested: String) throws(Problem) -> RunDirectory {
        let isNew = unsafe access(requested, F_OK) != 0
        try makeDirectories(requested)
        try requireEmpty(requested)
        return RunDirectory(path: requested, isNew: isNew)
    }

    private static let defaultParent = "turnout-runs"
    private static let permissions: mode_t = 0o700
    /// Those of its files.
    static let filePermissions: mode_t = 0o600

    /// Creates the directory and its parents, or takes an empty one. If a default name is in use (two runs in one
    /// second), a number is appended.
    /// - Throws: Why it cannot be written, before anything was sent.
    static func make(_ requested: String?, for plan: Plan, at time: TimeOfDay) throws(Problem) -> RunDirectory {
        if let requested { return try make(requested) }
        let path = defaultPath(for: plan, at: time)
        try makeDirectories(defaultParent)
        var candidate = path
        for number in 2...1000 {
            if unsafe mkdir(candidate, permissions) == 0 { return RunDirectory(path: candidate, isNew: true) }
            guard errno == EEXIST else { throw cannotWrite(candidate, errno) }
            candidate = "\(path)-\(number)"
        }
        throw cannotWrite(path, EEXIST)
    }

    /// The run's measurements: SQLite's files.
    static let measurements = ["", "-wal", "-shm", "-journal"].map { "run.sqlite\($0)" }
    /// All files that a run puts into its directory.
    static let files = measurements + ["summary.json", page]
    /// The report that people read.
    static let page = "report.html"

    /// The run directory that a user names, even if it is its run.sqlite.
    static func named(_ path: String) -> String {
        path.hasSuffix("/run.sqlite") ? String(path.dropLast("/run.sqlite".count)) : path
    }

    /// Whether the run file is there.
    var hasMeasurements: Bool { FileStatus("\(path)/run.sqlite") != nil }

    /// Removes what a run without measurements has left: the run file, and the directory if it was created for it.
    /// - Returns: false if something is left.
    func remove() -> Bool {
        for name in RunDirectory.measurements { unsafe unlink("\(path)/\(name)") }
        guard isNew else { return (try? RunDirectory.entries(of: path).isEmpty) ?? false }
        guard unsafe rmdir(path) == 0 else { return false }
        // Fails if it contains other runs, as intended.
        if path.hasPrefix("\(RunDirectory.defaultParent)/") { unsafe rmdir(RunDirectory.defaultParent) }
        return true
    }

    /// The scenario file's name without its extension, or the URL's host and path, in letters, digits and hyphens.
    static func slug(of plan: Plan) -> String {
        var text = Substring(plan.source)
        if let url = try? WebURL(plan.source) {
            text = url.origin.dropFirst(url.scheme.count + 3) + url.path
        } else {
            if let slash = text.lastIndex(of: "/") { text = text[text.index(after: slash)...] }
            if let point = text.lastIndex(of: "."), point != text.startIndex { text = text[..<point] }
        }
        let words = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let slug = words.joined(separator: "-").prefix(60)
        return slug.isEmpty ? "run" : String(slug)
    }

    private static func makeDirectories(_ path: String) throws(Problem) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += made.isEmpty || made.hasSuffix("/") ? String(part) : "/\(part)"
            if unsafe mkdir(made, permissions) != 0, errno != EEXIST { throw cannotWrite(path, errno) }
        }
        // With "/.", a file at that path is rejected too (ENOTDIR).
        guard unsafe access(path + "/.", W_OK | X_OK) == 0 else { throw cannotWrite(path, errno) }
    }

    /// Rejects a directory that contains anything: an earlier run must not be mixed with a new one.
    private static func requireEmpty(_ path: String) throws(Problem) {
        let names: [String]
        do {
            names = try entries(of: path)
        } catch {
            throw Problem("cannot read the run directory '\(path)'", remedy: remedy)
        }
        guard let first = names.min() else { return }
        let found = names.contains("run.sqlite") ? "already contains a run" : "is not empty: it contains '\(first)'"
        throw Problem("the run directory '\(path)' \(found)", remedy: remedy)
    }

    private static func entries(of path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path)
    }

    private static func cannotWrite(_ path: String, _ number: Int32) -> Problem {
        Problem("cannot write the run directory '\(path)': \(SystemError.words(number))", remedy: remedy)
    }

    private static let remedy = "Choose another directory with --out. Nothing was sent."
}
