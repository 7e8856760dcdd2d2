// The step `request`: one request of any kind, to any site.
import Addresses
import EventLoops
import Extracting
import Measuring
import Scenarios
import Transport

/// A request of the scenario's own.
final class SiteRequest: Call {
    private let step: PreparedRequest

    init(_ step: PreparedRequest, _ request: consuming HTTPRequest) {
        self.step = step
        super.init(step.name, request, expecting: .anyStatus)
        redirects = step.redirects
    }

    /// How many of the step's values were found in the answer.
    var foundCount = 0

    override func extracted(by participant: Participant) -> [Extracted] {
        step.extractions.items.prefix(foundCount).map { item in
            Extracted(
                name: item.name, text: participant.values[item.slot] ?? "", isSecret: item.isSecret,
                source: item.source.words)
        }
    }

    override var missing: ExtractionPlan.Source? { step.extractions.items.dropFirst(foundCount).first?.source }

    override var secretHeaders: [String] { step.secretHeaders }

    override var files: SentFiles? { step.files }

    override var search: BodySearch? { step.extractions.search.isNeeded ? step.extractions.search : nil }

    override func context(
        of failure: Failure, _ exchange: HTTPExchange, _ participant: Participant
    ) -> FailureContext {
        var context = super.context(of: failure, exchange, participant)
        // With a page it would have been taken as relative to that.
        if case .failure(.scheme) = request.destination, participant.page == nil { context.isRelative = true }
        guard context.mayKnowMore, let status = exchange.status, (400..<500).contains(status) else { return context }
        let carried: FailureContext.Site.Credentials
        if request.headers.contains(where: { $0.lowercased().hasPrefix("authorization:") }) {
            carried = .authorization
        } else if let url = request.url, participant.session.cookies.contains(where: { $0.isSent(to: url) }) {
            carried = .cookies
        } else {
            carried = .none
        }
        context.site = FailureContext.Site(
            carried: carried, sendsSecret: !isRedirected && step.sendsSecret,
            speaksOfForgery: FailureContext.Site.speaksOfForgery(exchange.body))
        return context
    }
}

extension Participant {
    /// Makes the step's request, follows its redirects, and keeps what the step takes from the answer.
    @inline(__always)
    func request(_ step: PreparedRequest) async throws(Failure) {
        let call = siteRequest(step)
        let answered = try await exchange(call) { (answer) throws(Failure) in
            try self.keep(step, answer, call)
            return answer.answered
        }
        if step.enters, let answered { enters(at: answered) }
    }

    @inline(never)
    private func siteRequest(_ step: PreparedRequest) -> SiteRequest {
        SiteRequest(step, step.request(for: values, from: page))
    }

    /// Reads an answer: the values that the step extracts, and whether it is a page to come from.
    @inline(never)
    private func keep(_ step: PreparedRequest, _ answer: HTTPExchange, _ call: SiteRequest) throws(Failure) {
        if let type = answer.headers[PreparedExtractions.contentType], PageType.isPage(type) {
            page = call.request.url
            pageIsGiven = !scope.redirects.isEmpty
        }
        guard !step.extractions.items.isEmpty else { return }
        try extract(step.extractions, answer, call)
    }
}

/// Media types.
enum PageType {
    /// Whether it is that of a page (HTML standard, section 15.1; XHTML).
    static func isPage(_ type: String) -> Bool {
        begins(type, with: "text/html") || begins(type, with: "application/xhtml+xml")
    }

    /// Whether a type is this one, given in lower case, with or without parameters.
    private static func begins(_ type: String, with name: String) -> Bool {
        let (bytes, name) = (type.utf8.span, name.utf8.span)
        guard bytes.count >= name.count else { return false }
        for place in name.indices {
            let isLetter = (0x61...0x7A).contains(name[place])
            guard (isLetter ? bytes[place] | 0x20 : bytes[place]) == name[place] else { return false }
        }
        guard bytes.count > name.count else { return true }
        // White space may stand before a parameter (RFC 9110 section 5.6.6).
        return [UInt8(ascii: ";"), UInt8(ascii: " "), UInt8(ascii: "\t")].contains(bytes[name.count])
    }
}
