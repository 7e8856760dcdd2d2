// `outputs`: the files that a run writes beside its measurements.
import Scenarios
import Testing

@Suite struct OutputsSectionTests {
    private func plan(_ outputs: String) throws -> Plan { try load(Sample.scenario(rest: "outputs: \(outputs)")) }

    @Test func `files are read, and a report is written unless it is not wanted`() throws {
        let outputs = try plan(
            "{ html: false, junit: results.xml, markdown: a/summary.md, csv: r.csv, hlog: t.hlog }"
        ).outputs
        #expect(
            outputs
                == OutputsPlan(
                    html: false,
                    files: [
                        .junit: "results.xml", .markdown: "a/summary.md", .csv: "r.csv", .hlog: "t.hlog",
                    ]))
        #expect(try load(Sample.scenario()).outputs == OutputsPlan(html: true))
        #expect(try plan("").outputs == OutputsPlan())
    }

    @Test(arguments: ["{ junit: results.xml }", "{ html: false, csv: \"a, b: $${c}.csv\" }", "{ html: true }"])
    func `outputs are written out so that they are read back the same`(text: String) throws {
        let plan = try plan(text)
        #expect(try load(plan.resolvedDescription).outputs == plan.outputs)
    }

    @Test func `outputs are described in words`() throws {
        #expect(
            try plan("{ html: false, markdown: summary.md, junit: results.xml }").summary.outputs
                == ["junit in results.xml", "markdown in summary.md", "no report.html"])
        #expect(try load(Sample.scenario()).summary.outputs.isEmpty)
    }
}
