// Method and path of every page of the customer's site that the stand-in serves.

/// One page of the customer's site: a method on a path (docs/stand-in.md).
///
/// The site stands for whatever the integrator's people log in at before they come to a room (contract section 7).
package enum SiteCall: CaseIterable, Hashable, Sendable {
    /// What a person sees after the log-in.
    case readCourses
    /// The form in which a person logs in.
    case readLogin
    /// The form, sent.
    case logIn
    /// The end of the session.
    case logOut
    /// The page that embeds a room.
    case readLesson

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
        case .readCourses: "/site"
        case .readLogin, .logIn: "/site/login"
        case .logOut: "/site/logout"
        case .readLesson: "/site/lessons/{spaceId}/{roomId}"
        }
    }

    /// The endpoint that the call counts for.
    package var endpoint: Endpoint {
        switch self {
        case .readCourses, .readLogin, .logOut: .sitePage
        case .logIn: .siteLogin
        case .readLesson: .siteLesson
        }
    }
}
