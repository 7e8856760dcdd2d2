// What can be wrong with requests.

extension Mistake {
    static func badRequest(_ text: String, remedy: String?) -> Mistake {
        Mistake(
            "request is \(quoted(text))", expected: "a method and a URL such as GET https://lms.example/login",
            remedy: remedy)
    }

    static func relativeURL(_ url: String) -> Mistake {
        Mistake(
            "the URL \(quoted(url)) has no host", expected: "a whole URL",
            remedy: "write https://host\(url), or ${target.site}\(url) with `target: { site: https://host }`")
    }

    /// A text behind the name of a base URL that would become part of its host. `ours`: the URL that was meant.
    static func baseWithoutSlash(_ name: String, in url: String, ours: String?) -> Mistake {
        if let ours {
            Mistake(
                "a / is missing behind \(name) in \(quoted(url)), so that the request could go to another host",
                remedy: "write \(ours)")
        } else {
            Mistake(
                "\(quoted(url)) could go to another host than \(name)", expected: "/, ? or # behind that name")
        }
    }

    static var credentialsInURL: Mistake {
        Mistake(
            "the URL contains a user name or a password", remedy: "use `auth: { basic: { user: …, password: … } }`")
    }

    static func hostNotAllowed(_ host: String, line: String) -> Mistake {
        Mistake("the host \(host) is not in target.allow-hosts", remedy: "to allow it, write `\(line)`")
    }

    static func bodyWithoutMethod(_ method: String) -> Mistake {
        Mistake("a \(method) with a body", expected: "a method such as POST or PUT")
    }

    /// Two keys of which only one may be written.
    static func oneOf(_ keys: [String], section: String) -> Mistake {
        Mistake("\(Words.list(keys)) \(section)", expected: "one of them")
    }

    static var twoAuthorizations: Mistake {
        Mistake("auth and a header Authorization in the same step", expected: "one of them")
    }

    static func badHeaderName(_ name: String) -> Mistake {
        Mistake("\(quotedKey(name)) is not a header's name", expected: "letters, digits and dashes such as X-Api-Key")
    }

    /// A header that the transport writes itself.
    static func headerOfTransport(_ name: String) -> Mistake {
        Mistake("the header \(name) is written by Turnout itself", remedy: "leave it out")
    }

    static func fileUnreadable(path: String, file: String) -> Mistake {
        Mistake("\(path): the file \(quoted(file)) cannot be read")
    }

    static func fileTooLarge(path: String, file: String, megabytes: Int) -> Mistake {
        Mistake("\(path): the file \(quoted(file)) is larger than \(megabytes) MiB")
    }

    static func badValueName(_ name: String) -> Mistake {
        Mistake(
            "\(quoted(name)) cannot name a value",
            expected: "letters, digits, - and _, and none of env, participant, run, target, platform")
    }

    static func badPointer(_ text: String) -> Mistake {
        Mistake(
            "\(quoted(text)) is not a JSON pointer", expected: "such as /data/items/0/id",
            remedy: Words.pointer(meantBy: text).map { "did you mean \($0)?" })
    }

    static func badXPath(_ text: String, reason: String) -> Mistake {
        Mistake("\(quoted(text)) is not an XPath: \(reason)", expected: "such as //input[@name='csrf']/@value")
    }

    /// A path that begins with an element that is never outermost. `ours`: the path that was meant.
    static func xPathBesideRoot(_ text: String, element: String, ours: String?) -> Mistake {
        Mistake(
            "\(quoted(text)) looks for \(element) in the place of html, the outermost element of every page, and never "
                + "finds it",
            expected: ours == nil ? "such as //input[@name='csrf']/@value" : nil, remedy: ours.map { "write \($0)" })
    }

    /// `form > input`: to XPath a comparison of two numbers.
    static func xPathCompares(_ text: String) -> Mistake {
        Mistake(
            "\(quoted(text)) compares, and gives true or false", expected: "a path, such as //form/input/@value",
            remedy: "XPath writes a child with / and a descendant with //, and not as CSS does")
    }

    static func optionOfCookie(_ option: String) -> Mistake {
        Mistake("\(quoted(option)) without cookie", expected: "it beside a cookie's name")
    }

    static func valueOfSetup(_ name: String) -> Mistake {
        Mistake("${\(name)} is extracted in setup already", expected: "another name in the journey")
    }

    static func stepNotInSection(_ verb: String, section: String) -> Mistake {
        Mistake("step \(quoted(verb)) in \(section)", expected: "request or pause")
    }

    static func optionNotInSection(_ option: String, section: String) -> Mistake {
        Mistake("\(quoted(option)) in \(section), which runs once and for no participant", remedy: "leave it out")
    }
}
