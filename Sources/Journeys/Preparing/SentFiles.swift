// The files that a request sends, for somebody who wants to make it again.
import Scenarios

/// Where the files in a request's body were found.
struct SentFiles: Sendable {
    /// The file that is the whole body; nil: none is.
    var whole: String?
    private var parts: [Int: String] = [:]

    /// The files of a body; nil if it has none.
    init?(_ body: RequestPlan.Body?) {
        switch body {
        case .file(let file): whole = file.location
        case .multipart(let written):
            for (place, part) in written.enumerated() {
                if case .file(let file) = part.content { parts[place] = file.location }
            }
        case .json, .form, .text, nil: break
        }
        if whole == nil, parts.isEmpty { return nil }
    }

    /// The file that a part of a form holds; nil: it is none.
    func ofPart(_ place: Int) -> String? { parts[place] }
}
