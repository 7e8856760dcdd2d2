// Other people's readers of what Turnout writes: Python packages (Tests/Schema), called as programs.
import Foundation

/// The readers.
package enum Readers {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").path
    private static let environment = "\(repository)/.build-python"

    /// Whether the tests that need them can run, or have to.
    package static var areUsable: Bool { isInstalled || isRequired }

    /// Why they are missing.
    package static let remedy = ".build-python is missing; `make setup-test` installs it where PyPI can be reached"

    private static var isInstalled: Bool {
        (try? String(contentsOfFile: "\(environment)/requirements.txt", encoding: .utf8))?.contains("hdrhistogram")
            ?? false
    }

    private static var isRequired: Bool {
        !(ProcessInfo.processInfo.environment["TURNOUT_REQUIRE_SERVERS"] ?? "").isEmpty
    }

    /// Runs a program of Tests/Schema and returns its complaints; empty if it has none.
    package static func complaints(of program: String, _ words: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "\(environment)/bin/python")
        process.arguments = ["\(repository)/Tests/Schema/\(program)"] + words
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return process.terminationStatus == 0 ? text : "exit code \(process.terminationStatus): \(text)"
    }
}
