// Webhooks in the document (contract section 10).

import PlatformContract

extension CallDescription {
    private static let refused = "The caller is not the space's owner, or has no paid plan."
    /// Port 9 is for discarding what comes: nobody is told anything.
    private static let webhook = WebhookRequest(url: "http://127.0.0.1:9/events", isActive: true)

    static let createWebhook = CallDescription(
        summary: "Make the space's webhook; its secret is told here and at its renewal alone",
        request: Request(webhook), success: .body(WebhookSecretAnswer.self),
        refusals: [.forbidden: refused, .conflict: "The space has one."])

    static let readWebhook = CallDescription(
        summary: "Read the space's webhook", success: .body(WebhookView.self), refusals: [.forbidden: refused])

    static let updateWebhook = CallDescription(
        summary: "Change the space's webhook", request: Request(webhook), success: .body(WebhookView.self),
        refusals: [.forbidden: refused])

    static let deleteWebhook = CallDescription(
        summary: "Remove the space's webhook", success: .nothing, refusals: [.forbidden: refused])

    static let refreshWebhookSecret = CallDescription(
        summary: "Renew the secret of the space's webhook", success: .body(WebhookSecretAnswer.self),
        refusals: [.forbidden: refused])
}
