// Maps method and path to an operation.

import PlatformContract

/// Routes requests to the contract's calls and to those of the customer's site.
struct RouteTable: Sendable {
    /// What can be requested.
    enum Operation: Sendable, Hashable {
        /// A call of the platform.
        case platform(PlatformCall)
        /// A page of the customer's site.
        case site(SiteCall)

        /// The endpoint under which it counts.
        var endpoint: Endpoint {
            switch self {
            case .platform(let call): call.endpoint
            case .site(let call): call.endpoint
            }
        }
    }

    /// A matched call with the values from its path.
    struct Route: Sendable, Hashable {
        /// The call.
        var operation: Operation
        /// The values of the path's parameters, in order.
        var values: [String]
    }

    private enum Segment: Sendable {
        case literal(String)
        case parameter
    }

    private struct Pattern: Sendable {
        var operation: Operation
        var method: String
        var segments: [Segment]
    }

    /// Patterns by their number of segments.
    private let patterns: [Int: [Pattern]]

    init() {
        let calls = PlatformCall.allCases.map { Self.pattern(.platform($0), $0.method, $0.template) }
        let pages = SiteCall.allCases.map { Self.pattern(.site($0), $0.method, $0.template) }
        patterns = Dictionary(grouping: calls + pages) { $0.segments.count }
    }

    private static func pattern(_ operation: Operation, _ method: String, _ template: String) -> Pattern {
        Pattern(
            operation: operation, method: method,
            segments: template.split(separator: "/").map { $0.hasPrefix("{") ? .parameter : .literal(String($0)) })
    }

    /// The call of a method on a path.
    ///
    /// - Throws: 404 for a path outside the contract, 405 for a path that exists for other methods.
    func route(method: String, path: String) throws(ErrorResponse) -> Route {
        let segments = path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        var others: [String] = []
        for pattern in patterns[segments.count] ?? [] where Self.fits(pattern, segments) {
            guard pattern.method == method else {
                others.append(pattern.method)
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

extension StandInConfiguration {
    /// Whether a host serves an operation. With two hosts, the API's has no room pages and the web client's has no API.
    /// Every other name, and any IP address, has both.
    func serves(_ operation: RouteTable.Operation, at authority: String?) -> Bool {
        guard twoHosts, let authority else { return true }
        switch (StandInHost.host(of: authority), operation) {
        case (StandInHost.api, .platform(.openRoomPage)): return false
        case (StandInHost.web, .platform(let call)): return call == .openRoomPage
        default: return true
        }
    }
}
