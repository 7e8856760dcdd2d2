// One participant's side of HTTP.
package import Addresses
import CLibcurl
import EventLoops
package import Measuring

/// One participant's side of HTTP: cookie jar, connections, TLS sessions, shared with nobody.
///
/// It lives on its engine's loop. `perform` hops there if need be; all else traps off the loop. `withSession` closes it and
/// its connections.
///
/// `@unchecked Sendable`, so that `async let` works inside a participant: all state is touched on the loop's thread
/// alone, which each entry point checks.
@safe
package final class Session: @unchecked Sendable {
    /// What distinguishes one participant's requests from another's.
    package struct Options: Sendable {
        /// Whether cookies are stored.
        package var cookies = true
        /// The local address to connect from; nil: the system's choice.
        package var sourceAddress: String?
        /// The participant's number, by which its connections take the addresses of a host in turn.
        package var addressTurn = 0
        /// Header lines of each of this participant's requests, `Name: value`.
        package var headers: [String] = []

        /// Cookies are stored, and the system chooses the address.
        package init() {}
    }

    private let engine: HTTPEngine
    private let pool: HandlePool
    /// Whether cookies are stored.
    package let storesCookies: Bool
    private let inherited: InheritedHeaders
    /// Where its next connection begins in a host's addresses.
    var addressTurn: AddressTurn
    /// The CURLSH: this participant's cookie jar, connections and TLS sessions. The latter always, since from libcurl
    /// 8.12 on the multi handle itself would keep them for all.
    private let share: UnsafeMutableRawPointer
    /// Those of this session's requests.
    private var transfers: [Transfer] = []
    /// The cookies as they were last asked for; nil once a request may have changed them.
    private var cookieJar: CookieJar?
    private var isOpen = true

    /// Makes a session; to be called on the loop.
    /// - Throws: `.harness` if libcurl has no memory left.
    package init(engine: HTTPEngine, options: Options) throws(Failure) {
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
        addressTurn = AddressTurn(participant: options.addressTurn)
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
        case .ready(let transfer, let host): return await run(transfer, lookingUp: host)
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
        /// A transfer is prepared; its host is to be looked up first if one is named.
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
        var addresses: AddressList?
        var unresolvedHost: String?
        switch engine.judge(url) {
        case .ready(let list): addresses = list
        case .unresolved(let host): unresolvedHost = host
        case .refused(let failure): return refused(failure)
        }
        let transfer: Transfer
        do throws(Failure) {
            transfer = try takeTransfer()
        } catch {
            return refused(error)
        }
        if let problem = transfer.prepare(request, to: url, inheriting: inherited, at: started) {
            transfer.end(with: problem)
            return .over(transfer.takeExchange())
        }
        transfer.use(addresses)
        return .ready(transfer, lookingUp: unresolvedHost)
    }

    /// Suspends until the transfer has ended.
    private nonisolated(nonsending) func run(_ transfer: Transfer, lookingUp host: String?) async -> HTTPExchange {
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

    /// The stored cookies that would be kept now, whatever their host and path. On the loop. Writes out and reads the
    /// whole jar; empty too if there is no memory for a handle.
    package var cookies: [StoredCookie] {
        checkLoop("cookies")
        return jar()?.all ?? []
    }

    /// The value of a stored cookie of that name, whatever its host and path. On the loop. The jar is written out once
    /// for all questions between two requests.
    package func cookie(_ name: String) -> String? {
        checkLoop("cookie(_:)")
        return jar()?.first(named: name) { _ in true }?.value
    }

    /// Whether a request of that URL would carry a stored cookie of that name. On the loop. Costs what `cookie(_:)` does.
    package func sendsCookie(_ name: String, to url: WebURL) -> Bool {
        checkLoop("sendsCookie(_:to:)")
        return jar()?.first(named: name) { $0.isSent(to: url) } != nil
    }

    private func jar() -> CookieJar? {
        if let cookieJar { return cookieJar }
        guard isOpen, storesCookies, let transfer = try? takeTransfer() else { return nil }
        let jar = unsafe CookieJar(tcurl_cookie_list(transfer.easy))
        giveBack(transfer)
        cookieJar = jar
        return jar
    }

    /// Aborts the requests under way (they fail with `.cancelled`) and closes the connections. Idempotent; to be called on the
    /// loop.
    package func close() {
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

    private func takeTransfer() throws(Failure) -> Transfer {
        let transfer = try pool.take()
        let code = unsafe transfer.join(self, share)
        guard code == CURLE_OK else {
            pool.putBack(transfer)
            throw .fromCurl(code, errorNumber: 0, status: nil, text: "")
        }
        transfers.append(transfer)
        return transfer
    }

    /// Gives a transfer that has ended back to the pool. Called by the transfer itself when its request is over.
    func giveBack(_ transfer: Transfer) {
        cookieJar = nil
        transfer.leave()
        // Usually the last; not with requests side by side.
        if let place = transfers.lastIndex(where: { $0 === transfer }) { transfers.remove(at: place) }
        pool.putBack(transfer)
    }

    private func checkLoop(_ what: StaticString) {
        precondition(
            engine.loop.isCurrent, "Session.\(what) is to be used on its loop: is the task isolated to an actor?")
    }
}
