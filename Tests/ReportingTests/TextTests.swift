import Reporting
import Testing

@Suite struct TextTests {
    @Test(arguments: [
        ("token", 5), ("Übung", 5), ("Вход", 4), ("登录", 4), ("e\u{301}", 1), ("🎓", 2), ("❤️", 2), ("ｶﾅ", 2), ("", 0),
        ("👩‍🏫", 2), ("한국", 4),
    ])
    func `a text is as wide as a terminal shows it`(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test func `columns line up whatever their texts are made of`() {
        var table = Columns([.left, .right])
        table.add(["token", "1"])
        table.add(["登录", "23"])
        table.add(["Übung", "456"])
        #expect(table.lines().map(\.text) == ["token    1", "登录    23", "Übung  456"])
    }

    @Test func `a first column that is too wide is cut, the figures stay`() {
        var table = Columns([.left, .right])
        table.add(["a step with quite a long name", "12 ms"])
        #expect(table.lines(limit: 20).map(\.text) == ["a step with …  12 ms"])
    }

    @Test func `sentences are wrapped between words, and URLs never`() {
        #expect(
            Wrapping.lines("see https://edu.staging.example/room/abc for more", width: 20)
                == ["see", "https://edu.staging.example/room/abc", "for more"])
        #expect(Wrapping.lines("  ", width: 10).isEmpty)
    }

    @Test func `colour is left out unless it is asked for`() {
        let line = StyledText("FAILED", .bad) + " token"
        #expect(line.rendered(colour: false) == "FAILED token")
        #expect(line.rendered(colour: true) == "\u{1B}[1;31mFAILED\u{1B}[0m token")
    }

    @Test func `a curve rises from nothing to all`() {
        #expect(Sparkline.of([0, 0.01, 0.25, 0.5, 0.99, 1]) == "·▁▂▄██")
        #expect(Sparkline.of([]) == "")
    }
}
