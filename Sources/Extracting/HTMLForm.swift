// The forms of a page, as a browser would send them.

/// A form of a page.
package struct HTMLForm: Hashable, Sendable {
    /// A field that belongs to the form, within it or elsewhere by its attribute `form`.
    package struct Field: Hashable, Sendable {
        /// Its name in the request; empty if it has none, so that it is not sent.
        package var name: String
        /// The type of an `input` in lower case (`text` if it has none), `select`, `textarea`, or for a `button` the type
        /// `submit`, `button` or `reset`.
        package var type: String
        /// The value that it has on the page: what is sent if nobody changes it.
        package var value: String
        /// Whether a check box or a radio button is on.
        package var isChecked = false
        /// Whether it is not sent as the page stands.
        package var isDisabled = false
        /// Its attribute `autocomplete`, in lower case.
        package var autocomplete = ""
        /// Its attribute `id`.
        package var id = ""

        /// Whether it is a button that sends the form.
        package var submits: Bool { type == "submit" || type == "image" }
    }

    /// Its attribute `action` as written; nil if it has none, so that it is sent to the page's own address.
    package var action: String?
    /// `GET` or `POST`.
    package var method: String
    /// The attribute `enctype` in lower case; `application/x-www-form-urlencoded` if it has none.
    package var enctype: String
    /// Its attribute `id`.
    package var id: String
    /// Its attribute `name`.
    package var name: String
    /// Its fields in the order of the page.
    package var fields: [Field]
    /// What its buttons say.
    package var captions: [String]
}

/// All forms of a page.
package struct PageForms {
    /// The forms in the order of the page.
    package private(set) var forms: [HTMLForm] = []
    /// How many password fields belong to no form: a script sends them.
    package private(set) var loosePasswords = 0
    /// The place of each form, by its element and by its id.
    private var places: [HTMLElement: Int] = [:]
    private var placesByID: [String: Int] = [:]

    /// Reads the forms of a page.
    package init(_ page: borrowing HTMLPage) {
        let elements = page.elements()
        for element in elements where element.name == "form" { addForm(element) }
        for element in elements { addField(element) }
        places = [:]
    }

    private mutating func addForm(_ element: HTMLElement) {
        let id = element.attribute("id") ?? ""
        let method = element.attribute("method")?.uppercased() == "POST" ? "POST" : "GET"
        let enctype = element.attribute("enctype")?.lowercased() ?? ""
        places[element] = forms.count
        // The first element with an id is the one that it means.
        if !id.isEmpty, placesByID[id] == nil { placesByID[id] = forms.count }
        forms.append(
            HTMLForm(
                action: element.attribute("action").flatMap { $0.isEmpty ? nil : $0 }, method: method,
                enctype: enctype == "multipart/form-data" || enctype == "text/plain"
                    ? enctype : "application/x-www-form-urlencoded",
                id: id, name: element.attribute("name") ?? "", fields: [], captions: []))
    }

    private mutating func addField(_ element: HTMLElement) {
        guard let field = PageForms.field(element) else { return }
        guard let place = owner(of: element) else {
            if field.type == "password" { loosePasswords += 1 }
            return
        }
        forms[place].fields.append(field)
        guard field.submits || field.type == "button" else { return }
        let caption = element.name == "input" ? field.value : element.text
        forms[place].captions.append(caption.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }

    private func owner(of element: HTMLElement) -> Int? {
        if let id = element.attribute("form") { return placesByID[id] }
        var outer = element.parent
        while let element = outer {
            if let place = places[element] { return place }
            outer = element.parent
        }
        return nil
    }

    private static func field(_ element: HTMLElement) -> HTMLForm.Field? {
        let type: String
        var value = element.attribute("value") ?? ""
        switch element.name {
        case "input":
            let written = element.attribute("type")?.lowercased() ?? ""
            type = written.isEmpty ? "text" : written
            // What a browser sends for a box that is on.
            if type == "checkbox" || type == "radio", element.attribute("value") == nil { value = "on" }
        case "button":
            let written = element.attribute("type")?.lowercased() ?? ""
            type = written == "button" || written == "reset" ? written : "submit"
        case "textarea":
            type = "textarea"
            value = element.text
        case "select":
            type = "select"
            value = chosen(in: element)
        default: return nil
        }
        return HTMLForm.Field(
            name: element.attribute("name") ?? "", type: type, value: value,
            isChecked: element.attribute("checked") != nil, isDisabled: element.attribute("disabled") != nil,
            autocomplete: element.attribute("autocomplete")?.lowercased() ?? "", id: element.attribute("id") ?? "")
    }

    /// The value of the selected option, or else of the first.
    private static func chosen(in select: HTMLElement) -> String {
        let options = select.descendants.filter { $0.name == "option" }
        guard let option = options.first(where: { $0.attribute("selected") != nil }) ?? options.first else { return "" }
        return option.attribute("value") ?? option.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
