// The scenario of `turnout init --site`: the requests that a browser makes to log in, as far as the page tells.
import Addresses
import Extracting

/// A scenario for a site's log-in form, and what was seen on the page.
struct SiteScenario {
    private let page: SiteVisit.Page
    private let form: LogInForm?
    /// Whether a log-in form was found.
    var hasForm: Bool { form != nil }
    /// What was seen, a line each, for people.
    let findings: [String]

    init(_ page: SiteVisit.Page) {
        self.page = page
        var findings = ["\(page.url.shown) answered with status \(page.status)"]
        if let other = page.elsewhere {
            findings.append("it redirects to another host: \(other.shown); name that page to look at its form")
        }
        do throws(HTMLFault) {
            let parsed = try HTMLPage(page.body, contentType: page.contentType)
            form = LogInForm.find(in: parsed)
            findings +=
                form.map { SiteScenario.words(for: $0, on: page.url) } ?? SiteScenario.words(for: PageForms(parsed))
        } catch {
            form = nil
            findings.append("the page was not read: \(error)")
        }
        // Names and addresses are the site's own text.
        self.findings = findings.map { line in
            String(String.UnicodeScalarView(line.unicodeScalars.filter { $0.properties.generalCategory != .control }))
        }
    }

    /// The scenario.
    var text: String {
        let head = """
            # The log-in of \(page.url.host), as far as its page tells. Written by 'turnout init --site'.
            #
            # Lines with "Adapt" say what only you know. 'turnout check FILE' prints the plan and sends nothing.
            turnout: 1
            name: \(SiteScenario.quoted("Log-in of \(page.url.host)"))
            \(target)
            participants:
              count: 10
              # Adapt: accounts that exist on the site, in a CSV file with the columns email and password. Then leave out count.
              # data: { csv: people.csv }

            arrival: at-once

            journey:

            """
        let tail = """

            thresholds:
              - turnout >= 99%
              - failures == 0
              - p95(\(form == nil ? "page" : "log in")) < 2s

            limits: { max-duration: 5m }

            """
        return head + steps.map { "  \($0)\n" }.joined() + tail
    }

    /// `target`, if the form is sent to another host than that of the page. Where hosts are listed, all have to be.
    private var target: String {
        guard let action = form?.form.action, let url = try? page.url.resolving(action) else { return "" }
        let pages = [page.asked, page.url, url]
        guard Set(pages.map(\.origin)).count > 1 else { return "" }
        let hosts = Set(pages.map { $0.isUsualPort ? $0.host : "\($0.host):\($0.port)" }).sorted()
        return "\ntarget: { allow-hosts: [\(hosts.map(SiteScenario.quoted).joined(separator: ", "))] }\n"
    }

    // MARK: Steps

    private var steps: [String] { form.map(logIn) ?? pageAlone }

    private var pageAlone: [String] {
        [
            "# Adapt: no log-in form was found on this page. Further requests are written like this one.",
            "- request: \(SiteScenario.quoted("GET \(written(page.asked))"))", "  name: page", "  release: true",
            "  enters: true",
        ]
    }

    private func logIn(_ form: LogInForm) -> [String] {
        var lines = ["- request: \(SiteScenario.quoted("GET \(written(page.asked))"))", "  name: log-in page"]
        let taken = values(of: form)
        if !taken.isEmpty {
            lines += ["  # What the site makes anew for each visitor is taken from the page.", "  extract:"]
            lines += taken.map { "    \($0.name): { html: \(SiteScenario.quoted($0.path)) }" }
        }
        lines += ["- request: \(SiteScenario.quoted(line(form)))", "  name: log in", "  release: true"]
        if form.form.method == "GET" {
            lines.append("  query:")
        } else {
            lines.append(form.form.enctype == "multipart/form-data" ? "  multipart:" : "  form:")
        }
        let fields = fields(of: form, taken)
        // In a list a name may occur twice. A multipart form takes only a mapping, and there the last one counts.
        let isList = Set(fields.map(\.name)).count < fields.count
        for (place, field) in fields.enumerated() {
            let isLast = !fields[(place + 1)...].contains { $0.name == field.name }
            guard isLast || form.form.enctype != "multipart/form-data" else { continue }
            let dash = isList && form.form.enctype != "multipart/form-data" ? "- " : ""
            lines.append("    \(dash)\(SiteScenario.key(field.name)): \(field.value)")
        }
        lines += [
            "  # Many sites answer a wrong password with status 200 and the form again: this check fails then.",
            "  # Adapt: name what only members see, and leave this out.",
            "  check:", "    - 'body matches \"(?is)^(?!.*type=.?password)\"'", "    # - body contains \"My courses\"",
            "  enters: true                    # whoever succeeds here counts in turnout",
        ]
        return lines
    }

    /// A value to take from the page, and the field that it belongs to; nil: the form's address.
    private struct Taken {
        var name: String
        var path: String
        var field: HTMLForm.Field?
    }

    private func values(of form: LogInForm) -> [Taken] {
        var taken: [Taken] = []
        func add(_ wanted: String, _ path: String, _ field: HTMLForm.Field?) {
            var name = wanted
            var number = 1
            while taken.contains(where: { $0.name == name }) {
                number += 1
                name = "\(wanted)-\(number)"
            }
            taken.append(Taken(name: name, path: path, field: field))
        }
        if let path = form.actionPath { add("action", path, nil) }
        if let token = form.token, let path = token.path { add("csrf", path, token.field) }
        for value in form.changing {
            if let path = value.path { add(SiteScenario.valueName(value.field.name), path, value.field) }
        }
        return taken
    }

    /// The request line of the form.
    private func line(_ form: LogInForm) -> String {
        guard let action = form.form.action else { return "\(form.form.method) \(written(page.url))" }
        // An address that is made anew is used as it comes, and so it has to be whole.
        if form.actionPath != nil, (try? WebURL(action)) != nil { return "\(form.form.method) ${action}" }
        guard let url = try? page.url.resolving(action) else { return "\(form.form.method) \(written(page.url))" }
        if form.actionPath != nil, action.hasPrefix("/") { return "\(form.form.method) \(page.url.origin)${action}" }
        return "\(form.form.method) \(written(url))"
    }

    private func fields(of form: LogInForm, _ taken: [Taken]) -> [(name: String, value: String)] {
        var lines: [(name: String, value: String)] = []
        for field in form.form.fields where isSent(field, of: form) {
            let value: String
            var hint = ""
            if field == form.password {
                value = "${participant.password}"
            } else if field == form.user {
                value = "${participant.email}"
            } else if let known = taken.first(where: { $0.field == field }) {
                value = "${\(known.name)}"
            } else if form.token?.field == field || form.changing.contains(where: { $0.field == field }) {
                value = ""
                hint = "   # Adapt: made anew by the site, but not found by an expression"
            } else {
                value = field.value.replacing("${", with: "$${")
                if field.value.isEmpty, field.type != "hidden" { hint = "   # Adapt: what people enter here" }
            }
            lines.append((field.name, SiteScenario.quoted(value) + hint))
        }
        return lines
    }

    /// Whether a browser sends the field when the log-in button is pressed.
    private func isSent(_ field: HTMLForm.Field, of form: LogInForm) -> Bool {
        guard !field.name.isEmpty, !field.isDisabled else { return false }
        return switch field.type {
        case "checkbox", "radio": field.isChecked
        case "submit", "image": field == form.button
        case "button", "reset", "file": false
        default: true
        }
    }

    // MARK: Words

    private static func words(for form: LogInForm, on page: WebURL) -> [String] {
        var line = "log-in form: \(form.form.method) \(form.form.action.map(ShownText.url) ?? "to the page itself")"
        line +=
            ", user field \(form.user.map { "'\($0.name)'" } ?? "not found"), password field '\(form.password.name)'"
        if let token = form.token { line += ", token '\(token.field.name)'" }
        var lines = [line]
        if let action = form.form.action {
            if let url = try? page.resolving(action) {
                if url.host != page.host {
                    lines.append(
                        "it sends user names and passwords to another host: \(url.host); look whether it should")
                }
            } else {
                lines.append("its address is none that Turnout can request: a script sends it, or it is a mistake")
            }
        }
        if form.user == nil || form.password.name.isEmpty {
            lines.append("fields without a name are sent by a script, which Turnout does not run")
        }
        return lines
    }

    private static func words(for forms: PageForms) -> [String] {
        var lines = ["no log-in form on the page: \(forms.forms.count) forms, none with one password field"]
        if forms.forms.count == 1 {
            lines = ["no log-in form on the page: 1 form, without a password field of a log-in"]
        }
        if forms.loosePasswords > 0 {
            lines.append(
                "a password field stands outside all forms: a script sends it; look at its request in the browser")
        } else if forms.forms.isEmpty {
            lines.append(
                "the page may be built by a script, which Turnout does not run; look at its requests in the browser")
        }
        return lines
    }

    /// A URL for a request line, with `${` as text. Its query may be long, but it is what the page needs.
    private func written(_ url: WebURL) -> String { url.text.replacing("${", with: "$${") }

    /// A text in YAML's double quotes. YAML refuses more characters than JSON does.
    private static func quoted(_ text: String) -> String {
        var quoted = ""
        for scalar in JSONText.quoted(text).unicodeScalars {
            switch scalar.value {
            case 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF,
                // What turns the direction of writing, so that a file does not read as it is.
                0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069:
                let hex = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted
    }

    /// A name as a key, in quotes where it needs them.
    private static func key(_ name: String) -> String {
        name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_-]*/) != nil
            && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(name.lowercased())
            ? name : quoted(name)
    }

    /// A name for a value: letters, digits and `-`.
    private static func valueName(_ name: String) -> String {
        let letters = name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        let text = String(letters.drop { !$0.isLetter })
        let reserved = ["env", "participant", "run", "target", "platform"]
        return text.isEmpty ? "value" : reserved.contains(text) ? "\(text)-value" : text
    }
}
