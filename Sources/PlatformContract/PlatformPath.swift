// The paths of the platform's calls, filled in.

/// Builds the paths of API calls from ids, as ``PlatformCall/template`` has them. Nothing is encoded: an id is 24 hexadecimal digits, and what a user wrote
/// in its place has to reach the platform as written, so that the platform's own refusal can be diagnosed.
package enum PlatformPath {
    /// Where tokens are made (contract section 1).
    package static let token = "/v1/auth/token"
    /// Where users are made (contract section 2).
    package static let users = "/v1/users"
    /// Where spaces are made and listed (contract section 3).
    package static let spaces = "/v1/spaces"

    /// One space (contract section 3).
    package static func space(_ space: String) -> String { "/v1/spaces/\(space)" }

    /// Where a space's rooms are made and listed (contract section 3).
    package static func rooms(space: String) -> String { "/v1/spaces/\(space)/rooms" }

    /// One room (contract sections 3 and 5).
    package static func room(_ room: String, space: String) -> String { "/v1/spaces/\(space)/rooms/\(room)" }

    /// Where roles in a room are granted (contract section 3).
    package static func roles(room: String, space: String) -> String { "/v1/spaces/\(space)/rooms/\(room)/roles" }

    /// Where access to a room is granted (contract section 4).
    package static func generateAccess(room: String, space: String) -> String {
        "/v1/spaces/\(space)/rooms/\(room)/generate-access"
    }

    /// The web client's page of a room, by its alias (contract section 5).
    package static func roomPage(alias: String) -> String { "/room/\(alias)" }

    /// Where participants are made (contract section 5).
    package static func participants(space: String) -> String { "/v1/spaces/\(space)/participants" }

    /// Where a participant's signalling token is made (contract section 5).
    package static func signalingToken(participant: String, space: String) -> String {
        "/v1/spaces/\(space)/participants/\(participant)/signaling-token"
    }

    /// Entering a room (contract section 5).
    package static func join(room: String, space: String) -> String { "/v1/spaces/\(space)/rooms/\(room)/join" }

    /// Leaving a room (contract section 5).
    package static func leave(room: String, space: String) -> String { "/v1/spaces/\(space)/rooms/\(room)/leave" }

    /// The finished calls of a room on a day, given as ISO 8601 (contract section 8).
    package static func calls(space: String, room: String, date: String) -> String {
        "/v1/spaces/\(space)/analytics/calls?roomId=\(room)&date=\(date)"
    }

    /// The report on a finished call (contract section 8).
    package static func report(space: String, room: String, call: String) -> String {
        "/v1/spaces/\(space)/analytics/report?roomId=\(room)&callId=\(call)&format=json"
    }

    /// Where invites to a space are made (contract section 3).
    package static func invites(space: String) -> String { "/v1/spaces/\(space)/invites" }

    /// Activating an invite (contract section 3).
    package static func activate(invite: String, space: String) -> String {
        "/v1/spaces/\(space)/invites/\(invite)/activate"
    }

    /// The polls of a room (contract section 8).
    package static func polls(room: String, space: String) -> String { "/v1/spaces/\(space)/rooms/\(room)/polls" }

    /// The records of a room (contract section 9).
    package static func records(room: String, space: String) -> String { "/v1/spaces/\(space)/rooms/\(room)/records" }

    /// Starting a record (contract section 9).
    package static func startRecord(room: String, space: String) -> String {
        records(room: room, space: space) + "/start"
    }

    /// Stopping a record (contract section 9).
    package static func stopRecord(room: String, space: String) -> String {
        records(room: room, space: space) + "/stop"
    }

    /// Where a record can be downloaded is told here (contract section 9).
    package static func download(record: String, room: String, space: String) -> String {
        records(room: room, space: space) + "/download/\(record)"
    }

    /// The webhook of a space (contract section 10).
    package static func webhook(space: String) -> String { "/v1/spaces/\(space)/webhook" }

    /// Renewing the secret of a space's webhook (contract section 10).
    package static func refreshWebhookSecret(space: String) -> String { webhook(space: space) + "/refresh-secret" }
}
