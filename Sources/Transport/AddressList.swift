// The addresses of a host that has several, and how participants are distributed over them.
import CLibcurl
import Glibc

/// The addresses of one host and port, as found by its lookup.
///
/// Attempt k of participant p to connect uses address (p + k) mod n of its family, where k is the number of attempts
/// that have failed so far. A participant keeps an address until that does not answer, as a browser does.
@safe
final class AddressList {
    let handle: UnsafeMutablePointer<tcurl_addresses>

    init() {
        unsafe handle = UnsafeMutablePointer<tcurl_addresses>.allocate(capacity: 1)
        unsafe handle.initialize(to: tcurl_addresses())
    }

    deinit {
        unsafe handle.deallocate()
    }

    /// Sorts the addresses of each family. Each loop looks a host up by itself, and name servers that distribute load
    /// answer in another order each time. In an order of their own, loops that take participants in turn would all take
    /// the same address.
    func sort() { unsafe tcurl_addresses_sort(handle) }

    var count: Int { unsafe Int(handle.pointee.count.0 + handle.pointee.count.1) }

    var hasBothFamilies: Bool { unsafe handle.pointee.count.0 > 0 && handle.pointee.count.1 > 0 }

    /// The address for that turn, with its port.
    func text(_ family: tcurl_family, turn: UInt64) -> String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(tcurl_address_text_size)) { text in
            guard let start = text.baseAddress else { return "" }
            unsafe tcurl_addresses_write(handle, family, turn, start)
            return unsafe String(cString: start)
        }
    }
}

/// The position at which a participant starts in each family.
struct AddressTurn {
    var four: UInt64
    var six: UInt64

    init(participant: Int) {
        four = UInt64(bitPattern: Int64(participant))
        six = four
    }
}

/// The texts of the addresses that were connected to. A run has few, and each request names one, so each is formatted
/// once.
struct AddressTexts {
    private struct Entry {
        var number: [CChar]
        var port: Int
        var text: String
    }

    /// More than a run has; any further ones are formatted each time.
    private static let most = 64

    private var entries: [Entry] = []

    /// `203.0.113.7:443`, `[2001:db8::7]:443`.
    mutating func text(of number: UnsafePointer<CChar>, port: Int) -> String {
        for entry in entries where entry.port == port {
            if unsafe strcmp(entry.number, number) == 0 { return entry.text }
        }
        let name = unsafe String(cString: number)
        let text = name.utf8.contains(UInt8(ascii: ":")) ? "[\(name)]:\(port)" : "\(name):\(port)"
        if entries.count < Self.most {
            let bytes = unsafe UnsafeBufferPointer(start: number, count: strlen(number) + 1)
            entries.append(unsafe Entry(number: Array(bytes), port: port, text: text))
        }
        return text
    }
}
