// One thing that is wrong with a scenario, with its message. The functions that make one are in `Mistakes/`, a file for each
// concept of the language.
//
// A `path` names a value by its keys (`participants.count`, `journey.2.timeout`). `found` is what the author wrote,
// before `${env.*}` was substituted, so that an error cannot show a secret.

/// What is wrong: what was found, what was expected, what to do.
struct Mistake: Hashable, Sendable {
    /// What was found.
    let found: String
    /// What was expected, if known.
    let expected: String?
    /// What to do about it, if known.
    let remedy: String?
    /// What was expected of a threshold, without a word of what was found.
    let hint: String?
    /// Which one it is: the name of the function that made it.
    let kind: String

    init(
        _ found: String, expected: String? = nil, remedy: String? = nil, hint: String? = nil, kind: String = #function
    ) {
        self.found = found
        self.expected = expected
        self.remedy = remedy
        self.hint = hint
        self.kind = String(kind.prefix { $0 != "(" })
    }
}
