// The schema of `record`, `webhooks` and `attendance`.

/// What the host does about the event.
enum EventSchema {
    /// `false`, `true`, or a word in any case.
    static let mode: JSONTree = [
        "type": ["boolean", "string"],
        "pattern": .text(
            #"^([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[Oo][Ff][Ff]|[Aa][Uu][Tt][Oo]|[Rr][Ee][Qq][Uu][Ii][Rr][Ee][Dd])$|\$\{"#
        ),
    ]

    static let webhooks = ObjectSchema(
        Vocabulary.webhooks,
        [
            "listen": SchemaKey(
                SchemaForm.text,
                "The IP address and port to receive them at; port 0: any free one. Default: 127.0.0.1:0.",
                "0.0.0.0:8080"),
            "url": SchemaKey(
                SchemaForm.address,
                "The address under which the platform reaches the receiver. Default: that of the receiver.",
                "https://rehearsal.example/hooks"),
            "mode": SchemaKey(mode, "auto, required or off. Default: auto.", "required"),
        ])
}
