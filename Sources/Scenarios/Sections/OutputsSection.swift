// `outputs`: the files that a run writes beside its measurements.

/// Reads the files to write.
struct OutputsSection {
    let context: LoadContext

    /// Reads the section.
    func read(_ node: WrittenNode) -> OutputsPlan? {
        guard let outputs = MappingReader(node, Vocabulary.outputs, path: "outputs", in: context) else { return nil }
        var plan = OutputsPlan()
        if let html = outputs["html"] { plan.html = context.boolean(html, outputs.path("html")) ?? true }
        for kind in OutputKind.allCases {
            guard let node = outputs[kind.rawValue] else { continue }
            let path = outputs.path(kind.rawValue)
            guard let file = context.identifier(node, path) else { continue }
            guard !OutputsSection.isNoFile(file) else {
                context.report(.notOutputFile(path: path, found: file, example: kind.example), at: node.place)
                continue
            }
            if let other = plan.files.first(where: { $0.value == file }) {
                context.report(.outputTwice(path: path, other: outputs.path(other.key.rawValue)), at: node.place)
                continue
            }
            plan.files[kind] = file
        }
        return plan
    }

    /// Whether a value is meant as something else: `true`, as for `html`, or `-`, standard output on a command line.
    private static func isNoFile(_ text: String) -> Bool {
        ["-", "true", "false"].contains(text.lowercased())
    }
}

extension OutputKind {
    /// A file name for errors and the schema.
    var example: String {
        switch self {
        case .junit: "results.xml"
        case .markdown: "summary.md"
        case .csv: "requests.csv"
        case .hlog: "times.hlog"
        }
    }
}
