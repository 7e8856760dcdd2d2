// Windows of arrival in words.

/// Windows of arrival as people say them.
package enum WindowWords {
    /// For example `1.05 s`, `40 s`, `2 min 30 s`, `10 min`.
    package static func text(_ milliseconds: Int) -> String {
        let (minutes, rest) = milliseconds.quotientAndRemainder(dividingBy: 60_000)
        guard minutes > 0 else { return seconds(rest) }
        return rest == 0 ? "\(minutes) min" : "\(minutes) min \(seconds(rest))"
    }

    /// How people come: `at once`, or `over 40 s`.
    package static func arrival(_ milliseconds: Int?) -> String {
        milliseconds.map { "over \(text($0))" } ?? "at once"
    }

    /// Without zeros behind the point.
    private static func seconds(_ milliseconds: Int) -> String {
        let (whole, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        guard rest > 0 else { return "\(whole) s" }
        var digits = String(rest + 1000).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(whole).\(digits) s"
    }
}
