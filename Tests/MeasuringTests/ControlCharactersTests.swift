import Testing

@testable import Measuring

@Suite struct `Control characters` {
    private func dotted(_ text: String) -> String { text.replacingControlCharacters { _ in "." } }

    @Test(arguments: [
        // C0, DEL, C1.
        ("a\u{0}b\tc\nd\re\u{1B}[2Jf", "a.b.c.d.e.[2Jf"), ("a\u{7F}b", "a.b"),
        ("a\u{80}b\u{85}c\u{9B}d\u{9F}e", "a.b.c.d.e"),
        // CR LF is one character and two controls.
        ("a\r\nb", "a..b"),
        // Separators, embeddings, overrides and isolates of direction.
        ("a\u{2028}b\u{2029}c", "a.b.c"), ("a\u{202A}b\u{202E}c", "a.b.c"), ("a\u{2066}b\u{2069}c", "a.b.c"),
        // What nobody sees.
        ("a\u{200B}b\u{2060}c\u{FEFF}d\u{AD}e", "a.b.c.d.e"),
        // At either end, and in a cluster with a letter.
        ("\u{7}a\u{7}", ".a."), ("e\u{301}\u{202E}", "e\u{301}."),
    ])
    func `are replaced, each by itself`(text: String, shown: String) {
        #expect(text.hasControlCharacters)
        #expect(dotted(text) == shown)
        #expect(!dotted(text).hasControlCharacters)
    }

    @Test(arguments: [
        "", "plain ASCII ~", "Mein Größe 课程 Сон", "👩‍🏫 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "می‌خواهم", "שלום\u{200F}!", "\u{A0}\u{3000}", "\u{10FFFF}",
    ])
    func `are none of what words and emoji are spelt with`(text: String) {
        #expect(!text.hasControlCharacters)
        #expect(dotted(text) == text)
    }

    @Test func `are told to whoever replaces them, and line feeds can stay`() {
        #expect("a\u{1B}b\n".replacingControlCharacters { "<\($0.value)>" } == "a<27>b<10>")
        #expect("a\u{1B}b\n".replacingControlCharacters(keepingLineFeeds: true) { "<\($0.value)>" } == "a<27>b\n")
    }

    @Test func `are found in very long texts too`() {
        let text = String(repeating: "é", count: 1_000_000)
        #expect(!text.hasControlCharacters)
        #expect(dotted(text + "\u{1B}" + text) == text + "." + text)
    }
}
