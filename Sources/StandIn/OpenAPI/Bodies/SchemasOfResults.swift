// Schemas of statistics, records, webhooks (contract sections 8 to 10) and of what the stand-in saw (docs/stand-in.md).

import PlatformContract

extension CallView: DescribedBody {
    static let schema = Schema.answer(
        .required("id", .id, "Its id."),
        .required("active", .boolean, "Whether it is still in progress."),
        .required("roomId", .id, "The room's id."),
        .required("participantsCount", .count, "The most people present at one time."),
        .required("isBreakoutRoom", .boolean, "Whether the room is a break-out room."),
        .required("planAlias", .choice(StandInConfiguration.PaidPlan.self), "The plan of the space's owner."),
        .required("roomType", .choice(RoomType.self), "The room's type."),
        .required("totalParticipantsCount", .count, "How many entries there were."),
        .required("uniqueParticipantsCount", .count, "How many different people entered."),
        .required("startedAt", .instant, "When the first person entered."),
        .optional("finishedAt", .instant, "When the last one left."))
}

extension AttendanceReport: DescribedBody {
    static let schema = Schema.answer(
        .required("callId", .id, "The call."),
        .required("roomId", .id, "The room."),
        .required("startedAt", .instant, "When the first person entered."),
        .required("finishedAt", .instant, "When the last one left."),
        .required("durationSeconds", .count, "How long the call was."),
        .required("participants", .list(of: .of(Person.self)), "Everyone who was there."),
        .required("polls", .list(of: .of(Poll.self)), "Polls held."))
}

extension AttendanceReport.Person: DescribedBody {
    static let schemaName = "AttendancePerson"
    static let schema = Schema.answer(
        .required(
            "externalUserId", .orNull(.filled), "The integrator's own id for the person; null if none was given."),
        .required("name", .text(), "The display name."),
        .required("email", .orNull(.text()), "The e-mail; null if unknown."),
        .required("phone", .orNull(.text()), "The telephone number; null if unknown."),
        .required("role", .choice(Role.self), "The role."),
        .required("visits", .list(of: .of(AttendanceReport.Visit.self)), "All visits."),
        .required("totalSeconds", .count, "Total time that the person was present."),
        .required("messages", .count, "Messages sent."),
        .required("reactions", .count, "Reactions sent."),
        .required("pollAnswers", .count, "Poll answers."))
}

extension AttendanceReport.Visit: DescribedBody {
    static let schemaName = "AttendanceVisit"
    static let schema = Schema.answer(
        .required("enteredAt", .instant, "When the person entered."),
        .required("leftAt", .instant, "When the person left."))
}

extension AttendanceReport.Poll: DescribedBody {
    static let schema = Schema.answer(.required("id", .id, "Its id."))
}

extension RecordView: DescribedBody {
    static let schema = Schema.answer(
        .required("id", .id, "Its id."),
        .required("name", .text(), "Its name."),
        .required("fileSize", .count, "The size of its file in bytes; 0 while recording."),
        .required("roomId", .id, "The room's id."),
        .required("spaceId", .id, "The space's id."),
        .required("callId", .id, "The call that is recorded."),
        .required("state", .choice(RecordState.self), "Its state."),
        .required("createdAt", .instant, "When it was requested."),
        .required("startedAt", .instant, "When it began."),
        .required("finishedAt", .orNull(.instant), "When it ended; null while recording."))
}

extension WebhookRequest: DescribedBody {
    static let schema = Schema.request(
        .required(
            "url", .text(TextRules(pattern: "^[Hh][Tt][Tt][Pp][Ss]?://")),
            "Where events are sent: this machine, or a host that the stand-in's configuration names. Others are rejected."
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
        .optional("recordId", .id, "The recording's id, for recording events."))
}

extension WebhookDelivery: DescribedBody {
    static let schema = Schema.answer(
        .required(
            "signature", .text(TextRules(pattern: "^[0-9a-f]{64}$")),
            "HMAC-SHA256 over the compact JSON of `body`, keys in the order sent, keyed with the webhook's secret."),
        .required("body", .of(WebhookEvent.self), "The event."))
}

extension Truth: DescribedBody {
    static let schema = Schema.answer(
        .required("participants", .count, "Different participants who sent at least one request, without the host."),
        .required("entered", .count, "Different participants whose join succeeded."),
        .required("left", .count, "Different participants who were in a room and whose leave succeeded."),
        .required(
            "connections", .count,
            "Connections accepted, except those whose first request is for the truth or this document."),
        .required(
            "endpoints",
            .map(
                names: TextRules(values: Endpoint.allCases.map(\.rawValue)), values: .of(EndpointCounts.self)),
            "Counts of every endpoint."),
        .required("deliveries", .of(Deliveries.self), "Deliveries to webhooks."))
}

extension Truth.Deliveries: DescribedBody {
    static let schemaName = "Deliveries"
    static let schema = Schema.answer(
        .required("attempts", .count, "Attempts to deliver an event that have ended."),
        .required("accepted", .count, "Those that were answered with success."))
}

extension Truth.EndpointCounts: DescribedBody {
    static let schemaName = "EndpointCounts"
    static let schema = Schema.answer(
        .required("requests", .count, "Requests that arrived, answered or not."),
        .required("status", .map(names: TextRules(pattern: "^[1-5][0-9]{2}$"), values: .count), "Responses by status."),
        .required("firstMicroseconds", .count, "When the first request arrived, since the first request of all."),
        .required("lastMicroseconds", .count, "When the last request arrived, since the first request of all."))
}
