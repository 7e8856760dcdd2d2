import Measuring
import Support
import Synchronization
import Testing

@testable import TurnoutCLI

@Suite struct RunWatchTests {
    /// An output whose reader takes its time, and what happened in which order.
    private final class SlowOutput: TextOutput {
        let log = Log()
        /// The display of the run.
        let display = Mutex<ProgressDisplay?>(nil)

        func write(_ text: String, _ importance: TextImportance) -> Bool { true }

        func drained() async {
            // Whoever does not wait is through meanwhile.
            for _ in 0..<100 { await Task.yield() }
            // What is drawn now would come behind the results, and a signal would find the run not over.
            #expect(display.withLock { $0?.isClosed } == true)
            log.add(1)
        }
    }

    @Test func `signals are watched until the results are written, and not only until they are there`() async throws {
        let output = SlowOutput()
        let console = Console(output: output, errors: output)
        // A signal that nobody sends: those that end a run are to go on ending the tests.
        let watch = await RunWatch(
            style: .silent, console: console, expected: 1, target: "the target", deed: "got in", begun: Moment.now,
            signals: [.sigusr2])
        output.display.withLock { $0 = watch.display }
        let value = try await watch.guarding { () throws(Problem) in
            output.log.add(0)
            return 7
        }
        output.log.add(2)
        #expect(value == 7)
        // Both outputs are waited for.
        #expect(output.log.numbers == [0, 1, 1, 2])
    }
}
