// An element of a parsed page, for those who walk through pages themselves.
internal import CLibxml2

/// An element of an `HTMLPage`. Used only while the page is alive: it is never handed out of this module.
@safe struct HTMLElement: Hashable {
    private let node: xmlNodePtr

    /// The element that a node is; nil if it is a text or a comment.
    init?(_ node: xmlNodePtr) {
        guard unsafe node.pointee.type == XML_ELEMENT_NODE else { return nil }
        unsafe self.node = node
    }

    /// The name of its tag, in lower case.
    var name: String { unsafe node.pointee.name.map { unsafe String(cString: $0) } ?? "" }

    /// The value of an attribute, with character references resolved; nil if it has none of that name.
    func attribute(_ name: String) -> String? {
        guard let value = unsafe xmlGetNoNsProp(node, name) else { return nil }
        defer { unsafe txml_free(value) }
        return unsafe String(cString: value)
    }

    /// All text in it.
    var text: String {
        guard let value = unsafe xmlNodeGetContent(node) else { return "" }
        defer { unsafe txml_free(value) }
        return unsafe String(cString: value)
    }

    /// The element that it is in; nil for the outermost one.
    var parent: HTMLElement? {
        guard let parent = unsafe node.pointee.parent else { return nil }
        return unsafe HTMLElement(parent)
    }

    /// The elements in it, in the order of the page.
    var descendants: [HTMLElement] {
        var found: [HTMLElement] = []
        var next = unsafe node.pointee.children
        while let at = unsafe next {
            if let element = unsafe HTMLElement(at) { found.append(element) }
            unsafe next = HTMLElement.successor(of: at, within: node)
        }
        return found
    }

    static func == (left: HTMLElement, right: HTMLElement) -> Bool { unsafe left.node == right.node }

    func hash(into hasher: inout Hasher) { unsafe hasher.combine(node) }

    /// The node that follows in the order of the page.
    ///
    /// `outer` is left alone: nothing behind it follows.
    static func successor(of node: xmlNodePtr, within outer: xmlNodePtr? = nil) -> xmlNodePtr? {
        if unsafe node.pointee.type == XML_ELEMENT_NODE, let child = unsafe node.pointee.children {
            return unsafe child
        }
        var at = unsafe node
        while true {
            if let next = unsafe at.pointee.next { return unsafe next }
            guard let parent = unsafe at.pointee.parent, unsafe parent.pointee.type == XML_ELEMENT_NODE,
                unsafe parent != outer
            else { return nil }
            unsafe at = parent
        }
    }
}
