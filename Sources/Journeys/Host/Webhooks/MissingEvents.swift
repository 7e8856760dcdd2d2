// What a run says when participants were in the room and the platform's webhooks told of no call.
import Addresses
import Measuring

/// Events that should have come and did not.
struct MissingEvents {
    /// What is missing and what to check, in a sentence or more.
    let sentences: String

    /// Looks at an account at the end of a run; nil if an event of the room came, so that the platform reaches the run.
    /// - Parameters:
    ///   - account: the account of a webhook that was registered.
    ///   - url: the webhook's URL.
    ///   - isOwnAddress: whether it leads to the receiver's own address, since the scenario gives none.
    init?(_ account: WebhookAccount, url: String, isOwnAddress: Bool) {
        guard account.counts.events == 0 else { return nil }
        let fact = "No event came by webhook, although participants were in the room."
        // What was replaced or not deleted is said already, and a webhook that is gone needs no other cause.
        let remedy = account.reason == nil ? MissingEvents.remedy(account.counts, url, isOwnAddress) : nil
        sentences = [account.reason, fact, remedy].compactMap { $0 }.joined(separator: " ")
    }

    private static func remedy(_ counts: WebhookCounts, _ url: String, _ isOwnAddress: Bool) -> String {
        if counts.otherRooms > 0 || counts.unknown > 0 {
            return "Others did come: find out in the platform's log why it sent none of this room."
        }
        if counts.received > 0 {
            return
                "What came was not signed with the webhook's secret: check that a proxy passes on bodies as they are, and "
                + "who else sends to that address."
        }
        // The path may be secret.
        let address = (try? WebURL(url))?.origin ?? "its address"
        let way =
            isOwnAddress
            ? "Check that the platform reaches \(address), which is this machine itself (from elsewhere it needs "
                + "`webhooks.url`)"
            : "Check that the platform reaches \(address) (`webhooks.url`), that a proxy there passes on all paths to the "
                + "port of `webhooks.listen`"
        // Then the call neither began nor ended during the run.
        return way + ", and that nobody else was in the room before and after."
    }
}
