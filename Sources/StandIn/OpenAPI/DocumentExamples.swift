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
        var generator = IDGenerator(seed: seed)
        space = generator.id(.space)
        room = generator.id(.room)
        alias = generator.alphanumeric(.alias, length: Identifier.aliasLength)
        participant = generator.id(.participant)
        call = generator.id(.call)
        invite = generator.id(.invite)
        record = generator.id(.record)
        account = generator.id(.user)
    }
}
