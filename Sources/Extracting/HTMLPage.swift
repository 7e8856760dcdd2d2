// An HTML page: parsed once, leniently, and asked for any number of values.
internal import CLibxml2

/// A parsed HTML page.
///
/// Any bytes are a page: what is wrong in them is put right as libxml2 does it, much as browsers do. Pages that are made to
/// cost memory or time are refused with an `HTMLFault`; the limits are far beyond real pages. Nothing is fetched, no file is
/// read, and nothing is written to standard error.
///
/// A page is used by one task at a time; it may be made on one thread and used on another. Parsing 16 KB takes about
/// 0.2 ms, so larger pages are better parsed off an event loop: see `values(of:in:contentType:)`.
@safe package struct HTMLPage: ~Copyable {
    /// The most bytes of a page, in UTF-8.
    package static let sizeLimit = 8 * 1024 * 1024
    /// The most elements within each other. Browsers show pages down to 512.
    package static let depthLimit = 1024
    /// The most elements, attributes, texts and comments together: some 2 MiB of a usual page. libxml2 looks for doubles
    /// among the results of `//tr[1]//a` by comparing each with each, and its limit of operations does not count that: with
    /// so many nodes it takes a second or two, and with more it would take minutes.
    package static let nodeLimit = 100_000
    /// The most attributes of one element; the limit is applied every few kilobytes, so that some more may pass.
    package static let attributeLimit = 1_500

    private let document: xmlDocPtr

    /// Parses a response's body with that Content-Type. Its encoding is found as `BodyText` does it.
    package init(_ bytes: [UInt8], contentType: String? = nil) throws(HTMLFault) {
        guard bytes.count <= HTMLPage.sizeLimit else { throw .tooLarge }
        // Without a type it is taken for the page that it is expected to be.
        try self.init(BodyText.decode(bytes, contentType: contentType))
    }

    /// Parses a text.
    package init(_ text: String) throws(HTMLFault) { try self.init(text, piece: 0) }

    /// Parses a text that libxml2 is given in pieces of so many bytes; 0: as it likes.
    init(_ text: String, piece: Int) throws(HTMLFault) {
        Libxml2.prepare()
        // A NUL would end the page. It is no character of a page, and becomes what browsers make of it in names and values.
        var text = text.utf8.contains(0) ? text.replacing("\0", with: "\u{FFFD}") : text
        guard text.utf8.count <= HTMLPage.sizeLimit else { throw .tooLarge }
        var page = unsafe txml_page()
        unsafe page.piece = piece
        unsafe page.depth_limit = CInt(HTMLPage.depthLimit)
        unsafe page.node_limit = HTMLPage.nodeLimit
        unsafe page.attribute_limit = CInt(HTMLPage.attributeLimit)
        // The whole of the largest page at a depth of 128, which takes half a second.
        unsafe page.work_limit = 128 * HTMLPage.sizeLimit
        // A microsecond each; an element that HTML 4 does not have is one.
        unsafe page.complaint_limit = 5 * HTMLPage.nodeLimit
        let parsed = text.withUTF8 { bytes -> xmlDocPtr? in
            unsafe page.bytes = bytes.baseAddress
            unsafe page.count = bytes.count
            // A page with nothing in it is a page all the same.
            return unsafe bytes.isEmpty ? htmlNewDocNoDtD(nil, nil) : txml_parse(&page)
        }
        switch unsafe page.end {
        case txml_end_whole: break
        case txml_end_too_deep: throw .tooDeep
        case txml_end_too_many_nodes: throw .tooManyNodes
        case txml_end_too_much_work: throw .tooMuchWork
        default: throw .outOfMemory
        }
        guard let document = unsafe parsed else { throw .outOfMemory }
        guard unsafe HTMLPage.count(document) + page.nodes <= HTMLPage.nodeLimit else {
            unsafe xmlFreeDoc(document)
            throw .tooManyNodes
        }
        // Comparisons of places in the page then take no search.
        unsafe _ = xmlXPathOrderDocElems(document)
        unsafe self.document = document
    }

    /// How many nodes a document has beside elements and attributes.
    private static func count(_ document: xmlDocPtr) -> Int {
        var count = 0
        var next = unsafe document.pointee.children
        while let node = unsafe next {
            if unsafe node.pointee.type != XML_ELEMENT_NODE { count += 1 }
            unsafe next = HTMLElement.successor(of: node)
        }
        return count
    }

    deinit { unsafe xmlFreeDoc(document) }

    /// The value that an expression finds first, in the order of the page: an attribute's or a text's own, an element's
    /// whole text; a number, a truth or a text as XPath writes them. nil: nothing matches.
    ///
    /// Character references are resolved; white space is as in the page.
    package borrowing func value(of path: XPath) throws(HTMLFault) -> String? {
        try values(of: [path])[0]
    }

    /// The values of several expressions, in the same order.
    package borrowing func values(of paths: [XPath]) throws(HTMLFault) -> [String?] {
        guard let engine = unsafe XPathEngine(document) else { throw .outOfMemory }
        var values: [String?] = []
        for path in paths { values.append(try engine.value(of: path)) }
        return values
    }

    /// The values that expressions find in a response's body, in the same order. Everything about the page begins and ends
    /// here, so that it can be carried out on any thread.
    package static func values(
        of paths: [XPath], in bytes: [UInt8], contentType: String? = nil
    ) throws(HTMLFault) -> [String?] {
        try HTMLPage(bytes, contentType: contentType).values(of: paths)
    }

    /// The page's elements in their order. They are valid as long as the page is.
    borrowing func elements() -> [HTMLElement] {
        var elements: [HTMLElement] = []
        var next = unsafe document.pointee.children
        while let node = unsafe next {
            if let element = unsafe HTMLElement(node) { elements.append(element) }
            unsafe next = HTMLElement.successor(of: node)
        }
        return elements
    }
}
