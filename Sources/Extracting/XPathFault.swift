// What is wrong with an XPath expression, in words.

/// A text that is not an XPath expression which can be evaluated on a page.
package struct XPathFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    package enum Reason: Hashable, Sendable {
        /// The syntax, in libxml2's opinion, as the second half of a sentence.
        case syntax(String)
        /// There is no function of that name.
        case function(String)
        /// A function that takes another number of arguments: its name and how many.
        case arguments(String, ClosedRange<Int>)
        /// There is no axis of that name.
        case axis(String)
        /// A variable; there are none.
        case variable(String)
        /// A name with a namespace prefix; there are none.
        case prefix(String)
        /// A value of one type where only another makes sense.
        case type
        /// Longer than `XPath.lengthLimit`.
        case tooLong
        /// No memory to check it.
        case outOfMemory
    }

    /// What is wrong.
    package var reason: Reason
    /// Where in the expression, in characters from 0; nil if that is not known.
    package var offset: Int?
    /// The expression.
    package var text: String

    /// Creates a fault; `byte` is an offset in the expression's UTF-8.
    init(_ reason: Reason, in text: String, byte: Int? = nil) {
        self.reason = reason
        self.text = text
        offset = byte.map { byte in
            let end = text.utf8.index(text.startIndex, offsetBy: min(max(0, byte), text.utf8.count))
            return text.unicodeScalars.distance(from: text.startIndex, to: end)
        }
    }

    /// What is wrong, as a clause about the expression: “it calls a function `foo` that …”.
    package var complaint: String {
        switch reason {
        case .syntax(let words): words
        case .function(let name): "it calls “\(name)”, which is no function of XPath 1.0"
        case .arguments(let name, let range):
            if range.upperBound == Int.max {
                "\(name)() takes \(range.lowerBound) or more values"
            } else if range.lowerBound == range.upperBound {
                "\(name)() takes \(range.lowerBound == 1 ? "one value" : "\(range.lowerBound) values")"
            } else {
                "\(name)() takes \(range.lowerBound) to \(range.upperBound) values"
            }
        case .axis(let name): "“\(name)” is no axis of XPath 1.0"
        case .variable(let name): "there are no variables in it: $\(name)"
        case .prefix(let name): "there are no namespaces in pages: \(name):"
        case .type: "it uses a value as something that it is not"
        case .tooLong: "it is longer than \(XPath.lengthLimit) bytes"
        case .outOfMemory: "there was no memory to check it"
        }
    }

    /// The complaint and, where it is known, its place.
    package var explanation: String {
        guard let offset else { return complaint }
        return complaint + (offset == text.unicodeScalars.count ? ", at its end" : ", at character \(offset + 1)")
    }

    /// The error message.
    package var description: String { "“\(text)” is not a valid XPath expression: \(explanation)" }
}
