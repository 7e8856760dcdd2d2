// One participant's side of HTTP.
package import Addresses
import CLibcurl
import EventLoops
public import Measuring

/// One participant's side of HTTP: cookie jar, connections, TLS sessions, shared with nobody.
///
/// It lives on its engine's loop. `perform` hops there if need be; all else traps off the loop. It must be closed, which
/// closes its connections.
///
/// `@unchecked Sendable`, so that `async let` works inside a participant: all state is touched on the loop's thread
/// alone, which each entry point checks.
@safe
public final class Session: @unchecked Sendable {
    /// What distinguishes one participant's requests from another's.
    public struct Options: Sendable {
        /// Whether cookies are stored.
        public var cookies = true
        /// The local address to connect from; nil: the system's choice.
        public var sourceAddress: String?
        /// Header lines of each of this participant's requests, `Name: value`.
        public var headers: [String] = []

        /// Cookies are stored, and the system chooses the address.
        public init() {}
    }

    private let engine: HTTPEngine
    private let pool: HandlePool
    /// Whether cookies are stored.
    public let storesCookies: Bool
    private let inherited: InheritedHeaders
    /// The CURLSH: this participant's cookie jar, connections and TLS sessions. The latter always, since from libcurl
    /// 8.12 on the multi handle itself would keep them for all.
    private let share: UnsafeMutableRawPointer
    /// What is lent to this session's requests.
    private var transfers: [Transfer] = []
    private var isOpen = true

    /// Makes a session; to be called on the loop.
    /// - Throws: `.harness` if libcurl has no memory left.
    public init(engine: HTTPEngine, options: Options) throws(Failure) {
        engine.checkLoop("sessions")
        guard let share = unsafe curl_share_init() else {
            throw Failure(kind: .harness, detail: "libcurl could not make a session: out of memory")
        }
        var code = unsafe tcurl_share_add(share, CURL_LOCK_DATA_CONNECT)
        if code == CURLSHE_OK { code = unsafe tcurl_share_add(share, CURL_LOCK_DATA_SSL_SESSION) }
        // Sharing cookies switches them on, so a session without them does not share them.
        if code == CURLSHE_OK, options.cookies { code = unsafe tcurl_share_add(share, CURL_LOCK_DATA_COOKIE) }
        guard code == CURLSHE_OK else {
            unsafe curl_share_cleanup(share)
            throw Failure(kind: .harness, detail: "libcurl: \(unsafe String(cString: curl_share_strerror(code)))")
        }
        let pool = engine.pool(for: options)
        do throws(Failure) {
            try pool.sessionBegins()
        } catch {
            unsafe curl_share_cleanup(share)
            throw error
        }
        self.engine = engine
        self.pool = pool
        storesCookies = options.cookies
        inherited = InheritedHeaders(session: options.headers, common: engine.common)
        unsafe self.share = unsafe share
    }

    deinit {
        // Its handles belong to the loop; elsewhere there is no way to close them.
        if isOpen { close() }
    }

    /// Makes one request; never follows redirects.
    ///
    /// A cancelled task gets `.cancelled`, once, whenever the cancellation comes. Several requests of one session may be
    /// in flight at once. A host outside the allow-list is not contacted: `.notAllowed`.
    package nonisolated(nonsending) func perform(_ request: HTTPRequest) async -> HTTPExchange {
        guard engine.loop.isCurrent else { return await performOnLoop(request) }
        switch prepare(request) {
        case .over(let exchange): return exchange
        case .ready(let transfer, let host): return await fly(transfer, lookingUp: host)
        }
    }

    /// Out of line, so that a task that is on its loop already holds nothing of it while it waits.
    @inline(never)
    private nonisolated(nonsending) func performOnLoop(_ request: HTTPRequest) async -> HTTPExchange {
        await withTaskExecutorPreference(engine.loop) { await self.performConcurrently(request) }
    }

    /// `@concurrent`, so that a caller isolated to an actor leaves it and runs on the preferred executor: the loop.
    @concurrent
    private func performConcurrently(_ request: HTTPRequest) async -> HTTPExchange {
        checkLoop("perform(_:)")
        return await perform(request)
    }

    /// Opens a connection to the URL's host, TLS and its verification included, and makes no request. For a session that
    /// makes no other: libcurl does not use such a connection again.
    /// - Returns: why there is none; nil if it came about.
    package nonisolated(nonsending) func connect(to url: WebURL, timeoutMilliseconds: Int) async -> Failure? {
        var request = HTTPRequest(url: url, timeoutMilliseconds: timeoutMilliseconds)
        request.connectsOnly = true
        return await perform(request).failure
    }

    /// What there is to do for a request.
    private enum Readiness {
        /// Nothing: it ended before it could begin.
        case over(HTTPExchange)
        /// A prepared transfer is to fly, after a look-up of the host if there is one.
        case ready(Transfer, lookingUp: String?)
    }

    /// Everything that comes before the suspension. Out of line, so that the suspended task holds a transfer and nothing
    /// else.
    @inline(never)
    private func prepare(_ request: HTTPRequest) -> Readiness {
        let started = Moment.now
        func refused(_ failure: Failure) -> Readiness {
            .over(HTTPExchange(ExchangeFigures(started: started, finished: Moment.now), failure: failure))
        }
        guard isOpen else { return refused(Failure(kind: .cancelled, detail: "the session is closed")) }
        let url: WebURL
        switch request.destination {
        case .success(let destination): url = destination
        case .failure(let fault):
            return refused(Failure(kind: .protocol, detail: "not a valid URL: \(fault.expectation) is needed"))
        }
        let unresolvedHost: String?
        switch engine.judge(url) {
        case .ready: unresolvedHost = nil
        case .unresolved(let host): unresolvedHost = host
        case .refused(let failure): return refused(failure)
        }
        let transfer: Transfer
        do throws(Failure) {
            transfer = try lend()
        } catch {
            return refused(error)
        }
        if let problem = transfer.prepare(request, to: url, inheriting: inherited, at: started) {
            transfer.end(with: problem)
            return .over(transfer.takeExchange())
        }
        return .ready(transfer, lookingUp: unresolvedHost)
    }

    /// Suspends until the transfer has ended.
    private nonisolated(nonsending) func fly(_ transfer: Transfer, lookingUp host: String?) async -> HTTPExchange {
        // The handler runs before the operation, during it, or after it, on this loop or on a foreign thread. On the loop
        // it is applied at once, from elsewhere in the loop's next turn, thus never between `prepare` and the
        // suspension. A ticket whose transfer has ended, or is on its next request, is void.
        let ticket = transfer.ticket
        return await withTaskCancellationHandler {
            // The unsafe kind: one for each request, resumed by Transfer.finish, which takes it out first, or here if the
            // transfer had ended before; measured at two thirds of the cost of the checked kind.
            unsafe await withUnsafeContinuation { (continuation: UnsafeContinuation<HTTPExchange, Never>) in
                if unsafe transfer.await(continuation) {
                    engine.launch(transfer, lookingUp: host)
                } else {
                    unsafe continuation.resume(returning: transfer.takeExchange())
                }
            }
        } onCancel: { [loop = engine.loop] in
            loop.post(ticket: ticket)
        }
    }

    /// The stored cookies that would be kept now, whatever their host and path. On the loop; for checks and diagnosis,
    /// since it writes the whole jar out. Empty too if there is no memory for a handle.
    public var cookies: [StoredCookie] {
        checkLoop("cookies")
        guard isOpen, storesCookies, let transfer = try? lend() else { return [] }
        defer { giveBack(transfer) }
        let list = unsafe tcurl_cookie_list(transfer.easy)
        defer { unsafe curl_slist_free_all(list) }
        var cookies: [StoredCookie] = []
        var node = unsafe list
        while let current = unsafe node {
            if let cookie = unsafe StoredCookie(line: String(cString: current.pointee.data)) { cookies.append(cookie) }
            unsafe node = current.pointee.next
        }
        return cookies
    }

    /// Value of a stored cookie of that name, whatever its host and path. On the loop, as `cookies`.
    public func cookie(_ name: String) -> String? {
        cookies.first { $0.name == name }?.value
    }

    /// Aborts what flies (it is answered with `.cancelled`) and closes the connections. Idempotent; to be called on the
    /// loop.
    public func close() {
        checkLoop("close()")
        guard isOpen else { return }
        isOpen = false
        for transfer in transfers {
            engine.reactor.abort(transfer, because: Failure(kind: .cancelled, detail: "the session was closed"))
        }
        pool.sessionEnds()
        let code = unsafe curl_share_cleanup(share)
        // The last handle that used it has left it.
        precondition(code == CURLSHE_OK, "libcurl kept a session's share: \(code.rawValue)")
    }

    private func lend() throws(Failure) -> Transfer {
        let transfer = try pool.lend()
        let code = unsafe transfer.join(self, share)
        guard code == CURLE_OK else {
            pool.takeBack(transfer)
            throw .fromCurl(code, errorNumber: 0, status: nil, text: "")
        }
        transfers.append(transfer)
        return transfer
    }

    /// Gives a transfer that has ended back to the pool. Called by the transfer itself when its request is over.
    func giveBack(_ transfer: Transfer) {
        transfer.leave()
        // Usually the last; not with requests side by side.
        if let place = transfers.lastIndex(where: { $0 === transfer }) { transfers.remove(at: place) }
        pool.takeBack(transfer)
    }

    private func checkLoop(_ what: StaticString) {
        precondition(
            engine.loop.isCurrent, "Session.\(what) is to be used on its loop: is the task isolated to an actor?")
    }
}
