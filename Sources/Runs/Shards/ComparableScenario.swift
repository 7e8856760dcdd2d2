// Scenarios of processes on several machines, as they are compared.

/// A resolved scenario without where it was found.
enum ComparableScenario {
    /// The text without the folder of the scenario's file, from which it names others: on another machine, or from another
    /// working directory, it has another path.
    /// `source` is the scenario's file as the user wrote it.
    static func text(_ description: String, source: String) -> String {
        guard !source.contains("://"), let slash = source.lastIndex(of: "/"), slash > source.startIndex else {
            return description
        }
        // Names of files are quoted.
        return description.replacing("\"\(source[...slash])", with: "\"")
    }
}
