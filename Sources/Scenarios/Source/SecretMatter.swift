// How secret the value of a key is, before anything is known about the scenario.
import Addresses

/// How secret a value is.
enum SecretMatter {
    case open
    /// Texts are hidden; keys decide about the values below them.
    case texts
    /// Like `texts`, but only the keys of what is created are open.
    case platform
    /// Everything is hidden.
    case hidden
    /// What a request sends: names of the author's own, some of which are those of secrets.
    case fields
    /// A URL, perhaps behind a method.
    case address
    /// A text that a request sends, perhaps a form.
    case body
    /// Names of extracted values, which tell where to look.
    case extractions
    /// Where to look for a value, and the value where there is none, which may be secret.
    case extraction(isSecret: Bool)
    /// Names of crowds, which are the author's own.
    case crowds
    /// Settings of TLS: a client there is a certificate.
    case tls

    var hidesTexts: Bool {
        switch self {
        case .texts, .platform, .hidden: true
        case .open, .fields, .address, .body, .extractions, .extraction, .crowds, .tls: false
        }
    }

    /// How secret the value of a key inside this is.
    func behind(key written: String) -> SecretMatter {
        let key = written.lowercased().replacing("_", with: "-")
        switch self {
        case .hidden: return .hidden
        case .platform: return ["space", "room"].contains(key) ? .open : .hidden
        case .fields: return SecretMatter.isSecret(written) || SecretName.isSecretInURL(written) ? .hidden : .fields
        case .extractions: return .extraction(isSecret: SecretMatter.isSecret(written))
        case .extraction(let isSecret): return isSecret && key == "default" ? .hidden : .open
        case .tls: return key == "client" ? .tls : key == "key-password" ? .hidden : .open
        // A name that is near a word of secrets, as `lehrer` is near `bearer`, is none of them.
        case .crowds: return SecretMatter.of(key) ?? (SecretName.isSecret(written) ? .hidden : .open)
        case .open, .texts, .address, .body: break
        }
        if let matter = SecretMatter.of(key) { return matter }
        // A word of the language in capitals is another's: the header `Cookie`.
        guard !Vocabulary.words.contains(key) || written != key else { return .open }
        if SecretMatter.isSecret(written) { return .hidden }
        return NearestName.of(key, among: SecretMatter.words).flatMap(SecretMatter.of) ?? .open
    }

    private static func isSecret(_ key: String) -> Bool {
        SecretName.isSecret(key) || NearestName.of(key.lowercased(), among: ["password", "authorization"]) != nil
    }

    private static let words =
        ["platform", "client", "host"] + SecretName.usual + [
            "link", "key-password", "bearer", "basic", "headers", "form", "multipart",
            "query", "extract", "proxy",
        ]

    private static func of(_ key: String) -> SecretMatter? {
        switch key {
        case "platform": .platform
        // A step: its options have keys of their own.
        case "token": .texts
        case "headers", "form", "json", "multipart", "query": .fields
        case "request", "proxy": .address
        case "body": .body
        case "extract": .extractions
        case "crowds": .crowds
        case "tls": .tls
        default: words.contains(key) ? .hidden : nil
        }
    }
}
