// JSON pointers over bytes: what is found, what is rejected, and that no input does harm.
import Extracting
import Foundation
import Support
import Testing

struct JSONScanTests {
    @Test(arguments: [
        (#"{"access_token":"abc"}"#, "/access_token", JSONValue.string("abc")),
        (#" { "a" : { "b" : [ 1 , -2.5e3 , true ] } } "#, "/a/b/1", .number("-2.5e3")),
        (#"{"a":{"b":[1,2,true]}}"#, "/a/b/2", .boolean(true)),
        (#"{"a":null}"#, "/a", .null),
        (#"{"a":{"b":1}}"#, "/a", .object(#"{"b":1}"#)),
        (#"{"a":[1, 2]}"#, "/a", .array("[1, 2]")),
        (#""whole""#, "", .string("whole")),
        (#"{"":{"":7}}"#, "//", .number("7")),
        (#"{"a/b":1,"m~n":2}"#, "/a~1b", .number("1")),
        (#"{"a/b":1,"m~n":2}"#, "/m~0n", .number("2")),
        (#"{"0":"zero"}"#, "/0", .string("zero")),
        (#"{"\u0061bc":"escaped name"}"#, "/abc", .string("escaped name")),
        (#"{"a":"q\"b\\s\/n\n\u00e9\ud83d\ude00"}"#, "/a", .string("q\"b\\s/n\né😀")),
        (#"{"a":"\ud83d"}"#, "/a", .string("\u{FFFD}")),
        (#"{"a":"\ud83d\u0041"}"#, "/a", .string("\u{FFFD}A")),
        (#"{"a":"\b\f\r\t"}"#, "/a", .string("\u{8}\u{C}\r\t")),
        (#"{"a":1E+2}"#, "/a", .number("1E+2")),
        (#"{"99999999999999999999":1}"#, "/99999999999999999999", .number("1")),
        (#"{"a":1,"a":2}"#, "/a", .number("2")),
        (#"{"имя":"Иван"}"#, "/имя", .string("Иван")), ("\u{FEFF}{\"a\":1}", "/a", .number("1")),
    ])
    func `A pointer finds its value`(document: String, pointer: String, value: JSONValue) throws {
        #expect(try JSONScan.value(at: JSONPointer(pointer), in: Array(document.utf8)) == value)
    }

    @Test(arguments: [
        (#"{"a":1}"#, "/b"), (#"{"a":1}"#, "/a/b"), (#"[1,2]"#, "/2"), (#"[1,2]"#, "/-"), (#"[1,2]"#, "/01"),
        (#"{"a":{"b":1},"a":{}}"#, "/a/b"), (#"{"ab":1}"#, "/a"), ("7", "/a"),
    ])
    func `A pointer to a missing value finds nothing`(document: String, pointer: String) throws {
        #expect(try JSONScan.value(at: JSONPointer(pointer), in: Array(document.utf8)) == nil)
    }

    @Test(arguments: [
        ("", JSONFault.Reason.truncated, 0), (#"{"a":1"#, .truncated, 6), (#"{"a":1,}"#, .unexpected, 7),
        (#"{"a":1}x"#, .trailing, 7), (#"{"a":01}"#, .number, 6), (#"{"a":1.}"#, .number, 7),
        (#"{"a":"\x"}"#, .escape, 6), (#"{"a":"\u12g4"}"#, .escape, 10), ("{\"a\":\"\n\"}", .control, 6),
        (#"{"a":tru}"#, .unexpected, 8), (#"{a:1}"#, .unexpected, 1), (#"{"a" 1}"#, .unexpected, 5),
        ("<html>", .unexpected, 0), (#"{"a":1"b":2}"#, .unexpected, 6), ("[1 2]", .unexpected, 3),
        ("-", .truncated, 1), (#""abc"#, .truncated, 4), (#""abc\"#, .truncated, 5),
    ])
    func `Damage is reported, even after the value searched for`(
        document: String, reason: JSONFault.Reason, offset: Int
    ) throws {
        let pointer = try JSONPointer("/a")
        do throws(JSONFault) {
            _ = try JSONScan.value(at: pointer, in: Array(document.utf8))
            Issue.record("taken for a document")
        } catch {
            #expect(error.reason == reason)
            #expect(error.offset == offset)
        }
    }

    @Test func `Deep nesting is refused and not followed`() throws {
        let limit = JSONScan.depthLimit
        func nested(_ depth: Int) -> [UInt8] {
            Array(String(repeating: "[", count: depth).utf8) + Array(String(repeating: "]", count: depth).utf8)
        }
        let pointer = try JSONPointer("/a")
        #expect(try JSONScan.value(at: pointer, in: nested(limit)) == nil)
        #expect(throws: JSONFault.self) { try JSONScan.value(at: pointer, in: nested(limit + 1)) }
        #expect(throws: JSONFault.self) {
            try JSONScan.value(at: pointer, in: [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000))
        }
    }

    @Test func `A string that is not UTF-8 is an error if it is the value`() throws {
        let bytes = Array(#"{"a":""#.utf8) + [0xFF, 0xC0] + Array(#""}"#.utf8)
        #expect(throws: JSONFault.self) { try JSONScan.value(at: JSONPointer("/a"), in: bytes) }
    }

    @Test(arguments: ["a", "a/b", "/a~", "/~2", "~0"])
    func `A text that is not a pointer is rejected`(text: String) {
        #expect(throws: JSONPointer.Malformed.self) { try JSONPointer(text) }
    }

    @Test(arguments: [FuzzSeed.value]) func `Values in generated documents are found`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            var document = DocumentGenerator(random: random)
            let (tree, paths) = document.make()
            random = document.random
            for (path, value) in paths {
                let found = try JSONScan.value(at: JSONPointer(path), in: Array(tree.utf8))
                #expect(found == value, "seed \(seed), \(path) in \(tree)")
            }
        }
    }

    @Test(arguments: [FuzzSeed.value]) func `It accepts what Foundation accepts, and no mutilated bytes do harm`(
        seed: UInt64
    ) throws {
        var random = SeededGenerator(seed: seed)
        let pointer = try JSONPointer("/a/0")
        for _ in 0..<3000 {
            var document = DocumentGenerator(random: random)
            var bytes = Array(document.make().tree.utf8)
            random = document.random
            for _ in 0..<Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[at] = UInt8.random(in: 0...127, using: &random)
                case 1: bytes.remove(at: at)
                default: bytes.removeSubrange(at...)
                }
            }
            // Strings off the path are not checked for UTF-8; and Foundation guesses UTF-16 from an early NUL.
            guard String(validating: bytes, as: UTF8.self) != nil, !bytes.prefix(4).contains(0) else { continue }
            let accepted = (try? { _ = try JSONScan.value(at: pointer, in: bytes) }()) != nil
            let foundation =
                (try? JSONSerialization.jsonObject(with: Data(bytes), options: [.fragmentsAllowed])) != nil
            // Foundation rejects half surrogates and numbers beyond Double, and accepts a comma after an array's last
            // element. Everything else must agree.
            if accepted != foundation {
                let text = String(decoding: bytes, as: UTF8.self)
                let isKnown =
                    accepted
                    ? text.contains("\\u") || text.contains("e") || text.contains("E")
                    : text.contains(/,\s*\]/)
                #expect(isKnown, "seed \(seed): we \(accepted), Foundation \(foundation): \(text)")
            }
        }
        for _ in 0..<3000 {
            let noise = (0..<Int.random(in: 0..<80, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            _ = try? JSONScan.value(at: pointer, in: noise)
            _ = HTMLAttributes(["a", "data-space-id"]).values(in: noise)
        }
    }

    @Test(arguments: ["", "plain", "q\"\\\u{1}\n\u{7F}é😀", "\u{0}"])
    func `Escaped text is read back as it was`(text: String) throws {
        var bytes = Array(#"{"a":""#.utf8)
        JSONText.append(text, to: &bytes)
        bytes += Array(#""}"#.utf8)
        #expect(try JSONScan.string(at: JSONPointer(member: "a"), in: bytes) == text)
    }

    @Test(
        arguments: [
            (#"{"a":1,"b":"x","c":{"a":2}}"#, [.number("1"), .string("x"), nil]),
            (#" { "x\u0061" : 1 , "\u0061" : [ 1, {"b":2} ] } "#, [.array(#"[ 1, {"b":2} ]"#), nil, nil]),
            (#"{"a":1,"a":null}"#, [.null, nil, nil]), (#"{"b":{"d":1}}"#, [nil, .object(#"{"d":1}"#), nil]),
            ("{}", [nil, nil, nil]), (#"[{"a":1}]"#, [nil, nil, nil]),
            ("\u{FEFF}{\"d\":true}", [nil, nil, .boolean(true)]),
        ] as [(String, [JSONValue?])])
    func `Several members are found in one pass`(document: String, values: [JSONValue?]) throws {
        let names = ["a", "b", "d"].map { Array($0.utf8) }
        #expect(try JSONScan.members(names, in: Array(document.utf8)) == values)
    }

    @Test(arguments: ["", "{", #"{"a":1"#, #"{"a":1,}"#, #"{"a":1}x"#, #"{"a" 1}"#, "{a:1}", "[1", #"{"a":1 "b":2}"#])
    func `Members of what is no document are not found`(document: String) {
        #expect(throws: JSONFault.self) { try JSONScan.members([Array("a".utf8)], in: Array(document.utf8)) }
    }
}
