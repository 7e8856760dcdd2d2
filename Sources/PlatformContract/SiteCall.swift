// Method and path of every page of the customer's site that the stand-in serves.

/// One page of the customer's site: a method on a path (docs/stand-in.md).
///
/// The site represents the integrator's own site, where people log in before they enter a room (contract section 7).
package enum SiteCall: CaseIterable, Hashable, Sendable {
    /// The page after the log-in.
    case readCourses
    /// The log-in form.
    case readLogin
    /// Submitting the form.
    case logIn
    /// Ending the session.
    case logOut
    /// The page that embeds a room.
    case readLesson

    /// The path of the site's first page, below which all others are.
    package static let root = "/site"

    /// The HTTP method.
    package var method: String {
        switch self {
        case .readCourses, .readLogin, .readLesson: "GET"
        case .logIn, .logOut: "POST"
        }
    }

    /// The path with its parameters' names in braces, as an OpenAPI document writes it.
    package var template: String {
        switch self {
        case .readCourses: SiteCall.root
        case .readLogin, .logIn: "/site/login"
        case .logOut: "/site/logout"
        case .readLesson: "/site/lessons/{spaceId}/{roomId}"
        }
    }

    /// The endpoint under which the call counts.
    package var endpoint: Endpoint {
        switch self {
        case .readCourses, .readLogin, .logOut: .sitePage
        case .logIn: .siteLogin
        case .readLesson: .siteLesson
        }
    }
}
