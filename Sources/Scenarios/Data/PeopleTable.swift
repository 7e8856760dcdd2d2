// A table of people, from CSV: one shared array of bytes, and where each row begins. A row is decoded when its
// participant starts, so that a million rows cost little more than their file.

/// A table of people.
package struct PeopleTable: Hashable, Sendable {
    /// The names of the columns, in their order.
    package let columns: [String]
    /// How many rows it has, without the header.
    package var count: Int { starts.count }

    private let bytes: [UInt8]
    /// Where each row begins.
    private let starts: [UInt32]

    /// Columns that replace what is generated.
    package static let identity = ["index", "name", "email", "password", "externalUserId", "role"]
    /// The most rows of a table.
    static let most = 1_000_000
    /// How many faults are collected before reading stops.
    private static let faultLimit = 10

    /// Why a table cannot be used.
    struct Faults: Error {
        var faults: [DataFault]
    }

    init(_ bytes: [UInt8]) throws(Faults) {
        var scan = CSVScan(bytes)
        var fields: [CSVScan.Field] = []
        var faults: [DataFault] = []
        var starts: [UInt32] = []
        var columns: [String] = []
        var role: Int?
        do throws(DataFault) {
            guard let (_, line) = try scan.next(into: &fields) else {
                throw DataFault(mistake: .dataIsEmpty, line: nil)
            }
            columns = fields.map { scan.text($0).trimmed }
            faults += PeopleTable.faults(in: columns).map { DataFault(mistake: $0, line: line) }
            role = columns.firstIndex(of: "role")
            while faults.count < PeopleTable.faultLimit, let (start, line) = try scan.next(into: &fields) {
                if fields.count != columns.count {
                    faults.append(
                        DataFault(mistake: .raggedRow(found: fields.count, expected: columns.count), line: line))
                } else if let role, !["user", "moderator"].contains(scan.text(fields[role])) {
                    faults.append(DataFault(mistake: .badRole, line: line))
                }
                guard starts.count < PeopleTable.most else {
                    throw DataFault(mistake: .tooManyRows(limit: PeopleTable.most), line: line)
                }
                starts.append(UInt32(start))
            }
        } catch {
            faults.append(error)
        }
        guard faults.isEmpty else { throw Faults(faults: faults) }
        guard !starts.isEmpty else { throw Faults(faults: [DataFault(mistake: .noRows, line: nil)]) }
        self.bytes = bytes
        self.starts = starts
        self.columns = columns
    }

    /// What is wrong with the names of the columns.
    private static func faults(in columns: [String]) -> [Mistake] {
        var faults: [Mistake] = []
        for (place, column) in columns.enumerated() {
            if !TemplateText.isVariableName(column.replacing("-", with: "_")) {
                faults.append(
                    .badColumn(isSemicolons: columns.count == 1 && column.contains(";") || column.contains("\t")))
            } else if columns[..<place].contains(column) {
                faults.append(.columnTwice(column))
            } else if let meant = identity.first(where: { $0.lowercased() == column.lowercased() && $0 != column }) {
                faults.append(.columnNearlyIdentity(column, ours: meant))
            }
        }
        return faults
    }

    /// The values of a row, counted from 0, in the order of the columns.
    package func row(_ index: Int) -> [String] {
        var scan = CSVScan(bytes, at: Int(starts[index]))
        var fields: [CSVScan.Field] = []
        // It was read without a fault when the scenario was loaded.
        _ = try? scan.next(into: &fields)
        return fields.map(scan.text)
    }

    package static func == (left: PeopleTable, right: PeopleTable) -> Bool {
        left.columns == right.columns && left.starts == right.starts && left.bytes == right.bytes
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(columns)
        hasher.combine(starts.count)
    }
}
