// Webhooks (contract section 10).

import PlatformContract

extension Platform {
    /// The length of a webhook's secret.
    private static let secretLength = 40

    /// Creates a space's webhook.
    ///
    /// - Throws: 403 for anyone but the owner of the space, and on a free plan; 400 for an address that may not be
    ///   called; 409 if there is a webhook already.
    func createWebhook(
        of spaceID: String, _ request: WebhookRequest, by caller: Caller
    ) throws(ErrorResponse) -> WebhookSecretAnswer {
        let space = try ownedSpace(spaceID, by: caller)
        try configuration.webhooks.check(request.url)
        guard space.webhook == nil else { throw .api(.conflict, "The space already has a webhook") }
        let secret = generator.alphanumeric(.webhookSecret, length: Self.secretLength)
        spaces[spaceID]?.webhook = Webhook(
            id: generator.id(.webhook), url: request.url, isActive: request.isActive, secret: secret)
        return WebhookSecretAnswer(url: request.url, secret: secret, isActive: request.isActive)
    }

    /// A space's webhook.
    ///
    /// - Throws: As for creating one; 404 if there is none.
    func readWebhook(of spaceID: String, by caller: Caller) throws(ErrorResponse) -> WebhookView {
        let webhook = try webhook(of: ownedSpace(spaceID, by: caller))
        return WebhookView(url: webhook.url, isActive: webhook.isActive)
    }

    /// Changes a space's webhook but keeps its secret.
    ///
    /// - Throws: As for creating one; 404 if there is none.
    func updateWebhook(
        of spaceID: String, _ request: WebhookRequest, by caller: Caller
    ) throws(ErrorResponse) -> WebhookView {
        var webhook = try webhook(of: ownedSpace(spaceID, by: caller))
        try configuration.webhooks.check(request.url)
        webhook.url = request.url
        webhook.isActive = request.isActive
        spaces[spaceID]?.webhook = webhook
        return WebhookView(url: webhook.url, isActive: webhook.isActive)
    }

    /// Deletes a space's webhook.
    ///
    /// - Throws: As for creating one; 404 if there is none.
    func deleteWebhook(of spaceID: String, by caller: Caller) throws(ErrorResponse) {
        _ = try webhook(of: ownedSpace(spaceID, by: caller))
        spaces[spaceID]?.webhook = nil
    }

    /// Replaces the secret of a space's webhook. Whatever is signed from now on uses the new one.
    ///
    /// - Throws: As for creating one; 404 if there is none.
    func refreshWebhookSecret(of spaceID: String, by caller: Caller) throws(ErrorResponse) -> WebhookSecretAnswer {
        var webhook = try webhook(of: ownedSpace(spaceID, by: caller))
        webhook.secret = generator.alphanumeric(.webhookSecret, length: Self.secretLength)
        spaces[spaceID]?.webhook = webhook
        return WebhookSecretAnswer(url: webhook.url, secret: webhook.secret, isActive: webhook.isActive)
    }

    /// Queues an event for a space's webhook, if it has an active one and the plan includes webhooks.
    func notifyWebhook(_ name: WebhookEventName, _ room: Room, recordID: String? = nil) {
        guard let space = spaces[room.spaceID], let webhook = space.webhook, webhook.isActive,
            plan(of: space.ownerID) == .paid
        else { return }
        let event = WebhookEvent(eventName: name, roomID: room.id, spaceID: space.id, recordID: recordID)
        backgroundTasks.yield(.deliver(OutgoingEvent(event: event, webhookID: webhook.id, url: webhook.url)))
    }

    /// The key for signing an outgoing event; nil if its webhook was deleted, changed or switched off, so that it is
    /// not sent.
    func secret(for outgoing: OutgoingEvent) -> String? {
        guard let webhook = spaces[outgoing.event.spaceID]?.webhook, webhook.id == outgoing.webhookID,
            webhook.isActive, webhook.url == outgoing.url
        else { return nil }
        return webhook.secret
    }

    private func ownedSpace(_ spaceID: String, by caller: Caller) throws(ErrorResponse) -> Space {
        let user = try caller.account()
        let space = try space(spaceID)
        guard space.ownerID == user.id else { throw .api(.forbidden, "Only the space's owner may see its webhook") }
        guard plan(of: user.id) == .paid else { throw .api(.forbidden, PlatformMessage.planWithoutWebhooks) }
        return space
    }

    private func webhook(of space: Space) throws(ErrorResponse) -> Webhook {
        guard let webhook = space.webhook else { throw .api(.notFound, "The space has no webhook") }
        return webhook
    }
}
