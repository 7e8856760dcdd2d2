// Runs the real binary in its own folder, with a clean environment, in its own process group, and never beyond its
// deadline.
import Foundation
import Glibc
import Subprocess
import Support
import Synchronization
import SystemPackage
import Testing

/// One call of `turnout`.
struct Command {
    /// The result of a command.
    struct Outcome: Sendable {
        /// The exit code; minus the signal if one ended the process.
        var code: Int32
        /// Standard output.
        var output: String
        /// Standard error.
        var errors: String
    }

    /// The arguments of `turnout`.
    var words: [String]
    /// Shell commands to run before it, for settings that only a shell can make: `ulimit -n 64`.
    var preparation: String?
    /// Where it runs.
    var folder: TemporaryFolder
    /// The environment in addition to `PATH` and `HOME`.
    var environment: [String: String] = [:]
    /// How long it may take. Reaching it is a bug, not a slow machine: it fails the test loudly.
    var deadline: Duration = .seconds(240)

    init(_ words: [String], in folder: TemporaryFolder, environment: [String: String] = [:], preparation: String? = nil)
    {
        self.words = words
        self.preparation = preparation
        self.folder = folder
        self.environment = environment
    }

    /// The binary of the same build as these tests: both are in one folder.
    static let binary: String = {
        var path: [CChar] = Array(repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &path, path.count - 1)
        let own = String(decoding: path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return own.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            + "/turnout"
    }()

    /// Runs it to its end. Calls `meanwhile` with it while it runs.
    func run(
        meanwhile: @escaping @Sendable (RunningCommand) async throws -> Void = { _ in }
    ) async throws -> Outcome {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(5))
        ]
        let values = environment.merging(["PATH": "/usr/bin:/bin", "HOME": folder.path]) { own, _ in own }
        let variables = Dictionary(
            uniqueKeysWithValues: values.map { (Environment.Key(stringLiteral: $0.key), $0.value) })
        let executable = preparation == nil ? Command.binary : "/bin/sh"
        let arguments = preparation.map { ["-c", "\($0); exec \"$0\" \"$@\"", Command.binary] + words } ?? words
        let result = try await Subprocess.run(
            .path(FilePath(executable)), arguments: Arguments(arguments), environment: .custom(variables),
            workingDirectory: FilePath(folder.path), platformOptions: options, input: .inputWriter, output: .sequence,
            error: .sequence
        ) { process in
            let running = RunningCommand(process: process.processIdentifier.value)
            return try await withThrowingTaskGroup(of: Bool.self) { group in
                group.addTask {
                    for try await line in process.standardOutput.strings() { running.output.add(line) }
                    running.output.end()
                    return false
                }
                group.addTask {
                    for try await line in process.standardError.strings() { running.errors.add(line) }
                    running.errors.end()
                    return false
                }
                group.addTask {
                    try await meanwhile(running)
                    return false
                }
                let deadline = deadline
                group.addTask {
                    try await Task.sleep(for: deadline)
                    return true
                }
                // Output, errors and `meanwhile`; if the deadline is among the first three, everything ends.
                for _ in 0..<3 where try await group.next() == true {
                    throw DeadlineReached(words: words, errors: running.errors.text)
                }
                group.cancelAll()
                return running
            }
        }
        let code: Int32 =
            switch result.terminationStatus {
            case .exited(let code): code
            case .signaled(let signal): -signal
            }
        return Outcome(
            code: code, output: result.closureResult.output.text, errors: result.closureResult.errors.text)
    }
}

/// A command that did not end.
struct DeadlineReached: Error, CustomStringConvertible {
    var words: [String]
    var errors: String
    var description: String { "turnout \(words.joined(separator: " ")) did not end in time; it had said:\n\(errors)" }
}

/// A running command.
final class RunningCommand: Sendable {
    private let process: pid_t
    /// Standard output so far.
    let output = Transcript()
    /// Standard error so far.
    let errors = Transcript()

    init(process: pid_t) {
        self.process = process
    }

    /// Sends it a signal, as a terminal's Ctrl-C does: only to it and not to its children, which lead their own groups.
    func send(_ signal: Int32) {
        kill(process, signal)
    }

    /// Whether it has not ended yet.
    var isRunning: Bool { kill(process, 0) == 0 }

    /// The processes that it has started and that are still running (proc(5), `children`): each thread lists its own.
    var children: [pid_t] {
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
        return tasks.flatMap { task in
            let list = (try? String(contentsOfFile: "/proc/\(process)/task/\(task)/children", encoding: .utf8)) ?? ""
            return list.split(separator: " ").compactMap { pid_t($0) }
        }
    }
}

/// The lines of one stream, and the tasks that wait for one of them.
final class Transcript: Sendable {
    private struct State {
        var lines: [String] = []
        var hasEnded = false
        var waiters: [(wanted: @Sendable (String) -> Bool, continuation: CheckedContinuation<String?, Never>)] = []
    }

    private let state = Mutex(State())

    /// All lines, each with its line feed.
    var text: String { state.withLock { $0.lines.map { $0 + "\n" }.joined() } }

    func add(_ line: String) {
        let met = state.withLock { state in
            state.lines.append(line)
            let met = state.waiters.filter { $0.wanted(line) }
            state.waiters.removeAll { $0.wanted(line) }
            return met.map(\.continuation)
        }
        for continuation in met { continuation.resume(returning: line) }
    }

    func end() {
        let left = state.withLock { state in
            state.hasEnded = true
            let left = state.waiters.map(\.continuation)
            state.waiters = []
            return left
        }
        for continuation in left { continuation.resume(returning: nil) }
    }

    /// Waits for a line, including lines already received; nil if the stream ends without it. The command's deadline
    /// limits the wait: it ends the process, and with it the stream.
    func line(where wanted: @escaping @Sendable (String) -> Bool) async -> String? {
        await withCheckedContinuation { continuation in
            let answer: String?? = state.withLock { state in
                if let line = state.lines.first(where: wanted) { return .some(line) }
                if state.hasEnded { return .some(nil) }
                state.waiters.append((wanted, continuation))
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }
}
