// The paths of the platform's calls, filled in.

/// Builds the paths of API calls from ids, following ``PlatformCall/template``. An id is one segment of a path, or one
/// value of a query, whatever it is: the platform gives ids of 24 hexadecimal digits, which stay as they are, and
/// anything else is percent-encoded. So what a user wrote in the place of an id reaches the platform as that id, and the
/// platform's own refusal can be diagnosed.
package enum PlatformPath {
    /// The path for creating tokens (contract section 1).
    package static let token = "/v1/auth/token"
    /// The path for creating users (contract section 2).
    package static let users = "/v1/users"
    /// The path for creating and listing spaces (contract section 3).
    package static let spaces = "/v1/spaces"

    /// One space (contract section 3).
    package static func space(_ space: String) -> String { "/v1/spaces/\(id(space))" }

    /// The path for creating and listing a space's rooms (contract section 3).
    package static func rooms(space: String) -> String { "/v1/spaces/\(id(space))/rooms" }

    /// One room (contract sections 3 and 5).
    package static func room(_ room: String, space: String) -> String { "/v1/spaces/\(id(space))/rooms/\(id(room))" }

    /// The path for granting roles in a room (contract section 3).
    package static func roles(room: String, space: String) -> String {
        "/v1/spaces/\(id(space))/rooms/\(id(room))/roles"
    }

    /// The path for granting access to a room (contract section 4).
    package static func generateAccess(room: String, space: String) -> String {
        "/v1/spaces/\(id(space))/rooms/\(id(room))/generate-access"
    }

    /// The web client's page of a room, by its alias (contract section 5).
    package static func roomPage(alias: String) -> String { "/room/\(id(alias))" }

    /// The path for creating participants (contract section 5).
    package static func participants(space: String) -> String { "/v1/spaces/\(id(space))/participants" }

    /// The path for creating a participant's signalling token (contract section 5).
    package static func signalingToken(participant: String, space: String) -> String {
        "/v1/spaces/\(id(space))/participants/\(id(participant))/signaling-token"
    }

    /// The path for entering a room (contract section 5).
    package static func join(room: String, space: String) -> String { "/v1/spaces/\(id(space))/rooms/\(id(room))/join" }

    /// The path for leaving a room (contract section 5).
    package static func leave(room: String, space: String) -> String {
        "/v1/spaces/\(id(space))/rooms/\(id(room))/leave"
    }

    /// The finished calls of a room on a day, given as ISO 8601 (contract section 8).
    package static func calls(space: String, room: String, date: String) -> String {
        "/v1/spaces/\(id(space))/analytics/calls?roomId=\(id(room))&date=\(id(date))"
    }

    /// The report on a finished call (contract section 8).
    package static func report(space: String, room: String, call: String) -> String {
        "/v1/spaces/\(id(space))/analytics/report?roomId=\(id(room))&callId=\(id(call))&format=json"
    }

    /// The path for creating invites to a space (contract section 3).
    package static func invites(space: String) -> String { "/v1/spaces/\(id(space))/invites" }

    /// The path for activating an invite (contract section 3).
    package static func activate(invite: String, space: String) -> String {
        "/v1/spaces/\(id(space))/invites/\(id(invite))/activate"
    }

    /// The polls of a room (contract section 8).
    package static func polls(room: String, space: String) -> String {
        "/v1/spaces/\(id(space))/rooms/\(id(room))/polls"
    }

    /// The recordings of a room (contract section 9).
    package static func records(room: String, space: String) -> String {
        "/v1/spaces/\(id(space))/rooms/\(id(room))/records"
    }

    /// The path for starting a recording (contract section 9).
    package static func startRecord(room: String, space: String) -> String {
        records(room: room, space: space) + "/start"
    }

    /// The path for stopping a recording (contract section 9).
    package static func stopRecord(room: String, space: String) -> String {
        records(room: room, space: space) + "/stop"
    }

    /// The path for getting the URL of a recording's file (contract section 9).
    package static func download(record: String, room: String, space: String) -> String {
        records(room: room, space: space) + "/download/\(id(record))"
    }

    /// The webhook of a space (contract section 10).
    package static func webhook(space: String) -> String { "/v1/spaces/\(id(space))/webhook" }

    /// The path for renewing the secret of a space's webhook (contract section 10).
    package static func refreshWebhookSecret(space: String) -> String { webhook(space: space) + "/refresh-secret" }

    private static func id(_ text: String) -> String { AccessLink.encoded(text) }
}
