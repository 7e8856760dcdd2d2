// RFC 6901: the path to one value of a JSON document, parsed when a plan is made.

/// A parsed JSON pointer (RFC 6901).
package struct JSONPointer: Hashable, Sendable {
    /// One reference token. Whether it is a member's name or an element's index depends on the document.
    struct Token: Hashable, Sendable {
        /// The name in UTF-8, `~0` and `~1` already resolved.
        var name: [UInt8]
        /// The index, if the token reads as one (RFC 6901 section 4: digits without leading zeros).
        var index: Int?
    }

    let tokens: [Token]

    /// Parses a pointer: empty for the whole document, otherwise `/` before each token.
    /// - Throws: `Malformed` if it does not begin with `/` or has a `~` that is not followed by 0 or 1.
    package init(_ text: String) throws(Malformed) {
        guard !text.isEmpty else {
            tokens = []
            return
        }
        guard text.utf8.first == UInt8(ascii: "/") else { throw Malformed(text: text) }
        var tokens: [Token] = []
        for part in text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            var name: [UInt8] = []
            var isEscaped = false
            for byte in part {
                switch (isEscaped, byte) {
                case (true, UInt8(ascii: "0")): name.append(UInt8(ascii: "~"))
                case (true, UInt8(ascii: "1")): name.append(UInt8(ascii: "/"))
                case (true, _): throw Malformed(text: text)
                case (false, UInt8(ascii: "~")): break
                case (false, _): name.append(byte)
                }
                isEscaped = !isEscaped && byte == UInt8(ascii: "~")
            }
            if isEscaped { throw Malformed(text: text) }
            tokens.append(Token(name: name, index: JSONPointer.index(name)))
        }
        self.tokens = tokens
    }

    /// The pointer as RFC 6901 writes it.
    package var text: String {
        tokens.map { token in
            let name = String(decoding: token.name, as: UTF8.self)
            return "/" + name.replacing("~", with: "~0").replacing("/", with: "~1")
        }.joined()
    }

    /// Creates a pointer to a member of the document's outermost object.
    package init(member name: String) {
        let bytes = Array(name.utf8)
        tokens = [Token(name: bytes, index: JSONPointer.index(bytes))]
    }

    private static func index(_ name: [UInt8]) -> Int? {
        guard let first = name.first, name.count <= 18, name.allSatisfy({ (0x30...0x39).contains($0) }),
            first != 0x30 || name.count == 1
        else { return nil }
        return name.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// A text that is not a JSON pointer.
    package struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
        /// The text.
        package var text: String

        /// The error message.
        package var description: String {
            "\(text) is not a JSON pointer (RFC 6901): it begins with / and ~ is written ~0, / in a name ~1"
        }
    }
}
