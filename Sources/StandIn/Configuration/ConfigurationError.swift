// What can be wrong with a configuration file, and its words.

import Extracting
import FoundationEssentials

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

        /// The problem as a sentence in one line.
        public var description: String {
            let sentence =
                place.isEmpty
                ? "found \(found), expected \(expected)" : "\(place): found \(found), expected \(expected)"
            // What stands in a file must not command the terminal.
            return sentence.unicodeScalars.map { scalar in
                scalar.properties.generalCategory == .control ? scalar.escaped(asASCII: true) : String(scalar)
            }.joined()
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

extension ConfigurationError.Problem {
    /// A file that is no JSON, with the place of the fault where it is known.
    init(fault: JSONFault?, in json: Data) {
        self.init(place: "", found: "no valid JSON", expected: "an object")
        guard let fault else { return }
        let before = json.prefix(fault.offset)
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let column = before.count - (before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0) + 1
        found = "no valid JSON (\(fault.reason.rawValue)) at line \(line), column \(column)"
    }
}
