// Who a participant is.
import PlatformContract
public import Scenarios

/// Who a participant is: what the names `participant.*` of a scenario stand for.
public struct Identity: Sendable {
    /// The participant's number, from 1; 0 is the host.
    public let index: Int32
    /// The shown name.
    public let name: String
    /// The e-mail.
    public let email: String
    /// The password: secret.
    public let password: Secret
    /// The integrator's own id of the person.
    public let externalUserID: String
    /// `user` or `moderator`.
    public let role: String

    /// An identity from its parts.
    public init(index: Int32, name: String, email: String, password: Secret, externalUserID: String, role: String) {
        self.index = index
        self.name = name
        self.email = email
        self.password = password
        self.externalUserID = externalUserID
        self.role = role
    }

    /// The generated identity with that number, at a place of its crowd, from 0; the first `moderators` of a crowd are
    /// moderators. Without a place: as in the first crowd.
    public init(generated index: Int32, place: Int? = nil, moderators: Int) {
        let generated = GeneratedIdentity(index: Int(index))
        self.init(
            index: index, name: generated.name, email: generated.email, password: Secret(generated.password),
            externalUserID: generated.externalUserID,
            role: ((place ?? Int(index) - 1) < moderators ? Role.moderator : Role.user).rawValue)
    }

    /// The host, who is not one of the participants.
    public init(host account: PlatformPlan.Account) {
        self.init(
            index: 0, name: "Host", email: account.email.revealed, password: account.password, externalUserID: "host",
            role: Role.moderator.rawValue)
    }
}
