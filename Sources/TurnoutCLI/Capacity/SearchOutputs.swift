// What a capacity search writes beside its directory, and what it prints.
import Analysis
import Glibc
import Measuring
import Reporting

/// The files of a search, and what belongs on standard output.
struct SearchOutputs: Sendable {
    private enum Format: String {
        case json, junit, markdown
    }

    private let files: [(format: Format, path: String)]
    private let standardOutput: Format?
    private let permissions: mode_t

    /// The outputs of some arguments. `mask` is the process's `umask`.
    init(_ arguments: CapacityArguments, mask: mode_t) {
        let given = [(Format.junit, arguments.junit), (.markdown, arguments.markdown)].compactMap { format, path in
            path.map { (format, $0) }
        }
        files = given.filter { $0.1 != RequestedOutputs.dash }
        standardOutput = arguments.json ? .json : given.first { $0.1 == RequestedOutputs.dash }?.0
        permissions = 0o666 & ~mask
    }

    /// Finds out whether the files can be written, before anything is sent.
    ///
    /// - Parameter directory: the search's directory, if it is known already.
    /// - Throws: what cannot be written and why; exit code 64.
    func check(besides directory: String?) throws(Problem) {
        var problems: [Problem] = []
        let names = [SearchDirectory.document, SearchDirectory.page]
        let own = directory.map { path in names.map { OutputFile.resolved("\(path)/\($0)") } } ?? []
        for (_, path) in files {
            do throws(Problem) { try OutputFile.check(path) } catch { problems.append(error) }
            if own.contains(OutputFile.resolved(path)) {
                problems.append(Problem("cannot write '\(path)': it is the search's own file"))
            }
        }
        guard problems.isEmpty else {
            let details = Problem(joining: problems).details
            throw Problem(details, remedy: "Name another file. Nothing was sent.", kind: .usage)
        }
    }

    /// Prints the answer, and writes the files.
    /// - Throws: what could not be written.
    func show(_ document: CapacityDocument, in directory: SearchDirectory, on console: Console) throws(Problem) {
        let lines = TerminalCapacity(document, width: console.width).lines(directory: directory.path)
        if let standardOutput {
            console.tell(lines, .result)
            console.output.write(try text(standardOutput, document), .result)
        } else {
            console.show(lines)
        }
        var problems: [Problem] = []
        for (format, path) in files {
            do throws(Problem) {
                let file = try OutputFile(path, permissions: permissions)
                try file.write(try text(format, document))
                try file.finish()
            } catch {
                problems.append(error)
            }
        }
        guard problems.isEmpty else { throw Problem(joining: problems) }
    }

    private func text(_ format: Format, _ document: CapacityDocument) throws(Problem) -> String {
        switch format {
        case .json:
            do throws(SummaryFormatError) { return try document.json } catch { throw Problem(error.message) }
        case .markdown: return CapacityMarkdown(document).text
        case .junit:
            do { return try CapacityJUnit(document).xml } catch {
                throw Problem("the result cannot be written as JUnit XML: \(error)")
            }
        }
    }
}
