// The schema of `target`.
import PlatformContract

/// `target` and what is in it.
enum TargetSchema {
    static var sections: [ObjectSchema] { [target, standIn, tls, clientCertificate] }

    private static let hosts = SchemaForm.oneOrMany(SchemaForm.identifier)
    private static let http = SchemaForm.word(TargetPlan.HTTPChoice.self, others: [1.1, 2])
    private static let standInOrAddress = SchemaForm.pattern(#"^(stand-in|\s*[Hh][Tt][Tt][Pp][Ss]?:[\s\S]*)$"#)
    private static let proxy = SchemaForm.pattern(#"^(none|environment|\s*[Hh][Tt][Tt][Pp][Ss]?:[\s\S]*)$"#)
    private static let numericAddresses = SchemaForm.oneOrMany(SchemaForm.pattern(#"^[0-9A-Fa-f:.\[\]]+$"#))
    static let target = ObjectSchema(
        Vocabulary.target,
        [
            "api": SchemaKey(
                standInOrAddress, "stand-in, the embedded platform, or the base URL of the platform's API.",
                "stand-in", "https://api.staging.example", "${env.TURNOUT_API:-stand-in}"),
            "web": SchemaKey(
                SchemaForm.address, "The base URL of the platform's web client. Default: the API's own origin.",
                "https://edu.staging.example"),
            "site": SchemaKey(
                SchemaForm.address, "The base URL of the customer's own site, ${target.site} in requests.",
                "https://lms.staging.example"),
            "stand-in": SchemaKey(standIn.tree, "How the stand-in behaves, where it serves.", ["profile": "fragile"]),
            "allow-hosts": SchemaKey(
                hosts, "Further hosts that may be contacted: name or *.suffix, with or without :port.",
                ["*.lms.example"]),
            "tls": SchemaKey(tls.tree, "Certificates.", ["ca": "certs/staging.pem"]),
            "http": SchemaKey(
                http, "The version of HTTP. Default: auto, HTTP/2 over TLS if the server offers it.", "auto", "1.1"),
            "resolve": SchemaKey(
                [
                    "type": "object", "additionalProperties": false,
                    "patternProperties": [#":[0-9]+$"#: numericAddresses],
                ], "Addresses to use for names.", ["api.example.org:443": "127.0.0.1"]),
            "source-addresses": SchemaKey(
                hosts, "Local addresses to connect from in turn; ranges are allowed.", ["127.0.0.2-127.0.0.9"]),
            "user-agent": SchemaKey(
                SchemaForm.identifier, "The User-Agent of each request, false for none.", "Mozilla/5.0", false),
            "participant-header": SchemaKey(
                SchemaForm.truth, "Whether to send X-Turnout-Participant. Default: true.", true),
            "replay": SchemaKey(
                SchemaForm.truth,
                "Whether a request is repeated once whose kept connection closed without an answer. Default: true.",
                true),
            "proxy": SchemaKey(
                proxy, "none, environment (http_proxy and its kind), or the URL of a proxy. Default: none.",
                "http://proxy.example:3128"),
            "compression": SchemaKey(
                SchemaForm.truth, "Whether to ask for compressed responses as browsers do. Default: true.", true),
        ])

    static let standIn = ObjectSchema(
        Vocabulary.standIn,
        [
            "profile": SchemaKey(
                SchemaForm.word(CapacityProfileName.self), "The capacity model. Default: healthy.", "fragile"),
            "config": SchemaKey(SchemaForm.identifier, "A configuration file in JSON.", "stand-in.json"),
        ])

    static let tls = ObjectSchema(
        Vocabulary.tls,
        [
            "ca": SchemaKey(SchemaForm.identifier, "A PEM file with the certificates to trust.", "certs/staging.pem"),
            "verify": SchemaKey(SchemaForm.truth, "Whether to verify certificates. Default: true.", true),
            "client": SchemaKey(
                clientCertificate.tree, "The certificate by which participants identify themselves.",
                ["cert": "people/${participant.index}.pem"]),
        ])

    static let clientCertificate = ObjectSchema(
        Vocabulary.clientCertificate, required: ["cert"],
        [
            "cert": SchemaKey(
                SchemaForm.identifier, "A PEM file with the certificate, the same for all or one for each.",
                "client.pem", "people/${participant.index}.pem"),
            "key": SchemaKey(
                SchemaForm.identifier, "A PEM file with its key. Default: the certificate's file.", "client.key"),
            "key-password": SchemaKey(SchemaForm.text, "The key's password.", "${env.KEY_PASSWORD}"),
        ])
}
