// libxml2 as a whole.
internal import CLibxml2

/// What has to be done before libxml2 is used.
///
/// Then it may be used on any thread: its settings are kept for each, and what it shares has locks (`threads.c`).
enum Libxml2 {
    /// Its tables and locks are made once and never freed. The language runs this on one thread, before any other goes on.
    private static let ready: Void = xmlInitParser()

    /// Makes it ready. Costs a comparison from the second time on.
    static func prepare() { _ = ready }
}
