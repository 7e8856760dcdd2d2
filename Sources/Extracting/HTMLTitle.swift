// The title of a page, by which people recognise it.

/// A page's title.
package enum HTMLTitle {
    private static let open = Array("<title".utf8)

    /// The content of the first `title` element with white space collapsed; nil if there is none or it is empty.
    /// Accepts any bytes.
    package static func text(in bytes: [UInt8]) -> String? {
        var at = 0
        while let tag = bytes[at...].firstIndex(of: UInt8(ascii: "<")) {
            guard bytes.count - tag > open.count else { return nil }
            let matches = open.indices.allSatisfy { bytes[tag + $0] | 0x20 == open[$0] | 0x20 }
            guard matches, let end = bytes[tag...].firstIndex(of: UInt8(ascii: ">")) else {
                at = tag + 1
                continue
            }
            let content = bytes[(end + 1)...].prefix { $0 != UInt8(ascii: "<") }
            let text = HTMLAttributes.resolvingReferences(String(decoding: content, as: UTF8.self))
            let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            return words.isEmpty ? nil : words
        }
        return nil
    }
}
