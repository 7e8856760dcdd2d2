// Regular expressions, compiled when a plan is made.
import Foundation

/// A regular expression in ICU's syntax. Two are equal if their texts are.
package struct Pattern: Hashable, Sendable {
    /// The expression as written.
    package let text: String
    private let expression: NSRegularExpression

    /// Compiles an expression; nil if it is not one.
    package init?(_ text: String) {
        guard let expression = try? NSRegularExpression(pattern: text) else { return nil }
        self.text = text
        self.expression = expression
    }

    /// Whether it matches somewhere in a text.
    package func matches(in content: String) -> Bool {
        expression.firstMatch(in: content, range: NSRange(content.startIndex..., in: content)) != nil
    }

    package static func == (left: Pattern, right: Pattern) -> Bool { left.text == right.text }

    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
