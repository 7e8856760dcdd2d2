// The folder that a run is kept in.
import Addresses
import Analysis
import Glibc
import Measuring
import Scenarios

/// Names and makes run directories.
enum RunDirectory {
    /// `turnout-runs/<UTC time>-<scenario>`.
    static func defaultPath(for plan: Plan, at time: TimeOfDay) -> String {
        "turnout-runs/\(time.stamp)-\(slug(of: plan))"
    }

    /// Makes the directory and those above it. An empty one that exists is taken; a default one whose name is taken
    /// (two runs in one second) gets a number.
    /// - Throws: Why it cannot be written, before anything was sent.
    static func make(_ asked: String?, for plan: Plan, at time: TimeOfDay) throws(Problem) -> String {
        if let asked {
            try makeFolders(asked)
            try demandEmpty(asked)
            return asked
        }
        let path = defaultPath(for: plan, at: time)
        try makeFolders("turnout-runs")
        var candidate = path
        for number in 2...1000 {
            if unsafe mkdir(candidate, 0o777) == 0 { return candidate }
            guard errno == EEXIST else { throw cannotWrite(candidate, errno) }
            candidate = "\(path)-\(number)"
        }
        throw cannotWrite(path, EEXIST)
    }

    /// The scenario's file without folder and ending, or the address's host, in letters, digits and hyphens.
    static func slug(of plan: Plan) -> String {
        var text = Substring(plan.source)
        if let url = try? WebURL(plan.source) {
            text = (url.isUsualPort ? url.host : url.hostPort)[...]
        } else {
            if let slash = text.lastIndex(of: "/") { text = text[text.index(after: slash)...] }
            if let point = text.lastIndex(of: "."), point != text.startIndex { text = text[..<point] }
        }
        let words = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let slug = words.joined(separator: "-").prefix(60)
        return slug.isEmpty ? "run" : String(slug)
    }

    private static func makeFolders(_ path: String) throws(Problem) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += made.isEmpty || made.hasSuffix("/") ? String(part) : "/\(part)"
            if unsafe mkdir(made, 0o777) != 0, errno != EEXIST { throw cannotWrite(path, errno) }
        }
        // With "/." a file in the folder's place is refused too (ENOTDIR).
        guard unsafe access(path + "/.", W_OK | X_OK) == 0 else { throw cannotWrite(path, errno) }
    }

    /// Refuses a folder in which something is already: an earlier run must not be mixed with a new one.
    private static func demandEmpty(_ path: String) throws(Problem) {
        guard unsafe access(path + "/run.sqlite", F_OK) != 0 else {
            throw Problem(
                "the run directory '\(path)' holds a run already", remedy: "Name another one with --out.")
        }
    }

    private static func cannotWrite(_ path: String, _ number: Int32) -> Problem {
        let reason = unsafe String(cString: strerror(number))
        return Problem(
            "the run directory '\(path)' cannot be written: \(reason)",
            remedy: "Name another one with --out; nothing was sent.")
    }
}
