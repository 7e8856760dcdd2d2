// CSV as RFC 4180 has it.
import Support
import Testing

@testable import Scenarios

@Suite struct CSVScanTests {
    /// The records of a text with their lines, or the fault.
    private func records(_ text: String) throws(DataFault) -> [(line: Int, fields: [String])] {
        var scan = CSVScan(Array(text.utf8))
        var fields: [CSVScan.Field] = []
        var records: [(line: Int, fields: [String])] = []
        while let (_, line) = try scan.next(into: &fields) { records.append((line, fields.map(scan.text))) }
        return records
    }

    @Test(arguments: [
        ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]), ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]),
        ("a\rb\r", [["a"], ["b"]]), ("a,\n,b\n", [["a", ""], ["", "b"]]), ("\n\na\n\nb\n\n", [["a"], ["b"]]),
        ("\"a,b\",\"c\"\"d\"\n", [["a,b", "c\"d"]]), ("\"a\nb\",c\nd,e", [["a\nb", "c"], ["d", "e"]]),
        ("\"\",\"\"\"\"\n", [["", "\""]]), ("a\"b,c\n", [["a\"b", "c"]]), ("\u{FEFF}\"a\",b", [["a", "b"]]),
        (" a , b \n", [[" a ", " b "]]), ("", []), ("\u{FEFF}", []), ("ä,😀\n", [["ä", "😀"]]), (",", [["", ""]]),
    ])
    func `records are split into fields`(text: String, expected: [[String]]) throws {
        #expect(try records(text).map(\.fields) == expected)
    }

    @Test func `a record has the line on which it begins`() throws {
        #expect(try records("a\n\n\"b\r\nc\rd\"\ne\r\nf").map(\.line) == [1, 3, 6, 7])
    }

    @Test func `what is quoted is read back the same, whatever it contains`() throws {
        let seed = FuzzSeed.value
        var random = SeededGenerator(seed: seed)
        let pieces = ["a", "\"", ",", "\n", "\r\n", "\r", " ", "é", "😀", "\"\"", "b,c", ";"]
        for _ in 0..<2000 {
            let rows = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                (0..<Int.random(in: 1...4, using: &random)).map { _ in
                    (0..<Int.random(in: 0...4, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
                        .joined()
                }
            }
            let text = rows.map { row in
                row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
            }.joined(separator: ["\n", "\r\n", "\r"].randomElement(using: &random) ?? "\n")
            #expect(try records(text).map(\.fields) == rows, "seed \(seed): \(text)")
        }
    }

    @Test func `any bytes give records or a fault with a line`() {
        let seed = FuzzSeed.value
        var random = SeededGenerator(seed: seed)
        for _ in 0..<5000 {
            let bytes = (0..<Int.random(in: 0...30, using: &random)).map { _ in
                Array("ab\",\n\r é".utf8).randomElement(using: &random) ?? 0
            }
            var scan = CSVScan(bytes)
            var fields: [CSVScan.Field] = []
            let breaks = bytes.count { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
            do throws(DataFault) {
                var before = -1
                while let (start, line) = try scan.next(into: &fields) {
                    #expect(
                        start > before && !fields.isEmpty && (1...breaks + 1).contains(line), "seed \(seed): \(bytes)")
                    // A record that is read again on its own has the same fields.
                    var again = CSVScan(bytes, at: start)
                    var same: [CSVScan.Field] = []
                    _ = try again.next(into: &same)
                    #expect(same == fields, "seed \(seed): \(bytes)")
                    before = start
                }
            } catch {
                #expect((1...breaks + 1).contains(error.line ?? 0), "seed \(seed): \(bytes)")
            }
        }
    }
}
