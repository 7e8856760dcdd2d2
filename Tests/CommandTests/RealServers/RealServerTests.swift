// Request steps against servers that nobody here wrote: Django and django-oauth-toolkit under gunicorn, behind nginx
// (Tests/Servers). Each test compares Turnout's counts with the servers' own logs.
import Foundation
import Testing

/// One started site for all of them. They are in files by topic.
@Suite(.serialized, .ifInstalled, .customerSite) struct RealServerTests {
    let site: CustomerSite

    init() throws {
        site = try #require(CustomerSite.current)
    }

    /// The steps that log a participant in by Django's form; `courses` holds the page behind it.
    func logIn(password: String = "${participant.password}", release: Bool = false) -> String {
        """
          - request: GET \(site[.https])/accounts/login/?next=/courses/
            name: login page
            extract:
              csrf: { html: "//input[@name='csrfmiddlewaretoken']/@value" }
              next: { html: "//input[@name='next']/@value" }
          - request: POST \(site[.https])/accounts/login/
            name: log in
            release: \(release)
            form:
              username: ${participant.email}
              password: \(password)
              csrfmiddlewaretoken: ${csrf}
              next: ${next}
            check: [ status == 200, body contains "My courses", cookie sessionid exists ]
        """
    }
}
