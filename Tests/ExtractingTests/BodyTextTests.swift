import Support
import Testing

// Bytes as text: which encoding is taken, and what becomes of bytes that do not belong.
@testable import Extracting

struct BodyTextTests {
    /// “é€” in several encodings.
    private static let utf8: [UInt8] = [0xC3, 0xA9, 0xE2, 0x82, 0xAC]
    private static let windows: [UInt8] = [0xE9, 0x80]

    @Test(
        arguments: [
            (utf8, nil), (utf8, "text/html"), (utf8, "text/html; charset=utf-8"), (utf8, "text/html;charset=\"UTF-8\""),
            (utf8, "application/json; charset=windows-1252"), (utf8, "application/problem+json"),
            (windows, nil), (windows, "text/plain"), (windows, "text/html; charset=ISO-8859-1"),
            (windows, "Text/HTML ; Charset = \"windows-1252\" ; x=y"), (windows, "text/plain; charset=us-ascii"),
            ([0xEF, 0xBB, 0xBF] + utf8, "text/html; charset=windows-1252"),
            ([0xFE, 0xFF, 0x00, 0xE9, 0x20, 0xAC], "text/html; charset=utf-8"),
            ([0xFF, 0xFE, 0xE9, 0x00, 0xAC, 0x20], nil), ([0xE9, 0x00, 0xAC, 0x20], "text/plain; charset=utf-16"),
            ([0xE9, 0xA4], "text/plain; charset=iso-8859-15"), (utf8, "text/plain; charset=no-such-thing"),
            (windows, "text/plain; charset=utf-7"), (windows, "text/plain; charset=//TRANSLIT"),
            (windows, "nonsense;;=;"),
        ] as [([UInt8], String?)])
    func `The encoding is that of the mark, of the header, or the one that fits`(bytes: [UInt8], type: String?) {
        #expect(BodyText.decode(bytes, contentType: type) == "é€")
    }

    @Test(
        arguments: [
            ("<meta charset=windows-1251>", "й"), ("<META CHARSET = 'Windows-1251' >", "й"),
            ("<meta charset=koi8-r>", "И"),
            ("<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>", "й"),
            ("<meta content='text/html;charset=\"koi8-r\"' http-equiv=content-type>", "И"),
            ("<html><head><title>x</title><meta name=a content=b><meta charset=windows-1251>", "й"),
            ("<!-- <meta charset=koi8-r> --><meta charset=windows-1251>", "й"), ("<meta charset=nothing>", "é"),
            ("<meta name=charset content='text/html; charset=koi8-r'>", "é"), ("</meta charset=koi8-r>", "é"),
            ("<meta charset=utf-16>", "\u{FFFD}"), (String(repeating: " ", count: 1024) + "<meta charset=koi8-r>", "é"),
            ("<a title='<meta charset=koi8-r>'>", "é"), ("<meta", "é"), ("<meta =x=y charset=windows-1251>", "й"),
            ("<?xml version='1.0' encoding='windows-1251'?>", "й"),
        ])
    func `A page may say itself how it is written`(head: String, letter: String) {
        let bytes = Array(head.utf8) + [0xE9]
        #expect(BodyText.decode(bytes, contentType: "text/html").hasSuffix(letter))
        #expect(BodyText.decode(bytes, contentType: "text/html; charset=windows-1252").hasSuffix("é"))
        // It is no page if the header says so.
        #expect(BodyText.decode(bytes, contentType: "text/plain").hasSuffix("é"))
    }

    @Test(
        arguments: [
            ("shift_jis", [0x93, 0xFA, 0x96, 0x7B], "日本"), ("euc-jp", [0xC6, 0xFC, 0xCB, 0xDC], "日本"),
            ("gb2312", [0xD6, 0xD0], "中"), ("gbk", [0xD6, 0xD0], "中"), ("big5", [0xA4, 0xA4], "中"),
            ("euc-kr", [0xC7, 0xD1], "한"), ("iso-8859-2", [0xB1], "ą"), ("windows-1250", [0xB9], "ą"),
            ("koi8-u", [0xA4], "є"), ("iso-8859-9", [0xFD], "ı"), ("tis-620", [0xA1], "ก"), ("macintosh", [0x8E], "é"),
        ] as [(String, [UInt8], String)])
    func `Encodings of browsers are known`(label: String, bytes: [UInt8], text: String) {
        #expect(BodyText.decode(bytes, contentType: "text/plain; charset=\(label)") == text)
    }

    @Test(
        arguments: [
            ([0x61, 0xFF, 0x62], "text/plain; charset=utf-8", "a\u{FFFD}b"), ([0x61, 0x81, 0x62], nil, "a\u{81}b"),
            ([0x61, 0xD6], "text/plain; charset=gbk", "a\u{FFFD}"),
            ([0x00, 0xD8, 0x61, 0x00], "a/b; charset=utf-16le", "\u{FFFD}a"),
            ([0x61, 0x00, 0x62], "text/plain; charset=utf-16le", "a\u{FFFD}"), ([], "text/plain; charset=utf-16", ""),
            ([0xEF, 0xBB, 0xBF], nil, ""), ([0xFF, 0xFE], nil, ""), ([0x61, 0xFF], "application/json", "a\u{FFFD}"),
        ] as [([UInt8], String?, String)])
    func `Bytes that stand for nothing are shown as such`(bytes: [UInt8], type: String?, text: String) {
        #expect(BodyText.decode(bytes, contentType: type) == text)
    }

    @Test func `A large text is converted as a whole`() {
        let bytes = [UInt8](repeating: 0xE9, count: 100_001)
        #expect(BodyText.decode(bytes) == String(repeating: "é", count: 100_001))
    }

    @Test(arguments: [FuzzSeed.value]) func `Any bytes of any type have a text`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let labels = [
            "utf-8", "utf-16", "utf-16be", "gb18030", "big5", "euc-jp", "iso-2022-jp", "shift_jis", "euc-kr", "koi8-r",
            "windows-1252", "windows-874", "iso-8859-8-i", "x-mac-cyrillic",
        ]
        for _ in 0..<3000 {
            let bytes = (0..<Int.random(in: 0..<60, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let label = labels.randomElement(using: &random) ?? ""
            let text = BodyText.decode(bytes, contentType: "text/plain; charset=\(label)")
            #expect(bytes.isEmpty == text.isEmpty || bytes.count < 8, "seed \(seed), \(label): \(bytes)")
        }
    }
}
