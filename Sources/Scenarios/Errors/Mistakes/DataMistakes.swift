// What can be wrong with files of people and of recorded joins.

extension Mistake {
    /// What is wrong with a file as a whole.
    static func dataFile(path: String, file: String, _ mistake: Mistake) -> Mistake {
        Mistake(
            "\(path): \"\(file)\": \(mistake.found)", expected: mistake.expected,
            remedy: mistake.remedy)
    }

    static func dataTooLarge(limit: Int) -> Mistake {
        Mistake("the file is larger than \(limit / 1024 / 1024) MiB")
    }

    static var dataIsEmpty: Mistake {
        Mistake("the file is empty", expected: "a line with the names of the columns, then one row each line")
    }

    static var noRows: Mistake {
        Mistake("there are no rows below the names of the columns")
    }

    static func raggedRow(found: Int, expected: Int) -> Mistake {
        Mistake(
            "\(found) \(found == 1 ? "value" : "values")", expected: "\(expected), as many as there are columns",
            remedy: "put a value with a comma in quotation marks")
    }

    // The row's text is left out: it is a person's.
    static var badRole: Mistake {
        Mistake("a role that does not exist", expected: "user or moderator")
    }

    static var badColumn: Mistake {
        Mistake("the name of a column is not a word", expected: "letters, digits, _ and -, a letter first")
    }

    /// A space before or behind the name of a column.
    static var columnWithSpaces: Mistake {
        Mistake(
            "a space at an end of a column's name",
            remedy: "remove it, and those beside the values below, where they would be part of the value")
    }

    /// The first line has a person instead of the names of the columns.
    static var columnNamesMissing: Mistake {
        Mistake(
            "the first line has values and not the names of the columns",
            remedy: "put a line such as email,password above it")
    }

    /// Values that are separated by something else than commas.
    static func otherSeparator(_ separator: CSVSeparator) -> Mistake {
        Mistake(
            "the values are separated by \(separator.name)", expected: "commas",
            remedy: separator == .semicolon
                ? "save the file with commas between the values; Excel writes semicolons where the system's decimal sign is a comma"
                : "save the file with commas between the values; in Excel choose the type \"CSV UTF-8\"")
    }

    /// The line `sep=;`.
    static var separatorDeclared: Mistake {
        Mistake(
            "the line `sep=` is for Excel alone",
            expected: "the names of the columns", remedy: "remove the line, and separate the values with commas")
    }

    /// A column that a step needs and the file does not have. `use` is the name written in a text; nil: the step
    /// `token` logs in with it. `nearest` is the column that may have been meant.
    static func columnMissing(_ column: String, use: String?, file: String, known: [String], nearest: String?)
        -> Mistake
    {
        Mistake(
            "\"\(file)\" has no column \"\(column)\" \(use.map { "for ${\($0)}" } ?? "for token to log in with"), "
                + "only \(Words.columns(known))",
            remedy: Words.remedy(ofColumn: column, isWritten: use != nil, nearest: nearest))
    }

    /// A cell without a value, of a column with which people log in.
    static func emptyCell(column: String) -> Mistake {
        Mistake("the column \"\(column)\" is empty in this row, and the steps log in with it")
    }

    static func columnTwice(_ name: String) -> Mistake {
        Mistake("two columns are named \(quoted(name))")
    }

    static func columnNearlyIdentity(_ name: String, ours: String) -> Mistake {
        Mistake("a column is named \(quoted(name))", remedy: "did you mean \(quoted(ours))?")
    }

    /// Rows that are used once, where only the run can tell how many are needed.
    static func uniqueOfUnknownSize(arrival: String) -> Mistake {
        Mistake(
            "each row is used once, but only the run can tell how many come (arrival: \(arrival))",
            remedy: "write `order: sequential`, which begins again after the last row, or `order: random`")
    }

    static func tooFewRows(file: String, rows: Int, needed: Int) -> Mistake {
        Mistake(
            "\"\(file)\" has \(rows) \(rows == 1 ? "row" : "rows") for \(needed) \(needed == 1 ? "participant" : "participants"), and order is unique",
            remedy: "add rows, or write `order: sequential` to use them again")
    }

    static func moderatorsBesideRole(path: String) -> Mistake {
        Mistake("\(path) beside a column \"role\", which says who is a moderator", remedy: "leave one of them out")
    }

    static var dataIsBinary: Mistake {
        Mistake("this is not a text file", expected: "lines of values with commas between them (CSV)")
    }

    static var quoteNotClosed: Mistake {
        Mistake("a quotation mark is not closed", remedy: "a quotation mark within a value is written twice")
    }

    static var textBehindQuote: Mistake {
        Mistake("text after a closing quotation mark", remedy: "a quotation mark within a value is written twice")
    }

    static func tooManyRows(limit: Int) -> Mistake {
        Mistake("more than \(limit) rows")
    }

    /// The text is left out: it may be a person's.
    static func notJoinTime(_ form: JoinTimeForm, isInOtherColumn: Bool) -> Mistake {
        Mistake(
            form.words, expected: "seconds or a duration since the start, 09:58:12, or 2026-11-24T09:58:12Z",
            remedy: isInOtherColumn ? "name the column with the times \"time\"" : form.remedy)
    }

    /// `0,5`, in a line with more values than the header names: half a second, or two values.
    static var decimalComma: Mistake {
        Mistake(
            "a number behind the comma, which may be a part of the time",
            remedy:
                "write fractions of a second with a point, as in 0.5; or name every column on the first line, such as "
                + "time,person")
    }

    static func joinWithoutTime(column: Int) -> Mistake {
        Mistake("a line without a time", expected: "one in column \(column)")
    }

    static func joinTimesDiffer(found: String, first: String, firstLine line: Int) -> Mistake {
        Mistake("\(found), unlike \(first) on line \(line)", expected: "times of one kind")
    }
}

extension JoinTimeForm {
    fileprivate var words: String {
        switch self {
        case .date: "a date of another form"
        case .halfDay: "a time with AM or PM"
        case .unknown: "no time"
        }
    }

    fileprivate var remedy: String? {
        switch self {
        case .date: "in a spreadsheet give the column the format YYYY-MM-DD HH:MM:SS, and save it again"
        case .halfDay: "in a spreadsheet give the column the format HH:MM:SS, and save it again"
        case .unknown: nil
        }
    }
}
