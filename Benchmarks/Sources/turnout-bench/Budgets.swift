// The committed budgets.
import Foundation

/// The maximum for each measure, by the row's name.
struct Budgets {
    var limits: [String: Double]

    init(file: String) throws {
        limits = try JSONDecoder().decode([String: Double].self, from: Data(contentsOf: URL(filePath: file)))
    }

    /// The rows with their budgets filled in.
    func judge(_ rows: [Row]) -> [Row] {
        rows.map { row in
            var row = row
            row.budget = limits[row.id]
            return row
        }
    }
}
