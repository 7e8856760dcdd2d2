// The process's environment, read once at the start.
import FoundationEssentials

/// The environment's names and values.
enum ProcessEnvironment {
    static var current: [String: String] { ProcessInfo.processInfo.environment }
}
