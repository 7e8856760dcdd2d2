// What a run writes beside its measurements.

/// A format for which the scenario, or the command line, names a file. The raw value is its key and its option.
package enum OutputKind: String, CaseIterable, Codable, Hashable, Sendable {
    /// JUnit XML, which CI systems show as tests.
    case junit
    /// A job summary in Markdown.
    case markdown
    /// The requests as comma-separated values.
    case csv
    /// An HdrHistogram log.
    case hlog
}

/// What a run writes beside its measurements.
package struct OutputsPlan: Hashable, Sendable {
    /// Whether the run directory gets a `report.html`.
    package var html: Bool
    /// Files by format. Their paths are relative to the working directory, as on the command line.
    package var files: [OutputKind: String]

    /// Creates a plan of outputs.
    package init(html: Bool = true, files: [OutputKind: String] = [:]) {
        self.html = html
        self.files = files
    }

    /// The formats with a file, in the order of the language's keys.
    package var named: [(kind: OutputKind, path: String)] {
        OutputKind.allCases.compactMap { kind in files[kind].map { (kind, $0) } }
    }
}

extension OutputsPlan {
    /// What `check` says of them.
    var words: [String] {
        named.map { "\($0.kind.rawValue) in \($0.path)" } + (html ? [] : ["no report.html"])
    }

    /// The section, as in a scenario; empty if it says nothing that is not so without it.
    var rendered: [String] {
        let parts =
            (html ? [] : ["html: false"]) + named.map { "\($0.kind.rawValue): \(YAMLText.literal($0.path))" }
        return parts.isEmpty ? [] : ["outputs: { \(parts.joined(separator: ", ")) }"]
    }
}
