// The files that are shipped with Turnout.

/// The files that are shipped.
enum Shipped {
    /// This package's folder, found from this file.
    static let repository = String(#filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" })

    static func path(_ name: String) -> String { "\(repository)/scenarios/\(name).yaml" }
}
