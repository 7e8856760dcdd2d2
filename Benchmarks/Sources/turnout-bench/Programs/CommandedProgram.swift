// A program of the benchmarks that is asked over its standard input.
import CProcess
import Foundation

/// A child that reads commands, one per line, and answers each with one line. It ends with this object, because its
/// standard input is closed then.
final class CommandedProgram {
    let child: Child
    private let commands: FileHandle
    private var read = 0

    init(_ bench: Bench, _ name: String, _ arguments: [String], core: Int? = nil) throws {
        let pipe = Pipe()
        _ = fcntl(pipe.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        child = try Child(
            bench.program(name), arguments, core: core, input: pipe.fileHandleForReading.fileDescriptor,
            in: bench.scratch)
        commands = pipe.fileHandleForWriting
    }

    func ask(_ command: String) throws -> String {
        try commands.write(contentsOf: Data((command + "\n").utf8))
        return try nextLine()
    }

    func nextLine() throws -> String {
        let deadline = monotonic_nanoseconds() + 20_000_000_000
        while monotonic_nanoseconds() < deadline {
            let lines = child.output.split(separator: "\n", omittingEmptySubsequences: false)
            // The last piece is what follows the last line break.
            if lines.count - 1 > read {
                read += 1
                return String(lines[read - 1])
            }
            usleep(1_000)
        }
        throw Problem("the server does not answer: \(child.complaint)")
    }

    deinit {
        try? commands.close()
        _ = try? child.wait(seconds: 10)
    }
}
