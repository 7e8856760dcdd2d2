// What can be wrong with a configuration file, and its words.

/// A configuration that cannot be used.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One thing that is wrong.
    public struct Problem: Hashable, Sendable, CustomStringConvertible {
        /// Where, as keys joined by dots; empty: the file as a whole.
        public var place: String
        /// What was found there.
        public var found: String
        /// What may stand there.
        public var expected: String

        /// The problem as a sentence.
        public var description: String {
            place.isEmpty ? "found \(found), expected \(expected)" : "\(place): found \(found), expected \(expected)"
        }
    }

    /// The file.
    public var file: String
    /// Everything that is wrong, in the order of the file's keys.
    public var problems: [Problem]

    /// One line for each problem.
    public var description: String {
        problems.map { "\(file): \($0)" }.joined(separator: "\n")
    }
}
