// What a request and its response looked like on the wire, for somebody who wants to see them.
import CLibcurl

/// The headers of one exchange as they were sent and received. They contain secrets: cookies and tokens.
package final class WireLog: Sendable {
    /// One header line.
    package struct Line: Hashable, Sendable {
        /// The name as received: in lower case over HTTP/2.
        package var name: String
        /// The value.
        package var value: String
    }

    /// The request's header as libcurl wrote it: the request line and the header lines, each with its line break, and
    /// the empty line at the end. Over HTTP/2 in the form of HTTP/1.1, from which libcurl makes its frames, with
    /// most names in lower case. Empty if nothing was sent.
    package let request: String
    /// All header lines of the final response, in order, those of one name one by one.
    package let responseHeaders: [Line]

    /// Creates a log.
    package init(request: String, responseHeaders: [Line]) {
        self.request = request
        self.responseHeaders = responseHeaders
    }
}

extension ResponseHeaders {
    /// All header lines of the final response.
    var lines: [WireLog.Line] {
        var lines: [WireLog.Line] = []
        unsafe forEachLine { name, value in
            lines.append(unsafe WireLog.Line(name: String(cString: name), value: Self.text(value)))
        }
        return lines
    }
}
