// A scenario whose host does something about the event, and a space for it.
import Foundation
import PlatformContract
import Support

/// A short event with a host.
struct HostedEvent: Sendable {
    let standIn: ServingStandIn
    let host: PlatformHost
    let space: String
    let folder: TemporaryFolder

    /// Serves a stand-in with this configuration, with an empty space.
    static func with(
        _ configuration: String = "{}", _ body: @escaping @Sendable (HostedEvent) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        try folder.write("stand-in.json", configuration)
        try await ServingStandIn.with(
            profile: "unlimited", options: ["--config", "\(folder.path)/stand-in.json"], in: folder
        ) { standIn in
            let host = try PlatformHost(standIn)
            try await body(
                HostedEvent(
                    standIn: standIn, host: host, space: try host.space(named: "Rehearsals"), folder: folder))
        }
    }

    /// A run of it that has not begun. `keys` say what the host does; participants stay for so long.
    func run(_ keys: String, stay: String = "1s", leave: Bool = true, out: String = "run") throws -> Command {
        try folder.write(
            "\(out).yaml",
            """
            turnout: 1
            name: Hosted event
            target: { api: "\(standIn.url)" }
            platform:
              client: { id: turnout, secret: turnout-secret }
              host: { email: host@example.test, password: host-password }
              space: "\(space)"
            participants: { count: 4 }
            journey:
              - token:
              - generate-access:
              - enter-room:
              - pause: \(stay)
            \(leave ? "  - leave-room:" : "")
            thresholds: [ turnout >= 100%, failures == 0 ]
            \(keys)
            """)
        return Command(["run", "\(out).yaml", "--out", out], in: folder)
    }

    /// The webhook as the platform shows it now; nil: there is none.
    func webhook() throws -> String? { try host.webhook(of: space) }
}
