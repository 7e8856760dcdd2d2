// Schemas of webhooks and their deliveries (contract section 10).

import PlatformContract

extension WebhookRequest: DescribedBody {
    static let schema = Schema.request(
        .required(
            "url", .text(TextRules(pattern: "^[Hh][Tt][Tt][Pp][Ss]?://")),
            "Where events are sent: this machine, or a host that the stand-in's configuration names. Others are refused."
        ),
        .required("isActive", .boolean, "Whether they are sent."))
}

extension WebhookView: DescribedBody {
    static let schema = Schema.answer(
        .required("url", .filled, "Where events are sent."),
        .required("isActive", .boolean, "Whether they are sent."))
}

extension WebhookSecretAnswer: DescribedBody {
    static let schema = Schema.answer(
        .required("url", .filled, "Where events are sent."),
        .required("secret", .filled, "The key of the signatures."),
        .required("isActive", .boolean, "Whether they are sent."))
}

extension WebhookEvent: DescribedBody {
    static let schema = Schema.answer(
        .required("eventName", .choice(WebhookEventName.self), "What happened."),
        .required("roomId", .id, "The room's id."),
        .required("spaceId", .id, "The space's id."),
        .optional("recordId", .id, "The record's id, with the events of records."))
}

extension WebhookDelivery: DescribedBody {
    static let schema = Schema.answer(
        .required(
            "signature", .text(TextRules(pattern: "^[0-9a-f]{64}$")),
            "HMAC-SHA256 over the compact JSON of `body`, keys in the order sent, keyed with the webhook's secret."),
        .required("body", .of(WebhookEvent.self), "The event."))
}
