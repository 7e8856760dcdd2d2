// Which values are secret by what they are called: columns of people's data, extracted values, headers.

/// Names whose values must never be written.
package enum SecretName {
    private static let words = [
        "password", "passwd", "passphrase", "pwd", "secret", "token", "cookie", "authorization", "credential",
        "credentials", "session", "sessionid", "sessid", "apikey", "accesskey", "secretkey", "privatekey", "authkey",
        "csrf",
        "jwt",
        "otp", "pin", "passcode", "auth", "authcode", "signature", "hmac", "samlresponse", "assertion",
    ]

    /// Whether a value of this name is secret: one that ends in such a word, in any case and however it is joined
    /// (`accessToken`, `client_secret`, `X-Api-Key`, `Set-Cookie`).
    package static func isSecret(_ name: some StringProtocol) -> Bool {
        let name = name.lowercased().filter { $0 != "-" && $0 != "_" && $0 != "." && $0 != " " }
        return words.contains { name.hasSuffix($0) }
    }
}
