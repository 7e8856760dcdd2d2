// What paths are appended to: the platform's API and its web client.

/// A URL without user information, query and fragment, read once.
package struct BaseURL: Hashable, Sendable, CustomStringConvertible {
    /// The URL itself, without a slash at its end unless that is its whole path.
    package let url: WebURL
    /// Its text, without slashes at its end.
    package let text: String

    /// Reads a text as `WebURL` does.
    /// - Throws: Why nothing can be requested below it.
    package init(_ text: String) throws(WebURL.Fault) {
        let url = try WebURL(text)
        guard url.userInformation == nil else { throw .userInformation }
        guard url.query == nil, !text.contains("#") else { throw .queryOrFragment }
        var path = url.path[...]
        while path.hasSuffix("/") { path.removeLast() }
        self.text = url.origin + path
        self.url = url.path == "/" || path.count == url.path.count ? url : try WebURL(self.text)
    }

    /// This machine, where a stand-in is going to serve that has no port yet.
    package static var loopback: BaseURL {
        // A constant that the tests read.
        guard let base = try? BaseURL("http://127.0.0.1") else { preconditionFailure("127.0.0.1 is an address") }
        return base
    }

    /// The URL of a path below this one; a failure if the whole is longer than libcurl takes.
    package func appending(_ path: String) -> WebURL.Reading {
        WebURL.Reading { () throws(WebURL.Fault) in try WebURL(text + path, near: url) }
    }

    /// ``text``.
    package var description: String { text }
}
