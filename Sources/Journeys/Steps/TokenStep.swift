// The step `token`.
import Extracting
package import Measuring
import PlatformContract
import Scenarios
import Transport

/// A token request (contract section 1).
package final class PreparedToken: PreparedStep {
    let grant: TokenPlan.Grant
    let body: PreparedText
    /// For the diagnosis: whether the value of `username` can be an e-mail.
    let usernameHasAt: Bool

    init(_ plan: TokenPlan, _ platform: PlatformPlan, _ names: RunNames) throws(UnknownName) {
        grant = plan.grant
        let example = try PreparedText(plan.username, names).text(
            for: ParticipantValues(Identity(generated: 1, moderators: 0)))
        // A column may contain anything.
        let isOpen = plan.username.names.contains { if case .column = $0 { true } else { false } }
        usernameHasAt = isOpen || example.utf8.contains(UInt8(ascii: "@"))
        var object = PreparedObject()
        object.string(Field.grantType, plan.grant.wire.rawValue)
        object.string(Field.clientID, platform.clientID.revealed)
        object.string(Field.clientSecret, platform.clientSecret.revealed)
        switch plan.grant {
        case .clientCredentials: break
        case .password:
            try object.string(Field.username) { (text) throws(UnknownName) in try text.append(plan.username, names) }
            try object.string(Field.password) { (text) throws(UnknownName) in try text.append(plan.password, names) }
        case .refresh: object.string(Field.refreshToken) { $0.append(.refreshToken) }
        }
        body = object.closed()
    }

    func walk(_ participant: Participant) async throws(Failure) { try await participant.token(self) }
}

extension TokenPlan.Grant {
    fileprivate var wire: Grant {
        switch self {
        case .password: .password
        case .clientCredentials: .clientCredentials
        case .refresh: .refreshToken
        }
    }
}

extension Participant {
    private static let accessTokenPointer = JSONPointer(member: Field.accessToken)
    private static let refreshTokenPointer = JSONPointer(member: Field.refreshToken)

    /// Obtains a token and keeps it (contract section 1).
    @inline(__always)
    package func token(_ request: PreparedToken) async throws(Failure) {
        _ = try await exchange(try tokenCall(request)) { (answer) throws(Failure) in
            try self.keepTokens(answer, of: request.grant)
        }
    }

    @inline(never)
    private func tokenCall(_ request: PreparedToken) throws(Failure) -> Call {
        if request.grant == .refresh, values[.refreshToken] == nil {
            throw Failure(kind: .extract, detail: "there is no refresh token: no earlier token step obtained one")
        }
        return PlatformRequest(
            .token,
            HTTPRequest(
                method: "POST", url: journey.tokenAddress, headers: HeaderLines.json,
                body: request.body.bytes(for: values)),
            bearer: .asking(request.grant, usernameHasAt: request.usernameHasAt))
    }

    private func keepTokens(_ answer: HTTPExchange, of grant: TokenPlan.Grant) throws(Failure) {
        let access = try required(Participant.accessTokenPointer, Field.accessToken, answer)
        if journey.needsRefreshToken {
            let refresh = try optional(Participant.refreshTokenPointer, answer)
            guard refresh != "" else {
                throw Failure(kind: .extract, detail: "the \(Field.refreshToken) in the response is empty")
            }
            values[.refreshToken] = refresh
        }
        token = (access, grant == .clientCredentials ? .client : .participant)
    }
}
