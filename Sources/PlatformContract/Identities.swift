// Accounts that exist without anyone registering them: those of the stand-in, and those that scenarios generate.

/// The identity of a participant for whom no data was given.
package struct GeneratedIdentity: Hashable, Sendable {
    /// The participant's number, from 1.
    package var index: Int

    /// The identity of a participant, by number from 1.
    package init(index: Int) {
        self.index = index
    }

    /// The identity that an e-mail belongs to; nil: it is not one of a generated identity.
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
    /// `participant<n>`: letters and digits only, as the platform wants it (contract section 4).
    package var externalUserID: String { "participant\(index)" }

    /// What all generated passwords begin with.
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
