// The site's own platform token: requested once, and again when the platform no longer accepts it.

import PlatformContract

/// Keeps the token. However many lesson pages find it missing at the same time, it is requested once. The others wait
/// for that response and share it, even an error, instead of each adding a log-in to the platform's load.
actor IntegratorToken {
    private var token: String?
    private var isAsking = false
    private var waiting: [CheckedContinuation<Result<String, ErrorResponse>, Never>] = []

    /// A token.
    ///
    /// A task that waits for another's request notices its own cancellation only after the response. That takes no
    /// longer than one request to the platform, which itself ends early on shutdown.
    ///
    /// - Parameters:
    ///   - refused: A token that the platform answered with 401; it is not returned again.
    ///   - obtain: Asks the platform for a token.
    /// - Returns: The stored token, otherwise what `obtain` returned.
    /// - Throws: What `obtain` threw.
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
