// The process's environment, read once at the start.
import FoundationEssentials

/// The names and values of the environment.
enum ProcessEnvironment {
    static var current: [String: String] { ProcessInfo.processInfo.environment }
}
