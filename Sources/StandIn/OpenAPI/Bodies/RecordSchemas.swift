// Schemas of records (contract section 9).

import PlatformContract

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
