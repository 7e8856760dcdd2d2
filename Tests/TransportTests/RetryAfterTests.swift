import Support
import Testing

@testable import Transport

@Suite struct `Retry-After` {
    // 1994-11-06 08:49:37 UTC, the example of RFC 9110 section 5.6.7.
    private static let exampleTime = 784_111_777

    @Test(arguments: [
        ("120", 120), ("0", 0), ("", nil), ("-1", nil), ("1.5", nil), ("soon", nil), ("19941106", 19_941_106),
        ("99999999999999999999", nil),
    ])
    func `gives seconds unchanged, and nothing if it is neither number nor date`(value: String, seconds: Int?) {
        #expect(RetryAfter.seconds(value, answered: nil) == seconds)
    }

    @Test(arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
    ])
    func `may be a date, counted from the response's own date or from now`(date: String) {
        let now = Self.exampleTime - 7
        #expect(RetryAfter.seconds(date, answered: nil, now: now) == 7)
        #expect(RetryAfter.seconds(date, answered: "Sun, 06 Nov 1994 08:49:07 GMT", now: now) == 30)
        #expect(RetryAfter.seconds(date, answered: "gibberish", now: now) == 7)
        #expect(RetryAfter.seconds(date, answered: nil, now: Self.exampleTime + 1) == 0)
    }

    @Test func `is read from the response together with its date`() async throws {
        let server = try ScriptedServer([
            .receive,
            .send(
                """
                HTTP/1.1 429 Slow down\r
                Date: Sun, 06 Nov 1994 08:49:07 GMT\r
                Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r
                Content-Length: 0\r
                \r

                """), .awaitClose,
        ])
        defer { server.stop() }
        let url = server.url
        let exchange = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in await session.perform(HTTPRequest(url: url)) }
        }
        #expect(exchange.retryAfterSeconds == 30)
    }
}
