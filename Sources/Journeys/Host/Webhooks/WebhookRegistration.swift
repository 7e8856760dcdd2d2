// Registering a run's webhook, and taking it back. A space has one webhook at most, and its secret is told only once: one
// that is not Turnout's could not be restored, so it is never touched.
import Addresses
import Extracting
import Measuring
import PlatformContract
import Scenarios
import Transport

/// The webhook of a space, from the point of view of one run.
struct WebhookRegistration: Sendable {
    /// What came of the attempt to register.
    enum Outcome: Sendable {
        /// It is registered; the secret of its signatures; the run that left another one behind, which was deleted.
        case registered(secret: Secret, cleared: String?)
        /// It is not, and why, with what to do about it.
        case refused(reason: String, remedy: String)
    }

    let marker: WebhookMarker
    /// Where the platform is to send deliveries.
    let url: String
    let spaceID: String

    private var path: String { PlatformPath.webhook(space: spaceID) }

    /// What the space's webhook is.
    private enum Present {
        case none
        /// This run's.
        case ours
        /// Of another run.
        case ofRun(WebhookMarker, url: String)
        case foreign(url: String)
        case refused(HostRefusal)
    }

    private func present(_ client: HostClient) async throws(Failure) -> Present {
        let request = HostClient.Request(.webhooks, path, space: spaceID)
        switch try await client.ask(request) {
        case .refused(let refusal): return .refused(refusal)
        case .missing: return .none
        case .given(let body):
            guard let url = try? JSONScan.string(at: JSONPointer(member: Field.url), in: body), !url.isEmpty else {
                return .none
            }
            guard let found = WebhookMarker(in: url) else { return .foreign(url: url) }
            return found == marker ? .ours : .ofRun(found, url: url)
        }
    }

    // MARK: Registering

    /// Registers the webhook if the space has none, or one that an earlier run left behind.
    func register(_ client: HostClient, asking: @Sendable () -> Void = {}) async throws(Failure) -> Outcome {
        var cleared: String?
        // Twice, since another run may register or delete its own in between.
        for _ in 0..<2 {
            switch try await present(client) {
            case .none: break
            case .refused(let refusal): return .refused(by: refusal)
            case .foreign(let url): return .foreign(url)
            case .ours:
                if let refusal = try await delete(client) { return .undeletable(refusal) }
            case .ofRun(let other, let url):
                switch await ReceiverQuestion(client: client, own: marker, ownURL: self.url).ask(other, at: url) {
                case .answers: return .ofRunUnderWay(other)
                case .isUnknown(let why): return .ofUnknownRun(other, url, why)
                case .isGone:
                    if let refusal = try await delete(client) { return .undeletable(refusal) }
                    cleared = other.runID
                }
            }
            var request = HostClient.Request(
                .webhooks, method: "POST", path, body: [(Field.url, .text(url)), ("isActive", .truth(true))],
                space: spaceID)
            request.missing = []
            request.isOnce = true
            asking()
            do throws(Failure) {
                switch try await client.ask(request) {
                case .refused(let refusal): return .refused(by: refusal)
                case .missing: break
                case .given(let body):
                    if let secret = try? JSONScan.string(at: JSONPointer(member: "secret"), in: body), !secret.isEmpty {
                        return .registered(secret: Secret(secret), cleared: cleared)
                    }
                    // Without it no delivery can be checked.
                    _ = try await delete(client)
                    throw Failure(kind: .extract, detail: "the response has no secret")
                }
            } catch {
                guard error.status == 409 else { throw error }
            }
        }
        return .refused(
            reason: "another webhook was registered for the space at the same moment",
            remedy: "Start the run again when the other run has ended.")
    }

    // MARK: Taking it back

    /// What came of taking it back.
    enum Removal: Hashable, Sendable {
        case deleted
        /// The space has none.
        case missing
        /// It was replaced by another one, or cannot be seen, as a clause.
        case gone(String)
        /// It is still there, and why.
        case refused(String)
    }

    /// Deletes the webhook if it is still this run's.
    func remove(_ client: HostClient) async throws(Failure) -> Removal {
        switch try await present(client) {
        case .none: return .missing
        case .foreign, .ofRun: return .gone("the run's webhook had been replaced before its end")
        case .refused(let refusal):
            let why = refusal.reason(for: "webhooks", to: "see the space's webhook")
            return .gone("the run's webhook can no longer be seen: \(why)")
        case .ours:
            return try await delete(client).map { .refused($0.reason(for: "webhooks", to: "delete it")) } ?? .deleted
        }
    }

    /// Deletes the space's webhook.
    /// - Returns: why the platform refuses it; nil if it is gone.
    private func delete(_ client: HostClient) async throws(Failure) -> HostRefusal? {
        var request = HostClient.Request(.webhooks, method: "DELETE", path, space: spaceID)
        request.answersAnything = true
        guard case .refused(let refusal) = try await client.ask(request) else { return nil }
        return refusal
    }
}

extension WebhookRegistration.Outcome {
    fileprivate static func refused(by refusal: HostRefusal) -> Self {
        .refused(
            reason: refusal.reason(for: "webhooks", to: "register a webhook for the space"),
            remedy: refusal.isByPlan
                ? "Use an account with a paid plan, or leave `webhooks` out."
                : "Use the account of the space's owner, or leave `webhooks` out.")
    }

    fileprivate static func undeletable(_ refusal: HostRefusal) -> Self {
        .refused(
            reason: "a webhook that an earlier run left behind could not be deleted: "
                + refusal.reason(for: "webhooks", to: "delete it"),
            remedy: "Use the account of the space's owner, or delete that webhook yourself.")
    }

    fileprivate static func foreign(_ url: String) -> Self {
        .refused(
            reason:
                "the space has a webhook that is not Turnout's\(origin(of: url)); it was left alone, since its secret "
                + "could not be restored",
            remedy: "Use another space, or delete that webhook yourself.")
    }

    fileprivate static func ofRunUnderWay(_ other: WebhookMarker) -> Self {
        .refused(
            reason: "the run \(other.runID) of Turnout, which is under way, receives the space's webhooks",
            remedy: "Wait until it has ended, or use another space.")
    }

    fileprivate static func ofUnknownRun(_ other: WebhookMarker, _ url: String, _ why: String) -> Self {
        .refused(
            reason:
                "the space has the webhook of the run \(other.runID) of Turnout\(origin(of: url)), and whether that run "
                + "is under way cannot be told: \(why)",
            remedy: "If it has ended, delete its webhook, or run once with the `webhooks` settings that it had.")
    }

    /// Where a webhook leads, without its path, which may be secret.
    private static func origin(of url: String) -> String {
        (try? WebURL(url)).map { " (at \($0.origin))" } ?? ""
    }
}
