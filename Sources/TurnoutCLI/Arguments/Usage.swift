// From the words of the command line to a verb, or to one clear message.
import Addresses
import Analysis
import ArgumentParser
import Measuring
import Scenarios

/// What the words ask for.
enum Request {
    case run(RunArguments)
    case check(CheckArguments)
    case standIn(StandInArguments)
    case report(ReportArguments)
    /// Help, the version or a completion script: a text for standard output.
    case text(String)
}

/// Reads the command line. Exit codes and words are ours; the parsing is swift-argument-parser's.
enum Usage {
    static let verbs = ["run", "check", "stand-in", "report"]

    /// What the words ask for.
    /// - Throws: A `Problem` with exit code 64 if they make no sense.
    static func parse(_ words: [String]) throws(Problem) -> Request {
        guard let first = words.first else {
            throw Problem(
                "no verb: one of \(list(verbs)) is needed", remedy: "See 'turnout --help'.", kind: .usage)
        }
        // The parser would call an unknown verb an unexpected argument and suggest nothing; its `help` would take it for
        // none.
        let verb = first == "help" ? words.dropFirst().first ?? first : first
        if !verb.hasPrefix("-"), verb != "help", !verbs.contains(verb) {
            let nearest = NearestName.of(verb, among: verbs)
            throw Problem(
                "unknown verb '\(shown(verb))'"
                    + (nearest.map { ": did you mean '\($0)'?" } ?? ": there are \(list(verbs))"),
                remedy: "See 'turnout --help'.", kind: .usage)
        }
        do {
            switch try TurnoutCommand.parseAsRoot(words) {
            case let run as RunArguments: return .run(run)
            case let check as CheckArguments: return .check(check)
            case let standIn as StandInArguments: return .standIn(standIn)
            case let report as ReportArguments: return .report(report)
            case var other:
                // `turnout help`, and what the parser adds: their text comes as an error of their run.
                try other.run()
                return .text("")
            }
        } catch {
            if TurnoutCommand.exitCode(for: error) == .success {
                return .text(TurnoutCommand.fullMessage(for: error) + "\n")
            }
            // The parser repeats what it was given.
            let message = words.filter { shown($0) != $0 }
                .reduce(sentence(TurnoutCommand.message(for: error))) { $0.replacing($1, with: shown($1)) }
            throw Problem(
                negativeNumber(in: words, behind: message) ?? foreignOption(message) ?? message,
                remedy: "See '\(verbs.contains(first) ? "turnout \(first)" : "turnout") --help'.", kind: .usage)
        }
    }

    /// A word as an error may repeat it: an address without its query, a `path=value` whose `--set` was forgotten without
    /// its value.
    private static func shown(_ word: String) -> String {
        if word.contains("://") { return ShownText.url(word) }
        guard !word.hasPrefix("-"), let equals = word.firstIndex(of: "="), word.index(after: equals) < word.endIndex
        else { return word }
        return word[...equals] + Secret.dots
    }

    /// Options by the names that other load testers have for them.
    private static let otherNames = [
        "--vus": "--participants", "--users": "--participants", "-u": "--participants", "--output": "--out",
        "--env": "--env-file",
    ]

    /// The message about an option that k6 or Locust has under another name; nil for any other message.
    private static func foreignOption(_ message: String) -> String? {
        guard let match = message.prefixMatch(of: /unknown option '(--?[a-z-]+)/),
            let ours = otherNames[String(match.output.1)]
        else { return nil }
        return "unknown option '\(match.output.1)'. Did you mean '\(ours)'?"
    }

    /// The parser takes a number below zero for an option and says that the value before it is missing.
    private static func negativeNumber(in words: [String], behind message: String) -> String? {
        guard let match = message.wholeMatch(of: /missing value for '(--\S+) <(?:n|port)>'/),
            let option = words.firstIndex(of: String(match.output.1)), option + 1 < words.count,
            words[option + 1].prefixMatch(of: /-[0-9.]/) != nil
        else { return nil }
        return "the value '\(words[option + 1])' is invalid for '\(message.dropFirst(19).dropLast())': "
            + "no number below 0 is possible"
    }

    /// The parser's message in our shape: no capital at the start, no full stop at the end.
    private static func sentence(_ message: String) -> String {
        var text = message
        if text.last == "." { text.removeLast() }
        guard let first = text.first, first.isUppercase else { return text }
        return first.lowercased() + text.dropFirst()
    }

    private static func list(_ words: [String]) -> String {
        words.dropLast().joined(separator: ", ") + " and " + (words.last ?? "")
    }
}
