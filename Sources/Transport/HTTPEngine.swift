// A loop's HTTP engine: what all sessions of one loop have in common.
package import Addresses
import CLibcurl
package import EventLoops
package import Measuring

/// A loop's HTTP engine. Owns one curl multi handle, used on its loop only. There is one per loop. Its owner closes it,
/// which frees the easy handles.
///
/// `@unchecked Sendable`: everything except `loop` is touched on the loop's thread only, which each entry point checks.
package final class HTTPEngine: @unchecked Sendable {
    /// The loop that drives it.
    package let loop: EventLoop
    let reactor: Reactor
    let settings: TransportSettings
    let common: InheritedHeaders
    let caFile: String?
    private let proxies: Proxies
    /// Lists that easy handles borrow.
    private let resolveList: HeaderBlock
    private let connectToList: HeaderBlock
    private var gate: KnownOrigins
    private var lookups: LookUps
    private var pools: [HandlePool.Kind: HandlePool] = [:]
    private var isOpen = true
    /// The tasks that wait in `resolve`.
    private var resolving: [ResolveWait] = []
    /// The number of the last of them.
    private var lastWait: UInt32 = 0

    /// Creates the engine of a loop. Call it on the loop.
    /// - Throws: `.tls` if the file of trusted certificates cannot be read, `.connect` if the settings' proxy cannot be
    ///   used, `.harness` if libcurl cannot start.
    package init(loop: EventLoop, settings: TransportSettings) throws(Failure) {
        precondition(loop.isCurrent, "an HTTPEngine is to be made on its loop")
        let code = tcurl_global_init()
        guard code == CURLE_OK else { throw .fromCurl(code, errorNumber: 0, status: nil, text: "") }
        if settings.verify, let file = settings.caFile, !Libcurl.isReadable(file) {
            throw Failure(kind: .tls, detail: "the file of trusted certificates \(file) cannot be read")
        }
        proxies = try Proxies(settings.proxy)
        self.loop = loop
        self.settings = settings
        reactor = try Reactor(
            loop: loop, version: settings.version, bodyLimit: settings.bodyLimit, decodes: settings.compression,
            connectMilliseconds: settings.addressConnectMilliseconds, asksForStamps: settings.asksForStamps)
        reactor.startsPerTurn = settings.startsPerTurn
        reactor.knowsAddresses = settings.resolve.isEmpty && settings.connectTo.isEmpty && proxies.isEmpty
        let accept = settings.compression ? BodyCoding.acceptLine : nil
        common = InheritedHeaders(
            common: settings.commonHeaders
                + HeaderNames.remaining(of: accept.map { [$0] } ?? [], besides: settings.commonHeaders))
        caFile = settings.caFile ?? Libcurl.systemCAFile()
        resolveList = unsafe HeaderBlock(settings.resolve)
        connectToList = unsafe HeaderBlock(settings.connectTo)
        gate = KnownOrigins(settings: settings, proxies: proxies)
        lookups = LookUps()
        reactor.cancelResolving = { [unowned self] in endResolving($0) }
        loop.attach(reactor)
        loop.jobsPerTurn = max(32, settings.startsPerTurn)
    }

    /// The most files that the whole process had open whenever this engine opened a socket, whatever was closed since
    /// and in which order; 0 before the first.
    ///
    /// The kernel assigns the lowest free number (open(2)), so all numbers below the highest one ever assigned to a
    /// socket were in use at that time. Counting opened and closed sockets would be less exact: libcurl does not report
    /// closing a socket that never connected. Use it on the loop.
    package var peakOpenFiles: Int {
        checkLoop("peakOpenFiles")
        return reactor.highestDescriptor + 1
    }

    /// Calls `watcher` on the loop when the first request begins (true) and when the last one has ended (false). Nil
    /// stops that. Use it on the loop.
    package func watchActivity(_ watcher: ((Bool) -> Void)?) {
        checkLoop("watchActivity(_:)")
        reactor.activityChanged = watcher
    }

    /// Ends everything: requests in progress fail with `.cancelled`. Open sessions must still be closed. Idempotent.
    /// Call it on the loop.
    package func close() {
        checkLoop("close()")
        guard isOpen else { return }
        isOpen = false
        reactor.close()
        for pool in pools.values { pool.close() }
    }

    /// Looks up each host once, one after another, so that no participant's request has to.
    ///
    /// libcurl's resolver starts a thread for each lookup. An engine has one lookup in progress at a time and keeps the
    /// result for the whole run. A request to a host that has not been looked up waits for the engine's lookup and
    /// never makes its own. Nothing is sent to the host. A cancelled task gets `.cancelled` for the remaining hosts.
    /// - Parameter hosts: `host:port`, because curl stores addresses under both.
    /// - Returns: one result per host, in order.
    package func resolve(_ hosts: [String]) async -> [HostLookup] {
        await resolve(hosts: hosts)
    }

    /// Looks up the hosts of these URLs, or of the proxies through which they are requested, as `resolve(_:)` does.
    package func resolve(_ urls: [WebURL]) async -> [HostLookup] {
        await resolve(hosts: urls.map { proxies.proxy(for: $0)?.hostPort ?? $0.hostPort })
    }

    private func resolve(hosts: [String]) async -> [HostLookup] {
        guard loop.isCurrent else {
            return await withTaskExecutorPreference(loop) { await self.resolveConcurrently(hosts) }
        }
        return await resolveHere(hosts)
    }

    /// `@concurrent`, so that a caller isolated to an actor leaves it and runs on its preferred executor, the loop.
    @concurrent
    private func resolveConcurrently(_ hosts: [String]) async -> [HostLookup] {
        await resolveHere(hosts)
    }

    private func resolveHere(_ hosts: [String]) async -> [HostLookup] {
        checkLoop("resolve(_:)")
        var answers: [HostLookup] = []
        for host in hosts {
            let host = host.lowercased()
            let isAddress = (try? WebURL("http://\(host)/"))?.isAddress ?? false
            if isAddress || gate.isResolved(host) {
                answers.append(HostLookup(host: host, microseconds: 0, failure: nil))
                continue
            }
            answers.append(await lookUpUnlessCancelled(host))
        }
        return answers
    }

    private func lookUpUnlessCancelled(_ host: String) async -> HostLookup {
        lastWait &+= 1
        let number = lastWait
        return await withTaskCancellationHandler {
            // Resumed once, by the end of the lookup or by the cancellation, whichever comes first: see ResolveWait.
            unsafe await withUnsafeContinuation { continuation in
                let wait = unsafe ResolveWait(number, host, continuation)
                if Task.isCancelled { return wait.cancel() }
                resolving.append(wait)
                lookUp(host) { answer in wait.end(answer) }
            }
        } onCancel: { [loop] in
            // Runs here or in the next turn, never between the check of `isCancelled` and the suspension.
            loop.post(ticket: Reactor.resolvingTicket(number))
        }
    }

    /// Cancels one wait. Does nothing if it has ended.
    private func endResolving(_ number: UInt32) {
        guard let place = resolving.firstIndex(where: { $0.number == number }) else { return }
        resolving.remove(at: place).cancel()
    }

    // MARK: For sessions

    /// Whether the URL's host may be contacted, and whether its address is known.
    func judge(_ url: WebURL) -> KnownOrigins.Verdict { gate.judge(url) }

    /// The transfers for sessions with these options.
    func pool(for options: Session.Options) -> HandlePool {
        let kind = HandlePool.Kind(cookies: options.cookies, sourceAddress: options.sourceAddress)
        if let pool = pools[kind] { return pool }
        let pool = HandlePool(makesAhead: settings.makesHandlesAhead) { [unowned self] () throws(Failure) in
            try makeTransfer(kind)
        }
        if !isOpen { pool.close() }
        pools[kind] = pool
        return pool
    }

    private func makeTransfer(_ kind: HandlePool.Kind?, isProxy: Bool = false) throws(Failure) -> Transfer {
        let transfer = try Transfer(reactor: reactor)
        do throws(Failure) {
            try configure(transfer, kind, isProxy: isProxy)
        } catch {
            transfer.close()
            throw error
        }
        return transfer
    }

    /// Hands a prepared transfer to libcurl, if necessary after looking up its host.
    func launch(_ transfer: Transfer, lookingUp host: String?) {
        guard let host else {
            reactor.start(transfer)
            return
        }
        transfer.waitForLookUp()
        let ticket = transfer.ticket
        lookUp(host) { [unowned self, reactor] answer in
            // It may have been cancelled while it waited, and its handle may now serve another request.
            guard transfer.ticket == ticket, !transfer.hasEnded else { return }
            transfer.lookUpEnded()
            transfer.use(gate.addresses(of: host))
            if let failure = answer.failure {
                reactor.abort(transfer, because: failure)
            } else {
                reactor.start(transfer)
            }
        }
    }

    /// Sets the options that are the same for all requests. `kind` is nil for lookups; `isProxy` says whether a proxy is
    /// looked up, which no other host takes the place of.
    private func configure(_ transfer: Transfer, _ kind: HandlePool.Kind?, isProxy: Bool) throws(Failure) {
        let easy = unsafe transfer.easy
        var code = CURLE_OK
        func set(_ option: CURLoption, _ value: Int) {
            if code == CURLE_OK { code = unsafe tcurl_set_long(easy, option, value) }
        }
        func set(_ option: CURLoption, _ text: String?) {
            guard code == CURLE_OK else { return }
            if let text {
                code = unsafe text.withCString { unsafe tcurl_set_text(easy, option, $0) }
            } else {
                code = unsafe tcurl_set_text(easy, option, nil)
            }
        }
        func set(_ option: CURLoption, _ list: HeaderBlock) {
            if code == CURLE_OK, list.count > 0 { code = unsafe tcurl_set_list(easy, option, list.first) }
        }
        // Otherwise libcurl changes the process's signal handlers around each call.
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        // A proxy from the environment would be measured instead of the target, and contacted in addition to the
        // allowed hosts.
        set(CURLOPT_PROXY, "")
        // Nor are exceptions from the environment read for the settings' proxies.
        if !proxies.isEmpty, kind != nil {
            set(CURLOPT_NOPROXY, "")
            set(CURLOPT_PROXY_CAPATH, nil)
            if let caFile { set(CURLOPT_PROXY_CAINFO, caFile) }
            if !settings.verify {
                set(CURLOPT_PROXY_SSL_VERIFYPEER, 0)
                set(CURLOPT_PROXY_SSL_VERIFYHOST, 0)
            }
        }
        // The engine does the lookups; results are kept for the whole run.
        set(CURLOPT_DNS_CACHE_TIMEOUT, -1)
        set(CURLOPT_RESOLVE, resolveList)
        if !isProxy { set(CURLOPT_CONNECT_TO, connectToList) }
        if let kind {
            if code == CURLE_OK { code = unsafe settings.version.apply(to: easy, in: settings.version) }
            // The parsed bundle is cached in the multi handle (7.87 and later) only without a CAPATH, and Debian builds
            // one in: otherwise 23 ms of CPU per connection.
            set(CURLOPT_CAPATH, nil)
            if let caFile { set(CURLOPT_CAINFO, caFile) }
            set(CURLOPT_CA_CACHE_TIMEOUT, -1)
            if !settings.verify {
                set(CURLOPT_SSL_VERIFYPEER, 0)
                set(CURLOPT_SSL_VERIFYHOST, 0)
            }
            set(CURLOPT_BUFFERSIZE, ReceiveBuffer.answer.rawValue)
            if kind.cookies { set(CURLOPT_COOKIEFILE, "") }
            if let address = kind.sourceAddress { set(CURLOPT_INTERFACE, "host!\(address)") }
        }
        guard code == CURLE_OK else { throw .fromCurl(code, errorNumber: 0, status: nil, text: "") }
    }

    func checkLoop(_ what: StaticString) {
        precondition(loop.isCurrent, "HTTPEngine.\(what) is to be used on its loop")
    }

    // MARK: Lookups

    private func lookUp(_ host: String, _ waiter: @escaping (HostLookup) -> Void) {
        if lookups.add(waiter, for: host) { startNextLookUp() }
    }

    private func startNextLookUp() {
        guard let host = lookups.next() else { return }
        let addresses = AddressList()
        func end(_ elapsed: Int64, _ failure: Failure?) {
            let microseconds = gate.isGiven(host) ? 0 : elapsed
            let failure = failure.map { proxies.contains(host) ? Proxy.notFound(host, $0) : $0 }
            if failure == nil {
                addresses.sort()
                gate.markResolved(host, addresses.count > 1 ? addresses : nil)
            }
            let answer = HostLookup(host: host, microseconds: microseconds, failure: failure)
            for waiter in lookups.end(host) { waiter(answer) }
            resolving.removeAll(where: \.hasEnded)
            startNextLookUp()
        }
        do throws(Failure) {
            guard let url = try? WebURL("http://\(host)/") else {
                throw Failure(kind: .resolve, detail: "\(host) is not a host and port")
            }
            let transfer = try makeTransfer(nil, isProxy: proxies.contains(host))
            let problem = transfer.prepareLookUp(url: url, noting: addresses, at: Moment.now) {
                exchange, microseconds in
                transfer.close()
                // It got as far as opening sockets, which lookups refuse, so the addresses are known.
                let isKnown = exchange.failure?.curlCode == Int32(CURLE_COULDNT_CONNECT.rawValue) && addresses.count > 0
                end(microseconds, isKnown ? nil : exchange.failure)
            }
            if let problem {
                transfer.end(with: problem)
            } else {
                reactor.start(transfer)
            }
        } catch {
            end(0, error)
        }
    }
}
