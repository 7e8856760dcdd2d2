// Who comes.

/// The crowd.
public struct ParticipantsPlan: Hashable, Sendable {
    /// Whether the participants' accounts exist on the platform.
    public enum Accounts: String, CaseIterable, Hashable, Sendable {
        /// They exist.
        case existing
        /// Setup registers those that do not exist yet, before the arrivals.
        case create
    }

    /// How many are expected.
    public var count: Int
    /// Whether their accounts exist.
    public var accounts: Accounts
    /// Whether they store cookies; false: as a browser that refuses them.
    public var cookies: Bool
    /// How many of them, counted from the first, get the role `moderator`.
    public var moderators: Int

    /// A crowd from its parts.
    public init(count: Int, accounts: Accounts = .existing, cookies: Bool = true, moderators: Int = 0) {
        self.count = count
        self.accounts = accounts
        self.cookies = cookies
        self.moderators = moderators
    }
}

/// How participants come.
public enum Arrival: Hashable, Sendable {
    /// How a window fills.
    public enum Curve: String, CaseIterable, Hashable, Sendable {
        /// Equal distances.
        case uniform
        /// At random, independently of each other.
        case poisson
        /// Most of them early in the window.
        case frontLoaded = "front-loaded"
    }

    /// All released at the same instant.
    case atOnce
    /// All expected participants within the window.
    case over(window: Duration, curve: Curve)
}
