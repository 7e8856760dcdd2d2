// The fields of a row, checked as they are read.
import GRDB
import GRDBSQLite

/// A row with content that no version of Turnout has written.
struct DamagedRow: Error {
    /// What is wrong, as the middle of a sentence.
    var description: String
}

/// A row whose values are checked as they are read: a damaged file must lead to a message, but GRDB's own subscripts
/// end the process if a value does not fit. Reads the columns of the statement itself, as `RowInsert` binds them: GRDB's
/// conversion that keeps the type looks up metadata for every value, which took half of the time to read a run.
struct Fields {
    private let statement: Statement

    /// Calls `body` with each row of a query. Column 0 identifies a damaged row.
    static func forEach(in database: Database, _ sql: String, _ body: (Fields) throws -> Void) throws {
        let statement = try database.makeStatement(sql: sql)
        let cursor = try Row.fetchCursor(statement)
        while try cursor.next() != nil { try body(Fields(statement: statement)) }
    }

    var damaged: DamagedRow {
        let number = unsafe DatabaseValue(sqliteStatement: statement.sqliteStatement, index: 0)
        return DamagedRow(description: "row \(number) of `\(statement.sql)` is invalid")
    }

    func integer<Value: FixedWidthInteger>(_ column: Int) throws(DamagedRow) -> Value {
        guard let value: Value = try integerIfKnown(column) else { throw damaged }
        return value
    }

    func integerIfKnown<Value: FixedWidthInteger>(_ column: Int) throws(DamagedRow) -> Value? {
        switch unsafe sqlite3_column_type(statement.sqliteStatement, CInt(column)) {
        case SQLITE_NULL: return nil
        case SQLITE_INTEGER:
            let integer = unsafe sqlite3_column_int64(statement.sqliteStatement, CInt(column))
            guard let exact = Value(exactly: integer) else { throw damaged }
            return exact
        default: throw damaged
        }
    }

    /// A time or duration whose differences cannot overflow: within eighteen years of the run.
    func nanoseconds(_ column: Int) throws(DamagedRow) -> Int64 {
        guard let value = try nanosecondsIfKnown(column) else { throw damaged }
        return value
    }

    func nanosecondsIfKnown(_ column: Int) throws(DamagedRow) -> Int64? {
        guard let value: Int64 = try integerIfKnown(column) else { return nil }
        guard value.magnitude < SoundLimits.nanoseconds else { throw damaged }
        return value
    }

    /// A duration whose nanoseconds cannot overflow.
    func microseconds(_ column: Int) throws(DamagedRow) -> Int64 {
        guard let value = try microsecondsIfKnown(column) else { throw damaged }
        return value
    }

    func microsecondsIfKnown(_ column: Int) throws(DamagedRow) -> Int64? {
        guard let value: Int64 = try integerIfKnown(column) else { return nil }
        guard value.magnitude < SoundLimits.microseconds else { throw damaged }
        return value
    }

    func text(_ column: Int) throws(DamagedRow) -> String {
        guard let text = try textIfKnown(column) else { throw damaged }
        return text
    }

    func textIfKnown(_ column: Int) throws(DamagedRow) -> String? {
        switch unsafe sqlite3_column_type(statement.sqliteStatement, CInt(column)) {
        case SQLITE_NULL: return nil
        case SQLITE_TEXT:
            // Nil only if there is no memory for it.
            guard let text = unsafe sqlite3_column_text(statement.sqliteStatement, CInt(column)) else { throw damaged }
            return unsafe String(cString: text)
        default: throw damaged
        }
    }
}
