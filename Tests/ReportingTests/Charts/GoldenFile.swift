// Drawings as they must be, byte by byte, in files beside the tests.
//
// TURNOUT_RECORD_GOLDEN=1 writes them anew. Review the difference, and look at the drawings.
import Foundation
import Testing

@testable import Reporting

/// A file that holds what a test expects.
struct GoldenFile {
    let name: String

    /// Compares a text with the file, or writes it.
    func expect(_ text: String, at location: SourceLocation = #_sourceLocation) throws {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Golden").appendingPathComponent(name)
        if ProcessInfo.processInfo.environment["TURNOUT_RECORD_GOLDEN"] != nil {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
            return
        }
        let expected = String(decoding: try Data(contentsOf: url), as: UTF8.self)
        guard text != expected else { return }
        let (found, wanted) = (text.split(separator: "\n"), expected.split(separator: "\n"))
        let line = zip(found, wanted).enumerated().first { $1.0 != $1.1 }
        Issue.record(
            "\(name) differs in line \((line?.offset ?? min(found.count, wanted.count)) + 1): \(line?.element.0.prefix(400) ?? "")",
            sourceLocation: location)
    }
}

extension Figure {
    /// The figure as a piece of a page, one part a line.
    var plain: Markup {
        var lines: [Markup] = ["<figure id=\"\(id)\">", "<h2>\(headline)</h2>", "<p>\(subtitle)</p>", body]
        if let table {
            lines.append("<table><caption>\(table.caption)</caption>")
            for row in [table.head] + table.rows {
                lines.append("<tr>" + row.map { "<td>\($0)</td>" }.joined() + "</tr>")
            }
            lines.append("</table>")
        }
        lines.append("</figure>\n")
        return lines.map { $0 + "\n" }.joined()
    }
}
