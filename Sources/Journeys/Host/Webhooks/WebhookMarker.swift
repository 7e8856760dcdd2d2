// The part of a webhook's URL that only Turnout makes, by which a later run recognises what an earlier one left behind.

/// The path of a run's webhook, and what its receiver answers.
package struct WebhookMarker: Hashable, Sendable {
    /// The run's short unique name.
    package let runID: String

    /// The marker of a run.
    package init(runID: String) { self.runID = runID }

    /// The path, which follows whatever path the receiver is reached under.
    package var path: String { "\(WebhookMarker.folder)\(runID)" }

    /// What the receiver answers whoever asks for that path.
    package var identification: String { "This is Turnout, run \(runID).\n" }

    private static let folder = "/turnout/run-"

    /// The marker in a webhook's URL; nil: Turnout has not registered it.
    package init?(in url: String) {
        guard let start = url.ranges(of: WebhookMarker.folder).last?.upperBound else { return nil }
        let id = url[start...]
        guard !id.isEmpty, id.utf8.count <= 64, id.utf8.allSatisfy(WebhookMarker.isOfID) else { return nil }
        runID = String(id)
    }

    private static func isOfID(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || byte == 0x2D
    }
}
