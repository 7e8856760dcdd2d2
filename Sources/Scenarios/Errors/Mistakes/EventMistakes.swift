// What can be wrong with `record`, `webhooks` and `attendance`.

extension Mistake {
    static let listenForm = "an IP address and a port such as 127.0.0.1:8080, or port 0 for any free one"

    static func badListenPlace(path: String, found: String) -> Mistake {
        Mistake("\(path) is \(quoted(found))", expected: listenForm)
    }

    /// Something that the host is to do where it cannot.
    static func noHostedEvent(_ key: String, hasHost: Bool) -> Mistake {
        hasHost
            ? Mistake(
                "\(key) is asked for, but nobody enters a room of the platform",
                remedy: "put an enter-room step into the journey, or write \(key): false")
            : Mistake(
                "\(key) is asked for, but there is no host to do it",
                remedy: "add `platform: { host: { email: …, password: … } }`, or write \(key): false")
    }

    static func webhooksOutOfReach(listen: String) -> Mistake {
        Mistake(
            "the platform cannot send webhooks to \(listen), an address of this machine alone",
            remedy: "give the address under which the platform reaches this machine, as in webhooks: { url: https://… }"
        )
    }
}
