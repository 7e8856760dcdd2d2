// The groups of the document's operations: the contract's sections.

/// A group of operations.
enum DocumentSection: String, CaseIterable, Sendable {
    case tokens, users, spaces, access, entry, analytics, records, webhooks
    /// Not part of the contract: what the stand-in reports about itself.
    case truth

    /// What the group contains.
    var summary: String {
        switch self {
        case .tokens: "Contract section 1: OAuth2 tokens."
        case .users: "Contract section 2: users."
        case .spaces: "Contract section 3: spaces, their rooms, roles and invites."
        case .access: "Contract section 4: access for a person without an account."
        case .entry: "Contract section 5: what a participant's client does after the link is opened."
        case .analytics: "Contract section 8: calls and attendance, on plans that include statistics."
        case .records: "Contract section 9: recordings of calls."
        case .webhooks: "Contract section 10: webhooks, on paid plans."
        case .truth: "What the stand-in saw; not part of the contract."
        }
    }
}
