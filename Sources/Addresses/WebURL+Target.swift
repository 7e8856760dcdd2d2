// How to show a URL chosen by a server: a redirect's target may have a token anywhere in its path.

extension WebURL {
    /// Scheme, host, port and the harmless part of the path: a segment is shown if it is among `known` (from the
    /// scenario itself), or if it reads like words. Anything else is replaced by dots, and what follows the path is
    /// omitted.
    package func shownTarget(known: Set<String> = []) -> String {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
            segment.isEmpty || known.contains(String(segment)) || WebURL.readsLikeWords(segment)
                ? String(segment) : ShownText.dots
        }
        return origin + segments.joined(separator: "/")
    }

    /// Whether a segment consists of words, like `sorry-we-are-full`, `login.php` and `v1` and unlike an opaque token:
    /// up to eight words, each of at most 16 letters of one case without six consonants in a row, or of at most three
    /// digits. Tokens and ids mix digits, cases and letters, or are longer.
    static func readsLikeWords(_ segment: some StringProtocol) -> Bool {
        readsLikeWords(bytes: Array(segment.utf8)[...])
    }

    /// Whether a segment consists of words: see ``readsLikeWords(_:)``.
    static func readsLikeWords(bytes segment: ArraySlice<UInt8>) -> Bool {
        guard segment.count <= mostWords * (longestWord + 1) else { return false }
        let words = segment.split(omittingEmptySubsequences: false) { "-_.".utf8.contains($0) }
        guard words.count <= mostWords else { return false }
        return words.allSatisfy { word in
            let digits = word.count(where: HostName.isDigit)
            if digits > 0 {
                return digits == word.count ? digits <= 3 : word.count == 2 && word.first == UInt8(ascii: "v")
            }
            return isWord(Array(word))
        }
    }

    private static let mostWords = 8
    private static let longestWord = 16

    private static func isWord(_ word: [UInt8]) -> Bool {
        guard word.count <= longestWord else { return false }
        let rest = word.dropFirst()
        let isLower = rest.allSatisfy { (0x61...0x7A).contains($0) }
        let isUpper = word.allSatisfy { (0x41...0x5A).contains($0) }
        guard isUpper || isLower && word.allSatisfy({ (0x61...0x7A).contains($0 | 0x20) }) else { return false }
        var consonants = 0
        for letter in word {
            consonants = "aeiouyAEIOUY".utf8.contains(letter) ? 0 : consonants + 1
            if consonants == 6 { return false }
        }
        return true
    }
}

extension WebURL {
    /// A reference from the bytes of a header. Like browsers, keeps bytes that are not UTF-8, percent-encoded one by
    /// one.
    package static func reference(_ header: some Collection<UInt8>) -> String {
        if let text = String(validating: header, as: UTF8.self) { return text }
        return header.reduce(into: "") { text, byte in
            if byte < 0x80 {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += "%" + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}
