// Accounts that exist without registration: those of the stand-in, and those that scenarios generate.

/// The identity of a participant without data of its own.
package struct GeneratedIdentity: Hashable, Sendable {
    /// The participant's number, from 1.
    package var index: Int

    /// The identity of a participant, by number from 1.
    package init(index: Int) {
        self.index = index
    }

    /// The generated identity with this e-mail; nil if there is none.
    package init?(email: some StringProtocol) {
        guard email.hasPrefix(Self.emailPrefix), email.hasSuffix(Self.emailSuffix) else { return nil }
        let digits = email.dropFirst(Self.emailPrefix.count).dropLast(Self.emailSuffix.count)
        guard let first = digits.utf8.first, (0x31...0x39).contains(first), digits.count <= 9,
            let index = Int(digits)
        else { return nil }
        self.index = index
    }

    /// `participant-<n>@example.test`.
    package var email: String { "\(Self.emailPrefix)\(index)\(Self.emailSuffix)" }
    /// `password-<n>`.
    package var password: String { "\(Self.passwordPrefix)\(index)" }
    /// `Participant <n>`.
    package var name: String { "Participant \(index)" }
    /// `participant<n>`: letters and digits only, as the platform requires (contract section 4).
    package var externalUserID: String { "participant\(index)" }

    /// The prefix of all generated passwords.
    package static let passwordPrefix = "password-"
    private static let emailPrefix = "participant-"
    private static let emailSuffix = "@example.test"
}

/// The stand-in's client and host, unless its configuration says otherwise.
package enum DefaultAccount {
    /// The OAuth2 client's id.
    package static let clientID = "turnout"
    /// The OAuth2 client's secret.
    package static let clientSecret = "turnout-secret"
    /// The host's e-mail.
    package static let hostEmail = "host@example.test"
    /// The host's password.
    package static let hostPassword = "host-password"
}
