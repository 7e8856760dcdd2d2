// The title of a page, by which people recognise it.

/// A page's title.
package enum HTMLTitle {
    private static let open = Array("<title".utf8)
    /// How many bytes of a page are searched: a title is in its head.
    private static let searched = 65_536

    /// The content of the first `title` element with white space collapsed; nil if there is none or it is empty.
    /// Accepts any bytes, and looks at the first 64 KiB.
    package static func text(in bytes: [UInt8]) -> String? {
        let bytes = bytes.prefix(searched)
        var at = bytes.startIndex
        while let tag = bytes[at...].firstIndex(of: UInt8(ascii: "<")) {
            guard bytes.count - tag > open.count else { return nil }
            guard open.indices.allSatisfy({ bytes[tag + $0] | 0x20 == open[$0] | 0x20 }) else {
                at = tag + 1
                continue
            }
            // No later tag ends either.
            guard let end = bytes[tag...].firstIndex(of: UInt8(ascii: ">")) else { return nil }
            let content = bytes[(end + 1)...].prefix { $0 != UInt8(ascii: "<") }
            let text = HTMLAttributes.resolvingReferences(String(decoding: content, as: UTF8.self))
            let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            return words.isEmpty ? nil : words
        }
        return nil
    }
}
