// Servers with habits: they close, they send clients away, they do not answer.
import Foundation
import Measuring
import Support
import Testing

extension RealServerTests {
    private func threeRequests(_ port: CustomerSite.Port, more: String = "") -> String {
        """
          - request: GET \(site[port])/echo/1
          - request: POST \(site[port])/echo/2
            form: { a: "1" }
          \(more)
          - request: GET \(site[port])/echo/3
        """
    }

    @Test func `a server that closes after each answer gets a connection for each request`() async throws {
        let walk = try await site.walk(threeRequests(.closing), participants: 10)
        #expect(walk.summary.steps.map(\.newConnections) == [10, 10, 10])
        #expect(Set(walk.front.map(\.connection)).count == 30 && walk.front.count == 30)
        #expect(walk.summary.steps.allSatisfy { $0.replays == 0 })
    }

    @Test func `a server that keeps connections gets one of each participant`() async throws {
        for port in [CustomerSite.Port.https, .plainTLS] {
            let walk = try await site.walk(threeRequests(port), participants: 10)
            #expect(walk.summary.steps.map(\.newConnections) == [10, 0, 0])
            #expect(Set(walk.front.map(\.connection)).count == 10)
            #expect(Set(walk.front.map(\.protocol)) == [port == .https ? "HTTP/2.0" : "HTTP/1.1"])
        }
    }

    @Test func `a server that says go away gets the next request on a new connection`() async throws {
        let walk = try await site.walk(threeRequests(.goaway), participants: 10)
        #expect(walk.summary.steps.map(\.failed) == [0, 0, 0])
        #expect(Set(walk.front.map(\.connection)).count == walk.summary.steps.reduce(0) { $0 + $1.newConnections })
    }

    @Test func `a connection that died while it waited at the gate is no failure`() async throws {
        let walk = try await site.walk(
            """
              - request: GET \(site[.impatient])/ready/
              - pause: 1500ms
              - request: POST \(site[.impatient])/echo/gate
                name: behind the gate
                release: true
                form: { who: "${participant.email}" }
              - request: GET \(site[.impatient])/ready/
            """, participants: 20)
        let gate = try walk.step("behind the gate")
        #expect(gate.succeeded == 20 && gate.newConnections == 20)
        #expect(walk.echoes.count == 20)
        #expect(Set(walk.echoes.map { $0["body"]?.text ?? "" }).count == 20)
    }

    @Test func `a request may name its version of HTTP`() async throws {
        let walk = try await site.walk(
            """
              - request: GET \(site[.https])/echo/1
                http: "1.1"
              - request: GET \(site[.https])/echo/2
                http: "2"
              - request: GET \(site[.https])/echo/3
            """)
        for (path, version) in [("/echo/1", "HTTP/1.1"), ("/echo/2", "HTTP/2.0"), ("/echo/3", "HTTP/2.0")] {
            #expect(walk.front.filter { $0.target == path }.map(\.protocol) == [version, version, version])
        }
    }

    @Test func `a server that closes without an answer, and one that is too slow, are told apart`() async throws {
        let walk = try await site.walk(
            """
              - request: GET \(site[.https])/broken/
                name: broken
                when: ${participant.index} != 3
              - request: GET \(site[.https])/pages/slow/?seconds=2
                name: slow
                timeout: 300ms
            """, expecting: .failed)
        #expect(try walk.step("broken").failed == 2)
        #expect(walk.failures[.timeout] == 1 && walk.failures.values.reduce(0, +) == 3)
        // nginx counts each request that it read, also the second time.
        #expect(walk.front.count { $0.status == 444 } == walk.requests.count { $0.endpoint == "broken" })
        #expect(try walk.step("broken").status.counts.values.allSatisfy { $0 == 0 })
    }

    @Test func `each participant shows a certificate of their own`() async throws {
        let walk = try await site.walk(
            """
              - request: GET \(site[.mutual])/echo/
            """,
            tls: "client: { cert: \"\(site.clients)/${participant.index}.pem\", "
                + "key: \"\(site.clients)/${participant.index}-key.pem\" }")
        #expect(walk.front.count == 3)
        for line in walk.front { #expect(line.client == "CN=participant-\(line.participant)" && line.status == 200) }

        let without = try await site.walk(
            """
              - request: GET \(site[.mutual])/echo/
                name: unknown
            """, expecting: .failed)
        #expect(try without.statuses(of: "unknown") == [400: 3])
    }
}
