// URLs in libcurl's own parsed form, kept for the next request to the same address.
//
// libcurl parses the URL of each request and writes it out again, character by character at about ninety instructions each
// (7.88). Of a URL that comes to it parsed it only makes a copy; from 8.12 on it writes it out all the same, and is spared
// the parsing. A crowd's requests go to few addresses: what differs between participants stands in bodies, headers and
// queries, and a long query travels apart (RequestTarget).
import CLibcurl
import Glibc

/// A parsed URL (`CURLU`), never changed. Whoever hands it to libcurl holds it until the request is over.
@safe
final class ParsedAddress {
    let handle: OpaquePointer

    /// Parses as a transfer would; nil if libcurl finds no URL in it, or one that it must parse itself: before 8.3 the
    /// zone of an IPv6 address is missing in its copies.
    init?(_ url: UnsafePointer<CChar>) {
        guard let handle = unsafe curl_url() else { return nil }
        guard unsafe curl_url_set(handle, CURLUPART_URL, url, UInt32(CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK,
            unsafe !Self.hasZone(handle)
        else {
            unsafe curl_url_cleanup(handle)
            return nil
        }
        unsafe self.handle = unsafe handle
    }

    @unsafe
    private static func hasZone(_ handle: OpaquePointer) -> Bool {
        var zone: UnsafeMutablePointer<CChar>?
        defer { unsafe curl_free(zone) }
        return unsafe curl_url_get(handle, CURLUPART_ZONEID, &zone, 0) == CURLUE_OK
    }

    deinit {
        unsafe curl_url_cleanup(handle)
    }
}

/// The addresses that requests went to lately. Each has one place, found by its hash, and gives way to the next one that
/// falls there, so that addresses which nobody else asks for cannot fill the table.
struct AddressTable {
    private struct Entry {
        var url: [CChar]
        var address: ParsedAddress
    }

    private static let size: UInt64 = 256

    private var entries = [Entry?](repeating: nil, count: Int(size))

    /// The parsed form of a URL, parsed now if it is not at hand; nil if it is to be left to
    /// libcurl.
    mutating func address(of url: UnsafePointer<CChar>) -> ParsedAddress? {
        let place = unsafe Self.place(of: url)
        if let entry = entries[place], unsafe strcmp(entry.url, url) == 0 { return entry.address }
        guard let address = unsafe ParsedAddress(url) else { return nil }
        let text = unsafe UnsafeBufferPointer(start: url, count: strlen(url) + 1)
        entries[place] = unsafe Entry(url: Array(text), address: address)
        return address
    }

    /// By FNV-1a, folded.
    @unsafe
    private static func place(of url: UnsafePointer<CChar>) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        var cursor = unsafe url
        while unsafe cursor.pointee != 0 {
            hash = unsafe (hash ^ UInt64(UInt8(bitPattern: cursor.pointee))) &* 0x100_0000_01b3
            unsafe cursor += 1
        }
        return Int((hash ^ hash >> 32) % size)
    }
}
