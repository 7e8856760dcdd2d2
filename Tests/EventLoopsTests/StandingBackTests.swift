import EventLoops
import Support
import Synchronization
import Testing

@Suite struct `A loop that lets others go first` {
    /// How often the loop is asked before its next job runs, if the answer is yes for the first `times`.
    private func questions(answeredYes times: Int) async throws -> Int {
        try await onLoop { loop in
            let asked = Atomic(0)
            let ran = Atomic(0)
            loop.letsOthersGoFirst = {
                guard ran.load(ordering: .relaxed) == 0 else { return false }
                return asked.add(1, ordering: .relaxed).newValue <= times
            }
            // Asked at the beginning of a turn, not in the middle of this one.
            loop.endJobsOfTurn()
            async let job: Void = { _ = ran.add(1, ordering: .relaxed) }()
            await job
            loop.letsOthersGoFirst = nil
            return asked.load(ordering: .relaxed)
        }
    }

    @Test(arguments: [0, 1, 7])
    func `runs no job until they have gone`(times: Int) async throws {
        #expect(try await questions(answeredYes: times) == times + 1)
    }

    @Test func `does not wait for ever`() async throws {
        #expect(try await questions(answeredYes: .max) == 20)
    }

    @Test func `takes what comes from elsewhere meanwhile`() async throws {
        let answers = try await onLoops(2) { loops in
            loops[0].letsOthersGoFirst = { true }
            var answers: [Int] = []
            for number in 0..<50 {
                answers.append(await withTaskExecutorPreference(loops[1]) { number })
            }
            loops[0].letsOthersGoFirst = nil
            return answers
        }
        #expect(answers == Array(0..<50))
    }
}
