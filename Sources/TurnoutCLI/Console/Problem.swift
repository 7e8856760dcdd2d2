// What stopped a command, in words: the only shape in which the command line reports an error.
import Analysis
import Reporting
import Scenarios

/// Why a command could not do its work.
struct Problem: Error, Hashable {
    /// What went wrong: one or more whole messages, each on a line of its own.
    var messages: [String]
    /// What to do about it, if anything general can be said.
    var remedy: String?
    /// What the process ends with.
    var code: ExitCode
    /// Whether `turnout:` stands before each message.
    var isNamed = true

    init(_ message: String, remedy: String? = nil, code: ExitCode) {
        self.init([message], remedy: remedy, code: code)
    }

    init(_ messages: [String], remedy: String? = nil, code: ExitCode) {
        self.messages = messages
        self.remedy = remedy
        self.code = code
    }

    /// Several problems at once: the first one's remedy and code stand for all.
    init(_ problems: [Problem]) {
        self.init(
            problems.flatMap(\.messages), remedy: problems.lazy.compactMap(\.remedy).first,
            code: problems.first?.code ?? .notCarriedOut)
    }

    /// A remedy as a sentence of its own.
    static func sentence(_ remedy: String) -> String {
        guard let first = remedy.first else { return remedy }
        return first.uppercased() + remedy.dropFirst() + (remedy.hasSuffix(".") ? "" : ".")
    }

    /// The problem as it is printed.
    var lines: [StyledText] {
        var lines = messages.map { (isNamed ? StyledText("turnout: ", .bad) : "") + StyledText($0) }
        if let remedy { lines.append(StyledText((isNamed ? "         " : "") + remedy)) }
        return lines
    }
}

extension Problem {
    /// All errors of a scenario: each with its place, as editors and terminals know it, and without our name before it.
    init(_ errors: ScenarioErrors) {
        self.init([errors.description], code: .usage)
        isNamed = false
    }
}
