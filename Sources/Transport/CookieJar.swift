// A participant's stored cookies as libcurl exports them, parsed line by line and only as far as needed.
import CLibcurl
import Glibc

/// The lines of a jar at one moment. libcurl cannot return a single cookie: it exports all of them. They are exported
/// once for all questions between two requests. Only the name on each line is compared, and only matching lines are
/// parsed.
@safe
final class CookieJar {
    private let lines: UnsafeMutablePointer<curl_slist>?

    private let now = time(nil)

    /// Takes ownership of a list from `tcurl_cookie_list`.
    init(_ lines: UnsafeMutablePointer<curl_slist>?) {
        unsafe self.lines = unsafe lines
    }

    deinit {
        unsafe curl_slist_free_all(lines)
    }

    /// All cookies that are still valid, as libcurl writes them: lines of the Netscape format.
    var valid: [String] {
        var found: [String] = []
        unsafe forEachLine { line in
            let text = unsafe String(cString: line)
            if let cookie = StoredCookie(line: text), !cookie.hasExpired(at: now) { found.append(text) }
            return true
        }
        return found
    }

    /// All cookies.
    var all: [StoredCookie] {
        var cookies: [StoredCookie] = []
        unsafe forEachLine { line in
            if let cookie = unsafe StoredCookie(line: String(cString: line)), !cookie.hasExpired(at: now) {
                cookies.append(cookie)
            }
            return true
        }
        return cookies
    }

    /// The first cookie with this name.
    func first(named name: String) -> StoredCookie? {
        var found: StoredCookie?
        forEach(named: name) { cookie in
            found = cookie
            return false
        }
        return found
    }

    /// The cookies with this name that a request to the host carries, and that were stored for the path; nil: any.
    func all(named name: String, host: String?, path: String?) -> [StoredCookie] {
        var found: [StoredCookie] = []
        forEach(named: name) { cookie in
            if host.map(cookie.reaches(host:)) ?? true, path.map(cookie.isStored(forPath:)) ?? true {
                found.append(cookie)
            }
            return true
        }
        return found
    }

    /// Calls the closure for each cookie with this name, until it returns false.
    private func forEach(named name: String, _ body: (StoredCookie) -> Bool) {
        var name = name
        name.withUTF8 { wanted in
            unsafe forEachLine { line in
                guard unsafe Self.hasName(line, wanted), let cookie = unsafe StoredCookie(line: String(cString: line)),
                    !cookie.hasExpired(at: now)
                else { return true }
                return body(cookie)
            }
        }
    }

    /// Calls the closure until it returns false.
    private func forEachLine(_ body: (UnsafePointer<CChar>) -> Bool) {
        var node = unsafe lines
        while let current = unsafe node {
            guard let line = unsafe current.pointee.data, unsafe body(line) else { return }
            unsafe node = current.pointee.next
        }
    }

    /// Whether the sixth field of the line equals the name.
    @unsafe
    private static func hasName(_ line: UnsafePointer<CChar>, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let tab = Int32(UInt8(ascii: "\t"))
        var field = unsafe line
        for _ in 0..<5 {
            guard let end = unsafe strchr(field, tab) else { return false }
            unsafe field = unsafe UnsafePointer(end) + 1
        }
        guard let end = unsafe strchr(field, tab), unsafe UnsafePointer(end) - field == name.count else { return false }
        guard let start = name.baseAddress else { return true }
        return unsafe memcmp(field, start, name.count) == 0
    }
}
