// Addresses in tests.
package import Addresses

extension BaseURL: ExpressibleByStringLiteral {
    /// The base that a literal is.
    package init(stringLiteral text: String) {
        do {
            try self.init(text)
        } catch {
            preconditionFailure("\(text) is no base address: \(error)")
        }
    }
}
