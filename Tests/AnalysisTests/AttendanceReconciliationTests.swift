// Two accounts of one event, compared person by person.
import Measuring
import Support
import Testing

@testable import Analysis

@Suite struct AttendanceReconciliationTests {
    private static let origin = UTCInstant("2026-11-24T03:00:00.000Z")

    private func ours(_ number: Int32, _ id: String?, _ visits: (Int64, Int64?)...) -> AttendancePerson {
        AttendancePerson(
            number: number, name: "Participant \(number)", externalUserID: id,
            visits: visits.map { .init(entered: $0.0 * 1000, left: $0.1.map { $0 * 1000 }) })
    }

    /// Visits in milliseconds since the origin.
    private func theirs(_ id: String?, role: String? = "user", name: String = "", _ visits: (Int64, Int64)...)
        -> ReportedPerson
    {
        ReportedPerson(
            externalUserID: id, name: name, role: role,
            visits: visits.map { entered, left in
                .init(
                    entered: Self.origin?.advanced(byMicroseconds: entered * 1000),
                    left: Self.origin?.advanced(byMicroseconds: left * 1000))
            })
    }

    private func compare(_ participants: [AttendancePerson], _ calls: [ReportedPerson]...) -> AttendanceReconciliation {
        AttendanceReconciliation(participants: participants, calls: calls, origin: Self.origin)
    }

    @Test func `each person is in both, only ours or only the platform's`() {
        let compared = compare(
            [ours(1, "ann", (100, 900)), ours(2, "bo", (200, 900)), ours(3, "cy")],
            [
                theirs("ann", (100, 900)), theirs("cy", (300, 900)), theirs("guest", role: "moderator", (0, 9)),
                theirs(nil, name: "Host", (0, 9)),
            ])
        #expect(compared.both == ["ann"])
        #expect(compared.onlyOurs == ["bo"])
        #expect(compared.onlyPlatform == ["cy", "guest", "Host"])
        // A participant who never got in by our account; the others are strangers.
        #expect(compared.missed == ["cy"])
        #expect(compared.ours == 2 && compared.platform == 4)
        #expect(compared.roles == ["user": 3, "moderator": 1])
    }

    @Test func `the offset of the clocks is the median, and what is left is the distance from it`() throws {
        let compared = compare(
            [ours(1, "a", (100, 900)), ours(2, "b", (200, nil)), ours(3, "c", (300, 950))],
            [theirs("a", (1100, 1900)), theirs("b", (1210, 2000)), theirs("c", (1300, 1950))])
        let entering = try #require(compared.entering)
        #expect(entering.count == 3 && entering.medianMs == 1000 && entering.maxDeviationMs == 10)
        #expect(compared.leaving?.count == 2 && compared.leaving?.medianMs == 1000)
    }

    @Test func `visits of several calls belong together, and are compared if there are as many`() {
        let compared = compare(
            [ours(1, "a", (100, nil), (500, 900)), ours(2, "b", (100, 200)), ours(3, "c", (100, 200))],
            [theirs("a", (100, 400)), theirs("b", (100, 200), (150, 180)), theirs("c", (100, 200))],
            [theirs("a", (500, 900))])
        #expect(compared.both == ["a", "b", "c"])
        #expect(compared.ourVisits == 4 && compared.platformVisits == 5)
        #expect(compared.returned == ["a", "b"] && compared.differingVisits == ["b"])
        #expect(compared.twiceAtOnce == ["b"])
        #expect(compared.entering?.count == 3 && compared.duplicates.isEmpty)
    }

    @Test func `an id that the report of one call has twice gives no times, also if there are as many visits`() {
        let compared = compare(
            [ours(1, "a", (0, 100), (200, 300)), ours(2, "b", (0, 100))],
            [theirs("a", (5000, 5100)), theirs("a", (5200, 5300)), theirs("b", (7, 107))])
        #expect(compared.duplicates == ["a"] && compared.differingVisits.isEmpty)
        #expect(compared.entering?.count == 1 && compared.entering?.medianMs == 7)
    }

    @Test func `a visit within a longer one overlaps whatever comes before the longer one has ended`() {
        let compared = compare(
            [ours(1, "a", (0, 1))],
            [theirs("a", (0, 1000), (0, 100), (500, 600)), theirs("b", (0, 100), (100, 200), (300, 400))])
        #expect(compared.twiceAtOnce == ["a"])
        #expect(compare([], [theirs("c", (0, 1000), (10, 20)), theirs("d", (0, 10), (20, 1000))]).twiceAtOnce == ["c"])
    }

    @Test func `texts of the platform are shown in one line of limited length`() {
        #expect(Summary.Attendance.shown("a\nb") == "a b")
        let longest = String(repeating: "x", count: 120)
        #expect(Summary.Attendance.shown(longest) == longest)
        #expect(Summary.Attendance.shown(longest + "y") == longest + "…")
    }

    @Test func `that no id is in both accounts is a warning with what to do`() {
        func warnings(_ reported: String) -> [String] {
            let report = #"{"participants":[{"externalUserId":"\#(reported)"}]}"#
            return Summary.Attendance(
                AttendanceReading(
                    isRequired: false, calls: [.init(id: "c", startedAt: nil, finishedAt: nil, report: report)]),
                participants: [ours(1, "ann", (0, 1))], startedAt: "2026-11-24T03:00:00.000Z"
            ).warnings
        }
        #expect(warnings("ANN").contains { $0.hasPrefix("No id is in both accounts: look at") })
        #expect(warnings("ann").isEmpty)
    }

    @Test(
        arguments: [
            // It ends before it begins; the year 9999, to leave and to enter; long before the run.
            (300, 200), (300, 250_000_000_000_000), (250_000_000_000_000, 250_000_000_000_001), (-90_000_000, 300),
        ] as [(Int64, Int64)])
    func `a visit whose times cannot be right is not compared, and told`(entered: Int64, left: Int64) throws {
        let compared = compare(
            [ours(1, "a", (100, 900)), ours(2, "b", (200, 900))],
            [theirs("a", (110, 910)), theirs("b", (entered, left))])
        #expect(compared.unusableVisits == 1 && compared.both == ["a", "b"] && compared.platformVisits == 2)
        #expect(compared.entering?.count == 1 && compared.entering?.maxDeviationMs == 0 && compared.leaving?.count == 1)
        #expect(compared.twiceAtOnce.isEmpty)
        // Hours do no harm: clocks differ.
        let shifted = compare([ours(1, "a", (100, 900))], [theirs("a", (80_000_100, 80_000_900))])
        #expect(shifted.unusableVisits == 0 && shifted.entering?.medianMs == 80_000_000)
        var reading = AttendanceReading(isRequired: false)
        let at = try #require(Self.origin)
        let times = [entered, left].map { at.advanced(byMicroseconds: $0 * 1000).text }
        let visit = #"{"enteredAt":"\#(times[0])","leftAt":"\#(times[1])"}"#
        reading.calls = [
            .init(
                id: "c", startedAt: nil, finishedAt: nil,
                report: #"{"participants":[{"externalUserId":"b","visits":[\#(visit)]}]}"#)
        ]
        let summary = Summary.Attendance(reading, participants: [ours(2, "b", (200, 900))], startedAt: at.text)
        #expect(summary.unusableVisits == 1 && summary.entering == nil)
        #expect(
            summary.warnings.contains {
                $0.hasPrefix("1 visit in the platform's report has times that cannot be right")
            })
    }

    @Test func `an id of several people is told, and gives no times`() {
        let compared = compare(
            [ours(1, "a", (100, 900)), ours(2, "a", (200, 900)), ours(3, "b", (300, 400)), ours(4, nil, (1, 2))],
            [theirs("a", (100, 900)), theirs("b", (300, 350)), theirs("b", (360, 400))])
        #expect(compared.duplicates == ["a", "b"])
        #expect(compared.both == ["a", "b"] && compared.ours == 2)
        #expect(compared.unidentified == 1)
        #expect(compared.entering == nil)
    }

    @Test(arguments: [FuzzSeed.value, FuzzSeed.value &+ 1, FuzzSeed.value &+ 2])
    func `counts add up, and no order matters`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let ids = (0..<Int.random(in: 1...30, using: &random)).map { "id\($0)" }
            var people: [AttendancePerson] = []
            for number in 1...Int32.random(in: 1...40, using: &random) {
                let visits = (0..<Int.random(in: 0...2, using: &random)).map { place in
                    AttendancePerson.Visit(
                        entered: Int64(place) * 1_000_000 + Int64.random(in: 0...999, using: &random),
                        left: Bool.random(using: &random) ? Int64(place) * 1_000_000 + 5000 : nil)
                }
                people.append(
                    AttendancePerson(
                        number: number, name: "",
                        externalUserID: Int.random(in: 0..<9, using: &random) == 0
                            ? nil : ids.randomElement(using: &random), visits: visits))
            }
            let calls = (0..<Int.random(in: 0...3, using: &random)).map { _ in
                (0..<Int.random(in: 0...30, using: &random)).map { _ in
                    theirs(
                        Int.random(in: 0..<9, using: &random) == 0
                            ? nil
                            : ids.randomElement(using: &random).map { $0 + (Bool.random(using: &random) ? "" : "x") },
                        role: ["user", "moderator", nil].randomElement(using: &random) ?? nil,
                        (Int64.random(in: 0...500, using: &random), Int64.random(in: 500...900, using: &random)))
                }
            }
            let compared = AttendanceReconciliation(participants: people, calls: calls, origin: Self.origin)
            #expect(compared.both.count + compared.onlyOurs.count == compared.ours, "seed \(seed)")
            #expect(compared.both.count + compared.onlyPlatform.count == compared.platform, "seed \(seed)")
            #expect(Set(compared.both).isDisjoint(with: compared.onlyOurs), "seed \(seed)")
            #expect(compared.roles.values.reduce(0, +) == compared.platform, "seed \(seed)")
            #expect(compared.missed.count <= compared.onlyPlatform.count, "seed \(seed)")
            let entered = people.filter { !$0.visits.isEmpty && $0.externalUserID == nil }
            #expect(compared.unidentified == entered.count, "seed \(seed)")

            let again = AttendanceReconciliation(
                participants: people.shuffled(using: &random),
                calls: calls.map { $0.shuffled(using: &random) }.shuffled(using: &random), origin: Self.origin)
            #expect(again.both == compared.both && again.onlyOurs == compared.onlyOurs, "seed \(seed)")
            #expect(again.onlyPlatform == compared.onlyPlatform && again.missed == compared.missed, "seed \(seed)")
            #expect(again.duplicates == compared.duplicates && again.roles == compared.roles, "seed \(seed)")
            #expect(again.entering == compared.entering && again.leaving == compared.leaving, "seed \(seed)")
            #expect(again.twiceAtOnce == compared.twiceAtOnce && again.returned == compared.returned, "seed \(seed)")
        }
    }
}

@Suite struct PlatformReportTests {
    @Test func `a report needs only its list of people`() throws {
        let report = try #require(
            PlatformReport(
                #"{"participants":[{"externalUserId":"a","name":"Ann","role":"user","visits":[{"enteredAt":"2026-11-24T03:00:00Z","leftAt":null},7,{"enteredAt":"soon"}]},{"externalUserId":42},{"name":"Host"},{"externalUserId":""},5,null]}"#
            ))
        #expect(report.people.map(\.externalUserID) == ["a", "42", nil, nil, nil, nil])
        #expect(report.people[0].visits.map { $0.entered?.text } == ["2026-11-24T03:00:00.000Z", nil])
        #expect(report.people[2].name == "Host" && report.people[2].visits.isEmpty)
        #expect(PlatformReport("{}") == nil && PlatformReport("<html>") == nil)
    }

    @Test(arguments: [
        (#"{"items":[],"total":0}"#, 0, []), (#"{"items":[{"id":"1","title":"Coffee?"},{"id":"2"}]}"#, 2, ["Coffee?"]),
        (#"[{"question":"Tea?"}]"#, 1, ["Tea?"]), (#"{"polls":[{"name":"Lunch"},3]}"#, 2, ["Lunch"]),
    ])
    func `polls are counted in whatever list they come`(text: String, count: Int, titles: [String]) {
        let list = PollList(text)
        #expect(list?.count == count && list?.titles == titles)
    }

    @Test func `what is no list has no polls`() {
        #expect(PollList(#"{"total":3}"#) == nil && PollList("nothing") == nil)
    }
}

@Suite struct AttendanceTallyTests {
    private let origin = Moment(nanoseconds: 5_000_000_000)

    private func request(_ participant: Int32, _ endpoint: String, _ milliseconds: Int64, fails: Bool = false)
        -> RequestSample
    {
        let at = origin.advanced(byNanoseconds: milliseconds * 1_000_000)
        return RequestSample(
            participant: participant, step: .teardown, endpoint: endpoint, intended: at,
            figures: ExchangeFigures(
                started: at, begun: nil, sent: nil, finished: at, phases: [:], newConnections: 0, version: nil,
                status: 200, bytesIn: 0, bytesOut: 0),
            failure: fails ? Failure(kind: .timeout, detail: "") : nil)
    }

    @Test func `each entry lasts until the next exit, in whatever order the samples come`() {
        let requests = [
            request(1, "join", 100), request(1, "leave", 200), request(1, "join", 300), request(1, "join", 500),
            request(1, "leave", 600), request(2, "join", 50, fails: true), request(0, "join", 1),
            request(3, "leave", 9),
        ]
        for order in [requests, requests.reversed()] {
            var tally = AttendanceTally(origin: origin)
            for request in order { tally.add(request) }
            #expect(
                tally.result.map(\.visits) == [
                    [
                        .init(entered: 100_000, left: 200_000), .init(entered: 300_000, left: nil),
                        .init(entered: 500_000, left: 600_000),
                    ], [],
                ])
        }
    }
}
