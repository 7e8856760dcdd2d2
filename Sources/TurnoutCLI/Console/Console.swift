// Where the program's words go: results to standard output, everything else to standard error.
import Glibc
import Measuring
import Reporting
import Synchronization

/// A place for text.
public protocol TextOutput: Sendable {
    /// Writes the text at once. A reader that has gone away (`turnout report … | head`) is no error.
    func write(_ text: String)
}

/// An open descriptor as a place for text.
public final class DescriptorOutput: TextOutput {
    let descriptor: Int32
    // Written by whichever thread shows something, read once at the end.
    private let firstFault = Atomic<Int32>(0)

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// The error number of the first write that failed, other than for a reader that has gone away; nil: all was
    /// written. A full disk behind `--json > summary.json` must not pass for a result.
    var fault: Int32? {
        let number = firstFault.load(ordering: .relaxed)
        return number == 0 ? nil : number
    }

    /// Standard output.
    public static let standardOutput = DescriptorOutput(descriptor: STDOUT_FILENO)
    /// Standard error.
    public static let standardError = DescriptorOutput(descriptor: STDERR_FILENO)

    /// Writes the text, in as many system calls as that takes.
    public func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while let start = rest.baseAddress, unsafe !rest.isEmpty {
                let written = unsafe Glibc.write(descriptor, start, rest.count)
                if written < 0, errno == EINTR { continue }
                guard written > 0 else {
                    if written < 0, errno != EPIPE {
                        _ = firstFault.compareExchange(expected: 0, desired: errno, ordering: .relaxed)
                    }
                    return
                }
                unsafe rest = UnsafeRawBufferPointer(rebasing: rest[written...])
            }
        }
    }

    /// Whether a terminal is at the other end.
    var isTerminal: Bool { isatty(descriptor) == 1 }

    /// How many columns the terminal shows; nil where there is none or it does not say.
    var columns: Int? {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}

/// The program's two outputs and what may be done with them.
public struct Console: Sendable {
    /// Results.
    public var output: any TextOutput
    /// Progress, notices, errors.
    public var errors: any TextOutput
    /// Whether results are coloured.
    public var colourOutput: Bool
    /// Whether everything else is.
    public var colourErrors: Bool
    /// Whether standard error is a terminal whose lines can be drawn again.
    public var isLive: Bool
    /// The width that texts are set in.
    public var width: Int

    /// A console from its parts; by default without a terminal, as in a pipe.
    public init(
        output: any TextOutput, errors: any TextOutput, colourOutput: Bool = false, colourErrors: Bool = false,
        isLive: Bool = false, width: Int = 80
    ) {
        self.output = output
        self.errors = errors
        self.colourOutput = colourOutput
        self.colourErrors = colourErrors
        self.isLive = isLive
        self.width = width
    }

    /// The process's own, with colour where a terminal shows it and `NO_COLOR` (no-color.org) does not forbid it.
    public static func process(environment: [String: String]) -> Console {
        let output = DescriptorOutput.standardOutput
        let errors = DescriptorOutput.standardError
        let isPlain = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
        return Console(
            output: output, errors: errors, colourOutput: output.isTerminal && !isPlain,
            colourErrors: errors.isTerminal && !isPlain, isLive: errors.isTerminal && environment["TERM"] != "dumb",
            width: min(max(output.columns ?? errors.columns ?? 80, 60), 100))
    }

    /// This console without colour.
    func withoutColour() -> Console {
        var console = self
        console.colourOutput = false
        console.colourErrors = false
        return console
    }

    /// Lines for standard output.
    func show(_ lines: [StyledText]) {
        output.write(lines.rendered(colour: colourOutput))
    }

    /// Lines for standard error.
    func tell(_ lines: [StyledText]) {
        errors.write(lines.rendered(colour: colourErrors))
    }

    /// A problem, said on standard error.
    func report(_ problem: Problem) {
        tell(problem.lines)
    }
}
