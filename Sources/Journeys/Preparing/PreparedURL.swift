// A URL of a scenario bound to a run: parsed once if it is the same for everybody.
import Addresses
import Scenarios

/// A URL into which the values of a participant are filled.
struct PreparedURL: Sendable {
    private let text: PreparedText
    /// The URL, if it is the same for everybody.
    private let constant: WebURL.Reading?

    init(_ template: Template, _ names: RunNames) throws(UnknownName) {
        text = try PreparedText(template, names)
        constant = text.constant.map(WebURL.read)
    }

    /// The URL for one participant.
    func url(for values: ParticipantValues) -> WebURL.Reading {
        constant ?? WebURL.read(text.text(for: values))
    }
}
