// The pages of the customer's site. All outside text is escaped here, and attributes are in double quotes.

import PlatformContract

/// Makes pages.
enum SitePage {
    /// The log-in form.
    ///
    /// - Parameters:
    ///   - session: The session that the form belongs to.
    ///   - destination: Where the log-in leads.
    ///   - email: The initial value of the field.
    ///   - problem: Why the form is shown again; nil the first time.
    /// - Returns: The page.
    static func login(
        _ session: SiteSession, destination: SiteDestination, email: String = "", problem: String? = nil
    ) -> [UInt8] {
        let alert = problem.map { "<p role=\"alert\">\(HTMLText.escaped($0))</p>\n" } ?? ""
        return page(
            title: "Log in",
            """
            \(alert)<form method="post" action="\(CustomerSite.login)">
            \(hidden(SiteField.formToken, session.formToken))
            \(hidden(SiteField.next, destination.path))
            <label>E-mail <input type="email" name="\(SiteField.email)" value="\(HTMLText.escaped(email))" \
            autocomplete="username" required></label>
            <label>Password <input type="password" name="\(SiteField.password)" autocomplete="current-password" \
            required></label>
            <button type="submit">Log in</button>
            </form>
            """)
    }

    /// The page after the log-in.
    static func courses(_ lessons: [SiteLesson], for person: SitePerson, _ session: SiteSession) -> [UInt8] {
        let items = lessons.map { lesson in
            let path = CustomerSite.lesson(room: lesson.roomID, space: lesson.spaceID)
            return "<li><a href=\"\(path)\">\(HTMLText.escaped(lesson.name))</a></li>\n"
        }.joined()
        return page(
            title: "My courses",
            """
            <p>You are logged in as <span id="person">\(HTMLText.escaped(person.name))</span>.</p>
            \(items.isEmpty ? "<p>There are no lessons yet.</p>" : "<ul id=\"lessons\">\n\(items)</ul>")
            <form method="post" action="\(SiteCall.logOut.template)">
            \(hidden(SiteField.formToken, session.formToken))
            <button type="submit">Log out</button>
            </form>
            """)
    }

    /// The page that embeds a room (contract section 7).
    ///
    /// - Parameters:
    ///   - link: The person's own access link.
    ///   - person: The person who sees it.
    /// - Returns: The page.
    static func lesson(_ link: String, for person: SitePerson) -> [UInt8] {
        page(
            title: "Lesson",
            """
            <p><a href="\(CustomerSite.home)">My courses</a> · \(HTMLText.escaped(person.name))</p>
            <iframe id="userplayer" src="\(HTMLText.escaped(link))" \
            allow="camera; microphone; fullscreen; display-capture"></iframe>
            """)
    }

    private static func hidden(_ name: String, _ value: String) -> String {
        "<input type=\"hidden\" name=\"\(name)\" value=\"\(HTMLText.escaped(value))\">"
    }

    private static func page(title: String, _ content: String) -> [UInt8] {
        HTMLText.page(
            title: title, style: style,
            body: """
                <main>
                <h1>\(title)</h1>
                \(content)
                </main>
                """)
    }

    private static let style = """
        <style>
        :root { color-scheme: light dark; }
        body { margin: 2rem auto; width: min(90vw, 60rem); font: 16px/1.5 system-ui, sans-serif; }
        label { display: block; margin: 0 0 1rem; }
        iframe { width: 100%; height: 70vh; border: 1px solid; }
        </style>
        """
}
