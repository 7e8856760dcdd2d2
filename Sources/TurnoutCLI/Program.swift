// The program: arguments in, exit code out. Everything it needs from the process is passed in, so that it can be tested.
package import Analysis
import Glibc
import Measuring

/// Turnout's command line.
package struct Program: Sendable {
    /// The environment's names and values.
    package var environment: [String: String]
    /// Its outputs.
    package var console: Console

    /// Creates a program.
    package init(environment: [String: String], console: Console) {
        self.environment = environment
        self.console = console
    }

    /// Runs the command. Blocks the calling thread until it is done.
    package func run(_ words: [String]) -> ExitCode {
        do {
            switch try Usage.parse(words) {
            case .text(let text):
                console.output.write(text, .result)
                return .passed
            case .run(let arguments) where arguments.debug:
                return try DebugCommand(
                    arguments: arguments, environment: environment, console: console(arguments.output)
                ).run()
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
            case .compare(let arguments):
                return try CompareCommand(arguments: arguments, console: console(arguments.output)).run()
            case .merge(let arguments):
                return try MergeCommand(arguments: arguments, console: console(arguments.output)).run()
            case .prepare(let arguments):
                return try PrepareCommand(
                    arguments: arguments, words: Array(words.dropFirst()), environment: environment,
                    console: console(arguments.output)
                ).run()
            case .teardown(let arguments):
                return try TeardownCommand(
                    arguments: arguments, environment: environment, console: console(arguments.output)
                ).run()
            case .watch(let arguments):
                return try WatchCommand(arguments: arguments, console: console(arguments.output)).run()
            case .capacity(let arguments):
                return try CapacityCommand(
                    arguments: arguments, environment: environment, console: console(arguments.output)
                ).run()
            case .start(let arguments):
                return try InitCommand(arguments: arguments, console: console(arguments.output)).run()
            case .schema(let arguments):
                return SchemaCommand(console: console(arguments.output)).run()
            }
        } catch {
            console.report(error)
            return error.code
        }
    }

    private func console(_ output: OutputArguments) -> Console {
        output.noColor ? console.withoutColour() : console
    }

    /// The process from start to exit. Synchronous, because an asynchronous main would turn the main thread into
    /// Dispatch's.
    package static func main() -> Never {
        // If a reader goes away (`turnout report … | head`) or a file reaches its size limit (`ulimit -f`), the write
        // fails instead of ending the process.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        occupyStandardDescriptors()
        let environment = ProcessEnvironment.current
        let program = Program(environment: environment, console: .process(environment: environment))
        var code = program.run(ProcessArguments.current)
        // Only the results remain to be written, for as long as the user waits for them.
        TerminationSignals.quitAtOnce()
        DescriptorOutput.standardOutput.finish()
        code = program.confirmOutput(DescriptorOutput.standardOutput.fault, code)
        DescriptorOutput.standardError.finish()
        exit(code.rawValue)
    }

    /// The exit code, once it is known whether the results could be written.
    func confirmOutput(_ fault: Int32?, _ code: ExitCode) -> ExitCode {
        guard let fault else { return code }
        console.report(Problem("cannot write to standard output: \(SystemError.words(fault))"))
        return code == .usage ? code : .notCarriedOut
    }

    /// Opens closed standard descriptors (`>&-`) on /dev/null. Otherwise the next file or socket would get their
    /// numbers, and messages would be written into it.
    private static func occupyStandardDescriptors() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
            // open() returns the lowest free number, which is this one.
            _ = unsafe open("/dev/null", O_RDWR)
        }
    }
}
