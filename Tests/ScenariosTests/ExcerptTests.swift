// The line above an error's caret.
import Scenarios
import Testing

@Suite struct ExcerptTests {
    /// The two lines below the headline of the only error in a scenario, without their margin.
    private func lines(_ text: String) -> [String] {
        do {
            _ = try load(text)
            return []
        } catch {
            return "\(error)".split(separator: "\n").dropFirst().map { line in
                String(line[(line.firstIndex(of: "|") ?? line.startIndex)...].dropFirst(2))
            }
        }
    }

    /// One line of this length, with an unknown key in this column.
    private func scenario(length: Int, column: Int) -> String {
        let begin = "target: { api: stand-in, "
        let before = "http: auto," + String(repeating: " ", count: column - begin.count - 12)
        let line = "\(begin)\(before)colour: red"
        return Sample.scenario(target: line + String(repeating: " ", count: length - line.count - 2) + " }")
    }

    @Test(arguments: [(120, 40), (120, 100), (121, 40), (121, 100), (400, 50), (400, 200), (400, 380), (5000, 4000)])
    func `a long line is shown around the caret`(length: Int, column: Int) {
        let lines = lines(scenario(length: length, column: column))
        #expect(lines.count == 2 && lines[0].count == 120, "\(lines)")
        #expect(lines[1].last == "^")
        #expect(lines[0].dropFirst(lines[1].count - 1).hasPrefix("colour"), "\(lines)")
        let start = max(0, min(column - 61, length - 120))
        #expect(lines[0].hasPrefix("…") == (start > 0))
        #expect(lines[0].hasSuffix("…") == (start + 120 < length))
    }

    @Test func `a secret next to the caret of a long line stays hidden`() {
        let filler = String(repeating: " ", count: 200)
        let text = Sample.scenario(
            platform: "platform: { \(filler)client: { id: a, secret: hunter2 }, host: { email: e, pasword: hunter3 } }")
        #expect(!lines(text).isEmpty && !lines(text).joined().contains("hunter"), "\(lines(text))")
        #expect(lines(text).joined().contains("secret: •••••••"))
    }
}
