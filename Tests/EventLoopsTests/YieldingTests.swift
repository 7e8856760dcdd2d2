import Measuring
import Support
import Synchronization
import Testing

@testable import EventLoops

@Suite struct `A loop that yields` {
    /// Counts the loop's questions.
    private struct Questions: Sendable {
        var count = 0
        var first: Moment?
    }

    @Test(arguments: [1, 2, 7])
    func `runs no job while it must yield, for at most two milliseconds`(times: Int) async throws {
        let (questions, ran) = try await onLoop { loop in
            let questions = Mutex(Questions())
            loop.shouldYield = {
                questions.withLock { questions in
                    questions.count += 1
                    if questions.first == nil { questions.first = Moment.now }
                    return questions.count < times
                }
            }
            // Asked at the start of a turn, not in the middle of this one.
            loop.endJobsOfTurn()
            async let job: (Questions, Moment) = (questions.withLock { $0 }, Moment.now)
            let atJob = await job
            loop.shouldYield = nil
            return atJob
        }
        let first = try #require(questions.first)
        #expect(questions.count == times || ran.nanoseconds(since: first) >= LoopYield.longestNanoseconds)
    }

    @Test func `does not yield forever, and may yield again after a turn`() {
        var loopYield = LoopYield()
        loopYield.question = { true }
        let start = Moment(nanoseconds: 5_000_000_000)
        let answers = [0, 100, 1_000, 1_999, 2_000, 2_001, 3_900, 4_000, 4_001].map { microseconds in
            loopYield.begins(at: start.advanced(byNanoseconds: microseconds * 1000))
        }
        #expect(answers == [true, true, true, true, false, true, true, true, false])
    }

    @Test func `does not wait if there is no need to yield`() {
        var loopYield = LoopYield()
        let unasked = loopYield.begins(at: Moment.now)
        loopYield.question = { false }
        let answered = loopYield.begins(at: Moment.now)
        #expect(!unasked && !answered)
    }
}
