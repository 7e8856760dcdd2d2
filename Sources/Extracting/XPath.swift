// XPath expressions, checked when a plan is made.
internal import CLibxml2

/// An XPath 1.0 expression. Two are equal if their texts are.
///
/// Names in pages are lower-case. Of XPath's means those are left out that nothing can provide here: variables and
/// namespace prefixes.
package struct XPath: Hashable, Sendable {
    /// The longest expression, in bytes: far longer than anyone writes, and short enough for libxml2's recursion.
    package static let lengthLimit = 4096

    /// The expression as written.
    package let text: String
    /// The expressions that it is the union of, if it finds nodes; otherwise itself. libxml2 unites two sets by comparing
    /// each node with each, which takes seconds on a large page; but only the first node is wanted.
    let parts: [String]
    /// Whether it finds nodes, and not a number, a text or a truth.
    let findsNodes: Bool

    /// Checks an expression: its syntax, the functions that it calls with the number of their arguments, and its types as
    /// far as an empty page shows them.
    /// - Throws: `XPathFault` with what is wrong, and where.
    package init(_ text: String) throws(XPathFault) {
        guard text.utf8.count <= XPath.lengthLimit else { throw XPathFault(.tooLong, in: text) }
        guard !text.utf8.contains(0) else { throw XPathFault(.syntax("it contains a NUL"), in: text) }
        self.text = text
        // libxml2 checks the syntax at once, and everything else only where an evaluation gets to it.
        do throws(XPathFault) {
            try XPathEngine.check(text)
        } catch {
            // It only says that something is wrong with an axis.
            if let fault = XPathNames.fault(in: text), case .axis = fault.reason { throw fault }
            throw error
        }
        if let fault = XPathNames.fault(in: text) { throw fault }
        findsNodes = try XPathEngine.findsNodes(text)
        parts = findsNodes ? XPathNames.parts(of: text) : [text]
    }

    package static func == (left: XPath, right: XPath) -> Bool { left.text == right.text }

    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
