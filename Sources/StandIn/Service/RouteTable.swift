// Which call of the contract a request is.

import PlatformContract

/// Recognises the contract's calls by method and path.
struct RouteTable: Sendable {
    /// A recognised call with what stood in its path.
    struct Route: Sendable, Hashable {
        /// The call.
        var operation: PlatformCall
        /// The values of the path's parameters, in order.
        var values: [String]
    }

    private enum Segment: Sendable {
        case literal(String)
        case parameter
    }

    private struct Pattern: Sendable {
        var operation: PlatformCall
        var segments: [Segment]
    }

    /// Patterns by their number of segments.
    private let patterns: [Int: [Pattern]]

    init() {
        let all = PlatformCall.allCases.map { operation in
            Pattern(
                operation: operation,
                segments: operation.template.split(separator: "/").map {
                    $0.hasPrefix("{") ? .parameter : .literal(String($0))
                })
        }
        patterns = Dictionary(grouping: all) { $0.segments.count }
    }

    /// The call of a method on a path.
    ///
    /// - Throws: 404 for a path that is not the contract's, 405 for one that is there for other methods.
    func route(method: String, path: String) throws(Refusal) -> Route {
        let segments = path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        var others: [String] = []
        for pattern in patterns[segments.count] ?? [] where Self.fits(pattern, segments) {
            guard pattern.operation.method == method else {
                others.append(pattern.operation.method)
                continue
            }
            var values: [String] = []
            for (segment, text) in zip(pattern.segments, segments) {
                if case .parameter = segment { values.append(String(Substring(text))) }
            }
            return Route(operation: pattern.operation, values: values)
        }
        throw others.isEmpty ? .noSuchPath : .method(allowed: others)
    }

    private static func fits(_ pattern: Pattern, _ segments: [Substring.UTF8View]) -> Bool {
        for (segment, text) in zip(pattern.segments, segments) {
            switch segment {
            case .parameter: if text.isEmpty { return false }
            case .literal(let literal): if !text.elementsEqual(literal.utf8) { return false }
            }
        }
        return true
    }
}
