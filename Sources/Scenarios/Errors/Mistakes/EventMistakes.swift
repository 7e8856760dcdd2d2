// What can be wrong with `record`, `webhooks` and `attendance`.

extension Mistake {
    static let listenForm = "an IP address and a port such as 127.0.0.1:8080, or port 0 for any free one"

    static func badListenPlace(path: String, found: String, meant: String?) -> Mistake {
        Mistake(
            "\(path) is \(quoted(found))", expected: listenForm, remedy: meant.map { "did you mean \(quoted($0))?" })
    }

    /// A port, a place or a URL in the place of the mapping that takes it.
    static func webhooksNeedMapping(_ mapping: String) -> Mistake {
        Mistake(
            "webhooks is a single value, expected \(Words.oneOf(EventSection.modes)), or a mapping",
            remedy: "write webhooks: \(mapping)")
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

    /// Two participants with one id, which a step gives them.
    static func sharedID(_ first: Int32, _ second: Int32) -> Mistake {
        Mistake(
            "participants \(first) and \(second) get the same externalUserId, so that their attendance cannot be told apart",
            remedy: "let external-user-id differ, as with ${participant.index}, or write attendance: off")
    }

    /// Two participants with one id, which their data give them. `line` is that of the first, if it is in the same file.
    static func sharedIDInData(line: Int?, _ first: Int32, _ second: Int32) -> Mistake {
        Mistake(
            "participants \(first) and \(second) get the same externalUserId, so that their attendance cannot be told apart"
                + (line.map { "; the first is on line \($0)" } ?? ""),
            remedy: "give each person an id and each participant a row of its own, or write attendance: off")
    }

    static func webhooksOutOfReach(listen: String) -> Mistake {
        Mistake(
            "the platform cannot send webhooks to \(listen), an address of this machine alone",
            remedy: "give the address under which the platform reaches this machine, as in webhooks: { url: https://… }"
        )
    }
}
