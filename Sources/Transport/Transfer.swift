// One request in progress: an easy handle with its slot, the bytes that it borrows, and the waiting task.
import Addresses
import CLibcurl
import EventLoops
import Glibc
import Measuring

/// How much of a response is read at a time. libcurl before 8.7 allocates this much, plus a byte, for each transfer in
/// flight. With its default of 16 KB a released crowd of thousands touches one page of fresh memory after another, and
/// the release spreads accordingly.
enum ReceiveBuffer: Int {
    case answer = 2047
    case page = 4095
}

/// An easy handle and everything that libcurl borrows for it during a request. It serves requests of one session after
/// another (or a lookup). A participant's state is in its session's share, which the handle joins for one request. The
/// handle itself keeps no connection, cookie or TLS session. Used on its loop only.
///
/// A transfer is prepared, may wait for a lookup, runs, and ends. Preparing it again increments its slot's generation,
/// so that a late ticket affects neither its next request nor the next owner of the slot.
@safe
final class Transfer {
    private let reactor: Reactor
    let easy: UnsafeMutableRawPointer
    /// The slot in the reactor; set before `init` returns.
    private(set) var slot: UnsafeMutablePointer<tcurl_slot>
    private var isClosed = false

    private var arena = RequestArena()
    /// The addresses of its host, borrowed by the slot; nil if the host has only one.
    private var addresses: AddressList?
    // The handle's current setting, so that only changes are set.
    private var method = MethodSetting.get
    private var timeoutMilliseconds: Int?
    private var hasTarget = false
    private var proxy: Proxy?
    private var version: TransportSettings.Version
    private var needsFreshConnection = false
    private var keepsNoConnection = false
    private var hasFamilyTimer = true
    private var buffer = ReceiveBuffer.answer
    /// Whether another request can use the handle. A few settings are permanent (libcurl 7.88 to 8.14): connect-only
    /// mode, a request's own `Host` header, the replay count, the last errno.
    private(set) var isReusable = true
    /// The session whose request it serves.
    private var session: Session?
    /// Its certificate, borrowed by the handle.
    private var clientCertificate: ClientCertificate?

    /// True from `end` until the next `prepare`.
    private(set) var hasEnded = true
    /// Whether libcurl has it.
    var isActive = false {
        didSet { if isActive != oldValue { reactor.transferChanged(isActive: isActive) } }
    }
    private var continuation: UnsafeContinuation<HTTPExchange, Never>?
    /// What a lookup calls at its end, instead of resuming a task.
    private var lookUpEnd: ((HTTPExchange, _ lookedUpMicroseconds: Int64) -> Void)?

    /// The URL of the request, borrowed by the handle until its next request.
    private var url: WebURL?
    private var wantedHeaders: [String] = []
    private var started = Moment(nanoseconds: 0)
    /// When it began to wait for a lookup, and then how long that took.
    private var waiting: Moment?
    private var waitedMicroseconds: Int64?
    private var exchange: HTTPExchange?
    /// The last byte of its body, if that is held back.
    private(set) var held: HeldLastByte?

    init(reactor: Reactor) throws(Failure) {
        guard let easy = unsafe curl_easy_init() else {
            throw Failure(kind: .harness, detail: "libcurl could not make a handle: out of memory")
        }
        self.reactor = reactor
        version = reactor.version
        unsafe self.easy = easy
        unsafe slot = reactor.takeSlot()
        reactor.register(self)
        let code = unsafe tcurl_slot_install(slot, easy)
        guard code == CURLE_OK else {
            close()
            throw Failure.fromCurl(code, errorNumber: 0, status: nil, text: "")
        }
    }

    deinit {
        // The owner must close it: a transfer that is just released would leak its handle and its slot.
        precondition(isClosed, "a transfer was let go without close()")
    }

    /// Frees the handle and releases the slot. It must not be running.
    func close() {
        guard !isClosed else { return }
        precondition(!isActive, "a transfer is closed while libcurl has it")
        leave()
        isClosed = true
        unsafe curl_easy_cleanup(easy)
        unsafe reactor.giveBack(slot)
        arena.free()
    }

    /// Attaches a participant's connections, cookies, TLS sessions and certificate to the handle. It must not be running.
    @unsafe
    func join(
        _ owner: Session, _ share: UnsafeMutableRawPointer, presenting certificate: ClientCertificate?
    ) -> CURLcode {
        precondition(session == nil, "a transfer serves two sessions")
        var code = unsafe tcurl_set_share(easy, share)
        guard code == CURLE_OK else { return code }
        session = owner
        guard let certificate else { return code }
        // A twelfth of what a handle of its own would cost (0.8 and 9.6 microseconds, libcurl 7.88).
        clientCertificate = certificate
        code = unsafe certificate.present(by: easy)
        if code != CURLE_OK { leave() }
        return code
    }

    /// Detaches them again. Idempotent. It must not be running.
    func leave() {
        guard session != nil else { return }
        precondition(!isActive, "a transfer leaves its share while libcurl has it")
        session = nil
        if clientCertificate != nil {
            unsafe ClientCertificate.withdraw(from: easy)
            clientCertificate = nil
        }
        let code = unsafe tcurl_set_share(easy, nil)
        precondition(code == CURLE_OK, "libcurl kept a handle in its share: \(code.rawValue)")
    }

    /// Identifies this transfer in its current generation.
    var ticket: UInt64 { unsafe UInt64(slot.pointee.generation) << 32 | UInt64(slot.pointee.index) }

    // MARK: Before

    /// Prepares the handle for a request. Throws what is wrong with the request or the handle.
    func prepare(
        _ request: HTTPRequest, to url: WebURL, through proxy: Proxy? = nil, inheriting inherited: InheritedHeaders,
        at moment: Moment
    ) -> Failure? {
        begin(url: url, at: moment)
        wantedHeaders = request.wantedHeaders
        if let name = request.watchedCookie {
            // A static string is never freed, and ends with a zero byte.
            unsafe slot.pointee.watched_cookie = unsafe UnsafeRawPointer(name.utf8Start)
                .assumingMemoryBound(to: CChar.self)
        }
        let setting = MethodSetting(request)
        if case .other(let word, _) = setting, !MethodSetting.isToken(word) {
            return Failure(kind: .protocol, detail: "the request's method is not a valid HTTP method")
        }
        let layout: RequestArena.Layout
        switch unsafe arena.lay(request, inheriting: inherited) {
        case .success(let laid):
            unsafe layout = laid
        case .failure(.brokenHeader(let name)):
            return Failure(kind: .protocol, detail: "the request's header \(name) contains a line break or a zero byte")
        case .failure(.noMemory):
            return Failure(kind: .harness, detail: "out of memory for the request")
        }
        var code = set(url, through: proxy)
        if code == CURLE_OK, proxy !== self.proxy {
            code = unsafe tcurl_set_text(easy, CURLOPT_PROXY, proxy?.text ?? "")
            self.proxy = proxy
        }
        if code == CURLE_OK { code = unsafe tcurl_set_list(easy, CURLOPT_HTTPHEADER, layout.headers) }
        if code == CURLE_OK, setting != method { code = unsafe setting.apply(to: easy, after: method) }
        let hasBody = unsafe layout.bodyCount > 0 && setting.sendsBody
        let hold = hasBody && request.hold?.released == nil ? request.hold : nil
        if code == CURLE_OK, let hold {
            code = unsafe tcurl_slot_hold_last_byte(slot, layout.body, layout.bodyCount)
            held = unsafe HeldLastByte(hold, limitMilliseconds: max(request.timeoutMilliseconds, 1), in: slot)
        } else if code == CURLE_OK, setting.sendsBody {
            code = unsafe tcurl_set_text(easy, CURLOPT_POSTFIELDS, layout.body)
            if code == CURLE_OK {
                code = unsafe tcurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, Int64(layout.bodyCount))
            }
        }
        // libcurl's limit would run on while the last byte is held back. Then 0, which is none.
        let limit = hold == nil ? max(request.timeoutMilliseconds, 1) : 0
        if code == CURLE_OK, limit != timeoutMilliseconds {
            code = unsafe tcurl_set_long(easy, CURLOPT_TIMEOUT_MS, limit)
            timeoutMilliseconds = limit
        }
        let wanted: ReceiveBuffer = request.isPage ? .page : .answer
        if code == CURLE_OK, wanted != buffer {
            code = unsafe tcurl_set_long(easy, CURLOPT_BUFFERSIZE, wanted.rawValue)
            buffer = wanted
        }
        let wantedVersion = request.version ?? reactor.version
        if code == CURLE_OK, wantedVersion != version {
            code = unsafe wantedVersion.apply(to: easy, in: reactor.version)
            version = wantedVersion
        }
        let isApart =
            wantedVersion.isApart(to: url, in: reactor.version)
            || wantedVersion == .http2 && reactor.losesPriorKnowledge && url.scheme == "http"
        let isFresh = request.needsFreshConnection || isApart
        if code == CURLE_OK, isFresh != needsFreshConnection {
            code = unsafe tcurl_set_long(easy, CURLOPT_FRESH_CONNECT, isFresh ? 1 : 0)
            needsFreshConnection = isFresh
        }
        if code == CURLE_OK, isApart != keepsNoConnection {
            code = unsafe tcurl_set_long(easy, CURLOPT_FORBID_REUSE, isApart ? 1 : 0)
            keepsNoConnection = isApart
        }
        if unsafe layout.hasHost { isReusable = false }
        if code == CURLE_OK, request.keepsWire {
            isReusable = false
            code = unsafe tcurl_slot_keep_wire(slot)
        }
        if code == CURLE_OK, request.connectsOnly {
            isReusable = false
            code = unsafe tcurl_set_long(easy, CURLOPT_CONNECT_ONLY, 1)
        }
        guard code == CURLE_OK else {
            // The method may be half set, so the next request starts from one that sends no body.
            unsafe MethodSetting.reset(easy)
            method = .get
            return .fromCurl(code, errorNumber: 0, status: nil, text: "", url: url)
        }
        method = setting
        held?.hold.group.add(self)
        return nil
    }

    /// All but the last byte of its body was written.
    func becamePrimed() {
        held?.hold.becamePrimed()
    }

    /// Why an exchange that has met this failure ended before the release, if it did.
    private func endedEarly(_ failure: Failure?, _ figures: ExchangeFigures) -> EarlyEnd? {
        held?.earlyEnd(
            failure, received: figures.received, finished: figures.finished,
            hasStalled: reactor.loop.stalledSince(figures.finished) != nil)
    }

    /// Distributes connection attempts over the addresses of the host. Nil if it has only one.
    func use(_ addresses: AddressList?) {
        triesFamilies(!reactor.knowsAddresses || addresses?.hasBothFamilies ?? false)
        guard let addresses, let session else { return }
        self.addresses = addresses
        unsafe slot.pointee.addresses = unsafe UnsafePointer(addresses.handle)
        unsafe slot.pointee.turn = (session.addressTurn.four, session.addressTurn.six)
    }

    /// Whether to try the other family of addresses 200 ms after the first one. libcurl sets a timer for that on every new
    /// connection and keeps it when connected. In the call that it ends in, libcurl reads whatever there is, also of a
    /// socket that was not looked at before (`tcurl_stamps_look`).
    private func triesFamilies(_ wanted: Bool) {
        guard wanted != hasFamilyTimer else { return }
        let milliseconds = wanted ? 200 : 86_400_000
        if unsafe tcurl_set_long(easy, CURLOPT_HAPPY_EYEBALLS_TIMEOUT_MS, milliseconds) == CURLE_OK {
            hasFamilyTimer = wanted
        }
    }

    /// The URL in libcurl's own parsed form. libcurl 7.88 would parse a text and format it again, at about ninety
    /// instructions per character.
    private func set(_ url: WebURL, through proxy: Proxy? = nil) -> CURLcode {
        var code = unsafe tcurl_set_address(easy, url.handle)
        // Also as text: before 8.12 libcurl would otherwise format it itself. Set after the parsed form, which from
        // 8.12 on removes any previous text.
        if code == CURLE_OK {
            code = unsafe url.parsedText.withCString { unsafe tcurl_set_text(easy, CURLOPT_URL, $0) }
        }
        guard code == CURLE_OK else { return code }
        let hadTarget = hasTarget
        hasTarget = url.target != nil
        if let target = url.target {
            // A proxy that passes requests on needs the whole URL.
            let sent = proxy != nil && url.scheme == "http" ? url.wholeTarget ?? target : target
            return unsafe sent.withCString { unsafe tcurl_set_text(easy, CURLOPT_REQUEST_TARGET, $0) }
        }
        return unsafe hadTarget ? tcurl_set_text(easy, CURLOPT_REQUEST_TARGET, nil) : CURLE_OK
    }

    /// Prepares the handle for a lookup: it opens no connection and sends nothing.
    func prepareLookUp(
        url: WebURL, noting list: AddressList, at moment: Moment,
        whenDone lookUpEnd: @escaping (HTTPExchange, _ lookedUpMicroseconds: Int64) -> Void
    ) -> Failure? {
        begin(url: url, at: moment)
        addresses = list
        unsafe slot.pointee.noted = unsafe list.handle
        self.lookUpEnd = lookUpEnd
        var code = set(url)
        if code == CURLE_OK { code = unsafe tcurl_set_long(easy, CURLOPT_TIMEOUT_MS, 30_000) }
        // An abandoned lookup must not make the loop wait for the resolver's thread.
        if code == CURLE_OK { code = unsafe tcurl_set_long(easy, CURLOPT_QUICK_EXIT, 1) }
        return code == CURLE_OK ? nil : .fromCurl(code, errorNumber: 0, status: nil, text: "", url: url)
    }

    private func begin(url: WebURL, at moment: Moment) {
        precondition(hasEnded, "a transfer is prepared while another request is on it")
        unsafe slot.pointee.generation &+= 1
        hasEnded = false
        exchange = nil
        held = nil
        waiting = nil
        waitedMicroseconds = nil
        started = moment
        self.url = url
        unsafe tcurl_slot_reset(slot)
        addresses = nil
    }

    /// Stores the waiting task, to resume it at the end. Returns false if the transfer has already ended.
    func await(_ continuation: UnsafeContinuation<HTTPExchange, Never>) -> Bool {
        guard !hasEnded else { return false }
        unsafe self.continuation = unsafe continuation
        return true
    }

    /// Records that a lookup comes first.
    func waitForLookUp() {
        waiting = Moment.now
    }

    /// Records that the lookup has ended.
    func lookUpEnded() {
        waitedMicroseconds = waiting.map { Moment.now.microseconds(since: $0) }
    }

    // MARK: After

    /// Ends it with libcurl's result.
    func end(with completion: tcurl_completion) {
        let now = Moment.now
        var completion = unsafe completion
        // Whatever status there is then is the proxy's.
        if unsafe proxy != nil && slot.pointee.sent_at == 0 { unsafe completion.status = 0 }
        let status = unsafe completion.status
        if status > 0 { unsafe held?.noteAnswer(receivedAt: completion.received_at) }
        let result = unsafe TransferResult(
            completion, slot: slot, url: url, proxy: proxy, bodyLimit: reactor.bodyLimit,
            tooLate: TooLate(completion, milliseconds: timeoutMilliseconds, now: now))
        var failure = result.failure(isHTTP2: speaksHTTP2)
        if result.isTooLongToSend { unsafe slot.pointee.sent_at = 0 }
        let met = failure
        failure = unsafe failure?.blamingStall(
            sent: slot.pointee.sent_at == 0 ? nil : Moment(nanoseconds: slot.pointee.sent_at),
            since: reactor.loop.stalledSince(now), now: now)
        let headers = unsafe ResponseHeaders(of: easy)
        if unsafe failure != nil || completion.os_error != 0 { isReusable = false }
        let retryAfter = status == 429 || status == 503 ? headers["Retry-After"] : nil
        let figures = unsafe figures(
            completion, finished: now, isComplete: failure == nil, failedAddresses: failedAddresses(completion, failure)
        )
        let (body, coded) = takeBody(headers, status: status, &failure)
        let exchange = unsafe HTTPExchange(
            figures, failure: failure, diedUnanswered: result.diedUnanswered, body: body,
            location: (300..<400).contains(status) ? headers.location : nil, retryAfter: retryAfter,
            retryAfterSeconds: retryAfter.flatMap { RetryAfter.seconds($0, answered: headers["Date"]) },
            headers: failure == nil ? headers.values(of: wantedHeaders) : [:],
            watchedCookie: failure == nil ? .init(slot.pointee.cookie) : .untouched, wire: wire, coded: coded,
            released: held?.released, endedEarly: endedEarly(met, figures))
        unsafe finish(exchange, lookedUp: completion.looked_up)
    }

    /// Whether the connection speaks HTTP/2, as far as is known without a response. A proxy that passes requests on is
    /// asked over HTTP/1.1.
    private var speaksHTTP2: Bool {
        guard let url, version != .http1_1 else { return false }
        return version == .http2 && (proxy == nil || url.scheme == "https") || reactor.hasSpokenHTTP2(to: url)
    }

    @unsafe
    private func figures(
        _ completion: tcurl_completion, finished: Moment, isComplete: Bool, failedAddresses: [String]
    ) -> ExchangeFigures {
        let received =
            unsafe isComplete && completion.received_at > 0
            ? min(Moment(nanoseconds: completion.received_at), finished) : nil
        let (released, primed) = (held?.released, held?.primed)
        // Of one that was not ready at the release the rest goes when the server takes it, which is the server's time.
        let goesLate = primed != nil && held?.wentWithRelease == true
        let times = unsafe ExchangeTimes(
            completion, opened: slot.pointee.opened_at, tunnelled: slot.pointee.tunnelled_at,
            endsAtTLSProxy: proxy?.isTLS == true && url?.scheme == "http" && slot.pointee.tunnelled_at == 0,
            sent: goesLate ? slot.pointee.last_byte_at : slot.pointee.sent_at,
            written: goesLate ? 0 : slot.pointee.written_at, lastSent: tcurl_last_sent_at(slot),
            firstByte: slot.pointee.first_byte_at,
            isFirstByteLate: slot.pointee.first_byte_late, waited: waitedMicroseconds,
            started: started, received: received, finished: finished, isComplete: isComplete)
        let status = unsafe completion.status
        let version = unsafe status > 0 ? HTTPVersion(curl: completion.version) : nil
        if version == .http2, unsafe completion.connections > 0, let url { reactor.noteHTTP2(at: url) }
        let since = times.counted(from: released, isPrimed: primed != nil)
        return unsafe ExchangeFigures(
            started: released ?? started, begun: since.begun, sent: since.sent, primed: released == nil ? nil : primed,
            received: received, finished: finished, phases: since.phases,
            newConnections: Int32(clamping: completion.connections),
            connectDelayNanoseconds: slot.pointee.connectDelayNanoseconds(connections: completion.connections)
                .map { released == nil || primed != nil ? $0 : min($0, since.phases.sum(.connect, .tls) * 1000) },
            receiveDelayNanoseconds: slot.pointee.receiveDelayNanoseconds, tcp: slot.pointee.tcpFigures,
            version: version,
            status: status > 0 ? Int16(clamping: status) : nil, bytesIn: completion.bytes_received,
            bytesOut: completion.bytes_sent, address: address(completion), failedAddresses: failedAddresses)
    }

    private func address(_ completion: tcurl_completion) -> String? {
        guard let number = unsafe completion.address, unsafe number.pointee != 0 else { return nil }
        return unsafe reactor.addressTexts.text(of: number, port: completion.port)
    }

    /// The addresses that were tried without a connection. Counts them, so that the participant's next attempt
    /// continues after them.
    private func failedAddresses(_ completion: tcurl_completion, _ failure: Failure?) -> [String] {
        guard let addresses, let session else { return unsafe failedAddress(completion, failure) }
        var (four, six) = unsafe slot.pointee.attempts
        guard four + six > 0 else { return [] }
        if unsafe completion.connections > 0, let number = unsafe completion.address {
            // The last address of this family was connected to.
            if unsafe strchr(number, Int32(UInt8(ascii: ":"))) == nil {
                four -= min(four, 1)
            } else {
                six -= min(six, 1)
            }
        }
        let turn = unsafe slot.pointee.turn
        let failed =
            (0..<four).map { addresses.text(tcurl_family_4, turn: turn.0 &+ UInt64($0)) }
            + (0..<six).map { addresses.text(tcurl_family_6, turn: turn.1 &+ UInt64($0)) }
        session.addressTurn.four &+= UInt64(four)
        session.addressTurn.six &+= UInt64(six)
        return failed
    }

    /// The address of a host that has only one, if no connection to it came about.
    private func failedAddress(_ completion: tcurl_completion, _ failure: Failure?) -> [String] {
        // Another failure without a connection says nothing about the address: no local port was free, for example.
        guard unsafe completion.connections == 0, failure?.kind == .connect || failure?.kind == .timeout else {
            return []
        }
        let text = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(tcurl_address_text_size)) {
            text in
            guard let start = text.baseAddress else { return "" }
            unsafe tcurl_slot_write_tried(slot, start)
            return unsafe String(cString: start)
        }
        return text.isEmpty ? [] : [text]
    }

    /// Records that libcurl was made to abandon it in the middle.
    func wasDropped() {
        isActive = false
        isReusable = false
    }

    /// Ends it for a reason other than libcurl's, before libcurl had it.
    func end(with failure: Failure) {
        finish(HTTPExchange(ExchangeFigures(started: started, finished: Moment.now), failure: failure), lookedUp: 0)
    }

    /// Ends it for a reason other than libcurl's, with what libcurl knew of it by then. Attempts to connect that were
    /// under way have not failed.
    @unsafe
    func end(with failure: Failure, knowing completion: tcurl_completion) {
        let figures = unsafe figures(completion, finished: Moment.now, isComplete: false, failedAddresses: [])
        unsafe tcurl_slot_release_body(slot)
        let exchange = HTTPExchange(
            figures, failure: failure, wire: wire, released: held?.released, endedEarly: endedEarly(failure, figures))
        finish(exchange, lookedUp: 0)
    }

    /// The body received, decoded if configured and if that is done quickly; its buffer is freed. A whole response that
    /// cannot be decoded becomes a failure. What takes long to decode is left for another thread.
    private func takeBody(
        _ headers: ResponseHeaders, status: Int, _ failure: inout Failure?
    ) -> (body: [UInt8], coded: CodedBody?) {
        guard let bytes = unsafe slot.pointee.body else { return ([], nil) }
        defer { unsafe tcurl_slot_release_body(slot) }
        let received = unsafe UnsafeBufferPointer(start: UnsafePointer(bytes), count: slot.pointee.length)
        guard unsafe slot.pointee.is_coded, let decoder = reactor.decoder else { return unsafe (Array(received), nil) }
        let codings = headers.all("Content-Encoding")
        let limit = reactor.bodyLimit
        let limitHere = min(limit, CodedBody.mostOnLoop)
        if received.count <= limitHere {
            let (body, fault) = unsafe decoder.decode(received, codings, status: status, limit: limitHere)
            if limitHere == limit || fault?.kind != .tooLarge {
                if failure == nil { failure = fault }
                return (body, nil)
            }
        }
        return unsafe ([], CodedBody(Array(received), codings, limit: limit))
    }

    /// What went over the wire; nil if the request did not ask for it.
    private var wire: WireLog? {
        guard unsafe slot.pointee.keeps_wire else { return nil }
        let sent = unsafe UnsafeBufferPointer(start: slot.pointee.wire, count: slot.pointee.wire_length)
        return unsafe WireLog(
            request: String(decoding: sent, as: UTF8.self), responseHeaders: ResponseHeaders(of: easy).lines)
    }

    private func finish(_ exchange: HTTPExchange, lookedUp: Int64) {
        hasEnded = true
        held = nil
        // libcurl has released the handle and reads nothing of this in the next request: headers are set anew each
        // time, and so is the body, unless the method sends none.
        arena.free()
        if let lookUpEnd {
            self.lookUpEnd = nil
            lookUpEnd(exchange, lookedUp)
            return
        }
        guard let waiter = unsafe continuation else {
            self.exchange = exchange
            return
        }
        // Taken before it is resumed, so that nothing can resume it again.
        unsafe continuation = nil
        // Done now, and not when the task runs: that may be after a whole crowd whose requests can use the handle in
        // the meantime.
        session?.giveBack(self)
        unsafe waiter.resume(returning: exchange)
    }

    /// The result, if the transfer ended before any task waited. Called once; returns the transfer to the pool.
    func takeExchange() -> HTTPExchange {
        guard let taken = exchange else { preconditionFailure("a transfer is taken before it has ended") }
        exchange = nil
        session?.giveBack(self)
        return taken
    }
}

extension HTTPExchange.WatchedCookie {
    fileprivate init(_ cookie: tcurl_cookie) {
        self =
            switch cookie {
            case tcurl_cookie_set: .set
            case tcurl_cookie_set_secure: .setSecure
            default: .untouched
            }
    }
}
