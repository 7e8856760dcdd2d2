// The endpoints of the platform and its customer's site, under the names used in counts and reports.

/// An endpoint of the platform or of its customer's site, under its name in `GET /_truth`.
///
/// Several operations may share one: creating, listing and updating spaces are all `spaces`.
package enum Endpoint: String, CaseIterable, Codable, Hashable, Sendable {
    /// `POST /v1/auth/token` (contract section 1).
    case token
    /// `POST /v1/users` (contract section 2).
    case users
    /// Creating, listing and updating spaces (contract section 3).
    case spaces
    /// Creating, listing and updating rooms (contract section 3).
    case rooms
    /// Creating an invite to a space, and activating it (contract section 3).
    case invites
    /// Granting a role in a room (contract section 3).
    case roles
    /// Granting access to a person without an account (contract section 4).
    case generateAccess = "generate-access"
    /// The web client's page of a room, by alias (contract section 5, call 1).
    case roomPage = "room-page"
    /// Reading one room: the first API call after the page (contract section 5, call 2).
    case room
    /// Making the caller a participant (contract section 5, call 3).
    case participant
    /// The token for the signalling connection (contract section 5, call 4).
    case signalingToken = "signaling-token"
    /// Entering: from its success on the participant is in the room (contract section 5, call 5).
    case join
    /// Leaving (contract section 5, call 6).
    case leave
    /// The calls of a room (contract section 8).
    case calls
    /// The report on a finished call (contract section 8).
    case report
    /// The polls of a room (contract section 8).
    case polls
    /// Starting, stopping, listing and downloading recordings (contract section 9).
    case records
    /// Creating, reading, changing and deleting a space's webhook (contract section 10).
    case webhooks
    /// The pages of the customer's site before and after the lesson: form, courses, log-out (contract section 7).
    case sitePage = "site-page"
    /// The log-in at the customer's site (contract section 7).
    case siteLogin = "site-login"
    /// The customer's page that embeds a room (contract section 7).
    case siteLesson = "site-lesson"
}
