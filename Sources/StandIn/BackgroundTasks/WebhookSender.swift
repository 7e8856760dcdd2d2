// Delivers events: three attempts, then they are dropped (contract section 10).

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
import PlatformContract

/// Sends events to webhooks.
struct WebhookSender: Sendable {
    /// How many times an event is sent at most.
    static let attempts = 3

    /// One attempt. Returns whether the receiver answered with a success status.
    typealias Post = @Sendable (_ url: String, _ body: [UInt8]) async -> Bool

    let platform: Platform
    let settings: StandInConfiguration.Webhooks
    let clock: ServerClock
    let post: Post

    /// Sends an event once, signed with its webhook's current secret.
    ///
    /// - Returns: Whether it is finished: it was accepted, or is no longer wanted.
    func attempt(_ outgoing: OutgoingEvent) async -> Bool {
        guard let secret = await platform.secret(for: outgoing) else { return true }
        return await post(outgoing.url, WebhookPayload.bytes(of: outgoing.event, secret: secret))
    }

    /// Sends an event for the first time, as the configuration says: after one that is forged, and more often than once.
    ///
    /// - Returns: Whether it is finished.
    func send(_ outgoing: OutgoingEvent) async -> Bool {
        if settings.forged {
            _ = await post(outgoing.url, WebhookPayload.bytes(of: outgoing.event, secret: "not the webhook's"))
        }
        guard await attempt(outgoing) else { return false }
        for _ in 0..<settings.repeats { _ = await attempt(outgoing) }
        return true
    }

    /// Resends an event that was not accepted until it is accepted or no longer wanted, or ``attempts`` were made.
    func `repeat`(_ outgoing: OutgoingEvent) async {
        for _ in 1..<Self.attempts {
            await clock.wait(clock.now() + Int(settings.retrySeconds * 1_000_000))
            guard !Task.isCancelled else { return }
            if await attempt(outgoing) { return }
        }
    }

    /// Posts over HTTP. A redirect is not a success and is not followed, because it would bypass the check of the host.
    static func posting(with client: HTTPClient, _ settings: StandInConfiguration.Webhooks) -> Post {
        { url, body in
            var request = HTTPClientRequest(url: url)
            request.method = .POST
            request.headers.add(name: "content-type", value: MediaTypeName.json)
            request.body = .bytes(ByteBuffer(bytes: body))
            let timeout = TimeAmount.milliseconds(Int64(settings.timeoutSeconds * 1_000))
            // The platform treats an error like a refusal: it sends again.
            guard let answer = try? await client.execute(request, timeout: timeout) else { return false }
            return (200..<300).contains(answer.status.code)
        }
    }

    /// The configuration that the client behind ``posting(with:_:)`` needs.
    static func clientConfiguration(_ settings: StandInConfiguration.Webhooks) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        // An attempt must not spend its time waiting for a connection that another one holds.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1_024
        if !settings.verify {
            configuration.tlsConfiguration = .clientDefault
            configuration.tlsConfiguration?.certificateVerification = .none
        }
        return configuration
    }
}
