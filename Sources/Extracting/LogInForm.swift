// The form through which people log in to a site, found by what such forms have in common.

/// The log-in form of a page, and what each of its fields is for.
package struct LogInForm: Hashable, Sendable {
    /// The form.
    package var form: HTMLForm
    /// The field for the e-mail address or user name; nil if none looks like it.
    package var user: HTMLForm.Field?
    /// The field for the password.
    package var password: HTMLForm.Field
    /// The hidden field whose value the site makes anew for each visitor or page against forged requests; nil if none looks
    /// like it.
    package var token: MadeAnew?
    /// Other hidden fields whose values look like they are made anew, in the order of the form.
    package var changing: [MadeAnew]
    /// The first button that sends the form, if it has a name and so is sent itself.
    package var button: HTMLForm.Field?
    /// An XPath expression for the address in `action`, if it looks like it is made anew for each visitor.
    package var actionPath: String?

    /// A value that has to be taken from each page.
    package struct MadeAnew: Hashable, Sendable {
        /// Its field.
        package var field: HTMLForm.Field
        /// An XPath expression that finds its value on the page; nil where none of those that people write does.
        package var path: String?
    }

    /// The log-in form of a page; nil if it has none.
    package static func find(in page: borrowing HTMLPage) -> LogInForm? {
        let forms = PageForms(page).forms
        var best: (place: Int, score: Int)?
        for (place, form) in forms.enumerated() {
            guard let score = score(form), score > best?.score ?? 0 else { continue }
            best = (place, score)
        }
        guard let place = best?.place, let password = forms[place].fields.first(where: isPassword) else { return nil }
        let form = forms[place]
        let hidden = form.fields.filter { $0.type == "hidden" && !$0.isDisabled && !$0.name.isEmpty }
        let token = hidden.first(where: hasTokenName) ?? hidden.first { ValueLook.isMadeAnew($0.value) }
        let changing = hidden.filter { $0 != token && (hasStateName($0) || ValueLook.isMadeAnew($0.value)) }
        let button = form.fields.first { $0.submits && !$0.isDisabled }
        let paths = FormPaths(form: form, place: place)
        // Neither map nor a closure may borrow the page.
        var changed: [MadeAnew] = []
        for field in changing { changed.append(MadeAnew(field: field, path: paths.path(to: field, in: page))) }
        var made: MadeAnew?
        if let token { made = MadeAnew(field: token, path: paths.path(to: token, in: page)) }
        var actionPath: String?
        if let action = form.action, actionChanges(action) { actionPath = paths.actionPath(in: page) }
        return LogInForm(
            form: form, user: user(of: form), password: password, token: made, changing: changed,
            button: button.flatMap { $0.name.isEmpty ? nil : $0 }, actionPath: actionPath)
    }

    /// The log-in form of a response's body; nil if it has none.
    package static func find(in bytes: [UInt8], contentType: String? = nil) throws(HTMLFault) -> LogInForm? {
        find(in: try HTMLPage(bytes, contentType: contentType))
    }

    private static let logInWords = [
        "login", "log-in", "log_in", "log in", "signin", "sign-in", "sign_in", "sign in", "anmeld", "einlogg",
        "connexion",
        "connecter", "iniciar", "acced", "acesso", "entrar", "accedi", "inloggen", "logga", "войти", "вход", "session",
        "auth", "logon",
    ]
    private static let otherWords = [
        "register", "registr", "signup", "sign-up", "sign_up", "sign up", "join", "create", "forgot", "reset",
        "recover",
        "change", "subscribe", "newsletter", "inscription", "crear",
    ]
    private static let tokenWords = ["csrf", "xsrf", "token", "authenticity", "nonce", "_wpnonce", "form_key"]
    private static let stateNames: Set<String> = [
        "__viewstate", "__viewstategenerator", "__eventvalidation", "execution", "lt", "session_code", "samlrequest",
        "form_build_id", "javax.faces.viewstate", "requestid", "flowid",
    ]
    private static let userWords = [
        "user", "mail", "login", "logon", "account", "ident", "benutzer", "usuario", "name",
    ]

    /// How much a form looks like a log-in: more than 0 if it does; nil if it has no password.
    private static func score(_ form: HTMLForm) -> Int? {
        let passwords = form.fields.filter(isPassword)
        guard !passwords.isEmpty else { return nil }
        var score = passwords.count == 1 ? 4 : -4
        if passwords.contains(where: { $0.autocomplete == "new-password" }) { score -= 4 }
        if passwords.contains(where: { $0.autocomplete == "current-password" }) { score += 3 }
        let words = ([form.action ?? "", form.id, form.name] + form.captions).joined(separator: " ").lowercased()
        if logInWords.contains(where: words.contains) { score += 3 }
        if otherWords.contains(where: words.contains) { score -= 3 }
        if user(of: form) != nil { score += 1 }
        return score
    }

    private static func isPassword(_ field: HTMLForm.Field) -> Bool { field.type == "password" && !field.isDisabled }

    /// The field before the password that looks most like a user's name.
    private static func user(of form: HTMLForm) -> HTMLForm.Field? {
        let texts = form.fields.prefix { !isPassword($0) }
            .filter { ["text", "email", "tel"].contains($0.type) && !$0.isDisabled }
        let others = form.fields.filter { ["text", "email", "tel"].contains($0.type) && !$0.isDisabled }
        return texts.first { ["username", "email"].contains($0.autocomplete) }
            ?? texts.last { $0.type == "email" }
            ?? texts.last { field in userWords.contains { field.name.lowercased().contains($0) } }
            ?? texts.last ?? others.first
    }

    private static func hasTokenName(_ field: HTMLForm.Field) -> Bool {
        let name = field.name.lowercased()
        return tokenWords.contains(where: name.contains)
    }

    private static func hasStateName(_ field: HTMLForm.Field) -> Bool {
        hasTokenName(field) || stateNames.contains(field.name.lowercased())
    }

    private static func actionChanges(_ action: String) -> Bool {
        action.split { "/?&=;#".contains($0) }.contains { ValueLook.isMadeAnew(String($0)) }
    }
}

/// XPath expressions for what is in a form: the simplest one that finds it on its page.
private struct FormPaths {
    let form: HTMLForm
    /// Which one of the page's forms it is.
    let place: Int

    func path(to field: HTMLForm.Field, in page: borrowing HTMLPage) -> String? {
        guard let name = FormPaths.quoted(field.name) else { return nil }
        let candidates = ["//input[@name=\(name)]/@value"] + formPaths.map { "\($0)//input[@name=\(name)]/@value" }
        return FormPaths.first(of: candidates, with: field.value, in: page)
    }

    func actionPath(in page: borrowing HTMLPage) -> String? {
        FormPaths.first(of: (["//form"] + formPaths).map { "\($0)/@action" }, with: form.action ?? "", in: page)
    }

    /// The form: by what is its own, and else by its place.
    private var formPaths: [String] {
        var paths: [String] = []
        if !form.id.isEmpty, let id = FormPaths.quoted(form.id) { paths.append("//form[@id=\(id)]") }
        if !form.name.isEmpty, let name = FormPaths.quoted(form.name) { paths.append("//form[@name=\(name)]") }
        return paths + [
            "//form[count(.//input[@type='password'])=1]", "//form[.//input[@type='password']]",
            "(//form)[\(place + 1)]",
        ]
    }

    private static func first(of paths: [String], with value: String, in page: borrowing HTMLPage) -> String? {
        for path in paths {
            // An expression that cannot be evaluated finds nothing.
            guard let expression = try? XPath(path), let found = try? page.value(of: expression) else { continue }
            if found == value { return path }
        }
        return nil
    }

    private static func quoted(_ text: String) -> String? {
        if !text.contains("'") { return "'\(text)'" }
        return text.contains("\"") ? nil : "\"\(text)\""
    }
}

/// What a value looks like.
enum ValueLook {
    /// Whether a value looks random: one word of 16 characters or more, with digits, letters and variety.
    static func isMadeAnew(_ value: String) -> Bool {
        let scalars = value.unicodeScalars
        guard scalars.count >= 16,
            scalars.allSatisfy({ $0.isASCII && $0.value > 0x20 && !"<>\"'\\".contains(Character($0)) })
        else { return false }
        // An address has its own variety.
        guard !value.hasPrefix("http"), !value.hasPrefix("/") || value.hasSuffix("=") else { return false }
        let digits = scalars.count { (0x30...0x39).contains($0.value) }
        let letters = scalars.count { $0.properties.isAlphabetic }
        return digits >= 2 && letters >= 2 && Set(scalars).count >= 8
    }
}
