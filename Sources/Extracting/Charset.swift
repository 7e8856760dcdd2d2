// How the bytes of a text were written, as browsers find it out: byte order mark, Content-Type, the page's own word, and
// else UTF-8 where the bytes are that, windows-1252 where they are not.

/// The encoding of a text.
struct Charset: Hashable, Sendable {
    /// What iconv calls it.
    let name: String

    static let utf8 = Charset(name: "UTF-8")
    static let windows1252 = Charset(name: "CP1252")
    static let utf16LittleEndian = Charset(name: "UTF-16LE")
    static let utf16BigEndian = Charset(name: "UTF-16BE")

    private init(name: String) { self.name = name }

    /// How many bytes belong together at least.
    var unit: Int { self == .utf16LittleEndian || self == .utf16BigEndian ? 2 : 1 }

    /// The encoding with a label of the WHATWG's Encoding Standard; nil if browsers know none of that name. Theirs are
    /// the only ones: `iso-8859-1` is windows-1252 to them, and what they do not know never gets to iconv, which takes
    /// more from a name than a name (suffixes, UTF-7).
    init?(label: some StringProtocol) {
        let label = label.lowercased()
        guard let name = Charset.names[label] ?? Charset.name(ofFamily: label) else { return nil }
        self.init(name: name)
    }

    /// The encoding of a byte order mark, and how many bytes it has.
    static func mark(of bytes: some Collection<UInt8>) -> (charset: Charset, length: Int)? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
        if bytes.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
        if bytes.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
        return nil
    }

    /// Labels that iconv knows by another name, or takes for something else than browsers do.
    private static let names: [String: String] = [
        "utf-8": "UTF-8", "utf8": "UTF-8", "unicode-1-1-utf-8": "UTF-8", "x-unicode20utf8": "UTF-8",
        "utf-16": "UTF-16LE", "utf-16le": "UTF-16LE", "unicode": "UTF-16LE", "ucs-2": "UTF-16LE",
        "utf-16be": "UTF-16BE",
        "iso-8859-1": "CP1252", "iso8859-1": "CP1252", "iso_8859-1": "CP1252", "latin1": "CP1252", "l1": "CP1252",
        "ascii": "CP1252", "us-ascii": "CP1252", "cp819": "CP1252", "windows-1252": "CP1252", "x-cp1252": "CP1252",
        "iso-8859-9": "CP1254", "iso8859-9": "CP1254", "latin5": "CP1254",
        "iso-8859-11": "CP874", "tis-620": "CP874", "windows-874": "CP874",
        "latin2": "ISO-8859-2", "latin3": "ISO-8859-3", "latin4": "ISO-8859-4", "cyrillic": "ISO-8859-5",
        "arabic": "ISO-8859-6", "greek": "ISO-8859-7", "hebrew": "ISO-8859-8", "iso-8859-8-i": "ISO-8859-8",
        "logical": "ISO-8859-8", "latin6": "ISO-8859-10", "latin-9": "ISO-8859-15", "l9": "ISO-8859-15",
        "koi8-r": "KOI8-R", "koi": "KOI8-R", "koi8": "KOI8-R", "koi8-u": "KOI8-U", "ibm866": "CP866", "866": "CP866",
        "cp866": "CP866", "macintosh": "MACINTOSH", "mac": "MACINTOSH", "x-mac-cyrillic": "MAC-CYRILLIC",
        "gb2312": "GB18030", "gb_2312-80": "GB18030", "gbk": "GB18030", "x-gbk": "GB18030", "gb18030": "GB18030",
        "chinese": "GB18030", "big5": "BIG5-HKSCS", "big5-hkscs": "BIG5-HKSCS", "x-x-big5": "BIG5-HKSCS",
        "euc-jp": "EUC-JP", "x-euc-jp": "EUC-JP", "iso-2022-jp": "ISO-2022-JP", "shift_jis": "CP932",
        "shift-jis": "CP932", "sjis": "CP932", "x-sjis": "CP932", "windows-31j": "CP932", "ms_kanji": "CP932",
        "euc-kr": "CP949", "ks_c_5601-1987": "CP949", "korean": "CP949", "windows-949": "CP949",
    ]

    /// The names of the two numbered families: ISO 8859 and the Windows code pages.
    private static func name(ofFamily label: String) -> String? {
        for prefix in ["iso-8859-", "iso8859-", "iso_8859-"] where label.hasPrefix(prefix) {
            let number = label.dropFirst(prefix.count)
            return ["2", "3", "4", "5", "6", "7", "8", "10", "13", "14", "15", "16"].contains(number)
                ? "ISO-8859-\(number)" : nil
        }
        for prefix in ["windows-", "x-cp", "cp"] where label.hasPrefix(prefix) {
            let number = label.dropFirst(prefix.count)
            return ["1250", "1251", "1252", "1253", "1254", "1255", "1256", "1257", "1258"].contains(number)
                ? "CP\(number)" : nil
        }
        return nil
    }
}
