// Ids for the document's examples: those of what the running server will make first.

import PlatformContract

/// Examples that lead somewhere: everything that is drawn depends on the seed alone, so the ids are known beforehand.
struct DocumentExamples: Sendable {
    let space: String
    let room: String
    let alias: String
    let participant: String
    let call: String
    let invite: String
    let record: String
    /// The first account: there from the start.
    let account: String

    init(seed: UInt64) {
        var mint = IDGenerator(seed: seed)
        space = mint.id(.space)
        room = mint.id(.room)
        alias = mint.alphanumeric(.alias, length: Identifier.aliasLength)
        participant = mint.id(.participant)
        call = mint.id(.call)
        invite = mint.id(.invite)
        record = mint.id(.record)
        account = mint.id(.user)
    }
}
