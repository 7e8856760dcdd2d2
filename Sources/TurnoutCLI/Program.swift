// The program: words in, exit code out. Everything it needs from the process is handed in, so that it can be tested.
package import Analysis
import Glibc
import Measuring

/// Turnout's command line.
package struct Program: Sendable {
    /// The environment's names and values.
    package var environment: [String: String]
    /// Where its words go.
    package var console: Console

    /// A program in these surroundings.
    package init(environment: [String: String], console: Console) {
        self.environment = environment
        self.console = console
    }

    /// Does what the words ask for, and says how it went. Blocks its thread until then.
    package func run(_ words: [String]) -> ExitCode {
        do {
            switch try Usage.parse(words) {
            case .text(let text):
                console.output.write(text, .result)
                return .passed
            case .run(let arguments):
                return try RunCommand(
                    arguments: arguments, environment: environment, console: console(arguments.output)
                ).run()
            case .check(let arguments):
                return try CheckCommand(
                    arguments: arguments, environment: environment, console: console(arguments.output)
                ).run()
            case .standIn(let arguments):
                return try StandInCommand(arguments: arguments, console: console(arguments.output)).run()
            case .report(let arguments):
                return try ReportCommand(arguments: arguments, console: console(arguments.output)).run()
            }
        } catch {
            console.report(error)
            return error.code
        }
    }

    private func console(_ output: OutputArguments) -> Console {
        output.noColor ? console.withoutColour() : console
    }

    /// The process's whole life: its arguments, its environment, its outputs, its exit code. The main function stays
    /// synchronous, since an asynchronous one would turn the main thread into Dispatch's.
    package static func main() -> Never {
        // A reader that goes away (`turnout report … | head`) and a file that reaches its size limit (`ulimit -f`) are
        // told by the failing write, not by a signal.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        occupyStandardDescriptors()
        let environment = ProcessEnvironment.current
        let program = Program(environment: environment, console: .process(environment: environment))
        var code = program.run(Array(CommandLine.arguments.dropFirst()))
        // All that is left to do is to write the results, for as long as the user has patience.
        TerminationSignals.quitAtOnce()
        DescriptorOutput.standardOutput.finish()
        code = program.confirmOutput(DescriptorOutput.standardOutput.fault, code)
        DescriptorOutput.standardError.finish()
        exit(code.rawValue)
    }

    /// The exit code once it is known whether the results could be written.
    func confirmOutput(_ fault: Int32?, _ code: ExitCode) -> ExitCode {
        guard let fault else { return code }
        let reason = unsafe strerror(fault).map { unsafe String(cString: $0) } ?? "error \(fault)"
        console.report(Problem("standard output could not be written: \(reason)"))
        return code == .usage ? code : .notCarriedOut
    }

    /// Opens what was handed over closed (`>&-`) on nothing: the next file or socket would otherwise get its number, and
    /// the words meant for a reader would go there.
    private static func occupyStandardDescriptors() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
            // The lowest free number is given out, which is this one.
            _ = unsafe open("/dev/null", O_RDWR)
        }
    }
}
