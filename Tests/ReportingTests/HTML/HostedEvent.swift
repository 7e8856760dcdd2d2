// What a host did about an event, and what the platform said of it, for the pages of runs that have a host.
import Measuring

@testable import Analysis

extension Summary {
    /// Adds the host's side: of 500 people the platform's report lacks three, one of two records failed, and deliveries
    /// were of every kind. `text` stands wherever a foreign text enters.
    mutating func addHost(_ text: String = "7f3a") {
        var compared = Attendance(
            both: participants.entered - 3, onlyOurs: ["learner7", "learner12", text], onlyPlatform: ["A guest"])
        compared.missedCount = 1
        compared.missed = [text]
        compared.visits = Attendance.Visits(
            ours: 497, platform: 499, differingCount: 2, differing: ["learner1", text], returnedCount: 2,
            twiceAtOnce: [text])
        compared.entering = .init(count: 495, medianMs: -12.5, maxDeviationMs: 3)
        compared.leaving = .init(count: 495, medianMs: 2, maxDeviationMs: 31)
        compared.roles = [.init(role: "moderator", count: 3), .init(role: text, count: 495)]
        compared.calls = [
            .init(id: text, startedAt: "2026-11-24T09:15:00.000Z", finishedAt: "2026-11-24T09:16:00.000Z")
        ]
        compared.polls = .init(count: 2, titles: ["Did you hear us?", text], reason: nil)
        attendance = compared
        unmet = ["The event must be recorded, and was not to its end: a record failed (\(text))."]

        var account = WebhookAccount()
        account.isRegistered = true
        account.reason = "The webhook was gone before the end (\(text)); events may be missing."
        account.refused = 2
        account.counts.received = 11
        account.counts.events = 6
        account.counts.wrongSignature = 2
        account.counts.unreadable = 1
        account.counts.repeats = 1
        account.counts.otherRooms = 1
        account.counts.outOfOrder = 1
        event = Event(
            webhooks: Webhooks(account),
            records: Records(
                coverage: 0.92, recordedSeconds: 27.6, eventSeconds: 30, failures: 1, restarts: 1,
                reason: "A record failed (\(text)).", listed: true,
                items: [
                    Record(id: text, state: "failed", fileSize: 0, fromSeconds: 0.41, seconds: 2),
                    Record(id: "6629125b096e6ccb36118c74", state: text, fileSize: 31_200, fromSeconds: 4, seconds: nil),
                ]),
            timeline: [
                Entry(atSeconds: -0.31, kind: .webhookRegistered, words: "registered the run's webhook"),
                Entry(atSeconds: 0.41, kind: .recording, words: "started to record"),
                Entry(atSeconds: 2.41, kind: .recordFailed, words: "the record \(text) has failed"),
            ])
    }
}
