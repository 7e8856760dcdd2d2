// Schemas of calls and attendance (contract section 8).

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
