// The bridge from the synchronous main to everything asynchronous.
import Analysis
import EventLoops
import Measuring

/// Runs code on event loops that exist only for it.
enum Loops {
    /// Starts the loops, runs the body on the first one while the calling thread waits, and always stops them.
    static func run<Value: Sendable>(
        count: Int, _ body: @escaping @Sendable ([EventLoop]) async throws(Problem) -> Value
    ) throws(Problem) -> Value {
        let result: Result<Value, Problem>
        do throws(EventLoopError) {
            result = try withEventLoops(count: count) { loops in
                await outcome { () throws(Problem) in try await body(loops) }
            }
        } catch {
            throw Problem(error.description)
        }
        return try result.get()
    }

    /// The outcome of a body as a value, for closures that cannot throw.
    static func outcome<Value: Sendable>(
        _ body: () async throws(Problem) -> Value
    ) async -> Result<Value, Problem> {
        do throws(Problem) {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
}
