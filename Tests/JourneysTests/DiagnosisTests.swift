// The rules of the diagnosis: each failure of the contract's section 11 that these steps meet, and similar ones that
// mean nothing.
import Measuring
import PlatformContract
import Scenarios
import Testing

@testable import Journeys

private let space = "5f0000000000000000000001"
private let room = "5f0000000000000000000002"
private let alias = "Ab3dEf6hIj"

struct DiagnosisTests {
    /// A context from a failure and what else is known.
    private static func context(
        _ endpoint: Endpoint?, _ status: Int?, kind: FailureKind = .status,
        _ more: (inout FailureContext) -> Void = { _ in }
    ) -> FailureContext {
        var context = FailureContext(kind: kind, status: status, endpoint: endpoint)
        context.roomAlias = alias
        context.spaceID = space
        context.roomID = room
        more(&context)
        return context
    }

    /// A failed handshake, in the words of libcurl and OpenSSL.
    private static func tls(_ detail: String) -> FailureContext {
        context(nil, nil, kind: .tls) { $0.detail = detail }
    }

    private static func site(
        _ carried: FailureContext.Site.Credentials, sends: Bool = false, forgery: Bool = false
    ) -> FailureContext.Site {
        .init(carried: carried, sendsSecret: sends, speaksOfForgery: forgery)
    }

    static let known: [(FailureContext, String)] = [
        (context(.token, nil, kind: .connect) { $0.unusedProxy = "https_proxy" }, "unused-proxy"),
        (context(nil, nil, kind: .timeout) { $0.unusedProxy = "ALL_PROXY" }, "unused-proxy"),
        (
            context(.token, 400) {
                $0.errorCode = "invalid_grant"
                $0.bearer = .asking(.password, usernameHasAt: false)
            }, "username-not-email"
        ),
        (
            context(.token, 400) {
                $0.errorCode = "invalid_grant"
                $0.bearer = .asking(.password, usernameHasAt: true)
            }, "wrong-credentials"
        ),
        (
            context(.token, 400) {
                $0.errorCode = "invalid_grant"
                $0.bearer = .asking(.refresh, usernameHasAt: true)
            }, "refresh-token-dead"
        ),
        (context(.token, 401) { $0.errorCode = "invalid_client" }, "wrong-client"),
        (context(.spaces, 403) { $0.bearer = .client }, "client-token"),
        (context(.rooms, 403) { $0.bearer = .client }, "client-token"),
        (context(.generateAccess, 403) { $0.bearer = .client }, "client-token"),
        (context(.generateAccess, 403) { $0.bearer = .participant }, "not-rooms-creator"),
        (context(.generateAccess, 403) { $0.bearer = .host }, "not-rooms-creator"),
        (context(.generateAccess, 404) { $0.roomID = alias }, "alias-for-id"),
        (context(.room, 404) { $0.roomID = "0123456789" }, "alias-for-id"),
        (context(.room, 400) { $0.roomID = alias }, "alias-for-id"),
        (context(.generateAccess, 404) { $0.spaceID = room }, "same-value-twice"),
        (context(.room, 404) { $0.spaceID = alias }, "same-value-twice"),
        (context(.roomPage, 404) { $0.linkTarget = room }, "id-in-link"),
        (context(.room, 401) { $0.storesCookies = false }, "cookies-not-stored"),
        (context(.join, 401) { $0.storesCookies = false }, "cookies-not-stored"),
        (context(.room, 401) { $0.hasAccessCookie = false }, "no-access-cookie"),
        (
            context(.roomPage, 401) {
                $0.link = .init(ageSeconds: 61, ttlSeconds: 60, isPermanent: false, openings: 0)
            }, "link-expired"
        ),
        (
            // A lifetime that ends at a whole second may end up to a second early.
            context(.roomPage, 401) {
                $0.link = .init(ageSeconds: 59.1, ttlSeconds: 60, isPermanent: false, openings: 0)
            }, "link-expired"
        ),
        (
            context(.roomPage, 401) {
                $0.link = .init(ageSeconds: 1, ttlSeconds: nil, isPermanent: false, openings: 1)
            }, "link-used"
        ),
        (context(.room, 403), "private-room"),
        (context(.room, 403) { $0.roomIsPublic = false }, "private-room"),
        (context(.token, 429), "rate-limit"),
        (context(nil, 429), "rate-limit"),
        (context(.token, 503), "unavailable"),
        (context(.join, 504), "unavailable"),
        (context(.generateAccess, 503), "unavailable"),
        (context(.room, 401) { $0.pageSetCookies = true }, "session-race"),
        (
            context(.room, 401) {
                $0.hasAccessCookie = false
                $0.cookieNeedsTLS = true
                $0.isPlainHTTP = true
            }, "secure-cookie-over-http"
        ),
        (
            context(.room, 401) {
                $0.hasAccessCookie = false
                $0.cookieNeedsTLS = true
            }, "no-access-cookie"
        ),
        (
            context(.token, 400) {
                $0.errorCode = "invalid_grant"
                $0.bearer = .asking(.password, usernameHasAt: true)
                $0.isHost = true
            }, "wrong-host-credentials"
        ),
        (context(.token, 404) { $0.apiHasVersion = true }, "version-in-api"),
        (context(.token, nil, kind: .protocol) { $0.isCompressed = true }, "compressed-body"),
        (context(nil, nil, kind: .reset) { $0.curlCode = 92 }, "http2-stream"),
        (context(nil, nil, kind: .reset) { $0.curlCode = 16 }, "http2-stream"),
        (context(nil, nil, kind: .protocol) { $0.curlCode = 92 }, "invalid-http2"),
        (context(nil, nil, kind: .protocol) { $0.curlCode = 52 }, "invalid-http2"),
        (tls("SSL certificate problem: certificate has expired"), "certificate-expired"),
        (tls("SSL certificate problem: certificate is not yet valid"), "certificate-not-yet-valid"),
        (
            tls("SSL: no alternative certificate subject name matches target host name 'a.example'"),
            "certificate-of-another-name"
        ),
        (tls("SSL certificate problem: self-signed certificate"), "certificate-of-unknown-issuer"),
        (tls("SSL certificate problem: unable to get local issuer certificate"), "certificate-of-unknown-issuer"),
        (tls("error:0A00010B:SSL routines::wrong version number"), "no-tls"),
        (context(nil, nil, kind: .notAllowed) { $0.host = "b.example" }, "host-not-allowed"),
        (context(nil, 403) { $0.site = site(.cookies, forgery: true) }, "csrf-refused"),
        (context(nil, 422) { $0.site = site(.none, sends: true, forgery: true) }, "csrf-refused"),
        (context(nil, 419) { $0.site = site(.cookies) }, "csrf-refused"),
        (context(nil, 401) { $0.site = site(.authorization, sends: true) }, "credentials-refused"),
        (context(nil, 401) { $0.site = site(.none, sends: true) }, "log-in-refused"),
        (context(nil, 401) { $0.site = site(.cookies, sends: true) }, "log-in-refused"),
        (context(nil, 401) { $0.site = site(.cookies) }, "not-signed-in"),
        (context(nil, 401) { $0.site = site(.none) }, "no-credentials"),
        (context(nil, 403) { $0.site = site(.none) }, "no-credentials"),
        (context(nil, 401, kind: .check) { $0.site = site(.cookies) }, "not-signed-in"),
        (context(nil, 429) { $0.site = site(.none) }, "rate-limit"),
        // A failed check has the same diagnosis as the status would have.
        (context(.room, 401, kind: .check) { $0.storesCookies = false }, "cookies-not-stored"),
    ]

    @Test(arguments: known.indices)
    func `A known failure has its cause and remedy`(index: Int) throws {
        let (context, code) = DiagnosisTests.known[index]
        let diagnosis = try #require(Diagnosis(of: context))
        #expect(diagnosis.code == code)
        #expect(!diagnosis.cause.isEmpty && !diagnosis.remedy.isEmpty)
    }

    @Test(arguments: [
        context(.token, 400) { $0.errorCode = "invalid_request" },
        context(.token, 500),
        context(.room, 404),
        context(.room, 401),
        context(.room, 403) { $0.roomIsPublic = true },
        // A participant who was granted access, or has been in the room, is refused for another reason.
        context(.room, 403) { $0.holdsLink = true },
        context(.leave, 403),
        context(.roomPage, 404) { $0.linkTarget = alias },
        context(.roomPage, 401),
        context(.roomPage, 401) { $0.link = .init(ageSeconds: 1, ttlSeconds: nil, isPermanent: true, openings: 3) },
        context(nil, 403),
        // A site that knows who asks may refuse for any reason.
        context(nil, 403) { $0.site = site(.cookies) },
        context(nil, 403) { $0.site = site(.none, sends: true) },
        context(nil, 403) { $0.site = site(.authorization) },
        context(nil, 404) { $0.site = site(.none, forgery: true) },
        context(.token, nil, kind: .connect),
        context(.join, 200, kind: .extract),
        // The host's own request says nothing about a crowd that has not arrived yet.
        context(.spaces, 503) { $0.isHost = true },
        // A single participant's timeout says nothing about the crowd.
        context(.token, nil, kind: .timeout),
        context(.roomPage, nil, kind: .timeout),
        context(.leave, 401) { $0.pageSetCookies = true },
        context(nil, nil, kind: .tls) { $0.detail = "handshake failure" },
        context(nil, nil, kind: .reset) { $0.curlCode = 56 },
    ])
    func `An unknown failure gets no diagnosis`(context: FailureContext) {
        #expect(Diagnosis(of: context) == nil)
    }

    @Test(arguments: ["7", "6", "Wed, 21 Oct 2026 07:28:00 GMT"])
    func `A rate limit tells that the server asks to wait, in the same words however long`(asked: String) {
        let asking = Diagnosis(of: DiagnosisTests.context(.token, 429) { $0.retryAfter = asked })
        #expect(asking?.cause == "the server limits the rate of requests, and asks to wait (Retry-After)")
        #expect(
            Diagnosis(of: DiagnosisTests.context(.token, 429))?.cause == "the server limits the rate of requests")
    }

    @Test(arguments: [
        (context(.token, 429), "honour Retry-After (`retry`)"),
        (context(.room, 401) { $0.pageSetCookies = true }, "retry the step on 401"),
    ])
    func `A remedy advises a retry only to those who have not used it up`(context: FailureContext, advice: String) {
        #expect(Diagnosis(of: context)?.remedy.contains(advice) == true)
        var used = context
        used.attemptsUsed = 3
        #expect(Diagnosis(of: used)?.remedy.contains(advice) == false)
        #expect(Diagnosis(of: used)?.remedy.contains("all 3 attempts that `retry` allows were used up") == true)
        #expect(Diagnosis(of: used)?.code == Diagnosis(of: context)?.code)
    }

    @Test func `A rate limit advises no option of a step where there is no step to set it`() {
        let host = Diagnosis(of: DiagnosisTests.context(.token, 429) { $0.isHost = true })
        #expect(host?.remedy == "wait a while, or ask for a higher limit")
        let plain = Diagnosis(of: DiagnosisTests.context(nil, 429) { $0.isPlainAddress = true })
        #expect(plain?.remedy.hasPrefix("ask for a higher limit; in a scenario you can") == true)
    }

    @Test func `The diagnosis of a refused host has the line to add`() {
        let context = DiagnosisTests.context(nil, nil, kind: .notAllowed) { $0.host = "b.example:8080" }
        #expect(Diagnosis(of: context)?.remedy.contains(#"allow-hosts: ["b.example:8080"]"#) == true)
        var listed = context
        listed.allowedHosts = ["a.example", "*.c.example"]
        #expect(
            Diagnosis(of: listed)?.remedy.contains(#"allow-hosts: ["a.example", "*.c.example", "b.example:8080"]"#)
                == true)
        var plain = context
        plain.isPlainAddress = true
        #expect(Diagnosis(of: plain)?.remedy.contains("`--allow-host b.example:8080`") == true)
    }
}
