// Finds the column of a file that holds an e-mail or a password under another name.

/// Suggests a column that may have been meant.
enum NearestColumn {
    /// What people call these columns, without hyphens and underscores.
    private static let others = [
        "email": [
            "mail", "emailaddress", "mailaddress", "username", "user", "userid", "login", "loginname", "account",
            "benutzer", "benutzername",
        ],
        "password": ["pass", "passwd", "pwd", "passphrase", "passwort", "kennwort", "motdepasse", "secret", "pin"],
    ]

    /// The column that is called nearly like this, or by another word for it.
    static func of(_ column: String, among known: [String]) -> String? {
        if let nearest = NearestName.of(column, among: known) { return nearest }
        let words = others[column] ?? []
        return known.first { words.contains($0.lowercased().filter { $0 != "_" && $0 != "-" }) }
    }
}
