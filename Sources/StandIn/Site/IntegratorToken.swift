// The site's own token for the platform: obtained once, and again when the platform no longer takes it.

import PlatformContract

/// Keeps the token. However many lesson pages find it missing at the same time, it is asked for once: the others wait for
/// that answer and share it, a refusal too, instead of adding a log-in each to what the platform has to bear.
actor IntegratorToken {
    private var token: String?
    private var isAsking = false
    private var waiting: [CheckedContinuation<Result<String, ErrorResponse>, Never>] = []

    /// A token.
    ///
    /// Who waits for another's question does not hear of its own cancellation before the answer is there: that takes no
    /// longer than one request to the platform, which itself ends early when the server is shut down.
    ///
    /// - Parameters:
    ///   - refused: A token that the platform has answered with 401; it is not given again.
    ///   - obtain: Asks the platform for a token.
    /// - Returns: The token that is kept, else what `obtain` gave.
    /// - Throws: What `obtain` answered instead.
    func current(
        besides refused: String? = nil, obtain: @Sendable () async -> Result<String, ErrorResponse>
    ) async throws(ErrorResponse) -> String {
        if let token, token != refused { return token }
        if isAsking { return try await withCheckedContinuation { waiting.append($0) }.get() }
        isAsking = true
        token = nil
        let result = await obtain()
        isAsking = false
        token = try? result.get()
        let others = waiting
        waiting = []
        for other in others { other.resume(returning: result) }
        return try result.get()
    }
}
