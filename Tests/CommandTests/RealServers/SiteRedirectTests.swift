// Redirects as sites write them, and the rule for the method that each status has.
import Foundation
import Measuring
import Support
import Testing

extension RealServerTests {
    @Test(arguments: [
        // Browsers make a POST a GET at 301 and 302, and anything but HEAD at 303; 307 and 308 keep method and body.
        ("POST", 301, "GET", ""), ("POST", 302, "GET", ""), ("POST", 303, "GET", ""), ("POST", 307, "POST", "a=1"),
        ("POST", 308, "POST", "a=1"), ("PUT", 301, "PUT", "a=1"), ("PUT", 302, "PUT", "a=1"), ("PUT", 303, "GET", ""),
        ("PUT", 307, "PUT", "a=1"), ("DELETE", 303, "GET", ""), ("PATCH", 308, "PATCH", "a=1"),
    ])
    func `a redirect keeps or changes the method as its status says`(
        method: String, status: Int, then: String, body: String
    ) async throws {
        let walk = try await site.walk(
            """
              - request: \(method) \(site[.https])/redirect/\(status)/?to=../../echo/x
                name: redirected
                form: { a: "1" }
            """, participants: 2)
        #expect(try walk.statuses(of: "redirected") == [status: 2, 200: 2])
        #expect(walk.echoes.map { $0["method"] } == [.text(then), .text(then)])
        #expect(walk.echoes.map { $0["body"] } == [.text(body), .text(body)])
        let type = walk.seen.filter { $0.path == "/echo/x" }.map(\.contentType)
        #expect(
            type
                == (body.isEmpty
                    ? [nil, nil] : ["application/x-www-form-urlencoded", "application/x-www-form-urlencoded"]))
    }

    @Test func `HEAD stays HEAD`() async throws {
        let walk = try await site.walk(
            """
              - request: HEAD \(site[.https])/redirect/303/?to=/echo/head
                name: head
            """, participants: 1)
        #expect(walk.echoes.map { $0["method"] } == ["HEAD"])
        #expect(try walk.statuses(of: "head") == [303: 1, 200: 1])
    }

    @Test(arguments: [CustomerSite.Port.https, .plainTLS])
    func `nginx's chain of relative links is followed to its end`(port: CustomerSite.Port) async throws {
        let walk = try await site.walk(
            """
              - request: GET \(site[port])/chain/start
                name: chain
                check: [ body == "GET /chain/end?a=1&b=%2F" ]
            """)
        #expect(try walk.statuses(of: "chain") == [301: 3, 302: 3, 303: 3, 307: 3, 308: 3, 200: 3])
        #expect(
            walk.front.filter { $0.participant == "1" }.map(\.target) == [
                "/chain/start", "/chain/first/", "/chain/second/third", "/chain/second/third?way=query",
                "/chain/fourth", "/chain/end?a=1&b=%2F",
            ])
        #expect(try walk.step("chain").newConnections == 3)
    }

    @Test(arguments: [
        ("?step=2", "/redirect/302/?step=2"), ("/echo/a#part", "/echo/a"), ("../../echo/./b/../c", "/echo/c"),
        ("/echo/ä b", "/echo/%C3%A4%20b"), ("/echo/%2e%2E/d%2f", "/d%2f"),
        ("/echo/?q=ä&r=a b", "/echo/?q=%C3%A4&r=a%20b"),
        ("/echo/?a=b?c=d", "/echo/?a=b?c=d"), ("  /echo/e  ", "/echo/e"),
    ])
    func `a Location is resolved as browsers do`(location: String, target: String) async throws {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        let written = location.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
        // That of a query alone leads on, and one redirect is the limit.
        let leadsOn = location.hasPrefix("?")
        let walk = try await site.walk(
            """
              - request: GET \(site[.https])/redirect/302/?to=\(written)
                name: redirected
                follow: 1
                check: [ status < 600 ]
            """, participants: 1, expecting: leadsOn ? .failed : .passed)
        #expect(walk.failures == (leadsOn ? [.redirects: 1] : [:]))
        #expect(walk.front.last?.target == target)
        #expect(walk.front.count == 2)
    }

    @Test func `a wizard of queries is walked, and a loop ends at the limit`() async throws {
        let walk = try await site.walk(
            """
              - request: GET \(site[.https])/wizard/?step=1
                name: wizard
                check: [ 'body == "step 4, done"' ]
              - request: GET \(site[.https])/redirect/302/?to=/echo/
                name: not followed
                follow: 0
                extract: { there: { header: Location } }
                check: [ status == 302, "header location == /echo/" ]
              - request: GET \(site[.https])${there}
                name: by hand
              - request: GET \(site[.https])/loop/
                name: loop
                follow: 5
            """, expecting: .failed)
        #expect(try walk.statuses(of: "wizard") == [302: 9, 200: 3])
        #expect(try walk.statuses(of: "not followed") == [302: 3])
        #expect(try walk.step("by hand").succeeded == 3)
        #expect(try walk.statuses(of: "loop") == [302: 18])
        #expect(walk.statuses(at: "/loop/") == [302: 18])
        #expect(walk.failures == [.redirects: 3])
    }

    @Test func `plain HTTP leads to HTTPS`() async throws {
        let walk = try await site.walk(
            """
              - request: GET \(site[.http])/echo/?a=%20b
                name: led
                check: [ json /scheme == https ]
            """, target: "allow-hosts: [localhost]")
        #expect(try walk.statuses(of: "led") == [301: 3, 200: 3])
        #expect(walk.front.map(\.target) == Array(repeating: "/echo/?a=%20b", count: 6))
    }

    @Test func `credentials stay with the origin that they were written for`() async throws {
        let step = """
            auth: { bearer: "${env.TOKEN}" }
            headers: { X-Api-Key: "${env.TOKEN}", X-Note: plain }
            """.split(separator: "\n").joined(separator: "\n    ")
        let walk = try await site.walk(
            """
              - request: GET \(site[.https])/redirect/302/?to=/echo/same
                name: same origin
                \(step)
              - request: GET \(site[.https])/redirect/302/?to=\(site[.other])/echo/other
                name: other origin
                \(step)
              - request: GET \(site[.http])/echo/scheme
                name: other scheme
                \(step)
            """, participants: 1, target: "allow-hosts: [localhost]", environment: ["TOKEN": "canary"])
        let echoes = Dictionary(uniqueKeysWithValues: walk.echoes.map { ($0["path"]?.text ?? "", $0["headers"]) })
        #expect(echoes["/echo/same"]??["authorization"] == "Bearer canary")
        #expect(echoes["/echo/same"]??["x-api-key"] == "canary")
        for path in ["/echo/other", "/echo/scheme"] {
            #expect(echoes[path]??["authorization"] == nil && echoes[path]??["x-api-key"] == nil)
            #expect(echoes[path]??["x-note"] == "plain")
        }
        #expect(!walk.outcome.output.contains("canary") && !walk.outcome.errors.contains("canary"))
    }

    @Test func `a redirect to a host that is not allowed is refused, and never made`() async throws {
        let walk = try await site.walk(
            """
              - request: GET \(site[.https])/redirect/302/?to=https://other.test:\(site.number(of: .https))/echo/
                name: led away
            """, target: "resolve: { \"other.test:\(site.number(of: .https))\": 127.0.0.1 }", expecting: .failed)
        #expect(walk.failures == [.notAllowed: 3])
        #expect(walk.front.count == 3 && walk.echoes.isEmpty)
    }
}
