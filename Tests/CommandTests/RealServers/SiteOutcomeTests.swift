// Outcomes that stand in a body, come later, or are "come again".
import Foundation
import Measuring
import Support
import Testing

extension RealServerTests {
    @Test func `an interface that answers all with 200 is judged by its bodies`() async throws {
        let walk = try await site.walk(
            """
              - request: POST \(site[.https])/api/login/
                name: log in
                json: { email: "${participant.email}", password: password-1 }
                check: [ json /ok == true ]
            """, participants: 5, expecting: .failed)
        #expect(walk.statuses(at: "/api/login/") == [200: 5])
        #expect(try walk.step("log in").succeeded == 1 && walk.failures == [.check: 4])
        #expect(walk.seen.compactMap(\.user) == ["participant-1@example.test"])
    }

    @Test(arguments: ["check", "extract"])
    func `an outcome is polled for until it is there`(by kind: String) async throws {
        let demand =
            kind == "check"
            ? "check: [ json /status == ready ]\n    extract: { room: { json: /room } }"
            : "extract: { room: { json: /room } }"
        let walk = try await site.walk(
            """
              - request: POST \(site[.https])/api/jobs/
                name: start
                json: { polls: 3 }
                extract: { job: { json: /job } }
              - request: GET \(site[.https])/api/jobs/${job}/
                name: poll
                \(demand)
                retry: { attempts: 10, for: [\(kind)], backoff: 20ms }
              - request: GET ${room}
                name: room
            """, participants: 5)
        let poll = try walk.step("poll")
        #expect(poll.executions == 5 && poll.succeeded == 5 && poll.requests == 20)
        #expect(try walk.statuses(of: "poll") == [200: 20])
        for participant in 1...5 {
            let asked = walk.seen.filter { $0.participant == "\(participant)" && $0.note?["asked"] != nil }
            #expect(asked.map { $0.note?["asked"] } == [1, 2, 3, 4])
        }
        #expect(
            walk.seen.filter { $0.path.hasPrefix("/room/") }.map { $0.note?["query"] }.allSatisfy {
                $0 == ["accessToken": "a/b"]
            })
        #expect(try walk.step("room").succeeded == 5)
    }

    @Test func `polling ends with its attempts, and the failure is the last one's`() async throws {
        let walk = try await site.walk(
            """
              - request: POST \(site[.https])/api/jobs/
                json: { polls: 1, fails: true }
                extract: { job: { json: /job } }
              - request: GET \(site[.https])/api/jobs/${job}/
                name: poll
                check: [ json /status == ready ]
                retry: { attempts: 3, for: [check], backoff: 10ms }
            """, expecting: .failed)
        #expect(try walk.step("poll").requests == 9 && walk.failures == [.check: 3])
        #expect(try walk.step("poll").failed == 3)
    }

    @Test func `a long poll holds each question, and the answer is waited for`() async throws {
        let walk = try await site.walk(
            """
              - request: GET \(site[.https])/api/wait/${run.id}-${participant.index}/?after=0.7&hold=0.3
                name: wait
                check: [ json /status == ready ]
                retry: { attempts: 10, for: [check], backoff: 1ms }
            """, participants: 5)
        let wait = try walk.step("wait")
        #expect(wait.succeeded == 5 && wait.requests == walk.seen.count)
        // Each question but the last is held for 0.3 s, and the room opens 0.7 s from the first: the third finds it open,
        // on a slow machine the second, on a fast one perhaps a fourth.
        #expect((10...20).contains(wait.requests))
        #expect(try #require(wait.responseMs.min) >= 700)
    }

    @Test func `who was refused at the door comes again when he was told to`() async throws {
        let walk = try await site.walk(
            """
              - request: GET \(site[.https])/door/
                name: door
                release: true
                retry: { attempts: 5, for: [429], backoff: 10ms, honour-retry-after: true }
            """, participants: 60)
        let door = try walk.step("door")
        #expect(door.succeeded == 60 && door.failed == 0)
        let refused = walk.front.filter { $0.status == 429 }
        #expect(try walk.statuses(of: "door") == [200: 60, 429: refused.count])
        #expect(refused.count > 0)
        // nginx says 1 s: nobody came sooner.
        for (_, lines) in Dictionary(grouping: walk.front, by: \.participant) {
            for (earlier, later) in zip(lines, lines.dropFirst()) { #expect(later.at - earlier.at >= 0.99) }
        }
    }

    @Test func `who does not come again has failed with 429`() async throws {
        let walk = try await site.walk(
            """
              - request: GET \(site[.https])/narrow/
                name: door
                release: true
            """, participants: 20, expecting: .failed)
        let served = walk.echoes.count
        let door = try walk.step("door")
        #expect(door.succeeded == served && door.failed == 20 - served && served >= 5 && served < 20)
        #expect(try walk.statuses(of: "door") == walk.statuses(at: "/narrow/"))
        #expect(walk.summary.failures.map(\.status) == [429])
    }
}
