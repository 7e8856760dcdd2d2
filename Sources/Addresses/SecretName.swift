// Which values are secret by what they are called: columns of people's data, extracted values, headers, fields of forms
// and URLs. The one list of such names: whoever asks about a name asks here.

/// Names whose values must never be written.
package enum SecretName {
    /// How they end, without what joins their words.
    private static let endings = [
        "password", "passwd", "passphrase", "pwd", "secret", "token", "cookie", "authorization", "credential",
        "credentials", "session", "sessionid", "sessid", "apikey", "accesskey", "secretkey", "privatekey", "authkey",
        "csrf", "jwt", "otp", "pin", "passcode", "auth", "authcode", "signature", "hmac", "samlresponse", "assertion",
        // In other languages.
        "passwort", "kennwort", "wachtwoord", "motdepasse", "contrasena", "contraseña", "senha", "hasło", "haslo",
        "пароль",
    ]

    /// Words that mean a password where they stand by themselves, as the last word of a name: `pw`, `user-pass`.
    private static let lastWords: Set<Substring> = ["pw", "pass", "psw", "mdp"]

    /// How those of a URL's fields end besides: elsewhere a `code` is an error's and a `key` that of a table.
    private static let endingsInURL = ["code", "sig", "key", "pass", "sid", "ticket", "invite", "invitation"]

    /// The usual ones as people write them, in lower case and with hyphens: what a misspelt name may mean.
    package static let usual = [
        "token", "password", "passphrase", "passwd", "secret", "client-secret", "access-token", "refresh-token",
        "api-key", "credentials", "auth",
    ]

    /// Whether a value of this name is secret: one that ends in such a word, in any case and however it is joined
    /// (`accessToken`, `client_secret`, `X-Api-Key`, `Set-Cookie`).
    package static func isSecret(_ name: some StringProtocol) -> Bool {
        let words = name.lowercased().split { "-_. ".contains($0) }
        guard let last = words.last else { return false }
        let joined = words.joined()
        return lastWords.contains(last) || endings.contains { joined.hasSuffix($0) }
    }

    /// Whether a field of this name in a URL is secret, percent-encoded or not: there more names are, such as `code`,
    /// `X-Amz-Key` and `sid`.
    package static func isSecretInURL(_ name: some StringProtocol) -> Bool {
        let name = PercentEncodeSet.decoded(String(name)).lowercased()
        return isSecret(name) || endingsInURL.contains { name.hasSuffix($0) }
    }
}
