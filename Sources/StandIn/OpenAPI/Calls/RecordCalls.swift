// Records in the document (contract section 9).

import PlatformContract

extension CallDescription {
    private static let notLeading = "The caller leads neither room nor space."
    private static let notOwner = "The caller is not the space's owner."

    static let startRecord = CallDescription(
        summary: "Begin to record the call that goes on in a room", success: .body(RecordView.self),
        refusals: [.forbidden: notLeading, .conflict: "Nobody is in the room, or it is being recorded already."])

    static let stopRecord = CallDescription(
        summary: "End the record of a room", success: .body(RecordView.self),
        refusals: [.forbidden: notLeading, .conflict: "The room is not being recorded."])

    static let listRecords = CallDescription(
        summary: "List a room's records",
        query: [
            .query(Field.dateFrom, .day, "Only records from this day or instant on."),
            .query(Field.dateTo, .day, "Only records up to this day or instant."),
        ],
        success: .body(ListAnswer<RecordView>.self),
        refusals: [.forbidden: notOwner])

    static let downloadRecord = CallDescription(
        summary: "Ask where a record's file is", success: .url,
        refusals: [.forbidden: notOwner, .conflict: "The record still goes on, or has failed."])
}
