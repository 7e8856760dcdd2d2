// Parses the command line into a verb with its options, or reports one clear error.
import Addresses
import Analysis
import ArgumentParser
import Measuring
import Scenarios

/// What the command line requests.
enum Request {
    case run(RunArguments)
    case check(CheckArguments)
    case standIn(StandInArguments)
    case report(ReportArguments)
    case compare(CompareArguments)
    case capacity(CapacityArguments)
    case start(InitArguments)
    case schema(SchemaArguments)
    case merge(MergeArguments)
    case prepare(PrepareArguments)
    case teardown(TeardownArguments)
    case watch(WatchArguments)
    /// Help, the version or a completion script: text for standard output.
    case text(String)
}

/// Parses the command line with swift-argument-parser; exit codes and messages are our own.
enum Usage {
    static let verbs = [
        "run", "check", "stand-in", "report", "compare", "prepare", "teardown", "watch", "merge", "capacity", "init",
        "schema",
    ]

    /// Parses the command line.
    /// - Throws: A `Problem` of kind `usage` if it is invalid.
    static func parse(_ words: [String]) throws(Problem) -> Request {
        guard let first = words.first else {
            throw Problem(
                "missing verb: use \(list(verbs, "or"))", remedy: "See 'turnout --help'.", kind: .usage)
        }
        // The parser would report an unknown verb as an unexpected argument and suggest nothing, and its `help` would
        // ignore it.
        let verb = first == "help" ? words.dropFirst().first ?? first : first
        if !verb.hasPrefix("-"), verb != "help", !verbs.contains(verb) {
            let nearest = NearestName.of(verb, among: verbs)
            throw Problem(
                "unknown verb '\(shown(verb))'"
                    + (nearest.map { ": did you mean '\($0)'?" } ?? ": use \(list(verbs, "or"))"),
                remedy: "See 'turnout --help'.", kind: .usage)
        }
        do {
            switch try TurnoutCommand.parseAsRoot(words) {
            case let run as RunArguments: return .run(run)
            case let check as CheckArguments: return .check(check)
            case let standIn as StandInArguments: return .standIn(standIn)
            case let report as ReportArguments: return .report(report)
            case let compare as CompareArguments: return .compare(compare)
            case let capacity as CapacityArguments: return .capacity(capacity)
            case let start as InitArguments: return .start(start)
            case let merge as MergeArguments: return .merge(merge)
            case let prepare as PrepareArguments: return .prepare(prepare)
            case let teardown as TeardownArguments: return .teardown(teardown)
            case let watch as WatchArguments: return .watch(watch)
            case let schema as SchemaArguments: return .schema(schema)
            case var other:
                // `turnout help` and the parser's other additions return their text by throwing.
                try other.run()
                return .text("")
            }
        } catch {
            if TurnoutCommand.exitCode(for: error) == .success {
                return .text(TurnoutCommand.fullMessage(for: error) + "\n")
            }
            // The parser repeats the words of the command line.
            let message = words.filter { shown($0) != $0 }
                .reduce(sentence(TurnoutCommand.message(for: error))) { $0.replacing($1, with: shown($1)) }
            throw Problem(
                hyphen(in: words, behind: message) ?? foreignOption(behind: message) ?? message,
                remedy: "See '\(verbs.contains(first) ? "turnout \(first)" : "turnout") --help'.", kind: .usage)
        }
    }

    /// A word as an error may repeat it: a URL without its query, and a `path=value` with a forgotten `--set` without
    /// its value.
    private static func shown(_ word: String) -> String {
        if word.contains("://") { return ShownText.url(word) }
        guard !word.hasPrefix("-"), let equals = word.firstIndex(of: "="), word.index(after: equals) < word.endIndex
        else { return word }
        return word[...equals] + Secret.dots
    }

    /// The parser reads a value that begins with a hyphen as an option, and reports a missing value.
    private static func hyphen(in words: [String], behind message: String) -> String? {
        if let match = message.wholeMatch(of: /the value '(-[0-9.][^']*)' is invalid for '--\S+ <(\S+)>'/) {
            return numbers.contains(String(match.output.2)) ? message + ": it must not be negative" : nil
        }
        guard let match = message.wholeMatch(of: /missing value for '(--\S+) <(\S+)>'/) else { return nil }
        let (option, kind) = (String(match.output.1), String(match.output.2))
        let values = zip(words, words.dropFirst()).filter { $0.0 == option }.map(\.1)
        if numbers.contains(kind), let value = values.first(where: { $0.prefixMatch(of: /-[0-9.]/) != nil }) {
            return "the value '\(shown(value))' is invalid for '\(option) <\(kind)>': it must not be negative"
        }
        // `-k` and `-h` are options of ours, so the value is missing indeed.
        guard values.contains(where: { $0.prefixMatch(of: /-[^-]/) != nil && $0 != "-k" && $0 != "-h" }) else {
            return nil
        }
        return "\(message): a value that begins with a hyphen follows an equals sign, as in '\(option)=-…'"
    }

    /// What the options whose values are numbers call them.
    private static let numbers: Set<String> = ["n", "port", "share", "tolerance"]

    /// Our options by their names in k6 and Locust.
    private static let foreignNames = [
        "--vus": "--participants", "--users": "--participants", "-u": "--participants",
        "--virtual-users": "--participants", "--output": "--out", "--env": "--env-file",
    ]

    private static func foreignOption(behind message: String) -> String? {
        guard let match = message.prefixMatch(of: /unknown option '(--?[a-z-]+)/),
            let ours = foreignNames[String(match.output.1)]
        else { return nil }
        return "unknown option '\(match.output.1)'. Did you mean '\(ours)'?"
    }

    /// The parser's message in our style: no capital letter at the start, no full stop at the end.
    private static func sentence(_ message: String) -> String {
        var text = message
        if text.last == "." { text.removeLast() }
        guard let first = text.first, first.isUppercase else { return text }
        return first.lowercased() + text.dropFirst()
    }

    private static func list(_ words: [String], _ conjunction: String) -> String {
        words.dropLast().joined(separator: ", ") + " \(conjunction) " + (words.last ?? "")
    }
}
