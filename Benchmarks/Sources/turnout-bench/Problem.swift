// Why a benchmark could not be carried out.

/// What went wrong, as text for the terminal.
struct Problem: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}

/// What the system does not permit or does not have, so that a measurement is left out.
struct NotPermitted: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}
