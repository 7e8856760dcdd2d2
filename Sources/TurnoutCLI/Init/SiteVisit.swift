// The one visit to a site's page for `turnout init --site`.
import Addresses
import EventLoops
import Extracting
import Journeys
import Measuring
import Transport

/// Requests a page as a browser would, and what it redirects to on the same host.
struct SiteVisit: Sendable {
    var url: WebURL
    /// As in curl.
    var resolve: [String] = []
    var verify = true
    var caFile: String?

    /// The page that came.
    struct Page: Sendable {
        /// What was asked for.
        var asked: WebURL
        /// Where it was found.
        var url: WebURL
        var status: Int
        var contentType: String?
        var body: [UInt8]
        /// Where the page redirects to, if that is another host.
        var elsewhere: WebURL?
    }

    private static let mostRedirects = 20

    /// Fetches the page. Call it from a task on that loop.
    /// - Throws: Why there is no page.
    func page(on loop: EventLoop) async throws(Problem) -> Page {
        var settings = TransportSettings()
        settings.resolve = resolve
        settings.verify = verify
        settings.caFile = caFile
        settings.compression = true
        settings.commonHeaders = ["User-Agent: Turnout/\(turnoutVersion) (init)", "Accept: text/html,*/*;q=0.8"]
        // Another port of the same host is the same site: http redirects to https.
        settings.contacts = ContactPolicy(patterns: HostPattern(url.host).map { [$0] } ?? [])
        do throws(Failure) {
            let engine = try HTTPEngine(loop: loop, settings: settings)
            defer { engine.close() }
            let outcome = try await withSession(engine, Session.Options()) { session in
                await visit(session)
            }
            return try outcome.get()
        } catch {
            throw problem(error)
        }
    }

    /// Why there is no page, and what to do.
    private func problem(_ failure: Failure) -> Problem {
        switch failure.kind {
        case .tls, .resolve, .connect:
            let error = SetupError(connectingTo: url, failure, UnusedProxy())
            return Problem(error.message, remedy: error.remedy)
        case .timeout, .reset, .protocol, .status, .check, .extract, .redirects, .tooLarge, .notAllowed, .cancelled,
            .harness:
            return Problem("cannot request \(url.shown): \(failure.detail)")
        }
    }

    private func visit(_ session: Session) async -> Result<Page, Failure> {
        var at = url
        for _ in 0...SiteVisit.mostRedirects {
            var request = HTTPRequest(url: at, isPage: true)
            request.wantedHeaders = ["content-type"]
            let exchange = await session.perform(request)
            if let failure = exchange.failure { return .failure(failure) }
            var page = Page(
                asked: url, url: at, status: Int(exchange.status ?? 0), contentType: exchange.headers["content-type"],
                body: exchange.body)
            guard let location = exchange.location, let next = try? at.resolving(location) else {
                return .success(page)
            }
            guard next.host == url.host else {
                page.elsewhere = next
                return .success(page)
            }
            at = next
        }
        return .failure(Failure(kind: .redirects, detail: "more than \(SiteVisit.mostRedirects) redirects"))
    }
}
