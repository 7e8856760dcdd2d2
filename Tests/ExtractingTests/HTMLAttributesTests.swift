// Attributes in pages as they are written in practice.
import Extracting
import Testing

struct HTMLAttributesTests {
    @Test(arguments: [
        #"<div data-space-id="5f">"#, "<div data-space-id='5f'>", "<div data-space-id=5f>",
        #"<div DATA-Space-Id = "5f" >"#,
        #"<div class="x"data-space-id="5f">"#, "<div\n\tdata-space-id=\"5f\"/>", #"<p>a = b</p><i data-space-id="5f">"#,
        #"<div class='x'data-space-id="5f">"#, #"<br/data-space-id="5f">"#, #"<div data-space-id="5&#X66;">"#,
        #"<div data-space-id="5&#102;">"#, #"<div x-data-space-id="no" data-space-id="&#x35;f">"#,
        #"<div data-space-id="5f" data-space-id="second">"#, #"<div data-space-id="5f"#,
    ])
    func `An attribute is found however it is written`(page: String) {
        #expect(HTMLAttributes(["data-space-id"]).values(in: Array(page.utf8)) == ["5f"])
    }

    @Test(arguments: [
        "", "=", "data-space-id", "data-space-id=", "<div data-space-idx=\"a\">", "<div data-room-id=\"1\">",
    ])
    func `A missing attribute is not found`(page: String) {
        #expect(HTMLAttributes(["data-space-id"]).values(in: Array(page.utf8)) == [nil])
    }

    @Test func `Several attributes come in the order asked for`() {
        let page = #"<main id=app data-room-id="r&amp;1&apos;" data-channel-id='&quot;c&unknown;' data-space-id="s">"#
        let values = HTMLAttributes(["data-space-id", "data-room-id", "data-channel-id", "data-x"]).values(
            in: Array(page.utf8))
        #expect(values == ["s", "r&1'", "\"c&unknown;", nil])
    }
}
