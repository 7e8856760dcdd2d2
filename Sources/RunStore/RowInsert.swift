// Inserts rows into SQLite, bound column by column through SQLite's own interface.
//
// GRDB binds a statement's arguments from an array of boxed values that it checks and converts one by one: 2.7 to 3.0
// µs of CPU for the twenty-two columns of a request, whereas SQLite's own insertion takes 0.9. A flow of three requests
// has seven rows and takes about 140 µs, of which recording should take only a few per cent. Bound directly, all seven
// rows take 4.1 µs. GRDB still does preparing, caching, transactions and errors.
import GRDB
import GRDBSQLite

/// An `INSERT` of one row or several, with one parameter per column, bound from left to right and then executed.
struct RowInsert: ~Copyable {
    /// Keeps the handle alive; GRDB finalises it together with the connection.
    private let statement: Statement
    private let database: Database
    private var column: Int32 = 0

    /// Prepares the statement, or reuses the one prepared earlier on this connection.
    init(_ sql: String, in database: Database) throws {
        statement = try database.cachedStatement(sql: sql)
        self.database = database
    }

    /// Binds the next column.
    mutating func bind(_ value: some FixedWidthInteger) {
        column += 1
        // Binding fails only for a column that does not exist; the row is then rejected for its NULL or its column
        // count.
        _ = unsafe sqlite3_bind_int64(statement.sqliteStatement, column, Int64(truncatingIfNeeded: value))
    }

    /// Binds the next column, NULL for nil.
    mutating func bind(_ value: (some FixedWidthInteger)?) {
        if let value { bind(value) } else { bindNull() }
    }

    /// Binds the next column to a text that is never freed, so that SQLite need not copy it.
    mutating func bind(_ text: StaticString) {
        column += 1
        _ = text.withUTF8Buffer { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                unsafe sqlite3_bind_text(
                    statement.sqliteStatement, column, characters.baseAddress, Int32(characters.count), nil)
            }
        }
    }

    /// Binds the next column to a text, which SQLite copies; NULL for nil.
    mutating func bind(_ text: String?) {
        guard var text else { return bindNull() }
        column += 1
        text.withUTF8 { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                // SQLITE_TRANSIENT, a macro that Swift cannot read: the address -1 tells SQLite to copy.
                let copies = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
                _ = unsafe sqlite3_bind_text(
                    statement.sqliteStatement, column, characters.baseAddress, Int32(characters.count), copies)
            }
        }
    }

    /// Binds the next column to NULL.
    mutating func bindNull() {
        column += 1
        _ = unsafe sqlite3_bind_null(statement.sqliteStatement, column)
    }

    /// Inserts what was bound and prepares for the next row.
    ///
    /// - Throws: SQLite's error: the disk is full, the file cannot be written.
    mutating func insert() throws {
        column = 0
        let code = unsafe sqlite3_step(statement.sqliteStatement)
        // `sqlite3_reset` returns the code of a failed step again.
        _ = unsafe sqlite3_reset(statement.sqliteStatement)
        guard code == SQLITE_DONE else {
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage, sql: statement.sql)
        }
    }
}

/// The SQL for insertions into one table, assembled once per run file, since there is a transaction every few hundred
/// rows.
struct TableInsertSQL: Sendable {
    let many: String
    let one: String

    /// `columns` are in the order in which they will be bound, one row after another.
    init(into table: StaticString, columns: StaticString) {
        let names = columns.description
        let row = "(" + names.split(separator: ",").map { _ in "?" }.joined(separator: ",") + ")"
        func sql(rows: Int) -> String {
            "INSERT INTO \(table) (\(names)) VALUES " + repeatElement(row, count: rows).joined(separator: ",")
        }
        many = sql(rows: TableInsert.rowsAtOnce)
        one = sql(rows: 1)
    }
}

/// Insertions into one table: many rows per statement while there are enough, the rest one by one.
struct TableInsert: ~Copyable {
    /// Sixteen rows share the cost of executing a statement, which saves a fifth of the CPU for recording. More rows
    /// save nothing further.
    static let rowsAtOnce = 16

    var many: RowInsert
    var one: RowInsert

    init(_ sql: TableInsertSQL, in database: Database) throws {
        let many = try RowInsert(sql.many, in: database)
        let one = try RowInsert(sql.one, in: database)
        self.many = many
        self.one = one
    }
}
