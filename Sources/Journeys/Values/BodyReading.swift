// What takes long in a large body is done on another thread: checks of it, searches in it, the error that it tells.
import EventLoops
import Extracting

/// What is to be read of a large body.
struct BodyReading: Sendable {
    /// The questions of the step's checks, in their order; nil for a check that does not read the body, or is not made.
    var questions: [BodyQuestion?] = []
    /// What the step extracts; nil: nothing.
    var search: BodySearch?
    /// Whether the body's words about an error are wanted.
    var wantsErrorWords = false

    /// What was read.
    final class Result: Sendable {
        /// The answers to the questions, in the same order.
        let verdicts: [CheckVerdict?]
        /// What the step's XPaths, expressions and pointers found; nil if they were not looked for.
        let found: BodySearch.Found?
        let errorWords: ErrorWords?

        init(verdicts: [CheckVerdict?], found: BodySearch.Found?, errorWords: ErrorWords?) {
            self.verdicts = verdicts
            self.found = found
            self.errorWords = errorWords
        }
    }

    /// The most bytes of a body that are read on the loop: in the time that a larger one takes, others would wait for
    /// their next request.
    static let mostOnLoop = 16 * 1024

    /// Whether there is anything to read.
    var isNeeded: Bool { wantsErrorWords || search != nil || questions.contains { $0 != nil } }

    /// Reads a body on another thread.
    func resultElsewhere(of body: [UInt8], contentType: String?) async -> Result {
        await withTaskExecutorPreference(globalConcurrentExecutor) {
            await resultConcurrently(of: body, contentType: contentType)
        }
    }

    /// `@concurrent`, so that it leaves the loop for the preferred executor.
    @concurrent
    private func resultConcurrently(of body: [UInt8], contentType: String?) async -> Result {
        var verdicts: [CheckVerdict?] = []
        var searches = true
        for question in questions {
            let verdict = question?.verdict(on: body, contentType: contentType)
            verdicts.append(verdict)
            // Nothing behind one that does not hold is asked for.
            if let verdict, !verdict.isGood {
                searches = false
                break
            }
        }
        return Result(
            verdicts: verdicts,
            found: searches ? search?.allFound(in: body, contentType: contentType) : nil,
            errorWords: wantsErrorWords ? ErrorWords(body) : nil)
    }
}
