// Titles of pages as they are, and of pages that are made to be slow to read.
import Extracting
import Testing

struct HTMLTitleTests {
    @Test(
        arguments: [
            ("<title>Room</title>", "Room"), ("<p><TITLE lang=en>\n A &amp;  B\n</TITLE>", "A & B"),
            ("<title>Open", "Open"), ("<title", nil), ("<title></title><title>x</title>", nil), ("", nil),
            ("<titl>x", nil),
        ] as [(String, String?)])
    func `The first title counts, with its white space collapsed`(page: String, title: String?) {
        #expect(HTMLTitle.text(in: Array(page.utf8)) == title)
    }

    @Test func `Megabytes of tags that do not end are read once`() {
        let page = Array(String(repeating: "<title", count: 1_400_000).utf8)
        let clock = ContinuousClock()
        var title: String? = ""
        let took = clock.measure { title = HTMLTitle.text(in: page) }
        #expect(title == nil)
        // Read again for each tag they would take hours.
        #expect(took < .seconds(5))
    }

    @Test func `A title is looked for in the first 64 KiB`() {
        func page(_ before: Int) -> [UInt8] { Array((String(repeating: " ", count: before) + "<title>x</title>").utf8) }
        #expect(HTMLTitle.text(in: page(60_000)) == "x")
        #expect(HTMLTitle.text(in: page(70_000)) == nil)
    }
}
