// The HTTP handlers of tokens, users and the room page (contract sections 1, 2, 5 and 6).

import PlatformContract

extension StandInService {
    func createToken(_ request: IncomingRequest) async throws(ErrorResponse) -> Answer {
        // Read before the gate, since only a password needs a hash; errors are reported after the gate.
        let body: Result<TokenRequest, ErrorResponse>
        do {
            body = .success(try BodyDecoding.tokenRequest(request))
        } catch {
            body = .failure(error)
        }
        let isPassword = (try? body.get())?.grantType == Grant.password.rawValue
        try await gate.pass(.token, hashing: isPassword)
        let token = try body.get()
        let pair: TokenPair
        if token.grantType == Grant.refreshToken.rawValue, let refresh = token.refreshToken {
            pair = try await platform.refresh(signer.claims(refresh), by: token)
        } else {
            pair = try await platform.grant(token)
        }
        try await delaySession(pair)
        let access = try signer.token(pair.access)
        let refresh = try signer.token(pair.refresh)
        var answer = Answer.json {
            $0.field("access_token", access)
            $0.field("token_type", TokenClaims.scheme)
            $0.field("refresh_token", refresh)
        }
        if pair.access.audience == .user {
            let trackingID = hasTrackingID(request) ? nil : await platform.trackingID()
            answer.cookies = cookies(access: access, refresh: refresh, trackingID: trackingID, request)
        }
        return answer
    }

    func createUser(_ request: IncomingRequest) async throws(ErrorResponse) -> Answer {
        // Read before the gate, so that only a password to be stored needs a hash and strangers cannot use up the hash
        // workers; errors are reported after the gate.
        let sent: Result<NewUser, ErrorResponse>
        do {
            sent = .success(try await newUser(request))
        } catch {
            sent = .failure(error)
        }
        try await gate.pass(.users, hashing: (try? sent.get()) != nil)
        let id = try await platform.createUser(sent.get())
        return .json { $0.field("id", id) }
    }

    /// The user that a request asks to create.
    ///
    /// - Throws: 401 without a caller, 403 for a temporary user, 415 and 400 for the body.
    private func newUser(_ request: IncomingRequest) async throws(ErrorResponse) -> NewUser {
        let (caller, _) = try await caller(request)
        switch caller {
        case .client: break
        case .user: _ = try caller.account()
        }
        try BodyDecoding.checkIsJSON(request)
        return try BodyDecoding.json(NewUser.self, from: request.body)
    }

    func openRoomPage(_ alias: String, _ request: IncomingRequest) async throws(ErrorResponse) -> Answer {
        try await gate.pass(.roomPage, hashing: false)
        let query = QueryFields(request.query)
        let credential: LinkCredential
        if let token = query[AccessLink.Field.accessToken] {
            credential = .access(signer.claims(token))
        } else if let token = query[AccessLink.Field.refreshToken] {
            credential = .refresh(signer.claims(token))
        } else {
            credential = .none
        }
        let opening = try await platform.openRoomPage(
            alias: alias, credential: credential, cookie: cookieClaims(request),
            name: query[AccessLink.Field.participantName],
            isTracked: hasTrackingID(request))
        try await delaySession(opening.session)
        if let person = person(request, orUser: opening.userID) {
            ledger.recognised(person, in: request.period)
        }
        let access = try signer.token(opening.session.access)
        let refresh = try signer.token(opening.session.refresh)
        return Answer(
            status: 200, media: .html,
            body: RoomPage.open(opening.room, api: configuration.twoHosts ? apiOrigin(request) : ""),
            cookies: cookies(access: access, refresh: refresh, trackingID: opening.trackingID, request))
    }

    private func delaySession(_ pair: TokenPair) async throws(ErrorResponse) {
        guard let visible = gate.sessionVisible() else { return }
        await platform.delay(session: pair.access.tokenID, until: visible)
    }

    private func hasTrackingID(_ request: IncomingRequest) -> Bool {
        request.cookies.flatMap { CookieHeader.value(of: CookieName.trackingID, in: $0) } != nil
    }

    private func cookies(
        access: String, refresh: String, trackingID: String?, _ request: IncomingRequest
    ) -> [String] {
        let isApart = configuration.twoHosts || configuration.webOrigin != nil
        let domain = request.authority.flatMap {
            isApart ? CookieDomain.shared(webOrigin: webOrigin(request), asked: $0) : nil
        }
        let attributes = CookieName.attributes(secure: configuration.tls, domain: domain)
        var cookies = [
            "\(CookieName.accessToken)=\(access)\(attributes)", "\(CookieName.refreshToken)=\(refresh)\(attributes)",
        ]
        if let trackingID { cookies.append("\(CookieName.trackingID)=\(trackingID)\(attributes)") }
        return cookies
    }
}
