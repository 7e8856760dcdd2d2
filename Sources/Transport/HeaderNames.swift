// Which header names a list of lines has, for a cheap check whether a request's own line replaces a common one.
import Glibc

/// A few bits for the names of header lines. Without a common bit there is no common name.
struct HeaderNames {
    private(set) var bits: UInt64 = 0

    init() {}

    init(_ lines: [String]) {
        for line in lines {
            var line = line
            line.withUTF8 { bytes in unsafe add(Self.bit(of: bytes)) }
        }
    }

    mutating func add(_ bit: UInt64) { bits |= bit }

    func union(_ other: HeaderNames) -> HeaderNames {
        var both = self
        both.bits |= other.bits
        return both
    }

    /// The bit for a line's name, from its first letter and its length.
    static func bit(of line: UnsafeBufferPointer<UInt8>) -> UInt64 {
        guard let start = line.baseAddress, !line.isEmpty else { return 0 }
        let length = unsafe nameLength(start, line.count)
        let first = unsafe UInt64(start.pointee | 0x20)
        return 1 << ((first &* 31 &+ UInt64(length)) & 63)
    }

    /// The bytes before the colon, or before the semicolon of a header without a value in curl's notation.
    @unsafe
    static func nameLength(_ line: UnsafePointer<UInt8>, _ count: Int) -> Int {
        guard let colon = unsafe memchr(line, Int32(UInt8(ascii: ":")), count) else { return count }
        return unsafe UnsafeRawPointer(colon) - UnsafeRawPointer(line)
    }

    static func isContentType(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe begins(line, with: "content-type:")
    }

    static func isHost(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe begins(line, with: "host:")
    }

    /// Whether any line satisfies the predicate.
    static func contains(_ lines: [String], where passes: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bool {
        lines.contains { line in
            var line = line
            return line.withUTF8 { bytes in unsafe passes(bytes) }
        }
    }

    /// Whether a line begins with a name and a colon, ignoring case. The name is given in lower case.
    private static func begins(_ line: UnsafeBufferPointer<UInt8>, with name: StaticString) -> Bool {
        guard line.count >= name.utf8CodeUnitCount, let start = line.baseAddress else { return false }
        return unsafe start.pointee | 0x20 == name.utf8Start.pointee
            && strncasecmp(start, name.utf8Start, name.utf8CodeUnitCount) == 0
    }

    /// The name of a line in lower case.
    static func name(of line: String) -> String {
        line.prefix { $0 != ":" }.lowercased()
    }

    /// The lines of `inherited` whose names do not occur in `own`.
    static func remaining(of inherited: [String], besides own: [String]) -> [String] {
        let names = Set(own.map(name(of:)))
        return inherited.filter { !names.contains(name(of: $0)) }
    }
}

/// The header lines that all requests of one session inherit.
struct InheritedHeaders {
    /// The lines, session's before engine's, without duplicate names.
    let lines: [String]
    let names: HeaderNames
    /// The same lines for libcurl.
    let block: HeaderBlock
    /// Retained because `block` continues into it.
    private let tail: HeaderBlock?
    let hasContentType: Bool
    let hasHost: Bool

    /// The lines that every session inherits.
    init(common: [String]) {
        lines = common
        names = HeaderNames(common)
        block = unsafe HeaderBlock(common)
        tail = nil
        hasContentType = unsafe HeaderNames.contains(common, where: HeaderNames.isContentType)
        hasHost = unsafe HeaderNames.contains(common, where: HeaderNames.isHost)
    }

    /// A session's own lines before the common ones, of which they replace those with the same name.
    init(session: [String], common: InheritedHeaders) {
        let own = HeaderNames(session)
        names = own.union(common.names)
        if own.bits & common.names.bits == 0 {
            lines = session.isEmpty ? common.lines : session + common.lines
            block = session.isEmpty ? common.block : unsafe HeaderBlock(session, next: common.block.first)
            tail = common.block
        } else {
            lines = session + HeaderNames.remaining(of: common.lines, besides: session)
            block = unsafe HeaderBlock(lines)
            tail = nil
        }
        hasContentType = unsafe common.hasContentType || HeaderNames.contains(session, where: HeaderNames.isContentType)
        hasHost = unsafe common.hasHost || HeaderNames.contains(session, where: HeaderNames.isHost)
    }
}
