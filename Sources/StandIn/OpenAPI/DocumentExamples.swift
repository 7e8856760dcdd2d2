// Ids for the document's examples: those of the first objects that the running server will create.

import PlatformContract

/// Examples that work: generated ids depend on the seed alone, so they are known in advance.
struct DocumentExamples: Sendable {
    let space: String
    let room: String
    let alias: String
    let participant: String
    let call: String
    let invite: String
    let record: String
    /// The first account, which exists from the start.
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
