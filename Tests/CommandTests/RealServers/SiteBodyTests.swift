// What is sent, as the site received it.
import Foundation
import Support
import Testing

extension RealServerTests {
    @Test func `JSON arrives with its types and in its order`() async throws {
        let walk = try await site.walk(
            """
              - request: POST \(site[.https])/echo/json
                json:
                  zeta: 1
                  alpha: 1.50
                  yes: true
                  "no": false
                  nothing: null
                  digits: "007"
                  quoted: "say \\"é\\" \\u2028 </script> \\\\"
                  list: [ 1, "${participant.index}", { email: "${participant.email}" }, [] ]
                  empty: {}
            """, participants: 2)
        for participant in 1...2 {
            let line = try #require(walk.seen.first { $0.participant == "\(participant)" })
            #expect(line.contentType == "application/json")
            #expect(
                line.note?["json"] == [
                    "zeta": 1, "alpha": 1.5, "yes": true, "no": false, "nothing": nil, "digits": "007",
                    "quoted": "say \"é\" \u{2028} </script> \\",
                    "list": [1, "\(participant)", ["email": "participant-\(participant)@example.test"], []],
                    "empty": [:],
                ])
            let text = line.note?["body"]?.text ?? ""
            #expect(text.contains("\"zeta\":1,") && text.contains("\"digits\":\"007\""))
            #expect(line.contentLength == text.utf8.count)
        }
    }

    @Test func `a form, a query and headers arrive as they were written`() async throws {
        let walk = try await site.walk(
            """
              - request: POST \(site[.https])/echo/form?given=a%2Fb+c
                query: { q: "ä b&c=d+e/?", empty: "", who: "${participant.name}" }
                headers: { X-Many: "a, b", x-who: "${participant.name}", Accept-Language: de-DE }
                form:
                  - { a b: "ü&=+ ;/?:@%" }
                  - { a b: again }
                  - { lines: "one\\r\\ntwo" }
                  - { empty: "" }
            """, participants: 1)
        let echo = try #require(walk.echoes.first)
        #expect(
            echo["query"] == [["given", "a/b c"], ["q", "ä b&c=d+e/?"], ["empty", ""], ["who", "Participant 1"]])
        #expect(
            echo["form"] == [["a b", "ü&=+ ;/?:@%"], ["a b", "again"], ["lines", "one\r\ntwo"], ["empty", ""]])
        #expect(echo["headers"]?["x-many"] == "a, b" && echo["headers"]?["x-who"] == "Participant 1")
        #expect(echo["headers"]?["accept-language"] == "de-DE")
        #expect(echo["target"]?.text?.hasPrefix("/echo/form?given=a%2Fb+c&q=") == true)
    }

    @Test(arguments: [CustomerSite.Port.https, .plainTLS])
    func `files arrive byte for byte`(port: CustomerSite.Port) async throws {
        let folder = try TemporaryFolder()
        var generator = SystemRandomNumberGenerator()
        let bytes = Data((0..<300_000).map { _ in UInt8.random(in: 0...255, using: &generator) })
        try bytes.write(to: URL(filePath: "\(folder.path)/photo.bin"))
        try folder.write("note.txt", "--boundary\r\n\r\nBring a pencil, é.")
        let walk = try await site.walk(
            """
              - request: POST \(site[port])/echo/multipart
                multipart:
                  field: é
                  who: ${participant.email}
                  photo: { file: photo.bin, filename: 'my "photo" é.png', type: image/png }
                  note: { file: note.txt }
              - request: PUT \(site[port])/echo/file
                body: { file: photo.bin }
                headers: { Content-Type: image/png }
              - request: POST \(site[port])/echo/text
                body: |
                  To ${participant.name}:
                  é
                headers: { Content-Type: text/plain; charset=utf-8 }
            """, participants: 2, in: folder)
        let digest = try Self.digest(of: "\(folder.path)/photo.bin")
        let own = walk.seen.filter { $0.participant == "2" }.compactMap(\.note)
        #expect(own.count == 3)
        #expect(own[0]["form"] == [["field", "é"], ["who", "participant-2@example.test"]])
        guard case .list(let files)? = own[0]["files"], files.count == 2 else {
            Issue.record("\(own[0])")
            return
        }
        #expect(files[0]["field"] == "photo" && files[0]["type"] == "image/png" && files[0]["size"] == 300_000)
        // A quotation mark as browsers write it.
        #expect(files[0]["name"] == "my %22photo%22 é.png" && files[0]["sha256"] == .text(digest))
        #expect(files[1]["name"] == "note.txt" && files[1]["size"] == 33)
        #expect(own[1]["sha256"] == .text(digest) && own[1]["method"] == "PUT")
        #expect(own[1]["headers"]?["content-type"] == "image/png")
        #expect(own[2]["body"] == "To Participant 2:\né\n")
    }

    @Test func `a body is sent again where a redirect keeps the method`() async throws {
        let folder = try TemporaryFolder()
        try Data(repeating: 0x41, count: 200_000).write(to: URL(filePath: "\(folder.path)/big.bin"))
        let walk = try await site.walk(
            """
              - request: POST \(site[.plainTLS])/redirect/307/?to=/echo/big
                body: { file: big.bin }
            """, participants: 2, in: folder)
        #expect(walk.echoes.map { $0["length"] } == [200_000, 200_000])
    }

    /// The digest of a file, by coreutils.
    private static func digest(of file: String) throws -> String {
        let pipe = Pipe()
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/sha256sum")
        process.arguments = [file]
        process.standardOutput = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return String(text.prefix(64))
    }
}
