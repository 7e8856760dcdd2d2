import Foundation
import FoundationXML

/// A page's elements, in order, and its text. Pages are well-formed XML as well as HTML, so a strict parser reads them.
struct PageOutline {
    /// An element.
    struct Element {
        var name: String
        var attributes: [String: String]
    }

    private(set) var elements: [Element] = []
    private(set) var text = ""
    /// Why the page is not well-formed; nil if it is.
    private(set) var error: String?

    init(_ page: String) {
        let parser = XMLParser(data: Data(page.utf8))
        let reader = Reader()
        parser.delegate = reader
        if !parser.parse() {
            error = "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "not well-formed")"
        }
        elements = reader.elements
        text = reader.text
    }

    private final class Reader: NSObject, XMLParserDelegate {
        var elements: [Element] = []
        var text = ""
        var styles = 0

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            elements.append(Element(name: name, attributes: attributes))
            if name == "style" { styles += 1 }
        }

        func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
            if name == "style" { styles -= 1 }
        }

        func parser(_ parser: XMLParser, foundCharacters characters: String) {
            if styles == 0 { text += characters }
        }
    }
}
