// Webhooks on the wire (contract section 10).

import PlatformContract

extension StandInService {
    func createWebhook(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        _ = try visit.caller.account()
        let body = try BodyDecoding.json(WebhookRequest.self, from: visit.request.body)
        return Self.webhook(try await platform.createWebhook(of: visit.values[0], body, by: visit.caller))
    }

    func readWebhook(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        Self.encoded(try await platform.readWebhook(of: visit.values[0], by: visit.caller))
    }

    func updateWebhook(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        _ = try visit.caller.account()
        let body = try BodyDecoding.json(WebhookRequest.self, from: visit.request.body)
        return Self.encoded(try await platform.updateWebhook(of: visit.values[0], body, by: visit.caller))
    }

    func deleteWebhook(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        try await platform.deleteWebhook(of: visit.values[0], by: visit.caller)
        return .noContent
    }

    func refreshWebhookSecret(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        Self.webhook(try await platform.refreshWebhookSecret(of: visit.values[0], by: visit.caller))
    }

    private static func webhook(_ answer: WebhookSecretAnswer) -> Answer {
        .json {
            $0.field("url", answer.url)
            $0.field("secret", answer.secret)
            $0.field("isActive", answer.isActive)
        }
    }
}
