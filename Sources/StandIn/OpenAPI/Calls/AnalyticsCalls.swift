// Calls and attendance in the document (contract section 8).

import PlatformContract

extension CallDescription {
    private static let refused =
        "The caller does not lead, or the plan of the space's owner does not include statistics."

    static func listCalls(_ examples: DocumentExamples) -> CallDescription {
        CallDescription(
            summary: "List a space's finished calls",
            query: [
                .query(Field.roomID, .id, "Only calls of this room.", example: examples.room),
                .query(
                    Field.date, .day, "Only calls that began on the day of this date or instant, where its offset says."
                ),
            ],
            success: .body(ListAnswer<CallView>.self),
            refusals: [.forbidden: refused])
    }

    static func readReport(_ examples: DocumentExamples) -> CallDescription {
        CallDescription(
            summary: "Read who attended a finished call",
            query: [
                .query(Field.roomID, .id, "The room.", isRequired: true, example: examples.room),
                .query(Field.callID, .id, "The call.", isRequired: true, example: examples.call),
                .query(
                    Field.format, .choice(ReportFormat.self), "The format; `json` unless told.",
                    example: ReportFormat.json.rawValue),
            ],
            success: .body(AttendanceReport.self),
            refusals: [
                .forbidden: refused,
                .notImplemented: "The stand-in makes no workbooks: `xlsx` is the platform's alone.",
            ])
    }

    static let listPolls = CallDescription(
        summary: "List a room's polls; the stand-in has none", success: .body(ListAnswer<AttendanceReport.Poll>.self),
        refusals: [.forbidden: refused])
}
