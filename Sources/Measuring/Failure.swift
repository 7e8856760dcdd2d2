// Why a request, a step or a participant did not succeed.

/// The kinds of failure. The raw value is the word in reports, thresholds and the run file.
package enum FailureKind: String, CaseIterable, Codable, Hashable, Sendable {
    /// The host's name could not be looked up.
    case resolve
    /// No connection could be opened.
    case connect
    /// The TLS handshake or the certificate's verification failed.
    case tls
    /// A time limit ran out.
    case timeout
    /// The other side ended the connection, or the HTTP/2 stream, before the response was complete.
    case reset
    /// The response was not valid HTTP, or not what the contract requires.
    case `protocol`
    /// The status code means failure.
    case status
    /// A check of the scenario did not hold.
    case check
    /// A value that a later step needs is missing from the response.
    case extract
    /// More redirects than allowed.
    case redirects
    /// The response exceeded the body limit, or libcurl's limits for header lines.
    case tooLarge = "too-large"
    /// The host is not allowed.
    case notAllowed = "not-allowed"
    /// The run ended before the response was complete.
    case cancelled
    /// The generator ran out of a resource (descriptors, ports, memory), or did not look at the answer, because an
    /// expression of the scenario takes too long.
    case harness
}

/// What a known failure means and what to do about it, as text for a report.
package struct Diagnosis: Hashable, Codable, Sendable {
    /// A stable short name, for example `username-not-email`.
    package var code: String
    /// Why it happened.
    package var cause: String
    /// What to do about it.
    package var remedy: String

    /// Creates a diagnosis.
    package init(code: String, cause: String, remedy: String) {
        self.code = code
        self.cause = cause
        self.remedy = remedy
    }
}

/// One failure: its kind, what was observed, and what it means if known.
///
/// One word wide: every suspended function that may throw one reserves space for it, several times over, and every
/// sample carries an optional one. Failures themselves are rare.
package struct Failure: Error, Hashable, Sendable {
    private struct Facts: Hashable, Sendable {
        var kind: FailureKind
        var status: Int?
        var detail: String
        var curlCode: Int32
        var diagnosis: Diagnosis?
    }

    private final class Box: Sendable {
        let facts: Facts

        init(_ facts: Facts) { self.facts = facts }
    }

    private var box: Box

    private var facts: Facts {
        get { box.facts }
        set { box = Box(newValue) }
    }

    /// What sort of failure it is.
    package var kind: FailureKind {
        get { facts.kind }
        set { facts.kind = newValue }
    }
    /// The HTTP status, if there was a response.
    package var status: Int? {
        get { facts.status }
        set { facts.status = newValue }
    }
    /// What was observed, in one line without secrets: the transport's own error text, or what the response lacked.
    package var detail: String {
        get { facts.detail }
        set { facts.detail = newValue }
    }
    /// libcurl's error code (`CURLcode`) in addition to our kind; 0 if libcurl reported none.
    package var curlCode: Int32 {
        get { facts.curlCode }
        set { facts.curlCode = newValue }
    }
    /// The known cause and remedy.
    package var diagnosis: Diagnosis? {
        get { facts.diagnosis }
        set { facts.diagnosis = newValue }
    }

    /// Creates a failure.
    package init(
        kind: FailureKind, status: Int? = nil, detail: String, curlCode: Int32 = 0, diagnosis: Diagnosis? = nil
    ) {
        box = Box(Facts(kind: kind, status: status, detail: detail, curlCode: curlCode, diagnosis: diagnosis))
    }

    /// Whether both are equal.
    package static func == (left: Failure, right: Failure) -> Bool {
        left.box === right.box || left.facts == right.facts
    }

    /// Hashes all properties.
    package func hash(into hasher: inout Hasher) { hasher.combine(facts) }
}
