// Where a log-in leads: the field `next`, which comes from the client.

import PlatformContract

/// A path of the site to which a browser may be redirected. Anything else becomes the page of courses, so that no link
/// to the form can redirect to another site (open redirect).
struct SiteDestination: Sendable, Hashable {
    /// The path, with its query if it has one.
    let path: String

    /// The page of courses.
    static let home = SiteDestination(nil)

    private static let longest = 2_048

    /// The requested destination, decoded once; nil if there was none.
    init(_ next: String?) {
        path = next.flatMap { Self.isOnSite($0) ? $0 : nil } ?? CustomerSite.home
    }

    /// The form that leads here.
    var login: String { "\(CustomerSite.login)?\(SiteField.next)=\(AccessLink.encoded(path))" }

    /// Browsers read a backslash as a slash, drop control characters, and read two slashes as another host. A
    /// `Location` must be ASCII. Dot segments, encoded or not, would lead out of the site again.
    private static func isOnSite(_ next: String) -> Bool {
        let bytes = next.utf8
        guard bytes.count <= longest, bytes.starts(with: CustomerSite.home.utf8),
            bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }), !next.contains("//")
        else { return false }
        switch bytes.dropFirst(CustomerSite.home.utf8.count).first {
        case nil, UInt8(ascii: "/"), UInt8(ascii: "?"): break
        default: return false
        }
        return next.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").allSatisfy { segment in
            let plain = segment.lowercased().replacing("%2e", with: ".")
            return plain != "." && plain != ".."
        }
    }
}
