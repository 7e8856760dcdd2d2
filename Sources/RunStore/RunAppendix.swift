// What is added to a run file after the run: it needs the results, which are known only then.
import GRDB

/// What belongs to a run and was not measured in it. The texts are JSON; this module does not read them.
package struct RunAppendix: Hashable, Sendable {
    /// How the run compares with its baselines; nil if it was compared with none.
    package var comparison: String?
    /// What reports draw of a baseline.
    package var baseline: String?

    /// Creates an appendix.
    package init(comparison: String? = nil, baseline: String? = nil) {
        self.comparison = comparison
        self.baseline = baseline
    }

    /// Adds it to the file of a run that has ended. All of it is written, or nothing.
    ///
    /// - Parameter directory: the run directory.
    /// - Throws: `.deleted`, `.cannotWrite`, `.diskFull` or `.fileLimit`.
    package func write(to directory: String) throws(RunStoreError) {
        // SQLite would make a new one.
        guard FileStatus("\(directory)/\(RunSchema.fileName)") != nil else { throw .deleted(path: directory) }
        do {
            var configuration = Configuration()
            configuration.label = "run.sqlite (appendix)"
            configuration.foreignKeysEnabled = false
            configuration.busyMode = .timeout(10)
            let queue = try DatabaseQueue(path: "\(directory)/\(RunSchema.fileName)", configuration: configuration)
            try queue.writeWithoutTransaction { database in
                do {
                    try database.execute(sql: "PRAGMA synchronous = FULL")
                    try database.inTransaction(.immediate) {
                        for (key, text) in [(RunSchema.Meta.comparison, comparison), (.baseline, baseline)] {
                            guard let text else { continue }
                            try database.execute(
                                sql: "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)",
                                arguments: [key.rawValue, text])
                        }
                        return .commit
                    }
                } catch {
                    throw RunStoreError.writing(error, in: database, path: directory)
                }
            }
        } catch {
            throw .writing(error, path: directory)
        }
    }
}
