// The platform's events as entries of the host's timeline.
import Measuring
import PlatformContract

extension WebhookEventName {
    /// Its entry in the timeline.
    var kind: HostEvent.Kind {
        switch self {
        case .callStarted: .callStarted
        case .callFinished: .callFinished
        case .recordStarted: .recordStarted
        case .recordFinished: .recordFinished
        case .recordFailed: .recordFailed
        }
    }
}

extension WebhookEvent {
    /// In words.
    var words: String {
        switch eventName {
        case .callStarted: "the platform says that the call has started"
        case .callFinished: "the platform says that the call has finished"
        case .recordStarted: "the platform says that \(record) has started"
        case .recordFinished: "the platform says that \(record) has finished"
        case .recordFailed: "the platform says that \(record) has failed"
        }
    }

    private var record: String { recordID.map { "the record \($0.inOneLine(limit: 64))" } ?? "a record" }
}
