// A table of wrong scenarios, a file each, with the messages that their authors read. The JSON Schema is held to the same
// files.
import Foundation
import Scenarios
import Testing

/// One wrong scenario. Its last lines say what is wrong with it: `#= line:column: message` for each error in turn.
struct WrongFile: CustomTestStringConvertible, Sendable {
    let path: String
    let messages: [String]

    var testDescription: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// Where they are.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Wrong").path

    /// All of them.
    static let all: [WrongFile] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted().compactMap { WrongFile("\(folder)/\($0)") }
    }()

    private init?(_ path: String) {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        let lines = text.split(separator: "\n")
        self.path = path
        messages = lines.filter { $0.hasPrefix("#= ") }.map { String($0.dropFirst(3)) }
    }
}

struct WrongFileTests {
    @Test func `there are many of them`() { #expect(WrongFile.all.count >= 80) }

    @Test(arguments: WrongFile.all)
    func `a wrong file gets its messages, and no others`(file: WrongFile) {
        do throws(ScenarioErrors) {
            _ = try ScenarioLoader().load(file: file.path)
            Issue.record("\(file.testDescription) was loaded")
        } catch {
            if let text = try? String(contentsOfFile: file.path, encoding: .utf8) {
                SchemaCorpus.keep(text, error.errors)
            }
            let messages = error.errors.map { error in
                error.headline.replacing("\(file.path):", with: "").replacing("\(WrongFile.folder)/", with: "")
                    .trimmingCharacters(in: .whitespaces)
            }
            #expect(messages == file.messages)
        }
    }
}
