// The encoding that a page or an XML document names itself, near its beginning.

/// The search for a document's own word about its encoding.
enum DeclaredCharset {
    /// How far a `meta` element is looked for: as far as browsers do (WHATWG HTML, “prescan a byte stream”).
    private static let searched = 1024

    /// The encoding of the first `<meta charset>` or `<meta http-equiv="content-type">` in the first 1,024 bytes that
    /// names one that browsers know. A page that says UTF-16 in bytes that can be read as ASCII is UTF-8.
    static func ofPage(_ bytes: some RandomAccessCollection<UInt8>) -> Charset? {
        var scan = Scan(bytes: Array(bytes.prefix(searched)))
        while let attributes = scan.nextMeta() {
            var label: String?
            if let charset = attributes["charset"] {
                label = charset
            } else if attributes["http-equiv"]?.lowercased() == "content-type" {
                label = attributes["content"].flatMap(charset(inContent:))
            }
            guard let label, let charset = Charset(label: trimmed(label)) else { continue }
            return charset == .utf16LittleEndian || charset == .utf16BigEndian ? .utf8 : charset
        }
        return nil
    }

    /// The encoding in an XML declaration.
    static func ofXML(_ bytes: some RandomAccessCollection<UInt8>) -> Charset? {
        guard bytes.starts(with: "<?xml".utf8) else { return nil }
        let head = String(decoding: bytes.prefix(256).prefix { $0 != UInt8(ascii: ">") }, as: UTF8.self)
        guard let found = head.firstRange(of: "encoding") else { return nil }
        let rest = head[found.upperBound...].drop { $0.isWhitespace || $0 == "=" }
        guard let quote = rest.first, quote == "\"" || quote == "'" else { return nil }
        return Charset(label: rest.dropFirst().prefix { $0 != quote })
    }

    /// `text/html; charset=x` and what pages write instead of it.
    private static func charset(inContent content: String) -> String? {
        guard let found = content.lowercased().firstRange(of: "charset") else { return nil }
        let lowered = content.lowercased()
        let rest = lowered[found.upperBound...].drop { $0.isWhitespace }
        guard rest.first == "=" else { return nil }
        let value = rest.dropFirst().drop { $0.isWhitespace }
        if let quote = value.first, quote == "\"" || quote == "'" {
            return String(value.dropFirst().prefix { $0 != quote })
        }
        return String(value.prefix { !$0.isWhitespace && $0 != ";" })
    }

    private static func trimmed(_ text: String) -> Substring {
        var rest = text.drop { $0.isWhitespace }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}

/// Goes through the tags of a page's beginning.
private struct Scan {
    let bytes: [UInt8]
    private var at = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    private var current: UInt8 { at < bytes.count ? bytes[at] : 0 }

    /// The attributes of the next `meta` element; nil behind the last one.
    mutating func nextMeta() -> [String: String]? {
        while at < bytes.count {
            guard current == UInt8(ascii: "<") else {
                at += 1
                continue
            }
            if bytes[at...].starts(with: "<!--".utf8) {
                skipComment()
                continue
            }
            at += 1
            let isEnd = current == UInt8(ascii: "/")
            if isEnd { at += 1 }
            guard Scan.isLetter(current) else { continue }
            let name = word { !Scan.isSpace($0) && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") }
            let attributes = readAttributes()
            if name == "meta", !isEnd { return attributes }
        }
        return nil
    }

    private mutating func skipComment() {
        // `<!-->` is a whole comment.
        at += 2
        while at < bytes.count, !bytes[at...].starts(with: "-->".utf8) { at += 1 }
        at += 3
    }

    private mutating func readAttributes() -> [String: String] {
        var found: [String: String] = [:]
        while true {
            skip { Scan.isSpace($0) || $0 == UInt8(ascii: "/") }
            guard at < bytes.count, current != UInt8(ascii: ">") else {
                at += 1
                return found
            }
            let start = at
            let name = word {
                !Scan.isSpace($0) && $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/")
            }
            skip { Scan.isSpace($0) }
            var value = ""
            if current == UInt8(ascii: "=") {
                at += 1
                skip { Scan.isSpace($0) }
                value = readValue()
            }
            if found[name] == nil { found[name] = value }
            // Whatever stands there, the search goes on.
            if at == start { at += 1 }
        }
    }

    private mutating func readValue() -> String {
        let quote = current
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            return word { !Scan.isSpace($0) && $0 != UInt8(ascii: ">") }
        }
        at += 1
        let value = word { $0 != quote }
        at += 1
        return value
    }

    private mutating func word(_ goesOn: (UInt8) -> Bool) -> String {
        let start = at
        skip(goesOn)
        return String(decoding: bytes[start..<at], as: UTF8.self).lowercased()
    }

    private mutating func skip(_ goesOn: (UInt8) -> Bool) {
        while at < bytes.count, goesOn(bytes[at]) { at += 1 }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0C || byte == 0x0D
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
