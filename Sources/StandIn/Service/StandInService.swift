// From a request to its answer: the platform without a network.

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
    private let routes = RouteTable()

    /// A platform of a configuration, as yet without any visitor.
    init(configuration: StandInConfiguration, clock: ServerClock) async throws {
        self.configuration = configuration
        self.clock = clock
        platform = Platform(configuration: configuration, clock: clock)
        signer = try await TokenSigner(seed: configuration.seed)
        gate = CapacityGate(profile: configuration.capacity, seed: configuration.seed, clock: clock)
    }

    /// The answer to a request, whatever it is.
    func answer(_ request: IncomingRequest) async -> Answer {
        if request.path == Truth.path { return answerTruth(request) }
        let route: RouteTable.Route
        do {
            route = try routes.route(method: request.method, path: request.path)
        } catch {
            return error.answer
        }
        let endpoint = route.operation.endpoint
        ledger.arrived(endpoint, from: person(request, orUser: nil), at: clock.now())
        let answer: Answer
        do {
            answer = try await perform(route, request)
        } catch {
            answer = error.answer
        }
        ledger.answered(endpoint, status: answer.status)
        return answer
    }

    private func perform(_ route: RouteTable.Route, _ request: IncomingRequest) async throws(Refusal) -> Answer {
        switch route.operation {
        case .createToken: return try await createToken(request)
        case .createUser: try await gate.pass(.users, hashing: true)
        default: try await gate.pass(route.operation.endpoint, hashing: false)
        }
        if route.operation == .openRoomPage { return try await openRoomPage(route.values[0], request) }
        guard let claims = credentials(request) else { throw .unauthorized }
        let caller = try await platform.caller(claims)
        let visit = Visit(request: request, values: route.values, caller: caller, claims: claims)
        switch route.operation {
        case .createToken, .openRoomPage: throw .noSuchPath
        case .createUser: return try await createUser(visit)
        case .createSpace: return try await createSpace(visit)
        case .listSpaces: return try await Self.list(platform.listSpaces(by: caller))
        case .updateSpace: return try await updateSpace(visit)
        case .createRoom: return try await createRoom(visit)
        case .listRooms: return try await Self.list(platform.listRooms(in: visit.values[0], by: caller))
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
        }
    }

    /// The claims of the bearer token, else of the cookie (contract section 1); nil: neither is a token of ours.
    private func credentials(_ request: IncomingRequest) -> TokenClaims? {
        if let header = request.authorization {
            let prefix = TokenClaims.scheme + " "
            guard header.utf8.count > prefix.utf8.count,
                header.prefix(prefix.count).lowercased() == prefix.lowercased()
            else { return nil }
            return signer.claims(header.dropFirst(prefix.count))
        }
        return cookieClaims(request)
    }

    /// The claims of the cookie `accessToken`.
    func cookieClaims(_ request: IncomingRequest) -> TokenClaims? {
        request.cookies
            .flatMap { CookieHeader.value(of: CookieName.accessToken, in: $0) }
            .flatMap { signer.claims($0) }
    }

    /// Who counts for a request: see ``TruthLedger``.
    func person(_ request: IncomingRequest, orUser userID: String?) -> TruthLedger.Person? {
        guard let number = request.participant else { return userID.map { .user($0) } }
        return number > 0 ? .number(number) : nil
    }

    private func answerTruth(_ request: IncomingRequest) -> Answer {
        switch request.method {
        case "GET": return Self.encoded(ledger.truth)
        case "DELETE":
            ledger.reset()
            return .noContent
        default: return Refusal.method(allowed: ["GET", "DELETE"]).answer
        }
    }

    /// 200 with a list.
    static func list<Item>(_ items: [Item]) -> Answer where Item: Codable & Hashable & Sendable {
        encoded(ListAnswer(items: items))
    }

    /// 200 with a body, off the hot path.
    static func encoded(_ body: some Encodable) -> Answer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Answer(status: 200, body: Array(try encoder.encode(body)))
        } catch {
            return Refusal.api(.internalServerError, "The answer could not be written").answer
        }
    }
}

/// A call by someone known.
struct Visit: Sendable {
    var request: IncomingRequest
    var values: [String]
    var caller: Caller
    var claims: TokenClaims
}
