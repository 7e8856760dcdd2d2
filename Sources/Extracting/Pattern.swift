// Regular expressions, compiled when a plan is made.
import Foundation

/// A regular expression in ICU's syntax. Two are equal if their texts are.
package struct Pattern: Hashable, Sendable {
    /// The expression as written.
    package let text: String
    /// What is searched with: one attempt at the beginning of the text that passes over anything before the match. ICU
    /// counts the steps of an attempt; what it does between attempts it reports in a way that costs ten times the search.
    private let expression: NSRegularExpression
    /// How many groups capture something.
    package let groupCount: Int

    /// Compiles an expression; nil if it is not one.
    package init?(_ text: String) {
        guard let alone = try? NSRegularExpression(pattern: text) else { return nil }
        groupCount = alone.numberOfCaptureGroups
        // A group of ours would shift the numbers that `\1` means, so there is one only where there are no groups.
        let group = groupCount == 0 ? "(" : "(?:"
        let anything = "\\A(?s:.*?)"
        // In the mode (?x) a comment at the end goes on to the end of the line.
        guard
            let expression = (try? NSRegularExpression(pattern: "\(anything)\(group)\(text))"))
                ?? (try? NSRegularExpression(pattern: "\(anything)\(group)\(text)\n)"))
        else { return nil }
        self.text = text
        self.expression = expression
    }

    /// An expression that matches a text itself.
    package static func escaped(_ text: String) -> String { NSRegularExpression.escapedPattern(for: text) }

    /// Whether it matches somewhere in a text.
    /// - Throws: `PatternFault` if finding that out takes too long.
    package func matches(in content: String) throws(PatternFault) -> Bool {
        try firstMatch(in: content) != nil
    }

    /// What the first group captured in the first match; the whole match if the expression has no group. nil if nothing
    /// matches, or if the group took no part in the match.
    /// - Throws: `PatternFault` if finding that out takes too long.
    package func firstGroup(in content: String) throws(PatternFault) -> String? {
        guard let match = try firstMatch(in: content) else { return nil }
        // Without a group of its own, the expression as a whole is the first one.
        let range = match.range(at: 1)
        guard range.location != NSNotFound else { return nil }
        let units = content.utf16
        let start = units.index(units.startIndex, offsetBy: range.location)
        return String(content[start..<units.index(start, offsetBy: range.length)])
    }

    /// ICU tries out every way to match, and expressions such as `(a+)+b` have more of them than anyone can wait for. It
    /// reports progress after each ten thousand steps. The reports are counted, not the time, so that the same text ends
    /// the same way on every machine.
    private func firstMatch(in content: String) throws(PatternFault) -> NSTextCheckingResult? {
        let length = content.utf16.count
        let search = Search(reports: Pattern.allowance(length))
        // The flag is Foundation's own, and valid while the block runs.
        unsafe expression.enumerateMatches(
            in: content, options: [.reportProgress, .reportCompletion], range: NSRange(location: 0, length: length)
        ) { match, flags, stop in
            if let match {
                search.match = match
                unsafe stop.pointee = true
            } else if flags.contains(.internalError) {
                search.fault = .tooLarge
            } else if flags.contains(.progress) {
                search.reports -= 1
                guard search.reports < 0 else { return }
                search.fault = .tooLong
                unsafe stop.pointee = true
            }
        }
        if let fault = search.fault { throw fault }
        return search.match
    }

    /// How many times ten thousand steps a search in a text of that length may take. A simple expression takes one or two
    /// for each character.
    private static func allowance(_ length: Int) -> Int { min(500 + length / 200, 5_000) }

    /// What the block and its caller share. The block is called before `enumerateMatches` returns, on the same thread.
    private final class Search {
        var reports: Int
        var match: NSTextCheckingResult?
        var fault: PatternFault?

        init(reports: Int) { self.reports = reports }
    }

    package static func == (left: Pattern, right: Pattern) -> Bool { left.text == right.text }

    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// Why it is not known whether a regular expression matches.
package enum PatternFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// It takes too many steps: it tries out more and more ways to match.
    case tooLong
    /// It takes too much memory.
    case tooLarge

    /// What is wrong, as a clause about the expression.
    package var description: String {
        switch self {
        case .tooLong:
            "takes too long on this text; repetitions within repetitions and a leading .* are what makes expressions slow"
        case .tooLarge: "takes too much memory on this text; repeated groups such as (a|b)* are what needs it"
        }
    }
}
