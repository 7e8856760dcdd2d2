// The headers of a response, as libcurl keeps them until the handle's next request.
import Addresses
import CLibcurl
import Glibc

/// Reads headers from a handle whose transfer has just ended. Used at once and not kept.
@safe
struct ResponseHeaders {
    private let easy: UnsafeMutableRawPointer

    @unsafe
    init(of easy: UnsafeMutableRawPointer) {
        unsafe self.easy = unsafe easy
    }

    /// A header as text, with invalid UTF-8 repaired; the last line if there are several.
    subscript(_ name: String) -> String? {
        unsafe value(name).map { unsafe Self.text($0) }
    }

    /// The values of all lines of a header, in order.
    func all(_ name: String) -> [String] {
        var values: [String] = []
        unsafe forEachLine { other, value in
            if unsafe strcasecmp(name, other) == 0 { values.append(unsafe Self.text(value)) }
        }
        return values
    }

    /// A value as text. libcurl leaves its line break in an empty one.
    @unsafe
    static func text(_ value: UnsafePointer<CChar>) -> String {
        let isBreak = unsafe value.pointee == 0x0D || value.pointee == 0x0A
        return unsafe isBreak ? "" : String(cString: value)
    }

    /// Those of the named headers that are there.
    func values(of names: [String]) -> HeaderValues {
        var values: HeaderValues = [:]
        guard !names.isEmpty else { return values }
        values.reserve(names.count)
        for name in names {
            if let value = self[name] { values.append(name, value) }
        }
        return values
    }

    /// The redirect target: of several lines the first, as browsers take it that refuse no such answer. Bytes that are not UTF-8 are kept, because a repaired URL would lead elsewhere.
    var location: String? {
        guard let value = unsafe value("Location", isLast: false) else { return nil }
        return unsafe WebURL.reference(UnsafeRawBufferPointer(start: value, count: strlen(value)))
    }

    /// Calls the closure with the name and value of each line of the final response.
    @unsafe
    func forEachLine(_ body: (UnsafePointer<CChar>, UnsafePointer<CChar>) -> Void) {
        var header = unsafe curl_easy_nextheader(easy, UInt32(CURLH_HEADER), -1, nil)
        while let current = unsafe header {
            if let name = unsafe current.pointee.name, let value = unsafe current.pointee.value {
                unsafe body(name, value)
            }
            unsafe header = curl_easy_nextheader(easy, UInt32(CURLH_HEADER), -1, current)
        }
    }

    /// A header; of several lines the last or the first. Owned by libcurl until the handle's next request.
    @unsafe
    private func value(_ name: String, isLast: Bool = true) -> UnsafePointer<CChar>? {
        var header: UnsafeMutablePointer<curl_header>?
        var code = unsafe curl_easy_header(easy, name, 0, UInt32(CURLH_HEADER), -1, &header)
        if isLast, code == CURLHE_OK, let amount = unsafe header?.pointee.amount, amount > 1 {
            code = unsafe curl_easy_header(easy, name, amount - 1, UInt32(CURLH_HEADER), -1, &header)
        }
        guard code == CURLHE_OK, let value = unsafe header?.pointee.value else { return nil }
        return unsafe UnsafePointer(value)
    }
}
