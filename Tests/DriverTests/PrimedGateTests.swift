// A primed gate as a state machine: its two stages, and who is unprimed at T0.
import Measuring
import Scenarios
import Testing

@testable import Driver

struct PrimedGateTests {
    /// A gate of which this many wait and prepare since 10 ms.
    private func priming(_ count: Int32, expected: Int? = nil, quorum: Double = 1) -> ReleaseGate {
        var gate = ReleaseGate(
            ReleasePlan(quorum: quorum, primed: true), expected: expected ?? Int(count))
        for number in 1..<count { _ = gate.arrive(number, at: at(5)) }
        #expect(gate.arrive(count, at: at(10)) == .prime(at(10)))
        return gate
    }

    @Test func `T0 is when all are primed`() {
        var gate = priming(2)
        #expect(gate.queue == nil && gate.prepared?.primed == 0 && gate.prepared?.of == 2)
        var settled = gate.settle(1, nil, at: at(20))
        #expect(settled.isInTime && settled.change == nil)
        #expect(gate.prepared?.primed == 1)
        #expect(gate.takeReport(isLast: false) == nil)
        settled = gate.settle(2, nil, at: at(30))
        #expect(settled.isInTime && settled.change == .opens(at(30)))
        #expect(gate.prepared == nil)
        #expect(
            gate.takeReport(isLast: false)
                == .init(opened: at(30), waiting: 2, stragglers: [], primingBegan: at(10), unprimed: []))
    }

    @Test func `Whoever is not primed when the time to hold is over goes unprimed`() {
        var gate = priming(3)
        _ = gate.settle(2, nil, at: at(20))
        #expect(gate.endHold(at: at(15_010)) == .opens(at(15_010)))
        #expect(gate.endHold(at: at(15_011)) == nil)
        // Too late.
        #expect(gate.settle(3, nil, at: at(15_012)).isInTime == false)
        let report = gate.takeReport(isLast: false)
        #expect(report?.unprimed == [.init(participant: 1, cause: .late), .init(participant: 3, cause: .late)])
    }

    @Test func `Nobody waits for those who cannot be primed, and all of them are named`() {
        var gate = priming(5)
        for (number, cause) in zip(Int32(1)..., [UnprimedCause.answered, .closed, .failed, .bodiless]) {
            #expect(gate.settle(number, cause, at: at(20)).change == nil)
        }
        #expect(gate.settle(5, nil, at: at(21)).change == .opens(at(21)))
        #expect(
            gate.takeReport(isLast: false)?.unprimed.map(\.cause) == [.answered, .closed, .failed, .bodiless])
    }

    @Test func `A server may still end what was primed`() {
        var gate = priming(2)
        _ = gate.settle(1, nil, at: at(20))
        #expect(gate.settle(1, .closed, at: at(25)).change == nil)
        #expect(gate.prepared?.primed == 0)
        #expect(gate.settle(2, nil, at: at(30)).change == .opens(at(30)))
        #expect(gate.takeReport(isLast: false)?.unprimed == [.init(participant: 1, cause: .closed)])
    }

    @Test func `What a server ends after T0, before its loop released it, is listed too`() {
        var gate = priming(2)
        _ = gate.settle(1, nil, at: at(20))
        #expect(gate.settle(2, nil, at: at(30)).change == .opens(at(30)))
        let late = gate.settle(1, .answered, at: at(31))
        #expect(!late.isInTime && late.change == nil)
        #expect(gate.takeReport(isLast: false)?.unprimed == [.init(participant: 1, cause: .answered)])
    }

    @Test func `What is noticed after the report is reported at the end, with what was known before`() {
        var gate = priming(3)
        _ = gate.settle(3, .closed, at: at(19))
        for number in Int32(1)...2 { _ = gate.settle(number, nil, at: at(20)) }
        #expect(gate.takeReport(isLast: false)?.unprimed == [.init(participant: 3, cause: .closed)])
        #expect(gate.takeReport(isLast: true) == nil)
        for _ in 0..<2 { _ = gate.settle(1, .answered, at: at(31)) }
        #expect(gate.takeReport(isLast: false) == nil)
        let last = gate.takeReport(isLast: true)
        #expect(last?.opened == at(20) && last?.waiting == 3)
        #expect(last?.unprimed == [.init(participant: 1, cause: .answered), .init(participant: 3, cause: .closed)])
        #expect(gate.takeReport(isLast: true) == nil)
    }

    /// In a shard the gate opens when the time to hold is over, and not when nobody is left who prepares.
    @Test(arguments: [true, false])
    func `A shard whose part of the run was over before the release reports it if all were ended by servers`(all: Bool)
    {
        var gate = ReleaseGate(ReleasePlan(primed: true, hold: .milliseconds(500)), expected: 2, opensAt: at(100))
        for number in Int32(1)...2 { _ = gate.arrive(number, at: at(5)) }
        #expect(gate.timeOut(at: at(101)) == .primes(at(100)))
        _ = gate.settle(1, .closed, at: at(110))
        _ = gate.settle(2, all ? .answered : nil, at: at(111))
        gate.abandon()
        let report = gate.takeReport(isLast: true)
        #expect(report?.opened == (all ? at(600) : nil))
        #expect(report?.unprimed.map(\.cause) == (all ? [.closed, .answered] : nil))
    }

    @Test func `Who comes while the others prepare prepares too, and who comes later passes`() {
        var gate = priming(2, expected: 4, quorum: 0.5)
        #expect(gate.arrive(3, at: at(12)) == .join(at(10)))
        for number in Int32(1)...2 { #expect(gate.settle(number, nil, at: at(20)).change == nil) }
        #expect(gate.settle(3, nil, at: at(22)).change == .opens(at(22)))
        #expect(gate.arrive(4, at: at(40)) == .pass(at(22)))
        #expect(
            gate.takeReport(isLast: false)
                == .init(opened: at(22), waiting: 3, stragglers: [4], primingBegan: at(10), unprimed: []))
    }

    @Test func `A timeout and a failure elsewhere let those who wait prepare`() {
        var gate = ReleaseGate(ReleasePlan(primed: true), expected: 3)
        _ = gate.arrive(1, at: at(1))
        #expect(gate.timeOut(at: at(30_001)) == .primes(at(30_001)))
        #expect(gate.timeOut(at: at(30_002)) == nil)
        gate = ReleaseGate(ReleasePlan(primed: true), expected: 2)
        _ = gate.arrive(1, at: at(1))
        #expect(gate.withdraw(at: at(2)) == .primes(at(2)))
        #expect(gate.withdraw(at: at(3)) == nil)
    }

    @Test func `After the end of the run nobody is released`() {
        var gate = priming(2)
        gate.abandon()
        #expect(gate.settle(1, nil, at: at(20)).isInTime == false)
        #expect(gate.endHold(at: at(30)) == nil)
        #expect(gate.arrive(3, at: at(31)) == .turnBack)
        #expect(gate.takeReport(isLast: true) == nil)
    }
}
