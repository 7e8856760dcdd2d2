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

    /// Where the first cell without a value is, of each column with which people log in.
    let emptyCells: [String: Cell]

    /// A place in the file.
    struct Cell: Hashable {
        var line: Int
        var column: Int
    }

    /// Columns with which people log in: each must have a value in every row if a scenario uses it.
    static let credentials = ["email", "password"]
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
        var credentials: [(name: String, index: Int)] = []
        var emptyCells: [String: Cell] = [:]
        do throws(DataFault) {
            guard let (_, line) = try scan.next(into: &fields) else {
                throw DataFault(mistake: .dataIsEmpty, line: nil)
            }
            if CSVSeparator.isDeclared(by: fields, in: scan) {
                throw DataFault(mistake: .separatorDeclared, line: line)
            }
            if let (separator, column) = CSVSeparator.of(fields, in: scan) {
                throw DataFault(mistake: .otherSeparator(separator), line: line, column: column)
            }
            columns = fields.map(scan.text)
            faults += PeopleTable.faults(in: columns).map { mistake, index in
                DataFault(mistake: mistake, line: line, column: scan.column(of: fields[index]))
            }
            role = columns.firstIndex(of: "role")
            credentials = PeopleTable.credentials.compactMap { name in
                columns.firstIndex(of: name).map { (name, $0) }
            }
            while faults.count < PeopleTable.faultLimit, let (start, line) = try scan.next(into: &fields) {
                if fields.count != columns.count {
                    faults.append(
                        DataFault(mistake: .raggedRow(found: fields.count, expected: columns.count), line: line))
                } else if let role, !["user", "moderator"].contains(scan.text(fields[role])) {
                    faults.append(DataFault(mistake: .badRole, line: line, column: scan.column(of: fields[role])))
                } else {
                    for (name, index) in credentials where fields[index].bytes.isEmpty && emptyCells[name] == nil {
                        emptyCells[name] = Cell(line: line, column: scan.column(of: fields[index]))
                    }
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
        self.emptyCells = emptyCells
    }

    /// What is wrong with the names of the columns, and in which of them.
    private static func faults(in columns: [String]) -> [(Mistake, index: Int)] {
        // Names above no people are words; an address or a number is somebody's.
        let isPerson = columns.contains { $0.contains("@") || WholeNumber.isDigits($0) && !$0.isEmpty }
        if isPerson, let index = columns.firstIndex(where: { $0.contains("@") }) ?? columns.indices.first {
            return [(.columnNamesMissing, index)]
        }
        var faults: [(Mistake, index: Int)] = []
        for (place, column) in columns.enumerated() {
            if column != column.trimmed {
                faults.append((.columnWithSpaces, place))
            } else if !TemplateText.isVariableName(column.replacing("-", with: "_")) {
                faults.append((.badColumn, place))
            } else if columns[..<place].contains(column) {
                faults.append((.columnTwice(column), place))
            } else if let meant = identity.first(where: { $0.lowercased() == column.lowercased() && $0 != column }) {
                faults.append((.columnNearlyIdentity(column, ours: meant), place))
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

    /// The line of the file on which a row begins, counted from 1. Reads the file up to it.
    func line(ofRow index: Int) -> Int {
        var scan = CSVScan(bytes)
        var fields: [CSVScan.Field] = []
        while let (start, line) = try? scan.next(into: &fields) {
            if start == Int(starts[index]) { return line }
        }
        return 1
    }

    package static func == (left: PeopleTable, right: PeopleTable) -> Bool {
        left.columns == right.columns && left.starts == right.starts && left.bytes == right.bytes
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(columns)
        hasher.combine(starts.count)
    }
}
