// Scenarios of processes on several machines, as they are compared.

/// A resolved scenario without what is each machine's own: where it was found, and from which addresses participants connect.
enum ComparableScenario {
    /// The text without the folder of the scenario's file, from which it names others: on another machine, or from another
    /// working directory, it has another path.
    /// `source` is the scenario's file as the user wrote it.
    static func text(_ description: String, source: String) -> String {
        let lines = description.split(separator: "\n", omittingEmptySubsequences: false)
        let text = lines.filter { !$0.hasPrefix("  source-addresses: ") }.joined(separator: "\n")
        guard !source.contains("://"), let slash = source.lastIndex(of: "/"), slash > source.startIndex else {
            return text
        }
        // Names of files are quoted.
        return text.replacing("\"\(source[...slash])", with: "\"")
    }
}
