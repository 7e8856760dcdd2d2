// The rule book: each failure of the contract's section 11 that these steps meet, and its neighbours that mean nothing.
import Measuring
import PlatformContract
import Scenarios
import Testing

@testable import Journeys

private let space = "5f0000000000000000000001"
private let room = "5f0000000000000000000002"
private let alias = "Ab3dEf6hIj"

struct DiagnosisTests {
    /// A scene from a failure and what else is known.
    private static func scene(
        _ endpoint: Endpoint?, _ status: Int?, kind: FailureKind = .status,
        _ more: (inout FailureScene) -> Void = { _ in }
    ) -> FailureScene {
        var scene = FailureScene(kind: kind, status: status, endpoint: endpoint)
        scene.roomAlias = alias
        scene.spaceID = space
        scene.roomID = room
        more(&scene)
        return scene
    }

    static let known: [(FailureScene, String)] = [
        (
            scene(.token, 400) {
                $0.errorCode = "invalid_grant"
                $0.bearer = .asking(.password, usernameHasAt: false)
            }, "username-not-email"
        ),
        (
            scene(.token, 400) {
                $0.errorCode = "invalid_grant"
                $0.bearer = .asking(.password, usernameHasAt: true)
            }, "wrong-credentials"
        ),
        (
            scene(.token, 400) {
                $0.errorCode = "invalid_grant"
                $0.bearer = .asking(.refresh, usernameHasAt: true)
            }, "refresh-token-dead"
        ),
        (scene(.token, 401) { $0.errorCode = "invalid_client" }, "wrong-client"),
        (scene(.spaces, 403) { $0.bearer = .client }, "client-token"),
        (scene(.rooms, 403) { $0.bearer = .client }, "client-token"),
        (scene(.generateAccess, 403) { $0.bearer = .client }, "client-token"),
        (scene(.generateAccess, 403) { $0.bearer = .participant }, "not-rooms-creator"),
        (scene(.generateAccess, 403) { $0.bearer = .host }, "not-rooms-creator"),
        (scene(.generateAccess, 404) { $0.roomID = alias }, "alias-for-id"),
        (scene(.room, 404) { $0.roomID = "0123456789" }, "alias-for-id"),
        (scene(.room, 400) { $0.roomID = alias }, "alias-for-id"),
        (scene(.generateAccess, 404) { $0.spaceID = room }, "same-value-twice"),
        (scene(.room, 404) { $0.spaceID = alias }, "same-value-twice"),
        (scene(.roomPage, 404) { $0.linkTarget = room }, "id-in-link"),
        (scene(.room, 401) { $0.storesCookies = false }, "cookies-not-stored"),
        (scene(.join, 401) { $0.storesCookies = false }, "cookies-not-stored"),
        (scene(.room, 401) { $0.hasAccessCookie = false }, "no-access-cookie"),
        (
            scene(.roomPage, 401) {
                $0.link = .init(ageSeconds: 61, ttlSeconds: 60, isPermanent: false, openings: 0)
            }, "link-expired"
        ),
        (
            // A lifetime that ends at a whole second may end up to a second early.
            scene(.roomPage, 401) {
                $0.link = .init(ageSeconds: 59.1, ttlSeconds: 60, isPermanent: false, openings: 0)
            }, "link-expired"
        ),
        (
            scene(.roomPage, 401) {
                $0.link = .init(ageSeconds: 1, ttlSeconds: nil, isPermanent: false, openings: 1)
            }, "link-used"
        ),
        (scene(.room, 403), "private-room"),
        (scene(.room, 403) { $0.roomIsPublic = false }, "private-room"),
        (scene(.token, 429), "rate-limit"),
        (scene(nil, 429), "rate-limit"),
        (scene(.token, 503), "overload"),
        (scene(.join, 504), "overload"),
        (scene(.token, nil, kind: .timeout), "overload"),
        (scene(nil, nil, kind: .notAllowed) { $0.host = "b.example" }, "host-not-allowed"),
        // A check that failed says the same as the status would have.
        (scene(.room, 401, kind: .check) { $0.storesCookies = false }, "cookies-not-stored"),
    ]

    @Test(arguments: known.indices)
    func `A known failure has its cause and remedy`(index: Int) throws {
        let (scene, code) = DiagnosisTests.known[index]
        let diagnosis = try #require(Diagnosis(of: scene))
        #expect(diagnosis.code == code)
        #expect(!diagnosis.cause.isEmpty && !diagnosis.remedy.isEmpty)
    }

    @Test(arguments: [
        scene(.token, 400) { $0.errorCode = "invalid_request" },
        scene(.token, 500),
        scene(.room, 404),
        scene(.room, 401),
        scene(.room, 403) { $0.roomIsPublic = true },
        // Whoever was let in, or has been in, is refused for another reason.
        scene(.room, 403) { $0.holdsLink = true },
        scene(.leave, 403),
        scene(.roomPage, 404) { $0.linkTarget = alias },
        scene(.roomPage, 401),
        scene(.roomPage, 401) { $0.link = .init(ageSeconds: 1, ttlSeconds: nil, isPermanent: true, openings: 3) },
        scene(nil, 403),
        scene(.token, nil, kind: .connect),
        scene(.join, 200, kind: .extract),
        // The host's own request says nothing of a crowd that has not come yet.
        scene(.spaces, 503) { $0.isHost = true },
        scene(.token, nil, kind: .timeout) { $0.isHost = true },
    ])
    func `What is not known is not guessed`(scene: FailureScene) {
        #expect(Diagnosis(of: scene) == nil)
    }

    @Test func `A rate limit tells how long the server asks to wait`() {
        let asking = Diagnosis(of: DiagnosisTests.scene(.token, 429) { $0.retryAfter = "7" })
        #expect(asking?.cause.contains("asks to wait 7 s") == true)
        let dated = Diagnosis(of: DiagnosisTests.scene(.token, 429) { $0.retryAfter = "Wed, 21 Oct 2026 07:28:00 GMT" })
        #expect(dated?.cause == "the server limits the rate of requests")
    }

    @Test func `A refused host comes with the line to add`() {
        let scene = DiagnosisTests.scene(nil, nil, kind: .notAllowed) { $0.host = "b.example:8080" }
        #expect(Diagnosis(of: scene)?.remedy.contains(#"allow-hosts: ["b.example:8080"]"#) == true)
    }
}
