// Splits CSV into records and fields (RFC 4180), without copying the text.
//
// The only Swift libraries for CSV build a text for every field of the whole file. Here a table of a million rows stays
// one array of bytes, and a row is decoded when its participant starts.

/// Reads the records of a CSV text one after another.
///
/// A byte order mark is skipped, lines end with LF, CR LF or CR, and blank lines are no records. A quotation mark within
/// an unquoted field stands for itself, as spreadsheets read it.
struct CSVScan {
    /// A field: its bytes, without the quotation marks around them.
    struct Field: Hashable {
        var bytes: Range<Int>
        var isQuoted: Bool
    }

    private let bytes: [UInt8]
    /// Where the text begins, behind a byte order mark.
    private let first: Int
    /// Where the next record begins.
    private(set) var index: Int
    /// The line of the next record, from 1.
    private(set) var line = 1

    /// Reads from the start, or a record that begins at an offset.
    init(_ bytes: [UInt8], at offset: Int? = nil) {
        self.bytes = bytes
        first = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        index = offset ?? first
    }

    /// Reads the next record.
    /// - Returns: Where it begins and on which line, or nil at the end.
    mutating func next(into fields: inout [Field]) throws(DataFault) -> (start: Int, line: Int)? {
        skipBlankLines()
        guard index < bytes.count else { return nil }
        fields.removeAll(keepingCapacity: true)
        let (start, number) = (index, line)
        while true {
            if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
                fields.append(try quoted())
            } else {
                let begin = index
                while index < bytes.count, !CSVScan.endsField(bytes[index]) { index += 1 }
                fields.append(Field(bytes: begin..<index, isQuoted: false))
            }
            guard index < bytes.count else { break }
            guard bytes[index] == UInt8(ascii: ",") else {
                endLine()
                break
            }
            index += 1
        }
        return (start, number)
    }

    /// On which column of its line a field begins, in Unicode scalars from 1.
    func column(of field: Field) -> Int { column(at: field.bytes.lowerBound - (field.isQuoted ? 1 : 0)) }

    /// On which column of its line a byte is, in Unicode scalars from 1.
    private func column(at offset: Int) -> Int {
        var column = 1
        var index = offset
        while index > first, bytes[index - 1] != UInt8(ascii: "\n"), bytes[index - 1] != UInt8(ascii: "\r") {
            index -= 1
            // The bytes that continue a scalar are not counted.
            if bytes[index] & 0xC0 != 0x80 { column += 1 }
        }
        return column
    }

    /// A field's text.
    func text(_ field: Field) -> String {
        let content = bytes[field.bytes]
        guard field.isQuoted, content.contains(UInt8(ascii: "\"")) else {
            return String(decoding: content, as: UTF8.self)
        }
        var text: [UInt8] = []
        text.reserveCapacity(content.count)
        var isSecond = false
        for byte in content {
            // Of two quotation marks the second is left out.
            isSecond = byte == UInt8(ascii: "\"") && !isSecond
            if byte != UInt8(ascii: "\"") || isSecond { text.append(byte) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// A field in quotation marks, up to the separator behind it.
    private mutating func quoted() throws(DataFault) -> Field {
        let (opened, start) = (index + 1, line)
        index += 1
        while true {
            guard index < bytes.count else {
                throw DataFault(mistake: .quoteNotClosed, line: start, column: column(at: opened - 1))
            }
            switch bytes[index] {
            case UInt8(ascii: "\""):
                guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\"") else {
                    let field = Field(bytes: opened..<index, isQuoted: true)
                    index += 1
                    guard index == bytes.count || CSVScan.endsField(bytes[index]) else {
                        throw fault(behindQuoteAt: index)
                    }
                    return field
                }
                index += 2
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): endLine()
            default: index += 1
            }
        }
    }

    /// What is wrong with text behind a closing quotation mark.
    private func fault(behindQuoteAt index: Int) -> DataFault {
        let mistake = CSVSeparator(rawValue: bytes[index]).map { Mistake.otherSeparator($0) } ?? .textBehindQuote
        return DataFault(mistake: mistake, line: line, column: column(at: index))
    }

    private mutating func skipBlankLines() {
        while index < bytes.count, bytes[index] == UInt8(ascii: "\n") || bytes[index] == UInt8(ascii: "\r") {
            endLine()
        }
    }

    /// Steps over a line break.
    private mutating func endLine() {
        let isPair =
            bytes[index] == UInt8(ascii: "\r") && index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n")
        index += isPair ? 2 : 1
        line += 1
    }

    private static func endsField(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
}
