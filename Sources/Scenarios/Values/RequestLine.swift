// The value of `request`: a method and a URL.
import Addresses

/// Reads `GET https://lms.example/login`.
struct RequestLine {
    let context: LoadContext

    /// What the text says.
    struct Reading {
        var method: String
        var url: Template
    }

    private static let example = "a method and a URL such as GET https://lms.example/login"
    /// The methods that are common, for suggestions.
    static let methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]

    /// Reads the text. A URL alone is requested with GET.
    func read(_ node: WrittenNode) -> Reading? {
        guard let text = node.scalar, !node.isNull else {
            context.report(
                .wrongKind(path: "request", found: node.kind, expected: RequestLine.example), at: node.place)
            return nil
        }
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        var method = "GET"
        var address = text.trimmed
        if words.count == 2, !words[0].contains("/"), !words[0].contains("$") {
            method = words[0]
            address = words[1].trimmed
        } else if words.count == 1, !text.contains("/"), !text.contains("$") {
            context.report(
                .badRequest(
                    ShownText.url(text), remedy: RequestLine.methods.contains(text.uppercased()) ? "add the URL" : nil),
                at: node.place)
            return nil
        }
        guard RequestLine.methods.contains(method) || isMethod(method) else {
            let nearest = NearestName.of(method, among: RequestLine.methods)
            context.report(
                .badRequest(
                    ShownText.url(text), remedy: nearest.map { "did you mean \($0) \(ShownText.url(address))?" }),
                at: node.place)
            return nil
        }
        guard let url = url(address, in: text, node) else { return nil }
        return Reading(method: method, url: url)
    }

    /// A method of another standard (`PROPFIND`): capitals, and near none of the common ones.
    private func isMethod(_ word: String) -> Bool {
        !word.isEmpty && word.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || $0 == 0x2D }
            && NearestName.of(word, among: RequestLine.methods) == nil
    }

    /// What can stand in for a name: a number for a port, a path behind a port (`https://lms.example:8443${next}`), and
    /// any word elsewhere.
    private static func standIn(behind opening: String) -> String {
        if opening.hasSuffix(":") { return "1" }
        guard let scheme = opening.firstRange(of: "://") else { return "x" }
        let authority = opening[scheme.upperBound...]
        guard !authority.contains(where: { "/?#".contains($0) }), let colon = authority.lastIndex(of: ":"),
            authority[colon...].dropFirst().allSatisfy({ $0.isASCII && $0.isNumber })
        else { return "x" }
        return "/x"
    }

    private func url(_ address: String, in text: String, _ node: WrittenNode) -> Template? {
        let offset = text.ranges(of: address).first.map { text[..<$0.lowerBound].unicodeScalars.count } ?? 0
        guard !address.contains(" ") || address.contains("${") else {
            context.report(.badRequest(ShownText.url(text), remedy: "write a space in a URL as %20"), at: node.place)
            return nil
        }
        let pieces: [TemplateText.Piece]
        do {
            pieces = try TemplateText.parse(address)
        } catch {
            context.report(error.mistake, at: node.place(offset: offset + error.offset))
            return nil
        }
        context.warnOfComment(behind: node, "request")
        context.warnOfOtherForms(in: node)
        guard let template = context.template(of: pieces, place: { node.place(offset: offset + $0) }) else {
            return nil
        }
        guard context.staysOnBase(template, written: address, at: node.place(offset: offset)) else { return nil }
        guard !address.hasPrefix("/") else {
            context.report(.relativeURL(ShownText.url(address)), at: node.place(offset: offset))
            return nil
        }
        var example = ""
        for segment in template.segments {
            switch segment {
            case .literal(let literal): example += literal
            case .secret(let secret): example += secret.revealed
            case .name: example += RequestLine.standIn(behind: example)
            }
        }
        // A URL that starts with a name (`${lesson}`) gets its scheme from it.
        if case .name? = template.segments.first { return context.hidingCredentials(template) }
        do throws(WebURL.Fault) {
            guard try WebURL(example).userInformation == nil else { throw .userInformation }
        } catch {
            if error == .userInformation {
                context.report(.credentialsInURL, at: node.place(offset: offset))
            } else {
                context.report(
                    .badAddress(path: "request", found: ShownText.url(address), error), at: node.place(offset: offset))
            }
            return nil
        }
        return context.hidingCredentials(template)
    }
}
