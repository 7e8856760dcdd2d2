// Forms of times that recorded joins may have elsewhere, and that cannot be read without a guess.

/// A form of a time that is not read.
enum JoinTimeForm: Hashable {
    /// `29.11.2026 18:59`, `11/29/2026`, `2026-11-29` alone.
    case date
    /// `6:59 PM`.
    case halfDay
    /// Anything else.
    case unknown

    /// The form of a text.
    static func of(_ text: String) -> JoinTimeForm {
        let text = text.lowercased()
        if text.hasSuffix("am") || text.hasSuffix("pm") || text.hasSuffix("a.m.") || text.hasSuffix("p.m."),
            text.first?.isNumber == true
        {
            return .halfDay
        }
        let date = text.prefix { $0 != " " && $0 != "t" && $0 != "," }
        for separator in [".", "/", "-"] as [Character] {
            let parts = date.split(separator: separator, omittingEmptySubsequences: false)
            if parts.count == 3, parts.allSatisfy({ (1...4).contains($0.utf8.count) && WholeNumber.isDigits($0) }) {
                return .date
            }
        }
        return .unknown
    }
}
