// The schema of `platform`.
import PlatformContract

/// `platform` and what is in it.
enum PlatformSchema {
    static var sections: [ObjectSchema] { [platform, client, host, space, newSpace, room, newRoom] }

    /// `create`, a mapping with it, or an id.
    private static func created(_ mapping: ObjectSchema) -> JSONTree {
        SchemaForm.anyOf([mapping.tree, SchemaForm.identifier])
    }

    static let platform = ObjectSchema(
        Vocabulary.platform, required: ["client"],
        [
            "client": SchemaKey(client.tree, "The OAuth2 client."),
            "host": SchemaKey(host.tree, "The organiser's account: creates space and room and grants access."),
            "space": SchemaKey(
                created(space), "create, { create: { name: … } }, or the id of an existing space.", "create"),
            "room": SchemaKey(
                created(room), "create, { create: { … } }, or the id of an existing room.",
                ["create": ["name": "Load rehearsal", "type": "lesson"]]),
        ])

    static let client = ObjectSchema(
        Vocabulary.client, required: ["id", "secret"],
        [
            "id": SchemaKey(SchemaForm.identifier, "The client's id.", "${env.CLIENT_ID}"),
            "secret": SchemaKey(SchemaForm.identifier, "The client's secret.", "${env.CLIENT_SECRET}"),
        ])

    static let host = ObjectSchema(
        Vocabulary.host, required: ["email", "password"],
        [
            "email": SchemaKey(SchemaForm.identifier, "The host's e-mail address.", "${env.HOST_EMAIL}"),
            "password": SchemaKey(SchemaForm.identifier, "The host's password.", "${env.HOST_PASSWORD}"),
        ])

    static let space = ObjectSchema(
        Vocabulary.space, ["create": SchemaKey(newSpace.tree, "The new space.", ["name": "Load rehearsal"])])
    static let newSpace = ObjectSchema(
        Vocabulary.newSpace,
        ["name": SchemaKey(SchemaForm.shown, "Its name. Default: the scenario's.", "Load rehearsal")])
    static let room = ObjectSchema(
        Vocabulary.room, ["create": SchemaKey(newRoom.tree, "The new room.", ["name": "Load rehearsal"])])
    static let newRoom = ObjectSchema(
        Vocabulary.newRoom,
        [
            "name": SchemaKey(SchemaForm.shown, "Its name. Default: the scenario's.", "Load rehearsal"),
            "type": SchemaKey(SchemaForm.word(RoomType.self), "lesson or webinar. Default: lesson.", "webinar"),
            "public": SchemaKey(
                SchemaForm.truth, "Whether anyone may enter without an access link. Default: false.", false),
        ])
}
