// The title of a page, by which people recognise it.

/// A page's title.
package enum HTMLTitle {
    private static let open = Array("<title".utf8)
    /// How many bytes of a page are searched: a title is in its head.
    private static let searched = 65_536

    private static let close = Array("</title".utf8)

    /// The title as people see it; nil if there is none or it is empty. Accepts any bytes, and looks at the first 64 KiB.
    package static func text(in bytes: [UInt8]) -> String? { content(in: bytes).flatMap(words(of:)) }

    /// What a title's content says: up to the first tag, with references resolved and white space collapsed; nil if that
    /// is nothing.
    package static func words(of content: String) -> String? {
        let text = HTMLAttributes.resolvingReferences(String(content.prefix { $0 != "<" }))
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.isEmpty ? nil : words
    }

    /// The content of the first `title` element as it was sent, up to its end tag, or else to the end of what is looked
    /// at; nil if there is no such element.
    package static func content(in bytes: [UInt8]) -> String? {
        let bytes = bytes.prefix(searched)
        guard let tag = place(of: open, in: bytes, from: bytes.startIndex),
            let end = bytes[tag...].firstIndex(of: UInt8(ascii: ">"))
        else { return nil }
        let content = bytes[(end + 1)...]
        return String(
            decoding: content[..<(place(of: close, in: content, from: end + 1) ?? content.endIndex)], as: UTF8.self)
    }

    /// Where a tag begins, in any case.
    private static func place(of tag: [UInt8], in bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
        var at = start
        while let place = bytes[at...].firstIndex(of: UInt8(ascii: "<")) {
            guard bytes.endIndex - place > tag.count else { return nil }
            if tag.indices.allSatisfy({ bytes[place + $0] | 0x20 == tag[$0] | 0x20 }) { return place }
            at = place + 1
        }
        return nil
    }
}
