// The stand-in in a process of its own, so that it shares no event loop with the harness.
//
// swift-subprocess and not Foundation's Process: the child's life is a scope (`run` returns only when the child is gone,
// on every path), its pipes are asynchronous, and it needs no thread of ours to watch it.
import Analysis
import FoundationEssentials
import Glibc
import Measuring
import Scenarios
import Subprocess
import SystemPackage

/// A stand-in that serves for one run.
enum StandInChild {
    /// What the child says on standard output once it serves.
    struct Announcement: Codable, Hashable {
        /// The base URL of the API.
        var api: String
        /// The base URL of the web client.
        var web: String

        /// One line of JSON.
        var line: String { "{\"api\":\"\(api)\",\"web\":\"\(web)\"}\n" }
    }

    /// Whether a child has not ended by itself; it is left to be waited for.
    private static func isRunning(_ child: pid_t) -> Bool {
        var info = unsafe siginfo_t()
        let options = Int32(WEXITED) | Int32(WNOHANG) | Int32(WNOWAIT)
        // An error means that somebody has waited for it: then it has ended too.
        guard unsafe waitid(P_PID, id_t(child), &info, options) == 0 else { return false }
        return unsafe info.si_signo == 0
    }

    /// Starts the stand-in on a free loopback port, calls `body` with its addresses, and stops it.
    ///
    /// The child is this very executable. It is the leader of a process group of its own, so that the Ctrl-C that ends
    /// the run in an orderly way does not take the server away from under it; and it ends by itself when its standard
    /// input closes, which is what happens when this process dies in whatever way.
    static func serving<Result: Sendable>(
        _ plan: StandInPlan, seed: UInt64, body: (Origins) async -> Result
    ) async throws(Problem) -> Result {
        var options = PlatformOptions()
        options.processGroupID = 0
        var words = ["stand-in", "--announce", "--port", "0", "--profile", plan.profile, "--seed", String(seed)]
        if let file = plan.configFile { words += ["--config", file] }
        do {
            let result = try await Subprocess.run(
                .path("/proc/self/exe"),
                arguments: Arguments(executablePathOverride: "turnout", remainingValues: words),
                platformOptions: options, input: .inputWriter, output: .sequence, error: .currentStandardError
            ) { child in
                var lines = child.standardOutput.strings().makeAsyncIterator()
                guard let line = try await lines.next(),
                    let said = try? JSONDecoder().decode(Announcement.self, from: Data(line.utf8))
                else { throw Problem("the stand-in did not start") }
                let value = await body(Origins(api: said.api, web: said.web))
                guard isRunning(child.processIdentifier.value) else {
                    throw Problem(
                        "the stand-in ended while the run went on: what failed from then on is no finding",
                        remedy: "Look for what ended it: memory, or somebody's `kill`.")
                }
                await child.teardown(using: [.gracefulShutDown(allowedDurationToNextStep: .seconds(3))])
                return value
            }
            return result.closureResult
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem("the stand-in could not be started: \(error)")
        }
    }
}
