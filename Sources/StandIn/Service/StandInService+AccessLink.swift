// How the site gets a person into a room: it requests a link from the platform, like any integrator (contract section
// 4).
//
// The site makes whole requests to this same service, so that they count for the rate limit, the capacity model and the
// truth. Faults are not injected: every such response arrives.

import FoundationEssentials
import PlatformContract

extension StandInService {
    /// A new link to a room for a person who is logged in at the site.
    ///
    /// - Throws: 404 for ids that the platform does not know, 503 if it has no capacity, 502 for any other failure to
    ///   get a link.
    func accessLink(
        for person: SitePerson, to room: String, in space: String, _ visit: IncomingRequest
    ) async throws(ErrorResponse) -> String {
        guard let integrator = site.integrator else {
            throw .api(.badGateway, "The site has no account on the platform")
        }
        var token = try await site.token.current { await obtainToken(integrator, visit) }
        var answer = await generateAccess(for: person, to: room, in: space, by: token, visit)
        if answer.status == ErrorResponse.Status.unauthorized.rawValue {
            token = try await site.token.current(besides: token) { await obtainToken(integrator, visit) }
            answer = await generateAccess(for: person, to: room, in: space, by: token, visit)
        }
        switch answer.status {
        case ErrorResponse.Status.badRequest.rawValue, ErrorResponse.Status.notFound.rawValue:
            throw .api(.notFound, "There is no such lesson")
        default: return try Self.body(of: answer, AccessAnswer.self).url
        }
    }

    private func generateAccess(
        for person: SitePerson, to room: String, in space: String, by token: String, _ visit: IncomingRequest
    ) async -> Answer {
        var body = JSONObjectWriter()
        body.object {
            $0.field("username", person.name)
            $0.field("role", person.role.rawValue)
            $0.field("externalUserId", person.externalUserID)
        }
        var request = call(PlatformPath.generateAccess(room: room, space: space), body, from: visit)
        request.authorization = "\(TokenClaims.scheme) \(token)"
        return await answer(request)
    }

    private func obtainToken(
        _ integrator: CustomerSite.Integrator, _ visit: IncomingRequest
    ) async -> Result<String, ErrorResponse> {
        var body = JSONObjectWriter()
        body.object {
            $0.field("grant_type", Grant.password.rawValue)
            $0.field("client_id", integrator.client.id)
            $0.field("client_secret", integrator.client.secret)
            $0.field("username", integrator.account.email)
            $0.field("password", integrator.account.password)
        }
        let answer = await answer(call(PlatformPath.token, body, from: visit))
        do {
            return .success(try Self.body(of: answer, TokenAnswer.self).accessToken)
        } catch {
            return .failure(error)
        }
    }

    /// A request of the site to the platform, at the address that the visitor's browser uses, so that links lead there
    /// too. It is the site's own request: it carries neither the visitor's number nor cookies.
    private func call(_ path: String, _ body: JSONObjectWriter, from visit: IncomingRequest) -> IncomingRequest {
        var request = IncomingRequest(method: "POST", path: path)
        request.isOfSite = true
        request.authority = apiAuthority(visit)
        request.contentType = MediaTypeName.json
        request.body = Data(body.bytes)
        return request
    }

    /// The body of the platform's response.
    ///
    /// - Throws: 503 if it has no capacity, with its own Retry-After; 502 for any other status that is not a success.
    private static func body<Body: Decodable>(of answer: Answer, _ type: Body.Type) throws(ErrorResponse) -> Body {
        switch answer.status {
        case 200:
            do {
                return try JSONDecoder().decode(type, from: Data(answer.body))
            } catch {
                throw .api(.badGateway, "The platform's response cannot be read")
            }
        case ErrorResponse.Status.tooManyRequests.rawValue, ErrorResponse.Status.serviceUnavailable.rawValue:
            throw .overload(
                .serviceUnavailable, "The platform accepts no more requests",
                retryAfterSeconds: answer.retryAfterSeconds)
        default: throw .api(.badGateway, "The platform answered \(answer.status)")
        }
    }
}
