// Runs a command with fewer rights than the tests have, or with mounts or a network of its own.
import Foundation
import Glibc

/// What comes before a command, for `Command.preparation`.
enum Privileges {
    /// Without the rights by which root reads and writes what permissions forbid.
    static var none: String? {
        geteuid() == 0
            ? "exec setpriv --bounding-set -dac_override,-dac_read_search --inh-caps -all -- \"$0\" \"$@\"" : nil
    }

    /// With mounts that only the command sees. `mount` is a shell command.
    static func mounting(_ mount: String) -> String {
        "exec unshare --map-root-user --mount sh -c '\(mount) && exec \"$0\" \"$@\"' \"$0\" \"$@\""
    }

    /// With a loopback network that only the command sees, as an argument of another command.
    static func inNetwork(_ command: String) -> String {
        "exec unshare \(ownNetwork.joined(separator: " ")) sh -c 'PATH=$PATH:/sbin:/usr/sbin && ip link set lo up "
            + "&& exec \(command) \"$0\" \"$@\"' \"$0\" \"$@\""
    }

    /// Whether mounts can be made. Tried, since root cannot do it everywhere either: not in a changed root, and not in most
    /// containers.
    static let canMount = canUnshare("--map-root-user", "--mount", "true")

    /// Whether a network can be made.
    static let canHaveNetwork = canUnshare(
        ownNetwork + ["sh", "-c", "PATH=$PATH:/sbin:/usr/sbin && ip link set lo up"])

    /// What makes a network. Root does without a user namespace, which cannot be made in a changed root.
    private static let ownNetwork = geteuid() == 0 ? ["--net"] : ["--map-root-user", "--net"]

    private static func canUnshare(_ arguments: String...) -> Bool { canUnshare(arguments) }

    private static func canUnshare(_ arguments: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/unshare")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
