// Statistics, records and webhooks, as the document describes them (contract sections 8 to 10).

import PlatformContract

extension CallDescription {
    private static let statisticsRefused =
        "The caller does not lead, or the plan of the space's owner does not include statistics."

    static func listCalls(_ examples: DocumentExamples) -> CallDescription {
        CallDescription(
            summary: "List a space's finished calls",
            query: [
                .query(Field.roomID, .id, "Only calls of this room.", example: examples.room),
                .query(
                    Field.date, .day, "Only calls that began on the day of this date or instant, in its time zone."
                ),
            ],
            success: .body(ListAnswer<CallView>.self),
            refusals: [.forbidden: statisticsRefused])
    }

    static func readReport(_ examples: DocumentExamples) -> CallDescription {
        CallDescription(
            summary: "Read who attended a finished call",
            query: [
                .query(Field.roomID, .id, "The room.", isRequired: true, example: examples.room),
                .query(Field.callID, .id, "The call.", isRequired: true, example: examples.call),
                .query(
                    Field.format, .choice(ReportFormat.self), "The format; `json` by default.",
                    example: ReportFormat.json.rawValue),
            ],
            success: .body(AttendanceReport.self),
            refusals: [
                .forbidden: statisticsRefused,
                .notImplemented: "The stand-in makes no workbooks; only the platform offers `xlsx`.",
            ])
    }

    static let listPolls = CallDescription(
        summary: "List a room's polls; the stand-in has none", success: .body(ListAnswer<AttendanceReport.Poll>.self),
        refusals: [.forbidden: statisticsRefused])
}

extension CallDescription {
    private static let notLeading = "The caller leads neither room nor space."
    private static let notOwner = "The caller is not the space's owner."

    static let startRecord = CallDescription(
        summary: "Start recording the call in progress in a room", success: .body(RecordView.self),
        refusals: [.forbidden: notLeading, .conflict: "Nobody is in the room, or it is being recorded already."])

    static let stopRecord = CallDescription(
        summary: "Stop the recording of a room", success: .body(RecordView.self),
        refusals: [.forbidden: notLeading, .conflict: "The room is not being recorded."])

    static let listRecords = CallDescription(
        summary: "List a room's recordings",
        query: [
            .query(Field.dateFrom, .day, "Only recordings from this day or instant on."),
            .query(Field.dateTo, .day, "Only recordings up to this day or instant."),
        ],
        success: .body(ListAnswer<RecordView>.self),
        refusals: [.forbidden: notOwner])

    static let downloadRecord = CallDescription(
        summary: "Get the URL of a recording's file", success: .url,
        refusals: [.forbidden: notOwner, .conflict: "The recording is still running, or has failed."])
}

extension CallDescription {
    private static let webhookRefused = "The caller is not the space's owner, or has no paid plan."
    /// Port 9 is the discard service, so nobody receives anything.
    private static let webhook = WebhookRequest(url: "http://127.0.0.1:9/events", isActive: true)

    static let createWebhook = CallDescription(
        summary: "Create the space's webhook; only this call and the renewal return its secret",
        request: Request(webhook), success: .body(WebhookSecretAnswer.self),
        refusals: [.forbidden: webhookRefused, .conflict: "The space already has one."])

    static let readWebhook = CallDescription(
        summary: "Read the space's webhook", success: .body(WebhookView.self), refusals: [.forbidden: webhookRefused])

    static let updateWebhook = CallDescription(
        summary: "Change the space's webhook", request: Request(webhook), success: .body(WebhookView.self),
        refusals: [.forbidden: webhookRefused])

    static let deleteWebhook = CallDescription(
        summary: "Remove the space's webhook", success: .nothing, refusals: [.forbidden: webhookRefused])

    static let refreshWebhookSecret = CallDescription(
        summary: "Renew the secret of the space's webhook", success: .body(WebhookSecretAnswer.self),
        refusals: [.forbidden: webhookRefused])
}
