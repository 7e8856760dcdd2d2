// What can go wrong with a run directory, in words that say what to do.

/// Why a run directory cannot be written or read.
public struct RunStoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    public enum Kind: Hashable, Sendable {
        /// The directory exists and holds something: a run never overwrites.
        case notEmpty
        /// The directory or its file cannot be made or written.
        case cannotWrite
        /// There is no room left.
        case diskFull
        /// There is no such directory.
        case noSuchRun
        /// The directory holds no run.
        case notARun
        /// The run was written by a newer version of Turnout.
        case newerVersion
        /// The file is damaged.
        case corrupt
        /// The file cannot be read.
        case cannotRead
    }

    /// What went wrong.
    public var kind: Kind
    /// The path it is about.
    public var path: String
    /// What was found, in one sentence.
    public var message: String
    /// What to do about it.
    public var remedy: String
    /// How many samples could not be kept; 0 where none were at stake.
    public var lostSamples: Int

    init(_ kind: Kind, path: String, message: String, remedy: String, lostSamples: Int = 0) {
        self.kind = kind
        self.path = path
        self.message = message
        self.remedy = remedy
        self.lostSamples = lostSamples
    }

    /// Message and remedy on one line.
    public var description: String { "\(message) \(remedy)" }
}
