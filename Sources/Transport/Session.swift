// One participant's HTTP client.
package import Addresses
import CLibcurl
import EventLoops
package import Measuring

/// One participant's HTTP client: cookie jar, connections and TLS sessions, shared with nobody.
///
/// It lives on its engine's loop. `perform` hops there if needed; everything else traps off the loop. `withSession`
/// closes it and its connections.
///
/// `@unchecked Sendable`, so that `async let` works inside a participant: all state is touched on the loop's thread
/// only, which each entry point checks.
@safe
package final class Session: @unchecked Sendable {
    /// What distinguishes one participant's requests from another's.
    package struct Options: Sendable {
        /// Whether to store cookies.
        package var cookies = true
        /// The local address to connect from; nil: the system chooses.
        package var sourceAddress: String?
        /// The participant's number, which determines the order in which its connections use the addresses of a host.
        package var addressTurn = 0
        /// Header lines for each of this participant's requests, `Name: value`.
        package var headers: [String] = []
        /// The certificate by which it identifies itself over TLS; nil: none.
        package var clientCertificate: ClientCertificate?

        /// The defaults: cookies are stored, and the system chooses the local address.
        package init() {}
    }

    private let engine: HTTPEngine
    private let pool: HandlePool
    /// Whether it stores cookies.
    package let storesCookies: Bool
    private let inherited: InheritedHeaders
    private let clientCertificate: ClientCertificate?
    /// The position at which its next connection starts in a host's addresses.
    var addressTurn: AddressTurn
    /// The CURLSH: this participant's cookie jar, connections and TLS sessions. TLS sessions are always included,
    /// because from libcurl 8.12 on the multi handle would otherwise keep them for all.
    private let share: UnsafeMutableRawPointer
    /// The transfers of this session's requests.
    private var transfers: [Transfer] = []
    /// The cookies as last exported; nil once a request may have changed them.
    private var cookieJar: CookieJar?
    private var isOpen = true

    /// Creates a session. Call it on the loop.
    /// - Throws: `.harness` if libcurl has no memory left.
    package init(engine: HTTPEngine, options: Options) throws(Failure) {
        engine.checkLoop("sessions")
        guard let share = unsafe curl_share_init() else {
            throw Failure(kind: .harness, detail: "libcurl could not make a session: out of memory")
        }
        var code = unsafe tcurl_share_add(share, CURL_LOCK_DATA_CONNECT)
        if code == CURLSHE_OK { code = unsafe tcurl_share_add(share, CURL_LOCK_DATA_SSL_SESSION) }
        // Sharing cookies enables them, so a session without cookies does not share them.
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
        clientCertificate = options.clientCertificate
        unsafe self.share = unsafe share
    }

    deinit {
        // Its handles belong to the loop and cannot be closed elsewhere.
        if isOpen { close() }
    }

    /// Makes one request. Never follows redirects.
    ///
    /// A cancelled task gets `.cancelled`, once, whenever the cancellation comes. One session may have several requests
    /// in flight. A host that is not allowed is not contacted: `.notAllowed`.
    package nonisolated(nonsending) func perform(_ request: HTTPRequest) async -> HTTPExchange {
        guard engine.loop.isCurrent else { return await performOnLoop(request) }
        switch prepare(request) {
        case .over(let exchange): return exchange
        case .ready(let transfer, let host): return await run(transfer, lookingUp: host)
        }
    }

    /// Out of line, so that a task that is already on its loop keeps nothing of it while it waits.
    @inline(never)
    private nonisolated(nonsending) func performOnLoop(_ request: HTTPRequest) async -> HTTPExchange {
        await withTaskExecutorPreference(engine.loop) { await self.performConcurrently(request) }
    }

    /// `@concurrent`, so that a caller isolated to an actor leaves it and runs on its preferred executor, the loop.
    @concurrent
    private func performConcurrently(_ request: HTTPRequest) async -> HTTPExchange {
        checkLoop("perform(_:)")
        return await perform(request)
    }

    /// Opens a connection to the URL's host, including TLS and its verification, without a request. For a session that
    /// makes no other requests: libcurl does not reuse such a connection.
    /// - Returns: why there is no connection; nil if there is one.
    package nonisolated(nonsending) func connect(to url: WebURL, timeoutMilliseconds: Int) async -> Failure? {
        var request = HTTPRequest(url: url, timeoutMilliseconds: timeoutMilliseconds)
        request.connectsOnly = true
        return await perform(request).failure
    }

    /// The next action for a request.
    private enum Readiness {
        /// None: it ended before it could begin.
        case over(HTTPExchange)
        /// A transfer is prepared. If a host is named, it must be looked up first.
        case ready(Transfer, lookingUp: String?)
    }

    /// Everything before the suspension. Out of line, so that the suspended task keeps only the transfer.
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
        let proxy: Proxy?
        switch engine.judge(url) {
        case .ready(let list, let through): (addresses, proxy) = (list, through)
        case .unresolved(let host, let through): (unresolvedHost, proxy) = (host, through)
        case .refused(let failure): return refused(failure)
        }
        let transfer: Transfer
        do throws(Failure) {
            transfer = try takeTransfer()
        } catch {
            return refused(error)
        }
        if let problem = transfer.prepare(request, to: url, through: proxy, inheriting: inherited, at: started) {
            transfer.end(with: problem)
            return .over(transfer.takeExchange())
        }
        transfer.use(addresses)
        return .ready(transfer, lookingUp: unresolvedHost)
    }

    /// Suspends until the transfer has ended.
    private nonisolated(nonsending) func run(_ transfer: Transfer, lookingUp host: String?) async -> HTTPExchange {
        // The handler runs before, during or after the operation, on this loop or on another thread. On the loop it
        // takes effect at once; from elsewhere in the loop's next turn, so never between `prepare` and the suspension.
        // A ticket is ignored if its transfer has ended or serves another request.
        let ticket = transfer.ticket
        let exchange = await withTaskCancellationHandler {
            // Unsafe, because a checked continuation measured at one and a half times the cost and there is one for
            // each request. It is resumed by Transfer.finish, which takes it out first, or here if the transfer had
            // already ended.
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
        guard let coded = exchange.coded else { return exchange }
        return await exchange.decodedElsewhere(coded)
    }

    /// The stored cookies that are still valid, whatever their host and path. Call it on the loop. Exports and parses
    /// the whole jar; also empty if there is no memory for a handle.
    package var cookies: [StoredCookie] {
        checkLoop("cookies")
        return jar()?.all ?? []
    }

    /// The value of a stored cookie with this name, whatever its host and path. Call it on the loop. The jar is
    /// exported once for all questions between two requests.
    package func cookie(_ name: String) -> String? {
        checkLoop("cookie(_:)")
        return jar()?.first(named: name)?.value
    }

    /// The stored cookies with this name that are still valid. Call it on the loop.
    /// - Parameters:
    ///   - name: their name.
    ///   - host: only those that a request to this host carries, whatever its path; nil: of all hosts.
    ///   - path: only those that were stored for this path; nil: for all.
    /// - Returns: those found, in no particular order.
    package func cookie(_ name: String, host: String?, path: String?) -> [StoredCookie] {
        checkLoop("cookie(_:host:path:)")
        return jar()?.all(named: name, host: host, path: path) ?? []
    }

    /// Stores a session cookie for the URL's host and all its paths, as a script in a page would (`document.cookie =
    /// "name=value; path=/"`), except that it also replaces one that is hidden from scripts. Call it on the loop.
    /// - Returns: whether it was stored: not if the session stores none, if name or value contain a character that no
    ///   cookie can have (a semicolon, a tab, a line break), or if the name begins with `__Host-` or `__Secure-`.
    package func setCookie(name: String, value: String, for url: WebURL) -> Bool {
        checkLoop("setCookie(name:value:for:)")
        guard isOpen, storesCookies, let cookie = NewCookie(name: name, value: value, for: url),
            let transfer = try? takeTransfer()
        else { return false }
        defer { giveBack(transfer) }
        return unsafe cookie.line.withCString { line in
            unsafe tcurl_set_text(transfer.easy, CURLOPT_COOKIELIST, line) == CURLE_OK
        }
    }

    /// The stored cookies that are still valid, for another process: lines of the Netscape format. They are secrets. Call it on
    /// the loop.
    package var cookieLines: [String] {
        checkLoop("cookieLines")
        return jar()?.valid ?? []
    }

    /// Stores cookies that a session of another process had. Call it on the loop.
    package func restore(cookies: [String]) {
        checkLoop("restore(cookies:)")
        guard isOpen, storesCookies, !cookies.isEmpty, let transfer = try? takeTransfer() else { return }
        defer { giveBack(transfer) }
        for cookie in cookies {
            // A line that libcurl does not understand is left out, as it leaves one out of a file.
            _ = unsafe cookie.withCString { line in
                unsafe tcurl_set_text(transfer.easy, CURLOPT_COOKIELIST, line)
            }
        }
    }

    private func jar() -> CookieJar? {
        if let cookieJar { return cookieJar }
        guard isOpen, storesCookies, let transfer = try? takeTransfer() else { return nil }
        let jar = unsafe CookieJar(tcurl_cookie_list(transfer.easy))
        giveBack(transfer)
        cookieJar = jar
        return jar
    }

    /// Aborts the requests in progress (they fail with `.cancelled`) and closes the connections. Idempotent. Call it on
    /// the loop.
    package func close() {
        checkLoop("close()")
        guard isOpen else { return }
        isOpen = false
        for transfer in transfers {
            engine.reactor.abort(transfer, because: Failure(kind: .cancelled, detail: "the session was closed"))
        }
        pool.sessionEnds()
        let code = unsafe curl_share_cleanup(share)
        // The last handle that used the share has left it.
        precondition(code == CURLSHE_OK, "libcurl kept a session's share: \(code.rawValue)")
    }

    private func takeTransfer() throws(Failure) -> Transfer {
        let transfer = try pool.take()
        let code = unsafe transfer.join(self, share, presenting: clientCertificate)
        guard code == CURLE_OK else {
            pool.putBack(transfer)
            throw .fromCurl(code, errorNumber: 0, status: nil, text: "")
        }
        transfers.append(transfer)
        return transfer
    }

    /// Returns a transfer that has ended to the pool. Called by the transfer itself when its request is over.
    func giveBack(_ transfer: Transfer) {
        cookieJar = nil
        transfer.leave()
        // Usually the last one, except with concurrent requests.
        if let place = transfers.lastIndex(where: { $0 === transfer }) { transfers.remove(at: place) }
        pool.putBack(transfer)
    }

    private func checkLoop(_ what: StaticString) {
        precondition(
            engine.loop.isCurrent, "Session.\(what) is to be used on its loop: is the task isolated to an actor?")
    }
}
