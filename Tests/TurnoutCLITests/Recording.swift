// An output that records.
import Synchronization
import TurnoutCLI

/// Keeps what is written.
final class Recording: TextOutput {
    private let written = Mutex("")

    var text: String { written.withLock { $0 } }

    func write(_ text: String, _ importance: TextImportance) -> Bool {
        written.withLock { $0 += text }
        return true
    }
}
