// The program's two outputs: results go to standard output, everything else to standard error.
import Measuring
import Reporting

/// The program's two outputs and how to write to them.
package struct Console: Sendable {
    /// Results.
    package var output: any TextOutput
    /// Progress, notices, errors.
    package var errors: any TextOutput
    /// Whether results are coloured.
    package var colourOutput: Bool
    /// Whether everything else is coloured.
    package var colourErrors: Bool
    /// Whether standard error is a terminal whose lines can be redrawn.
    package var isLive: Bool
    /// The width of text in columns.
    package var width: Int

    /// Creates a console; by default without a terminal, as in a pipe.
    package init(
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

    /// The process's own console, with colour if the terminal supports it and `NO_COLOR` (no-color.org) is not set.
    package static func process(environment: [String: String]) -> Console {
        let output = DescriptorOutput.standardOutput
        let errors = DescriptorOutput.standardError
        let isPlain = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
        return Console(
            output: output, errors: errors, colourOutput: output.isTerminal && !isPlain,
            colourErrors: errors.isTerminal && !isPlain, isLive: errors.isTerminal && environment["TERM"] != "dumb",
            width: min(max((output.size ?? errors.size ?? .standard).columns, 40), 100))
    }

    /// This console without colour.
    func withoutColour() -> Console {
        var console = self
        console.colourOutput = false
        console.colourErrors = false
        return console
    }

    /// Prints lines to standard output.
    func show(_ lines: [StyledText], _ importance: TextImportance = .result) {
        output.write(lines.rendered(colour: colourOutput), importance)
    }

    /// Prints warnings about a scenario to standard error.
    func warn(_ warnings: [String]) {
        tell(warnings.map { StyledText("warning: ", .caution) + StyledText($0) })
    }

    /// Prints lines to standard error.
    /// - Returns: false if they were dropped because nobody reads.
    @discardableResult
    func tell(_ lines: [StyledText], _ importance: TextImportance = .notice) -> Bool {
        errors.write(lines.rendered(colour: colourErrors), importance)
    }

    /// Reports a problem on standard error.
    func report(_ problem: Problem) {
        tell(problem.lines, .result)
    }

    /// Waits until all results are written, or cannot be written.
    func drained() async {
        await output.drained()
        await errors.drained()
    }
}
