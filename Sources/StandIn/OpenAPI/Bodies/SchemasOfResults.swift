// Schemas of statistics, records, webhooks (contract sections 8 to 10) and of what the stand-in saw (docs/stand-in.md).

import PlatformContract

extension CallView: DescribedBody {
    static let schema = Schema.answer(
        .required("id", .id, "Its id."),
        .required("active", .boolean, "Whether it still goes on."),
        .required("roomId", .id, "The room's id."),
        .required("participantsCount", .count, "The most people who were there at a time."),
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
        .required("externalUserId", .orNull(.filled), "The integrator's own id of the person; null: none was given."),
        .required("name", .text(), "The shown name."),
        .required("email", .orNull(.text()), "The e-mail; null: it is not known."),
        .required("phone", .orNull(.text()), "The telephone number; null: it is not known."),
        .required("role", .choice(Role.self), "The role."),
        .required("visits", .list(of: .of(AttendanceReport.Visit.self)), "All stays."),
        .required("totalSeconds", .count, "How long the person was there in all."),
        .required("messages", .count, "Messages sent."),
        .required("reactions", .count, "Reactions shown."),
        .required("pollAnswers", .count, "Answers given in polls."))
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
        .required("fileSize", .count, "How many bytes its file has; 0 while it goes on."),
        .required("roomId", .id, "The room's id."),
        .required("spaceId", .id, "The space's id."),
        .required("callId", .id, "The call that is recorded."),
        .required("state", .choice(RecordState.self), "What has become of it."),
        .required("createdAt", .instant, "When it was asked for."),
        .required("startedAt", .instant, "When it began."),
        .required("finishedAt", .orNull(.instant), "When it ended; null while it goes on."))
}

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

extension Truth: DescribedBody {
    static let schema = Schema.answer(
        .required("participants", .count, "Different participants who sent at least one request, the host left out."),
        .required("entered", .count, "Different participants of whom a join succeeded."),
        .required("left", .count, "Different participants who were in a room, and of whom a leave succeeded."),
        .required(
            "connections", .count, "Connections accepted, without those that ask for the truth or this document first."),
        .required(
            "endpoints",
            .map(
                names: TextRules(values: Endpoint.allCases.map(\.rawValue)), values: .of(EndpointCounts.self)),
            "Counts of every endpoint."))
}

extension Truth.EndpointCounts: DescribedBody {
    static let schemaName = "EndpointCounts"
    static let schema = Schema.answer(
        .required("requests", .count, "Requests that arrived, answered or not."),
        .required("status", .map(names: TextRules(pattern: "^[1-5][0-9]{2}$"), values: .count), "Answers by status."),
        .required("firstMicroseconds", .count, "When the first request arrived, since the first request of all."),
        .required("lastMicroseconds", .count, "When the last request arrived, since the first request of all."))
}
