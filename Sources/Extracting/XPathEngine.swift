// libxml2's XPath: compiling and evaluating.
internal import CLibxml2

/// XPath on a document, evaluated by libxml2.
///
/// An expression is compiled for each document. libxml2's compiled expressions are not shared between threads, since
/// evaluating one writes into it: in xpath.c `XPATH_OP_FUNCTION` keeps the function that it looked up in `op->cache` and
/// `op->cacheURI`, and no lock is there. Compiling takes a few microseconds, a twentieth of parsing a small page.
@safe struct XPathEngine: ~Copyable {
    /// The most operations of one evaluation: about a tenth of a second. A node that is looked at is one, and so is a node
    /// that is put into a set.
    static let operationLimit: UInt = 5_000_000

    private let context: xmlXPathContextPtr

    /// Creates an engine for a document, which must outlive it; nil: there is no memory.
    init?(_ document: xmlDocPtr) {
        guard let context = unsafe txml_context(document, XPathEngine.operationLimit) else { return nil }
        unsafe self.context = context
    }

    deinit { unsafe xmlXPathFreeContext(context) }

    /// The first result as a text; nil if nothing matches.
    borrowing func value(of path: XPath) throws(HTMLFault) -> String? {
        unsafe context.pointee.opCount = 0
        var first: xmlNodePtr?
        for part in path.parts {
            guard let compiled = unsafe xmlXPathCtxtCompile(context, part) else { throw .expression(path.text) }
            defer { unsafe xmlXPathFreeCompExpr(compiled) }
            guard let result = unsafe txml_evaluate(context, compiled) else {
                throw unsafe txml_is_spent(context) ? .tooManyOperations(path.text) : .expression(path.text)
            }
            defer { unsafe xmlXPathFreeObject(result) }
            guard unsafe result.pointee.type == XPATH_NODESET else {
                return unsafe XPathEngine.text(xmlXPathCastToString(result))
            }
            guard let node = unsafe txml_first(result) else { continue }
            // 1: the first of the two comes first in the page.
            if let known = unsafe first, unsafe xmlXPathCmpNodes(known, node) == 1 { continue }
            unsafe first = node
        }
        guard let node = unsafe first else { return nil }
        return unsafe XPathEngine.text(xmlXPathCastNodeToString(node))
    }

    /// Takes over a text of libxml2's.
    private static func text(_ bytes: UnsafeMutablePointer<xmlChar>?) -> String? {
        guard let bytes = unsafe bytes else { return nil }
        defer { unsafe txml_free(bytes) }
        return unsafe String(cString: bytes)
    }

    /// Checks an expression's syntax.
    static func check(_ text: String) throws(XPathFault) {
        unsafe try XPathEngine.onEmptyPage(text) { context throws(XPathFault) in
            guard let compiled = unsafe xmlXPathCtxtCompile(context, text) else {
                throw unsafe XPathEngine.fault(of: context, in: text)
            }
            unsafe xmlXPathFreeCompExpr(compiled)
        }
    }

    /// Whether an expression finds nodes, and not a number, a text or a truth: that does not depend on the page, since
    /// there are no variables. It is evaluated on an empty page, for the errors that only then show.
    static func findsNodes(_ text: String) throws(XPathFault) -> Bool {
        var findsNodes = false
        unsafe try XPathEngine.onEmptyPage(text) { context throws(XPathFault) in
            guard let compiled = unsafe xmlXPathCtxtCompile(context, text) else {
                throw unsafe XPathEngine.fault(of: context, in: text)
            }
            defer { unsafe xmlXPathFreeCompExpr(compiled) }
            guard let result = unsafe txml_evaluate(context, compiled) else {
                throw unsafe XPathEngine.fault(of: context, in: text)
            }
            findsNodes = unsafe result.pointee.type == XPATH_NODESET
            unsafe xmlXPathFreeObject(result)
        }
        return findsNodes
    }

    private static func onEmptyPage(
        _ text: String, _ body: (xmlXPathContextPtr) throws(XPathFault) -> Void
    ) throws(XPathFault) {
        Libxml2.prepare()
        guard let document = unsafe htmlNewDocNoDtD(nil, nil) else { throw XPathFault(.outOfMemory, in: text) }
        defer { unsafe xmlFreeDoc(document) }
        guard let context = unsafe txml_context(document, operationLimit) else {
            throw XPathFault(.outOfMemory, in: text)
        }
        defer { unsafe xmlXPathFreeContext(context) }
        unsafe try body(context)
    }

    /// libxml2's last error about an expression, whose texts are for those who know its insides.
    private static func fault(of context: xmlXPathContextPtr, in text: String) -> XPathFault {
        let error = unsafe context.pointee.lastError
        let code = unsafe Int(error.code) - Int(XML_XPATH_EXPRESSION_OK.rawValue)
        let byte = unsafe Int(error.int1)
        func syntax(_ words: String) -> XPathFault { XPathFault(.syntax(words), in: text, byte: byte) }
        switch code {
        case Int(XPATH_NUMBER_ERROR.rawValue): return syntax("a number is malformed")
        case Int(XPATH_UNFINISHED_LITERAL_ERROR.rawValue): return syntax("a text has no closing quote")
        case Int(XPATH_START_LITERAL_ERROR.rawValue): return syntax("a text in quotes is missing")
        case Int(XPATH_VARIABLE_REF_ERROR.rawValue): return syntax("a name is missing behind $")
        case Int(XPATH_INVALID_PREDICATE_ERROR.rawValue): return syntax("a condition in [ ] is incomplete")
        case Int(XPATH_UNCLOSED_ERROR.rawValue): return syntax("a bracket is not closed")
        case Int(XPATH_INVALID_CHAR_ERROR.rawValue): return syntax("it has a character that cannot be in it")
        case Int(XPATH_RECURSION_LIMIT_EXCEEDED.rawValue), Int(XPATH_STACK_ERROR.rawValue):
            return syntax("its brackets are nested too deeply")
        case Int(XPATH_UNKNOWN_FUNC_ERROR.rawValue): return XPathFault(.function("?"), in: text)
        case Int(XPATH_INVALID_TYPE.rawValue), Int(XPATH_INVALID_OPERAND.rawValue):
            return XPathFault(.type, in: text)
        case Int(XPATH_MEMORY_ERROR.rawValue): return XPathFault(.outOfMemory, in: text)
        default: return syntax("something is missing or out of place")
        }
    }
}
