// The examples of the documentation do what the text beside them says: each is run by the real binary.
import Analysis
import Foundation
import Support
import Testing

/// An example: a block of YAML in a document.
struct DocumentedExample: CustomTestStringConvertible, Sendable {
    let document: String
    let line: Int
    let text: String
    /// Options that make it short enough, from a comment before the block: `<!-- run: --set arrival.over=1s -->`.
    let options: [String]

    var testDescription: String { "\(document):\(line)" }

    /// The examples of these documents.
    static let all = ["docs/scenario-language.md", "docs/your-own-site.md"].flatMap(examples(of:))

    private static func examples(of document: String) -> [DocumentedExample] {
        guard let text = try? String(contentsOfFile: "\(Shipped.repository)/\(document)", encoding: .utf8) else {
            return []
        }
        var examples: [DocumentedExample] = []
        var options: [String] = []
        var block: (line: Int, lines: [String])?
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if let open = block {
                if line == "```" {
                    examples.append(
                        DocumentedExample(
                            document: document, line: open.line, text: open.lines.joined(separator: "\n"),
                            options: options))
                    (block, options) = (nil, [])
                } else {
                    block?.lines.append(String(line))
                }
            } else if line.hasPrefix("```yaml") {
                block = (number + 1, [])
            } else if line.hasPrefix("<!-- run: "), line.hasSuffix(" -->") {
                options = words(of: line.dropFirst(10).dropLast(4))
            }
        }
        return examples
    }

    /// Words as a shell splits them, with single quotes.
    private static func words(of text: Substring) -> [String] {
        var words = [""]
        var isQuoted = false
        for character in text {
            switch character {
            case "'": isQuoted.toggle()
            case " " where !isQuoted: words.append("")
            default: words[words.count - 1].append(character)
            }
        }
        return words.filter { !$0.isEmpty }
    }

    /// The example as a whole scenario: a list is a journey, and sections that it lacks are added.
    var scenario: String {
        if text.contains("\njourney:") && text.hasPrefix("turnout: 1") { return text }
        let lines = text.split(separator: "\n").filter { $0 != "turnout: 1" }
        let indent = lines.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        let indented = lines.map { "  \($0.dropFirst(indent))" }.joined(separator: "\n")
        var sections = indented.hasPrefix("  -") ? "journey:\n\(indented)" : lines.joined(separator: "\n")
        func has(_ section: String) -> Bool {
            sections.hasPrefix("\(section):") || sections.contains("\n\(section):")
        }
        if !has("target") { sections += "\ntarget: { api: stand-in }" }
        if !has("crowds") {
            let isOpen = ["rate:", "stages:", "trace:", "looping:"].contains { sections.contains($0) }
            if !has("participants"), !isOpen { sections += "\nparticipants: { count: 3 }" }
            if !has("journey") { sections += "\njourney: [ token, generate-access, enter-room ]" }
        }
        return has("turnout") ? "\(sections)\n" : "turnout: 1\n\(sections)\n"
    }
}

@Suite(.serialized) struct DocumentationTests {
    @Test func `there are examples of every part of the language`() { #expect(DocumentedExample.all.count >= 12) }

    @Test(arguments: DocumentedExample.all)
    func `an example of the documentation runs as it stands`(example: DocumentedExample) async throws {
        let folder = try TemporaryFolder()
        try folder.write("example.yaml", example.scenario)
        try folder.write(
            "people.csv",
            "email,password,group\n" + (1...3).map { "participant-\($0)@example.test,password-\($0),a\n" }.joined())
        try folder.write("joins.csv", "joined\n19:00:00\n19:00:00.5\n19:00:01\n")
        let outcome = try await Command(
            ["run", "example.yaml", "--json", "--quiet", "--set", "thresholds=[failures == 0]"] + example.options,
            in: folder
        ).run()
        #expect(outcome.code == 0, "\(example.scenario)\n\(outcome.output)\(outcome.errors)")
        guard outcome.code == 0 else { return }
        let summary = try Summary(json: outcome.output)
        #expect(summary.participants.entered > 0)
        #expect(summary.participants.entered == summary.participants.started)
    }
}
