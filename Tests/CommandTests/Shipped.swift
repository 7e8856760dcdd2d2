// The scenarios that come with Turnout.

/// The scenarios that are shipped.
enum Shipped {
    /// The folder `scenarios` of this package, found from this file.
    static let folder = String(#filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }) + "/scenarios"

    static func path(_ name: String) -> String { "\(folder)/\(name).yaml" }
}
