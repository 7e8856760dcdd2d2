// Separators that spreadsheets write in place of commas.

/// A separator other than a comma.
enum CSVSeparator: UInt8, CaseIterable {
    case semicolon = 0x3B
    case tab = 0x09

    /// What errors call it.
    var name: String {
        switch self {
        case .semicolon: "semicolons"
        case .tab: "tabs"
        }
    }

    /// The separator of a record that has no comma in it, and where it first stands, in Unicode scalars from 1.
    ///
    /// It is looked for in the first line alone: there are names there, or a time, and no text with a semicolon in it.
    static func of(_ fields: [CSVScan.Field], in scan: CSVScan) -> (separator: CSVSeparator, column: Int)? {
        guard let field = fields.first, fields.count == 1, !field.isQuoted else { return nil }
        let scalars = scan.text(field).unicodeScalars
        for (place, scalar) in scalars.enumerated() {
            guard let byte = UInt8(exactly: scalar.value), let separator = CSVSeparator(rawValue: byte) else {
                continue
            }
            return (separator, scan.column(of: field) + place)
        }
        return nil
    }

    /// The line `sep=;`, by which a file tells one program alone what its separator is.
    static func isDeclared(by fields: [CSVScan.Field], in scan: CSVScan) -> Bool {
        fields.first.map { scan.text($0).lowercased().hasPrefix("sep=") } ?? false
    }
}
