// From request to response, without a network.

import Crypto
import FoundationEssentials
import PlatformContract

/// Answers requests. The same instance serves all connections.
struct StandInService: Sendable {
    let configuration: StandInConfiguration
    let platform: Platform
    let ledger = TruthLedger()
    let signer: TokenSigner
    let gate: CapacityGate
    let clock: ServerClock
    /// Work that no request waits for.
    let backgroundTasks: AsyncStream<BackgroundTask>
    /// The claims behind personal tokens (contract section 1).
    private let personalTokens: [String: TokenClaims]
    let site: CustomerSite
    /// What `GET /openapi.json` answers.
    private let document: [UInt8]
    /// The calls that read a body, according to the document.
    private let readers: Set<PlatformCall>
    /// Signs links to the files of recordings. Known to this process alone, since knowing the seed must not be enough
    /// to forge a link.
    let fileKey = SymmetricKey(size: .bits256)
    private let routes = RouteTable()

    /// A platform with a configuration.
    init(configuration: StandInConfiguration, clock: ServerClock) async throws {
        self.configuration = configuration
        self.clock = clock
        // Unbounded, since the runner takes each task at once and does its waiting elsewhere.
        let (backgroundTasks, queue) = AsyncStream.makeStream(of: BackgroundTask.self)
        self.backgroundTasks = backgroundTasks
        platform = Platform(configuration: configuration, clock: clock, backgroundTasks: queue)
        signer = try await TokenSigner(seed: configuration.seed)
        personalTokens = await platform.personalTokens()
        site = CustomerSite(configuration: configuration, clock: clock)
        gate = CapacityGate(profile: configuration.capacity, seed: configuration.seed, clock: clock)
        let examples = DocumentExamples(seed: configuration.seed)
        document = try OpenAPIDocument(examples).encoded()
        readers = Set(PlatformCall.allCases.filter { $0.description(examples).request != nil })
    }

    /// The response to any request.
    func answer(_ request: IncomingRequest) async -> Answer {
        guard let crossOrigin = crossOrigin(request) else { return await sameOriginAnswer(request) }
        var answer = crossOrigin.isPreflight ? .noContent : await sameOriginAnswer(request)
        answer.crossOrigin = crossOrigin
        return answer
    }

    /// The response to a request with a body before that is read, if the request meets a fault that early; nil if not. The
    /// host meets none.
    func answerBeforeBody(_ request: IncomingRequest) -> Answer? {
        guard request.participant != 0, let route = try? routes.route(method: request.method, path: request.path),
            configuration.serves(route.operation, at: request.authority), let fault = gate.earlyFault()
        else { return nil }
        let endpoint = route.operation.endpoint
        let period = ledger.arrived(endpoint, from: person(request, orUser: nil), clock)
        switch fault {
        case .close: return Answer.lost
        case .answer(let seconds):
            let answer = ErrorResponse.overload(
                .serviceUnavailable, "The server accepts no more requests", retryAfterSeconds: seconds
            ).answer
            ledger.answered(endpoint, status: answer.status, in: period)
            return answer
        }
    }

    private func sameOriginAnswer(_ request: IncomingRequest) async -> Answer {
        if request.path == Truth.path { return answerTruth(request) }
        if request.path.hasPrefix(RecordFile.path) { return await answerFile(request) }
        if request.path == OpenAPIDocument.path { return answerDocument(request) }
        let route: RouteTable.Route
        do {
            route = try routes.route(method: request.method, path: request.path)
        } catch {
            return CustomerSite.covers(request.path) ? answerUnknownPath(request, error) : error.answer
        }
        guard configuration.serves(route.operation, at: request.authority) else {
            return ErrorResponse.noSuchPath.answer
        }
        let endpoint = route.operation.endpoint
        var request = request
        request.period = ledger.arrived(endpoint, from: person(request, orUser: nil), clock)
        // The host meets no faults, so that a run can be set up whatever happens to its participants. Neither does the
        // site, whose pages meet their faults on the way to the browser.
        let fault = request.participant == 0 || request.isOfSite ? nil : gate.fault()
        switch fault {
        case .reset: return Answer.lost
        case .stall(let end):
            await clock.wait(end)
            return Answer.lost
        case .truncated, .malformed, nil: break
        }
        var answer: Answer
        do {
            answer = try await perform(route, request)
        } catch {
            answer = error.answer
        }
        ledger.answered(endpoint, status: answer.status, in: request.period)
        if fault == .truncated { answer.delivery = .truncated }
        if fault == .malformed { answer.malform() }
        return answer
    }

    private func perform(_ route: RouteTable.Route, _ request: IncomingRequest) async throws(ErrorResponse) -> Answer {
        switch route.operation {
        case .platform(let call): try await perform(call, route.values, request)
        case .site(let call): await answerSite(call, route.values, request)
        }
    }

    private func perform(
        _ call: PlatformCall, _ values: [String], _ request: IncomingRequest
    ) async throws(ErrorResponse) -> Answer {
        switch call {
        // These pass the gate themselves, because their cost, or the caller's identity, depends on more.
        case .createToken: return try await createToken(request)
        case .createUser: return try await createUser(request)
        case .openRoomPage: return try await openRoomPage(values[0], request)
        default: try await gate.pass(call.endpoint, hashing: false)
        }
        let (caller, claims) = try await caller(request)
        if readers.contains(call) { try BodyDecoding.checkIsJSON(request) } else { try BodyDecoding.ignore(request) }
        // One value for all calls: one in each branch would add 30 KB to the stack frame of every connection's task.
        let visit = Visit(request: request, values: values, caller: caller, claims: claims)
        switch call {
        case .createToken, .createUser, .openRoomPage: throw .noSuchPath
        case .createSpace: return try await createSpace(visit)
        case .listSpaces: return try await listSpaces(visit)
        case .updateSpace: return try await updateSpace(visit)
        case .createRoom: return try await createRoom(visit)
        case .listRooms: return try await listRooms(visit)
        case .readRoom: return try await readRoom(visit)
        case .updateRoom: return try await updateRoom(visit)
        case .grantRoomRole: return try await grantRoomRole(visit)
        case .generateAccess: return try await generateAccess(visit)
        case .createParticipant: return try await createParticipant(visit)
        case .createSignalingToken: return try await createSignalingToken(visit)
        case .joinRoom: return try await joinRoom(visit)
        case .leaveRoom: return try await leaveRoom(visit)
        case .listCalls: return try await listCalls(visit)
        case .readReport: return try await readReport(visit)
        case .createInvite: return try await createInvite(visit)
        case .activateInvite: return try await activateInvite(visit)
        case .listPolls: return try await listPolls(visit)
        case .startRecord: return try await startRecord(visit)
        case .stopRecord: return try await stopRecord(visit)
        case .listRecords: return try await listRecords(visit)
        case .downloadRecord: return try await downloadRecord(visit)
        case .createWebhook: return try await createWebhook(visit)
        case .readWebhook: return try await readWebhook(visit)
        case .updateWebhook: return try await updateWebhook(visit)
        case .deleteWebhook: return try await deleteWebhook(visit)
        case .refreshWebhookSecret: return try await refreshWebhookSecret(visit)
        }
    }

    /// The caller, and the claims that identify it.
    ///
    /// - Throws: 401 without a token, and as ``Platform/caller(_:)``.
    func caller(_ request: IncomingRequest) async throws(ErrorResponse) -> (Caller, TokenClaims) {
        guard let claims = credentials(request) else { throw .unauthorized }
        return (try await platform.caller(claims), claims)
    }

    /// The claims of the bearer token, or else of the cookie (contract section 1); nil if neither is one of our tokens.
    private func credentials(_ request: IncomingRequest) -> TokenClaims? {
        if let header = request.authorization {
            let prefix = TokenClaims.scheme + " "
            guard header.utf8.count > prefix.utf8.count,
                header.prefix(prefix.count).lowercased() == prefix.lowercased()
            else { return nil }
            let token = header.dropFirst(prefix.count)
            if !personalTokens.isEmpty, let claims = personalTokens[String(token)] { return claims }
            return signer.claims(token)
        }
        return cookieClaims(request)
    }

    /// The claims of the cookie `accessToken`.
    func cookieClaims(_ request: IncomingRequest) -> TokenClaims? {
        request.cookies
            .flatMap { CookieHeader.value(of: CookieName.accessToken, in: $0) }
            .flatMap { signer.claims($0) }
    }

    /// The person for whom a request counts: see ``TruthLedger``.
    func person(_ request: IncomingRequest, orUser userID: String?) -> TruthLedger.Person? {
        guard let number = request.participant else { return userID.map { .user($0) } }
        return number > 0 ? .number(number) : nil
    }

    private func answerDocument(_ request: IncomingRequest) -> Answer {
        guard request.method == "GET" else { return ErrorResponse.method(allowed: ["GET"]).answer }
        return Answer(status: 200, body: document)
    }

    private func answerTruth(_ request: IncomingRequest) -> Answer {
        switch request.method {
        case "GET": return Self.encoded(ledger.truth)
        case "DELETE":
            ledger.reset()
            return .noContent
        default: return ErrorResponse.method(allowed: ["GET", "DELETE"]).answer
        }
    }

    /// 200 with a list.
    static func list<Item>(_ items: [Item]) -> Answer where Item: Codable & Hashable & Sendable {
        encoded(ListAnswer(items: items))
    }

    /// 200 with a body, for use outside the hot path.
    static func encoded(_ body: some Encodable) -> Answer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Answer(status: 200, body: Array(try encoder.encode(body)))
        } catch {
            return ErrorResponse.api(.internalServerError, "The response could not be written").answer
        }
    }
}

/// A call with its authenticated caller.
struct Visit: Sendable {
    var request: IncomingRequest
    var values: [String]
    var caller: Caller
    var claims: TokenClaims
}
