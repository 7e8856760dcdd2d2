// What can be wrong in a configuration file, and the messages for it.

import Extracting
import FoundationEssentials
import Measuring

/// One error in a configuration file.
struct ConfigurationFault: Sendable {
    /// The keys, joined by dots; empty for the file as a whole.
    var key: String
    /// What was found there. Never a secret.
    var found: String
    /// What is allowed there.
    var expected: String
    /// Line and column, if the file is not JSON.
    var position: (line: Int, column: Int)?

    init(key: String, found: String, expected: String) {
        self.key = key
        self.found = found
        self.expected = expected
    }

    /// A file that is not JSON.
    init(_ fault: JSONFault?, in json: Data) {
        self.init(key: "", found: "no valid JSON", expected: "an object")
        guard let fault else { return }
        let before = json.prefix(fault.offset)
        let column = before.count - (before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0) + 1
        position = (before.count { $0 == UInt8(ascii: "\n") } + 1, column)
        found = "invalid JSON (\(fault.reason.rawValue))"
    }

    /// The error in one line, for the user.
    func detail(in file: String) -> Problem.Detail {
        let sentence = "found \(found), expected \(expected)"
        // A control character in a file must not reach the terminal.
        let shown = (key.isEmpty ? sentence : "\(key): \(sentence)")
            .replacingControlCharacters { $0.escaped(asASCII: true) }
        return Problem.Detail(shown, at: .init(file, line: position?.line, column: position?.column))
    }
}

extension Problem {
    /// A configuration file that cannot be used, with all its errors, ordered by key.
    init(_ faults: [ConfigurationFault], in file: String) {
        self.init(faults.map { $0.detail(in: file) }, kind: .usage)
    }
}
