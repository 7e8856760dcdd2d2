// Who a participant is.
import PlatformContract
package import Scenarios

/// Who a participant is: the values of the names `participant.*` in a scenario.
package struct Identity: Sendable {
    /// The participant's number, from 1; 0 is the host.
    package let index: Int32
    /// `participant.index`: the number, unless the participant's own data say otherwise.
    package let shownIndex: String
    /// The display name.
    package let name: String
    /// The e-mail.
    package let email: String
    /// The password: secret.
    package let password: Secret
    /// The integrator's own id for the person.
    package let externalUserID: String
    /// `user` or `moderator`.
    package let role: String
    /// The values of the columns of the participant's own data, in their order; empty without data.
    package let columns: [String]

    /// Creates an identity.
    package init(
        index: Int32, shownIndex: String? = nil, name: String, email: String, password: Secret, externalUserID: String,
        role: String, columns: [String] = []
    ) {
        self.shownIndex = shownIndex ?? String(index)
        self.columns = columns
        self.index = index
        self.name = name
        self.email = email
        self.password = password
        self.externalUserID = externalUserID
        self.role = role
    }

    /// The generated identity with this number, at a position in its crowd, from 0. The first `moderators` of a crowd
    /// are moderators. Without a position: as in the first crowd.
    package init(generated index: Int32, place: Int? = nil, moderators: Int) {
        let generated = GeneratedIdentity(index: Int(index))
        self.init(
            index: index, name: generated.name, email: generated.email, password: Secret(generated.password),
            externalUserID: generated.externalUserID,
            role: ((place ?? Int(index) - 1) < moderators ? Role.moderator : Role.user).rawValue)
    }

    /// A person of a plan's crowd.
    package init(_ person: Person) {
        self.init(
            index: person.number, shownIndex: person.index, name: person.name, email: person.email,
            password: person.password, externalUserID: person.externalUserID, role: person.role,
            columns: person.columns)
    }

    /// The host, who is not one of the participants.
    package init(host account: PlatformPlan.Account) {
        self.init(
            index: 0, name: "Host", email: account.email.revealed, password: account.password, externalUserID: "host",
            role: Role.moderator.rawValue)
    }
}
