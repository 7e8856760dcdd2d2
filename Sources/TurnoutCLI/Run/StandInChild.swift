// The stand-in in its own process, so that it shares no event loop with the load generator.
//
// Uses swift-subprocess and not Foundation's Process: the child's life is a scope (`run` returns only when the child
// has ended, on every path), its pipes are asynchronous, and no thread of ours has to watch it.
import Addresses
import Analysis
import FoundationEssentials
import Glibc
import Measuring
import Scenarios
import Subprocess
import SystemPackage

/// A stand-in that serves one run.
enum StandInChild {
    /// What the child prints to standard output once it is listening.
    struct Announcement: Codable, Hashable {
        /// The base URL of the API.
        var api: String
        /// The base URL of the web client.
        var web: String

        /// One line of JSON.
        var line: String { "{\"api\":\"\(api)\",\"web\":\"\(web)\"}\n" }
    }

    /// The environment variables passed to the child. The scenario's secrets come from the environment, and the
    /// stand-in needs none of them.
    private static let passedVariables: [Environment.Key] = [
        "LANG", "LD_LIBRARY_PATH", "NO_COLOR", "TERM", "TMPDIR", "TZ",
    ]

    private static var environment: Environment {
        let own = ProcessEnvironment.current
        var values: [Environment.Key: String] = [:]
        for name in passedVariables { values[name] = own[name.rawValue] }
        return .custom(values)
    }

    /// Whether a child has not ended yet. Does not reap it.
    private static func isRunning(_ child: pid_t) -> Bool {
        var info = unsafe siginfo_t()
        let options = Int32(WEXITED) | Int32(WNOHANG) | Int32(WNOWAIT)
        // An error means that it was already reaped, so it has ended.
        guard unsafe waitid(P_PID, id_t(child), &info, options) == 0 else { return false }
        return unsafe info.si_signo == 0
    }

    /// Starts the stand-in on a free loopback port, calls `body` with its base URLs, and stops it.
    ///
    /// The child is this same executable. It leads its own process group, so that the Ctrl-C that stops the run does
    /// not stop the server too early. It ends when its standard input is closed, which happens whenever this process
    /// ends, however it ends.
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
                environment: environment, platformOptions: options, input: .inputWriter, output: .sequence,
                error: .currentStandardError
            ) { child in
                var lines = child.standardOutput.strings().makeAsyncIterator()
                guard let line = try await lines.next(),
                    let said = try? JSONDecoder().decode(Announcement.self, from: Data(line.utf8)),
                    let api = try? BaseURL(said.api), let web = try? BaseURL(said.web)
                else { throw Problem("the stand-in did not start") }
                let value = await body(Origins(api: api, web: web))
                guard isRunning(child.processIdentifier.value) else {
                    throw Problem(
                        "the stand-in ended during the run: ignore failures after that",
                        remedy: "Find out what ended it, such as lack of memory or a `kill`.")
                }
                await child.teardown(using: [.gracefulShutDown(allowedDurationToNextStep: .seconds(3))])
                return value
            }
            return result.closureResult
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem("cannot start the stand-in: \(error)")
        }
    }
}
