// The bytes of one request that libcurl borrows during the transfer: header lines with their nodes, and the body.
import CLibcurl
import Glibc
import Measuring

/// One block of C memory for everything that a request lends to libcurl, from `lay` until `free`. Only a few
/// participants of a crowd have a request in progress at any moment. Their blocks reuse memory that others have just
/// freed and that is still in the processor's cache.
@safe
struct RequestArena {
    /// Where the parts are, until the next `lay` or `free`.
    @unsafe
    struct Layout {
        var headers: UnsafeMutablePointer<curl_slist>?
        var body: UnsafePointer<CChar>
        var bodyCount: Int
        /// Whether one of the lines is a `Host`.
        var hasHost: Bool
    }

    /// Why a request cannot be laid out.
    enum Problem: Error {
        /// A line break or a zero byte would end the line early and start another.
        case brokenHeader(String)
        case noMemory
    }

    private var memory: UnsafeMutableRawPointer?
    private var capacity = 0

    /// Frees the memory. Nothing in it may still be borrowed.
    mutating func free() {
        unsafe memory?.deallocate()
        unsafe memory = nil
        capacity = 0
    }

    /// Lays out a request. Nothing of the previous layout may still be borrowed.
    ///
    /// Two added lines keep libcurl from adding its own: a `Content-Type` that nobody asked for, and `Expect:
    /// 100-continue`, which no browser sends and which would cost a round trip for bodies above 1 MB.
    mutating func lay(_ request: HTTPRequest, inheriting inherited: InheritedHeaders) -> Result<Layout, Problem> {
        let body = request.body ?? []
        let suppressesExpect = body.count > 1_000_000
        let mayNeedType = !inherited.hasContentType && (request.body != nil || request.method == "POST")
        let textCount = RequestArena.size(of: request.headers.span)
        let nodeCount = request.headers.count + 2 + inherited.lines.count
        unsafe makeRoom(nodeCount * MemoryLayout<curl_slist>.stride + body.count + textCount)
        // makeRoom has allocated it.
        guard let memory = unsafe memory else { return unsafe .failure(.noMemory) }

        let nodes = unsafe memory.assumingMemoryBound(to: curl_slist.self)
        var used = 0
        var cursor = unsafe memory + nodeCount * MemoryLayout<curl_slist>.stride
        var names: UInt64 = 0
        var hasType = false
        var hasHost = inherited.hasHost
        // A span, since taking a line out of an array counts a reference.
        let lines = request.headers.span
        for place in lines.indices {
            let bit = unsafe lines[place].utf8.span.withUnsafeBufferPointer { bytes -> UInt64? in
                guard unsafe Self.isOneLine(bytes) else { return nil }
                if !hasType { hasType = unsafe HeaderNames.isContentType(bytes) }
                if !hasHost { hasHost = unsafe HeaderNames.isHost(bytes) }
                unsafe (nodes + used).initialize(
                    to: curl_slist(data: cursor.assumingMemoryBound(to: CChar.self), next: nil))
                unsafe cursor = Self.copy(bytes, to: cursor)
                return unsafe HeaderNames.bit(of: bytes)
            }
            guard let bit else { return unsafe .failure(.brokenHeader(HeaderNames.name(of: lines[place]))) }
            names |= bit
            used += 1
        }
        var rest = unsafe inherited.block.first
        if names & inherited.names.bits != 0 {
            // A common line may be replaced: those that stay are linked anew, with their texts where they are.
            // Every node has a text.
            let own = unsafe UnsafeBufferPointer(start: nodes, count: used)
            while let line = unsafe rest {
                if unsafe !own.contains(where: { unsafe Self.haveSameName($0.data, line.pointee.data) }) {
                    unsafe (nodes + used).initialize(to: curl_slist(data: line.pointee.data, next: nil))
                    used += 1
                }
                unsafe rest = line.pointee.next
            }
        }
        if mayNeedType, !hasType {
            unsafe (nodes + used).initialize(to: curl_slist(data: tcurl_no_content_type(), next: nil))
            used += 1
        }
        if suppressesExpect {
            unsafe (nodes + used).initialize(to: curl_slist(data: tcurl_no_expect(), next: nil))
            used += 1
        }
        for place in 0..<used {
            unsafe nodes[place].next = place + 1 < used ? nodes + place + 1 : rest
        }

        let bodyStart = unsafe UnsafePointer(cursor.assumingMemoryBound(to: CChar.self))
        unsafe body.withUnsafeBytes { bytes in
            if let base = bytes.baseAddress { unsafe cursor.copyMemory(from: base, byteCount: bytes.count) }
        }
        let first = unsafe used > 0 ? nodes : rest
        return unsafe .success(
            Layout(
                headers: first, body: bodyStart, bodyCount: body.count, hasHost: hasHost))
    }

    /// The bytes of the lines, each with a zero byte behind it.
    private static func size(of lines: Span<String>) -> Int {
        var size = 0
        for place in lines.indices { size += lines[place].utf8.count + 1 }
        return size
    }

    private mutating func makeRoom(_ needed: Int) {
        // One extra byte, so that an empty body has an address too.
        guard needed + 1 > capacity else { return }
        free()
        capacity = max(512, (needed + 1).nextPowerOfTwo)
        unsafe memory = UnsafeMutableRawPointer.allocate(
            byteCount: capacity, alignment: MemoryLayout<curl_slist>.alignment)
    }

    /// Copies the bytes and a terminating zero, and returns where the next bytes go.
    @unsafe
    private static func copy(
        _ bytes: UnsafeBufferPointer<UInt8>, to place: UnsafeMutableRawPointer
    ) -> UnsafeMutableRawPointer {
        if let base = bytes.baseAddress { unsafe place.copyMemory(from: base, byteCount: bytes.count) }
        unsafe place.storeBytes(of: 0, toByteOffset: bytes.count, as: UInt8.self)
        return unsafe place + bytes.count + 1
    }

    /// Whether two lines, each ended by a zero byte, have one name.
    @unsafe
    private static func haveSameName(_ one: UnsafePointer<CChar>, _ other: UnsafePointer<CChar>) -> Bool {
        let length = unsafe strcspn(one, ":")
        return unsafe strcspn(other, ":") == length && strncasecmp(one, other, length) == 0
    }

    @unsafe
    private static func isOneLine(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let base = bytes.baseAddress else { return true }
        return unsafe memchr(base, 10, bytes.count) == nil && memchr(base, 13, bytes.count) == nil
            && memchr(base, 0, bytes.count) == nil
    }
}

extension Int {
    fileprivate var nextPowerOfTwo: Int { self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount) }
}
