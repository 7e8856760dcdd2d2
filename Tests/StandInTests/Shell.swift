// Real programs as clients of the stand-in: curl and the shell.

import Subprocess
import Support
import SystemPackage

/// A program that was run to its end.
struct Shell: Sendable {
    /// The exit code; minus the signal where one ended it.
    var code: Int32
    /// Standard output.
    var output: String
    /// Standard error.
    var errors: String

    /// Runs a program with some arguments, found in the system's folders alone.
    static func run(
        _ program: String, _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:]
    ) async throws -> Shell {
        let values = environment.merging(["PATH": "/usr/bin:/bin", "HOME": folder.path]) { own, _ in own }
        let result = try await Subprocess.run(
            .path(FilePath("/usr/bin/\(program)")), arguments: Arguments(arguments),
            environment: .custom(
                Dictionary(uniqueKeysWithValues: values.map { (Environment.Key(stringLiteral: $0.key), $0.value) })),
            workingDirectory: FilePath(folder.path), output: .string(limit: 10_000_000),
            error: .string(limit: 1_000_000))
        let code: Int32 =
            switch result.terminationStatus {
            case .exited(let code): code
            case .signaled(let signal): -signal
            }
        return Shell(code: code, output: result.standardOutput, errors: result.standardError)
    }
}
