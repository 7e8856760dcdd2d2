// The release gate as a state machine: who arrives when, and how it responds.
import Measuring
import Scenarios
import Support
import Testing

@testable import Driver

/// A moment of virtual time, in milliseconds.
func at(_ milliseconds: Int64) -> Moment { Moment(nanoseconds: milliseconds * 1_000_000) }

struct ReleaseGateTests {
    @Test func `The last expected participant opens the gate for all`() {
        var gate = ReleaseGate(ReleasePlan(), expected: 3)
        #expect(gate.arrive(1, at: at(10)) == .wait(deadline: at(30_010)))
        #expect(gate.arrive(2, at: at(20)) == .wait(deadline: nil))
        #expect(gate.takeReport(isLast: false) == nil)
        #expect(gate.arrive(3, at: at(30)) == .open(at(30)))
        #expect(gate.takeReport(isLast: false) == .init(opened: at(30), waiting: 3, stragglers: []))
        #expect(gate.takeReport(isLast: true) == nil)
    }

    @Test func `A closed gate tells who waits, for how many and for how long`() {
        let barrier = ReleaseBarrier(number: 1, name: "token", ReleasePlan(), expected: 3, loops: 1)
        #expect(barrier.queue == .init(name: "token", waiting: 0, expected: 3, deadline: nil))
        guard case .wait(let deadline?) = barrier.arrive(1) else { return #expect(Bool(false)) }
        barrier.withdraw()
        #expect(barrier.queue == .init(name: "token", waiting: 1, expected: 2, deadline: deadline))
        _ = barrier.arrive(2)
        #expect(barrier.queue == nil)
    }

    @Test func `A crowd of one does not wait`() {
        var gate = ReleaseGate(ReleasePlan(), expected: 1)
        #expect(gate.arrive(1, at: at(5)) == .open(at(5)))
    }

    @Test func `The quorum opens the gate and the others are stragglers who pass at once`() {
        var gate = ReleaseGate(ReleasePlan(quorum: 0.75), expected: 4)
        #expect(gate.arrive(4, at: at(1)) == .wait(deadline: at(30_001)))
        #expect(gate.arrive(2, at: at(2)) == .wait(deadline: nil))
        #expect(gate.arrive(3, at: at(3)) == .open(at(3)))
        #expect(gate.takeReport(isLast: false) == nil)
        #expect(gate.arrive(1, at: at(900)) == .pass(at(3)))
        #expect(gate.takeReport(isLast: false) == .init(opened: at(3), waiting: 3, stragglers: [1]))
    }

    @Test(arguments: [
        (500, 0.95, 475), (3, 0.5, 2), (1, 0.01, 1), (100, 1.0, 100), (10, 0.7, 7), (7, 0.0, 1), (100, 0.55, 55),
    ])
    func `A quorum is a share, rounded up`(expected: Int, quorum: Double, needed: Int) {
        var gate = ReleaseGate(ReleasePlan(quorum: quorum), expected: expected)
        for number in 1..<Int32(needed) {
            let arrival = gate.arrive(number, at: at(0))
            #expect(arrival == .wait(deadline: number == 1 ? at(30_000) : nil))
        }
        #expect(gate.arrive(Int32(needed), at: at(1)) == .open(at(1)))
    }

    @Test func `The timeout opens the gate for those waiting, and names those who come later`() {
        var gate = ReleaseGate(ReleasePlan(timeout: .seconds(2)), expected: 3)
        #expect(gate.timeOut(at: at(1)) == nil)
        #expect(gate.arrive(1, at: at(100)) == .wait(deadline: at(2_100)))
        #expect(gate.timeOut(at: at(2_100)) == .opens(at(2_100)))
        #expect(gate.arrive(3, at: at(2_500)) == .pass(at(2_100)))
        #expect(gate.takeReport(isLast: false) == nil)
        #expect(gate.takeReport(isLast: true) == .init(opened: at(2_100), waiting: 1, stragglers: [3]))
    }

    @Test func `A participant who fails before the gate does not hold up the others`() {
        var gate = ReleaseGate(ReleasePlan(), expected: 3)
        #expect(gate.withdraw(at: at(0)) == nil)
        #expect(gate.arrive(2, at: at(1)) == .wait(deadline: at(30_001)))
        #expect(gate.withdraw(at: at(2)) == .opens(at(2)))
        #expect(gate.takeReport(isLast: false) == .init(opened: at(2), waiting: 1, stragglers: []))
    }

    @Test func `A gate that nobody comes to never opens`() {
        var gate = ReleaseGate(ReleasePlan(), expected: 2)
        #expect(gate.withdraw(at: at(0)) == nil)
        #expect(gate.withdraw(at: at(0)) == nil)
        #expect(gate.timeOut(at: at(60_000)) == nil)
        #expect(gate.takeReport(isLast: true) == nil)
    }

    @Test func `After the end of the run nobody passes a closed gate, and an open gate does not change`() {
        var closed = ReleaseGate(ReleasePlan(), expected: 2)
        #expect(closed.arrive(1, at: at(0)) == .wait(deadline: at(30_000)))
        closed.abandon()
        #expect(closed.arrive(2, at: at(1)) == .turnBack)
        #expect(closed.timeOut(at: at(30_000)) == nil)
        #expect(closed.takeReport(isLast: true) == nil)

        var open = ReleaseGate(ReleasePlan(quorum: 0.5), expected: 2)
        #expect(open.arrive(1, at: at(0)) == .open(at(0)))
        open.abandon()
        #expect(open.arrive(2, at: at(1)) == .pass(at(0)))
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8].map { UInt64($0) * 77 })
    func `In any order of events a gate opens once, and accounts for everyone`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let expected = Int.random(in: 1...20, using: &random)
            var gate = ReleaseGate(
                ReleasePlan(quorum: Double.random(in: 0...1, using: &random)), expected: expected)
            var openings = 0
            var waiting = 0
            var passed: [Int32] = []
            var withdrawn = 0
            for number in (1...Int32(expected)).shuffled(using: &random) {
                switch Int.random(in: 0..<10, using: &random) {
                case 0, 1:
                    withdrawn += 1
                    if gate.withdraw(at: at(1)) != nil { openings += 1 }
                case 2:
                    if gate.timeOut(at: at(1)) != nil { openings += 1 }
                    fallthrough
                default:
                    switch gate.arrive(number, at: at(1)) {
                    case .wait: waiting += 1
                    case .open:
                        waiting += 1
                        openings += 1
                    case .pass: passed.append(number)
                    case .prime, .join, .turnBack: Issue.record("turned back, seed \(seed)")
                    }
                }
            }
            // All who have not withdrawn have arrived, so it has opened, once, unless all have withdrawn.
            #expect(openings == (withdrawn == expected ? 0 : 1), "seed \(seed)")
            let report = gate.takeReport(isLast: false)
            #expect(report?.waiting == (openings == 1 ? waiting : nil), "seed \(seed)")
            #expect(report.map(\.stragglers) == (openings == 1 ? passed.sorted() : nil), "seed \(seed)")
        }
    }
}
