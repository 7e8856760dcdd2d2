// The options that name files for other formats.
import ArgumentParser
import Scenarios

/// Files to write in other formats; `-` is standard output.
struct OutputFileArguments: ParsableArguments {
    @Option(help: ArgumentHelp("Write JUnit XML, for a CI system; - is standard output.", valueName: "file"))
    var junit: String?

    @Option(help: ArgumentHelp("Write a job summary in Markdown; - is standard output.", valueName: "file"))
    var markdown: String?

    @Option(help: ArgumentHelp("Write the requests, a row each; - is standard output.", valueName: "file"))
    var csv: String?

    @Option(
        help: ArgumentHelp(
            "Write the steps' times as an HdrHistogram log; - is standard output.", valueName: "file"))
    var hlog: String?

    /// The file for a format.
    func path(_ kind: OutputKind) -> String? {
        switch kind {
        case .junit: junit
        case .markdown: markdown
        case .csv: csv
        case .hlog: hlog
        }
    }

    /// The options in use, as written on the command line, with their files.
    var given: [(option: String, path: String)] {
        OutputKind.allCases.compactMap { kind in path(kind).map { ("--\(kind.rawValue)", $0) } }
    }

    func validate() throws {
        for (option, path) in given where path.isEmpty {
            throw ValidationError(
                "The value '' is invalid for '\(option) <file>': name a file, or - for standard output.")
        }
        let dashes = given.filter { $0.path == RequestedOutputs.dash }
        if dashes.count > 1 {
            throw ValidationError(
                "'\(dashes[0].option) -' and '\(dashes[1].option) -' cannot both use standard output.")
        }
    }
}
