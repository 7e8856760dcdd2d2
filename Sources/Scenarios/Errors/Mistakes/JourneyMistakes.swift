// What can be wrong with the steps and their order.

extension Mistake {
    static func emptyJourney(_ section: String) -> Mistake {
        Mistake(
            "the \(section) has no steps",
            remedy: section == "journey"
                ? "for example `- token: { grant: password }`" : "for example `- request: GET https://host/path`")
    }

    static func stepWithoutVerb(_ key: String, nearest: String?) -> Mistake {
        if let nearest {
            Mistake("unknown step \(quoted(key))", remedy: "did you mean \(quoted(nearest))?")
        } else {
            Mistake("unknown step \(quotedKey(key))", expected: Words.oneOf(Vocabulary.verbs))
        }
    }

    static func stepWithTwoVerbs(_ first: String, _ second: String) -> Mistake {
        Mistake(
            "\(quoted(first)) and \(quoted(second)) in one step", expected: "one step per item",
            remedy: "start a new line with `- \(second):`")
    }

    static func stepOfLater(_ verb: String) -> Mistake {
        Mistake("step \(quoted(verb)) is planned but not available in this version")
    }

    /// A request that is written in another form, and the form of the language.
    static func requestForm(_ found: String, ours: String) -> Mistake {
        Mistake("unknown step \(quoted(found))", remedy: "write `- request: \(ours)`")
    }

    /// `request: { url: … }`.
    static func requestMapping(ours: String) -> Mistake {
        Mistake(
            "request is a mapping with \"url\"", expected: "a method and a URL",
            remedy: "write `request: \(ours)`, and the other options beside it")
    }

    /// `first`: where the other step is, in words.
    static func stepNameTaken(_ name: String, first: String) -> Mistake {
        Mistake("the name \(quoted(name)) is already used by the step \(first)", expected: "a unique name")
    }

    static func stepNameReserved(_ name: String) -> Mistake {
        Mistake("a step cannot be named \(quoted(name))", remedy: "that word has another meaning in thresholds")
    }

    static var refreshWithoutToken: Mistake {
        Mistake("grant refresh without an earlier token step", remedy: "put `- token: { grant: password }` before it")
    }

    static var accessWithoutToken: Mistake {
        Mistake(
            "generate-access as participant without an earlier token step",
            remedy: "put `- token: { grant: password }` before it, or write `as: host`")
    }

    static var accessWithoutHost: Mistake {
        Mistake(
            "generate-access as host, but platform.host is missing",
            remedy: "write platform.host: { email: …, password: … }, or `as: participant`")
    }

    static var entryWithoutAccess: Mistake {
        Mistake(
            "enter-room without anything that grants access",
            remedy: "put generate-access or a token step before it, or give it a link")
    }

    static var leaveWithoutEntry: Mistake {
        Mistake("leave-room before the room is entered", remedy: "put enter-room before it")
    }

    static var leaveAfterOpenOnly: Mistake {
        Mistake(
            "leave-room after `open-only`, which does not enter the room",
            remedy: "remove `open-only` or leave-room")
    }

    static var platformMissing: Mistake {
        Mistake(
            "\"platform\" is missing, but the steps of this journey need it",
            remedy: "for example `platform: { client: { id: …, secret: … }, host: { email: …, password: … } }`")
    }

    static func hostMissing(what: String) -> Mistake {
        Mistake("\(what) needs platform.host, which is missing", remedy: "give the id of an existing one, or a host")
    }

    /// `isCounted`: `count` is that of the participants, and not what the arrival tells.
    static func moderatorsExceedCount(path: String, moderators: String, count: String, isCounted: Bool) -> Mistake {
        Mistake(
            "\(path).moderators is \(moderators)",
            expected: isCounted ? "at most \(path).count, which is \(count)" : "at most \(count), as many as arrive"
        )
    }

    static var tightAndPrimed: Mistake {
        Mistake(
            "a release cannot be tight and primed", expected: "one of them",
            remedy: "primed has the smaller spread, and needs a first request with a body")
    }

    static var holdWithoutPrimed: Mistake {
        Mistake("hold in a release that is not primed", remedy: "add primed: true, or leave hold out")
    }

    /// `reason`: what the step's first request is instead.
    static func primedWithoutBody(_ step: String, _ reason: String) -> Mistake {
        Mistake(
            "a primed release before \(quoted(step)): the last byte of the first request's body is what waits, and \(reason)",
            remedy:
                "release before token, generate-access, or a request with json, form, multipart or body; or leave primed out"
        )
    }
}
