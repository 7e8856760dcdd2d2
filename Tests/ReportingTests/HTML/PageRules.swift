import Testing

/// What holds for every page that Turnout makes.
enum PageRules {
    /// It is well-formed, has no script, loads nothing, and what it refers to on itself is there. `mayLink` says whether it
    /// may link to something that is not on the page.
    static func expectSelfContained(_ text: String, mayLink: (String) -> Bool = { _ in false }) {
        let page = PageOutline(text)
        #expect(page.error == nil)
        let names = Set(page.elements.map(\.name))
        #expect(names.isDisjoint(with: ["script", "img", "link", "iframe", "object", "embed", "use", "image"]))
        for element in page.elements {
            for (name, value) in element.attributes {
                #expect(!name.hasPrefix("on"))
                #expect(!["src", "srcset", "xlink:href", "style", "action"].contains(name))
                if name == "href" { #expect(value.hasPrefix("#") || element.name == "a" && mayLink(value), "\(value)") }
            }
        }
        // Patterns are elements of the page.
        #expect(text.components(separatedBy: "url(").dropFirst().allSatisfy { $0.hasPrefix("#") })
        #expect(!text.contains("@import"))
        for nonsense in ["NaN", "inf\"", "Optional(", "nil"] { #expect(!page.text.contains(nonsense)) }
        let ids = page.elements.compactMap { $0.attributes["id"] }
        #expect(Set(ids).count == ids.count)
        for element in page.elements {
            let own = (element.attributes["href"] ?? "").hasPrefix("#") ? element.attributes["href"] : nil
            for value in [element.attributes["aria-labelledby"], element.attributes["aria-describedby"], own] {
                for target in (value ?? "").split(separator: " ") {
                    #expect(ids.contains(target.first == "#" ? String(target.dropFirst()) : String(target)))
                }
            }
        }
    }

    /// It has a language, one h1, headings in order, landmarks, and heads with a scope.
    static func expectStructure(_ text: String) {
        let page = PageOutline(text)
        #expect(page.elements.first?.attributes["lang"] == "en")
        let headings = page.elements.compactMap { ["h1": 1, "h2": 2, "h3": 3, "h4": 4][$0.name] }
        #expect(headings.first == 1 && headings.count { $0 == 1 } == 1)
        for (above, below) in zip(headings, headings.dropFirst()) { #expect(below <= above + 1) }
        for name in ["header", "nav", "main", "footer"] {
            #expect(page.elements.count { $0.name == name } == 1)
        }
        for head in page.elements where head.name == "th" {
            #expect(["col", "row", "rowgroup"].contains(head.attributes["scope"]))
        }
        for (table, next) in zip(page.elements, page.elements.dropFirst()) where table.name == "table" {
            // Tables that are drawings stand in a region with a name.
            #expect(next.name == "caption" || ["bars", "waterfall"].contains(table.attributes["class"]))
        }
    }
}
