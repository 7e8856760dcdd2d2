// A kept search whose file was damaged, byte by byte: it is refused, or it goes on; it never stops the process.
import Analysis
import Foundation
import Measuring
import Runs
import Testing

@Suite struct `A damaged capacity search` {
    /// A search of a crowd that is expected, with storms of both kinds.
    private static func kept() async throws -> (text: [UInt8], document: CapacityDocument) {
        let document = try await ImaginedWorld.carriedOut(
            .searching(
                maxStorms: 9,
                expected: CapacityDocument.Expected(participants: 40, shortestWindowMs: 1000, longestWindowMs: 60_000)),
            in: ImaginedWorld(holds: 12, windows: .init(holdFrom: 7000)))
        return (Array(try document.json.utf8), document)
    }

    /// Goes on with a text as `--resume` does, for a few storms more. Returns whether it was taken.
    private static func goesOn(_ text: [UInt8]) async throws -> Bool {
        guard var document = try? JSONDecoder().decode(CapacityDocument.self, from: Data(text)), document.isSound else {
            return false
        }
        document.settings.maxStorms = min(document.settings.maxStorms, document.allStorms.count + 2)
        _ = try await ImaginedWorld.carriedOut(document, in: ImaginedWorld(holds: 12, windows: .init(holdFrom: 7000)))
        return true
    }

    @Test func `cut off anywhere, it is refused`() async throws {
        let text = try await Self.kept().text
        let end = try #require(text.lastIndex(of: UInt8(ascii: "}")))
        for length in stride(from: 0, through: end, by: 20) {
            #expect(try await !Self.goesOn(Array(text[..<length])), "of \(length) bytes")
        }
        #expect(try await Self.goesOn(text))
    }

    @Test(arguments: [UInt8(ascii: "9"), UInt8(ascii: "-"), 0xFF])
    func `with another byte anywhere, it is refused or goes on`(byte: UInt8) async throws {
        let text = try await Self.kept().text
        // Every place of a number; of words every twentieth.
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        for place in text.indices where text[place] != byte && (digits.contains(text[place]) || place % 20 == 0) {
            var damaged = text
            damaged[place] = byte
            _ = try await Self.goesOn(damaged)
        }
    }

    @Test(arguments: ["1e300", "-1", "0", "9223372036854775807", "1e-300", "null", "\"x\"", "true", "[]", "{}"])
    func `with another value at any key, it is refused or goes on`(value: String) async throws {
        let text = String(decoding: try await Self.kept().text, as: UTF8.self)
        for match in text.matches(of: /": (-?[0-9.]+|null|true|false|"[^"]*")/) {
            var damaged = text
            damaged.replaceSubrange(match.output.1.startIndex..<match.output.1.endIndex, with: value)
            _ = try await Self.goesOn(Array(damaged.utf8))
        }
    }
}
