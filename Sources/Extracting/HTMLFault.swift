// Why a page or a value in it was not read.

/// A page that is beyond what is read of pages, or an expression beyond what is evaluated.
package enum HTMLFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// More than `HTMLPage.sizeLimit` bytes.
    case tooLarge
    /// More than `HTMLPage.depthLimit` elements within each other.
    case tooDeep
    /// More than `HTMLPage.nodeLimit` elements, attributes, texts and comments, or than `HTMLPage.attributeLimit` attributes in one tag.
    case tooManyNodes
    /// So many faults of certain kinds that parsing would take minutes.
    case tooMuchWork
    /// An expression that looks at more than the allowed number of nodes of this page: the expression.
    case tooManyOperations(String)
    /// An expression that meets a value of a type that it cannot use: the expression.
    case expression(String)
    /// There is no memory.
    case outOfMemory

    /// What is wrong, as a clause about the page.
    package var description: String {
        switch self {
        case .tooLarge: "the page has more than \(HTMLPage.sizeLimit / 1_048_576) MiB"
        case .tooDeep: "more than \(HTMLPage.depthLimit) elements of the page are within each other"
        case .tooManyNodes:
            "the page has more than \(HTMLPage.nodeLimit) elements, attributes and texts, or an element with more than \(HTMLPage.attributeLimit) attributes"
        case .tooMuchWork: "the page has too many faults to be read as HTML"
        case .tooManyOperations(let text): "the XPath expression “\(text)” takes too long on this page"
        case .expression(let text): "the XPath expression “\(text)” uses a value as something that it is not"
        case .outOfMemory: "there was no memory to read the page"
        }
    }
}
