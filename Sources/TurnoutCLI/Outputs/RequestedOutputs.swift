// The outputs that a command was asked for, beyond what it prints by itself.
import Analysis
import Glibc
import Measuring
import Scenarios

/// Files, and perhaps standard output, with the format of each.
struct RequestedOutputs: Sendable {
    /// The files, in the order of the formats.
    private(set) var files: [(format: OutputFormat, path: String)] = []
    /// The format on standard output; nil: none.
    private(set) var standardOutput: OutputFormat?
    /// The permissions of a new file: the user's, also where the run directory is for its owner alone. Whoever names a
    /// file wants others to read it, such as a CI system's agent.
    private var permissions: mode_t = 0o666

    /// What stands for standard output.
    static let dash = "-"
    /// Its names. Opened by one of the others it would be written to at two places at once.
    private static let standardOutputs = [dash, "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"]

    /// No outputs.
    init() {}

    /// The outputs of some options, and of a scenario where no option names that format. `mask` is the process's `umask`.
    init(_ options: OutputFileArguments, scenario: OutputsPlan = OutputsPlan(), mask: mode_t) {
        permissions = 0o666 & ~mask
        for kind in OutputKind.allCases {
            guard let path = options.path(kind) ?? scenario.files[kind] else { continue }
            add(OutputFormat(kind), path)
        }
    }

    /// Adds an output; `-` is standard output.
    mutating func add(_ format: OutputFormat, _ path: String) {
        if RequestedOutputs.standardOutputs.contains(path) {
            standardOutput = format
        } else {
            files.append((format, path))
        }
    }

    /// Finds out whether all files can be written, without touching them.
    ///
    /// - Parameters:
    ///   - directory: the run directory.
    ///   - own: the files of the run directory that are not to be overwritten, except as what they are.
    ///   - inputs: what the command reads.
    /// - Throws: what cannot be written and why; of kind `usage`, since another file must be named.
    func check(besides directory: String, own: [String], inputs: [String] = []) throws(Problem) {
        var details: [Problem.Detail] = []
        var seen = Dictionary(
            inputs.map { (OutputFile.resolved($0), "what is read") }
                + own.map { (OutputFile.resolved("\(directory)/\($0)"), "the run's own \($0)") },
            uniquingKeysWith: { $1 })
        for (format, path) in files {
            do throws(Problem) { try OutputFile.check(path) } catch { details += error.details }
            let place = OutputFile.resolved(path)
            let isItself = format.ownFile.map { place == OutputFile.resolved("\(directory)/\($0)") } ?? false
            if let other = seen[place], !(isItself && other.hasPrefix("the run's own")) {
                details.append(
                    Problem.Detail("cannot write '\(path)' as \(format.rawValue): it is also \(other)"))
            }
            seen[place] = "the \(format.rawValue) file"
        }
        guard details.isEmpty else { throw Problem(details, remedy: "Name another file.", kind: .usage) }
    }

    /// Writes all files. What cannot be written keeps none of the others from being written.
    ///
    /// - Parameters:
    ///   - source: what they are made from.
    ///   - isWhole: whether the run file has all measurements.
    /// - Returns: what could not be written and why.
    func write(_ source: OutputSource, isWhole: Bool = true) -> [Problem] {
        files.compactMap { format, path in
            // Part of the requests would look like all of them.
            guard isWhole || format != .csv else {
                return Problem("'\(path)' is not written: the run file lacks measurements")
            }
            do throws(Problem) {
                let file = try OutputFile(path, permissions: permissions)
                try source.write(format) { (text) throws(Problem) in try file.write(text) }
                try file.finish()
                return nil
            } catch {
                return error
            }
        }
    }

    /// Writes what belongs on standard output.
    func show(_ source: OutputSource, on console: Console) throws(Problem) {
        guard let standardOutput else { return }
        try source.write(standardOutput) { (text) throws(Problem) in
            console.output.write(text, .result)
            // Whatever reads must keep up: a million requests are not to wait in memory.
            console.output.finish(milliseconds: RequestedOutputs.patienceMilliseconds)
        }
    }

    private static let patienceMilliseconds = 3_600_000
}
