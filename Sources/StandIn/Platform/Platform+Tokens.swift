// Tokens and users (contract sections 1 and 2).

import PlatformContract

/// The claims of an access token and its refresh token, to be signed.
struct TokenPair: Sendable {
    var access: TokenClaims
    var refresh: TokenClaims
}

extension Platform {
    /// Answers a password or client-credentials grant.
    ///
    /// - Throws: The OAuth2 errors of contract section 1.
    func grant(_ request: TokenRequest) throws(ErrorResponse) -> TokenPair {
        let client = try client(request)
        switch try Self.grant(of: request) {
        case .clientCredentials: return pair(subject: client, audience: .client, clientID: client)
        case .password:
            guard let username = request.username else { throw .oauth(.invalidRequest, "username is missing") }
            guard let password = request.password else { throw .oauth(.invalidRequest, "password is missing") }
            guard let user = user(email: username), let expected = user.password,
                ConstantTime.areEqual(expected, password)
            else {
                throw .oauth(.invalidGrant, PlatformMessage.invalidCredentials)
            }
            return pair(subject: user.id, audience: .user, clientID: client)
        case .refreshToken: throw .oauth(.invalidRequest, "refresh_token is missing")
        }
    }

    /// The claims behind the accounts' personal tokens: user tokens that do not expire.
    func personalTokens() -> [String: TokenClaims] {
        let client = configuration.clients.first?.id ?? DefaultAccount.clientID
        let claims = configuration.accounts.compactMap { account -> (String, TokenClaims)? in
            guard let token = account.personalToken, let user = user(email: account.email) else { return nil }
            return (
                token,
                TokenClaims(
                    subject: user.id, audience: .user, kind: .access, clientID: client, tokenID: token, sign: nil,
                    issuedAt: clock.seconds(at: clock.now()), expiresAt: .max)
            )
        }
        return Dictionary(claims) { first, _ in first }
    }

    /// Exchanges a refresh token, given by its verified claims. The old token becomes invalid.
    ///
    /// - Throws: `invalid_grant` for a token that was used, has expired, or is not a refresh token.
    func refresh(_ claims: TokenClaims?, by request: TokenRequest) throws(ErrorResponse) -> TokenPair {
        let client = try client(request)
        guard let claims, claims.clientID == client, let pair = exchange(claims) else {
            throw .oauth(.invalidGrant, "Invalid refresh token")
        }
        return pair
    }

    /// Exchanges a live refresh token for a new pair; nil if the token is not valid.
    func exchange(_ claims: TokenClaims) -> TokenPair? {
        guard claims.kind == .refresh, claims.expiresAt > clock.seconds(at: clock.now()),
            liveRefreshTokens.remove(claims.tokenID) != nil
        else { return nil }
        return pair(subject: claims.subject, audience: claims.audience, clientID: claims.clientID)
    }

    /// The grant of a token request.
    ///
    /// - Throws: `invalid_request` without one, `unsupported_grant_type` for an unknown one.
    static func grant(of request: TokenRequest) throws(ErrorResponse) -> Grant {
        guard let word = request.grantType else { throw .oauth(.invalidRequest, "grant_type is missing") }
        guard let grant = Grant(rawValue: word) else {
            throw .oauth(.unsupportedGrantType, "grant_type is not supported")
        }
        return grant
    }

    private func client(_ request: TokenRequest) throws(ErrorResponse) -> String {
        _ = try Self.grant(of: request)
        guard let id = request.clientID else { throw .oauth(.invalidRequest, "client_id is missing") }
        guard let secret = request.clientSecret else { throw .oauth(.invalidRequest, "client_secret is missing") }
        guard configuration.clients.contains(where: { $0.id == id && ConstantTime.areEqual($0.secret, secret) }) else {
            throw .oauth(.invalidClient, "Client authentication failed")
        }
        return id
    }

    /// The claims of a new token pair.
    func pair(subject: String, audience: TokenClaims.Audience, clientID: String) -> TokenPair {
        let now = clock.seconds(at: clock.now())
        let sign =
            audience == .user ? generator.hexadecimal(.sign, digits: TokenClaims.signLength) : nil
        func claims(_ kind: TokenClaims.Kind, _ lifetime: Int, _ tokenID: String) -> TokenClaims {
            TokenClaims(
                subject: subject, audience: audience, kind: kind, clientID: clientID, tokenID: tokenID, sign: sign,
                issuedAt: now, expiresAt: now + lifetime)
        }
        let refreshID = generator.hexadecimal(.token, digits: 40)
        liveRefreshTokens.insert(refreshID)
        return TokenPair(
            access: claims(
                .access, TokenClaims.accessLifetimeSeconds, generator.hexadecimal(.token, digits: 40)),
            refresh: claims(.refresh, TokenClaims.refreshLifetimeSeconds, refreshID))
    }

    /// Records from when on a session is visible.
    func delay(session tokenID: String, until visible: Int) {
        sessionsVisibleFrom[tokenID] = visible
    }

    /// A tracking id for a browser that has none (contract section 6).
    func trackingID() -> String {
        generator.alphanumeric(.tracking, length: CookieName.trackingIDLength)
    }

    /// Creates a user.
    ///
    /// - Throws: 400 naming an invalid field, 409 for an e-mail that is in use.
    func createUser(_ new: NewUser) throws(ErrorResponse) -> String {
        guard new.email.contains("@") else { throw .api(.badRequest, "email must be an e-mail address") }
        guard !new.password.isEmpty else { throw .api(.badRequest, "password must not be empty") }
        guard !new.username.isEmpty else { throw .api(.badRequest, "username must not be empty") }
        guard user(email: new.email) == nil else {
            throw .api(.conflict, "A user with this email already exists")
        }
        let user = User(
            id: generator.id(.user), email: new.email, password: new.password, name: new.username, phone: new.phone)
        users[user.id] = user
        userIDsByEmail[new.email.lowercased()] = user.id
        return user.id
    }
}
