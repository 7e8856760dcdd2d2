import Analysis
import Testing
import TurnoutCLI

@Suite struct ProgramTests {
    private func run(_ words: [String]) -> (code: ExitCode, output: String, errors: String) {
        let output = Recording()
        let errors = Recording()
        let code = Program(environment: [:], console: Console(output: output, errors: errors)).run(words)
        return (code, output.text, errors.text)
    }

    @Test func `results and errors never share an output`() {
        let help = run(["run", "--help"])
        #expect(help.code == .passed)
        #expect(help.errors == "")
        #expect(help.output.hasPrefix("OVERVIEW: "))
        let mistake = run(["rnu"])
        #expect(mistake.code == .usage)
        #expect(mistake.output == "")
        #expect(mistake.errors.contains("did you mean 'run'?"))
    }

    @Test(arguments: ["run", "check"])
    func `a missing scenario ends with 64`(verb: String) {
        let outcome = run([verb, "/nonexistent/scenario.yaml"])
        #expect(outcome.code == .usage)
        #expect(outcome.errors == "/nonexistent/scenario.yaml: there is no such file\n")
    }

    @Test func `checking a URL prints what would be requested`() {
        let outcome = run(["check", "https://edu.example/lesson/1?x=2", "--participants", "500", "--no-color"])
        #expect(outcome.code == .passed)
        #expect(outcome.output.contains("https://edu.example"))
        #expect(outcome.output.contains("500 participants"))
        #expect(outcome.output.contains("at once"))
    }
}
