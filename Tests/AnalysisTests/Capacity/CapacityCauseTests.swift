// What gave way first, in words with the figures behind them.
import Foundation
import Measuring
import Testing

@testable import Analysis

@Suite struct CapacityCauseTests {
    /// The figures of a storm that matter here: one step, with times in milliseconds.
    private struct Shown {
        var response: Double = 100
        var service: Double?
        var connect: Double?
        /// How many connections needed a second SYN.
        var secondSyns: Int?
        /// Kind, status and number of the failures of the step.
        var failures: (FailureKind, Int?, Int)?
    }

    private func storm(
        _ number: Int, _ size: Int, _ outcome: CapacityStorm.Outcome, _ shown: Shown = Shown()
    ) throws -> CapacityDocument.Storm {
        func json(_ value: Double?) -> String { value.map { "\($0)" } ?? "null" }
        let failures = shown.failures.map { kind, status, count in
            """
            {"crowd":"main","step":"token","kind":"\(kind.rawValue)","status":\(status.map(String.init) ?? "null"),\
            "count":\(count)}
            """
        }
        let figures = """
            {"id":"r\(number)","startedAt":"2026-11-24T19:00:00Z","durationSeconds":1,"verdict":"failed","expected":\(size),"entered":\(size),\
            "turnout":1,"secondSyns":\(shown.secondSyns.map(String.init) ?? "null"),"missed":[],"generatorReasons":[],"failures":[\(failures ?? "")],"steps":[\
            {"crowd":"main","name":"token","executions":\(size),"failed":\(shown.failures?.2 ?? 0),\
            "responseP95Ms":\(json(shown.response)),"serviceP95Ms":\(json(shown.service ?? shown.response)),\
            "connectP95Ms":\(json(shown.connect))}]}
            """
        return CapacityDocument.Storm(
            number: number, participants: size, why: "", run: nil, outcome: outcome,
            figures: try JSONDecoder().decode(StormFigures.self, from: Data(figures.utf8)), recoverySeconds: nil)
    }

    @Test(
        arguments: [
            (
                FailureKind.status, 503, CapacityCause.Kind.shedding,
                "\"token\" gave way first: 12 of 80 executions were answered with status 503; of 50, none failed."
            ),
            (.status, 429, .shedding, "12 of 80 executions were answered with status 429"),
            (.status, 500, .errors, "12 of 80 executions were answered with status 500"),
            (.connect, nil, .connections, "12 of 80 executions found no connection"),
            (.tls, nil, .connections, "failed in TLS"), (.reset, nil, .connections, "were cut off"),
            (.timeout, nil, .timeouts, "ran into their time limit"), (.check, nil, .errors, "failed (check)"),
        ] as [(FailureKind, Int?, CapacityCause.Kind, String)])
    func `failures are told by what the target did`(
        kind: FailureKind, status: Int?, cause: CapacityCause.Kind, words: String
    ) throws {
        let found = try #require(
            CapacityCause(
                [
                    storm(1, 50, .passed), storm(2, 80, .failed, Shown(failures: (kind, status, 12))),
                    storm(3, 120, .failed),
                ], arrival: "at once"))
        #expect(found.kind == cause && found.step == "token" && found.failed == 80 && found.passed == 50)
        #expect(found.sentence.contains(words), "\(found.sentence)")
    }

    @Test(arguments: [FailureKind.harness, .cancelled])
    func `failures of the generator's own are no cause`(kind: FailureKind) throws {
        let found = try #require(
            CapacityCause(
                [
                    storm(1, 50, .passed), storm(2, 80, .failed, Shown(response: 900, failures: (kind, nil, 12))),
                ], arrival: "at once"))
        #expect(found.kind == .queueing && !found.sentence.contains("12 of 80"), "\(found.sentence)")
    }

    @Test(arguments: [
        (
            Shown(response: 900), CapacityCause.Kind.queueing,
            "p95 of \"token\" was 900 ms, with 50 it was 100 ms (9.0 times as long)."
        ),
        (
            Shown(response: 3_200, connect: 3_050), .connections,
            "Most of that is connecting: p95 3.1 s, 10 ms before. After 1 s without an answer the kernel sends a "
                + "connection request (SYN) again."
        ),
        (Shown(response: 900, connect: 850), .connections, "p95 850 ms, 10 ms before."),
        (
            Shown(response: 900, service: 120), .queueing,
            "hardly grew: p95 120 ms, 100 ms before. Requests started late."
        ),
    ])
    private func `where nothing failed, times tell`(
        shown: Shown, cause: CapacityCause.Kind, ending: String
    ) throws {
        let found = try #require(
            CapacityCause(
                [storm(1, 50, .passed, Shown(connect: 10)), storm(2, 80, .failed, shown)], arrival: "at once"))
        #expect(found.kind == cause)
        #expect(found.sentence.hasPrefix("Of 80 at once the target failed nothing, but answers came late: "))
        #expect(found.sentence.hasSuffix(ending), "\(found.sentence)")
    }

    @Test(
        arguments: [
            (
                0, 212,
                " 212 connections needed a second SYN, none before: packets were lost or the accept queue was full."
            ),
            (3, 1, " 1 connection needed a second SYN, 3 before: packets were lost or the accept queue was full."),
            (nil, 2, " 2 connections needed a second SYN: packets were lost or the accept queue was full."),
            (0, 0, "p95 3.1 s, 10 ms before."),
        ] as [(Int?, Int, String)])
    func `connection requests that were repeated are told as they were counted`(
        before: Int?, now: Int, ending: String
    ) throws {
        let shown = Shown(response: 3_200, connect: 3_050, secondSyns: now)
        let found = try #require(
            CapacityCause(
                [storm(1, 50, .passed, Shown(connect: 10, secondSyns: before)), storm(2, 80, .failed, shown)],
                arrival: "at once"))
        #expect(found.kind == .connections && found.sentence.hasSuffix(ending), "\(found.sentence)")
    }

    @Test func `nothing is compared with a storm that did not pass, did not count, or was larger`() throws {
        let found = try #require(
            CapacityCause(
                [
                    storm(1, 40, .notCounted(.generator)), storm(2, 80, .failed, Shown(failures: (.status, 503, 3))),
                    storm(3, 100, .passed),
                ], arrival: "at once"))
        #expect(found.passed == nil && found.sentence.hasSuffix("were answered with status 503."), "\(found.sentence)")
        #expect(
            try CapacityCause([storm(1, 50, .passed), storm(2, 80, .notCounted(.generator))], arrival: "at once") == nil
        )
    }

    @Test func `a window of the scenario's own is named`() throws {
        let storms = [
            try storm(1, 50, .passed), try storm(2, 80, .failed, Shown(failures: (.status, 503, 12))),
        ]
        let refused = try #require(CapacityCause(storms, arrival: "over 20 s"))
        #expect(refused.sentence.hasPrefix("Of 80 over 20 s, \"token\" gave way first"))
        let late = try #require(
            CapacityCause([storms[0], storm(2, 80, .failed, Shown(response: 900))], arrival: "over 20 s"))
        #expect(late.sentence.hasPrefix("Of 80 over 20 s the target failed nothing, "))
    }

    @Test(arguments: [100.0, 90, 119]) func `without failures and without slower answers there is none`(
        response: Double
    ) throws {
        let storms = [try storm(1, 50, .passed), try storm(2, 80, .failed, Shown(response: response))]
        #expect(CapacityCause(storms, arrival: "at once") == nil)
        #expect(CapacityCause([try storm(1, 80, .failed, Shown(response: 900))], arrival: "at once") == nil)
    }

    @Test func `times are compared with the smallest storm that passed, since sizes around the edge hardly differ`()
        throws
    {
        let storms = [
            try storm(1, 10, .passed), try storm(2, 78, .passed, Shown(response: 880)),
            try storm(3, 80, .failed, Shown(response: 900)),
        ]
        let found = try #require(CapacityCause(storms, arrival: "at once"))
        #expect(found.kind == .queueing && found.passed == 10)
        #expect(found.sentence.hasSuffix("was 900 ms, with 10 it was 100 ms (9.0 times as long)."), "\(found.sentence)")
    }
}
