// Cookies as sites set them, judged by what comes back.
import Support
import Testing

extension RealServerTests {
    /// The cookies that the site showed to a participant, page by page.
    private func shown(_ walk: SiteWalk, to participant: Int = 1) -> [JSONNote?] {
        walk.seen.filter { $0.path.hasSuffix("/show/") && $0.participant == "\(participant)" }.map {
            $0.note?["cookies"]
        }
    }

    @Test func `a cookie set on a redirect is sent to the next place, and one deleted on the way is not`() async throws
    {
        let walk = try await site.walk(
            """
              - request: GET \(site[.https])/cookies/redirect/
                name: hops
                check: [ json /values/second-hop == "1", cookie first-hop exists ]
            """)
        #expect(try walk.statuses(of: "hops") == [302: 6, 200: 3])
        #expect(
            walk.seen.filter { $0.path == "/cookies/show/" }.map { $0.cookies.sorted() }
                == Array(repeating: ["first-hop", "second-hop"], count: 3))
        let second = walk.seen.filter { $0.path == "/cookies/redirect/second/" }
        #expect(second.allSatisfy { $0.cookies.sorted() == ["first-hop", "passing"] } && second.count == 3)
    }

    @Test func `one name on two paths is two cookies, each sent, found and deleted by itself`() async throws {
        let walk = try await site.walk(
            """
              - request: GET \(site[.https])/cookies/paths/
                extract:
                  root: { cookie: scope, path: / }
                  deep: { cookie: scope, path: /cookies/deep/ }
              - request: GET \(site[.https])/cookies/show/
                query: { root: "${root}", deep: "${deep}" }
              - request: GET \(site[.https])/cookies/deep/show/
              - request: GET \(site[.https])/cookies/forget/deep/
              - request: GET \(site[.https])/cookies/deep/show/
              - request: GET \(site[.https])/cookies/forget/
              - request: GET \(site[.https])/cookies/deep/show/
            """)
        for participant in 1...3 {
            #expect(
                shown(walk, to: participant) == [
                    [["scope", "root"]], [["scope", "deep"], ["only-deep", "1"], ["scope", "root"]],
                    [["only-deep", "1"], ["scope", "root"]], [["only-deep", "1"]],
                ])
        }
        #expect(walk.seen.filter { $0.path == "/cookies/show/" }.allSatisfy { $0.query == "root=root&deep=deep" })
    }

    @Test func `a quoted value comes back as it was sent`() async throws {
        let walk = try await site.walk(
            """
              - request: GET \(site[.https])/cookies/quoted/
              - request: GET \(site[.https])/cookies/show/
            """, participants: 1)
        #expect(shown(walk) == [[["quoted", #""a b\054c\"d""#]]])
    }

    @Test func `cookies whose names promise more than they keep are refused`() async throws {
        let walk = try await site.walk(
            """
              - request: GET \(site[.https])/cookies/prefixes/
                check: [ cookie __Host-good exists ]
              - request: GET \(site[.https])/cookies/show/
            """, participants: 1)
        let names = walk.seen.last?.cookies.sorted()
        #expect(names == ["__Host-good", "__Secure-good"])
    }

    @Test func `a domain's cookie goes to its hosts, a host's to itself, and a stranger's nowhere`() async throws {
        let port = site.number(of: .https)
        let walk = try await site.walk(
            """
              - request: GET https://www.site.test:\(port)/cookies/domain/
              - request: GET https://www.site.test:\(port)/cookies/show/
              - request: GET https://lessons.site.test:\(port)/cookies/show/
              - request: GET https://other.test:\(port)/cookies/show/
            """,
            target: "resolve: { "
                + ["www.site.test", "lessons.site.test", "other.test"].map { "\"\($0):\(port)\": 127.0.0.1" }
                .joined(separator: ", ") + " }")
        for participant in 1...3 {
            #expect(
                shown(walk, to: participant)
                    == [[["whole", "1"], ["host-only", "1"]], [["whole", "1"]], []]
                    || shown(walk, to: participant)
                        == [[["host-only", "1"], ["whole", "1"]], [["whole", "1"]], []]
            )
        }
    }

    @Test func `a participant without cookies cannot log in`() async throws {
        let walk = try await site.walk(
            """
              - request: GET \(site[.https])/accounts/login/
                extract: { csrf: { html: "//input[@name='csrfmiddlewaretoken']/@value" } }
              - request: POST \(site[.https])/accounts/login/
                name: log in
                form: { username: "${participant.email}", password: "${participant.password}", csrfmiddlewaretoken: "${csrf}" }
            """, crowd: "cookies: false", expecting: .failed)
        #expect(walk.statuses(at: "/accounts/login/") == [200: 3, 403: 3])
        #expect(walk.failures == [.status: 3] && walk.seen.allSatisfy { $0.cookies.isEmpty })
    }
}
