// What the stand-in saw, as it reports it.

/// The answer of `GET /_truth` (docs/stand-in.md), for checking a harness's counts against the server's.
package struct Truth: Codable, Hashable, Sendable {
    /// Read with GET, reset with DELETE.
    package static let path = "/_truth"

    /// What one endpoint saw.
    package struct EndpointCounts: Codable, Hashable, Sendable {
        /// Requests that arrived, answered or not.
        package var requests: Int
        /// Responses by status.
        package var status: [String: Int]
        /// When the first request arrived, in microseconds since the first request of all; 0 if there was none.
        package var firstMicroseconds: Int
        /// When the last request arrived, in microseconds since the first request of all; 0 if there was none.
        package var lastMicroseconds: Int

        /// Creates counts.
        package init(
            requests: Int = 0, status: [String: Int] = [:], firstMicroseconds: Int = 0, lastMicroseconds: Int = 0
        ) {
            self.requests = requests
            self.status = status
            self.firstMicroseconds = firstMicroseconds
            self.lastMicroseconds = lastMicroseconds
        }
    }

    /// What was sent to webhooks.
    package struct Deliveries: Codable, Hashable, Sendable {
        /// Attempts to deliver, whatever came of them.
        package var attempts: Int
        /// Those that were answered with success.
        package var accepted: Int

        /// Creates counts.
        package init(attempts: Int = 0, accepted: Int = 0) {
            self.attempts = attempts
            self.accepted = accepted
        }
    }

    /// Different participants who sent at least one request, without the host.
    package var participants: Int
    /// Different participants whose `join` succeeded.
    package var entered: Int
    /// Different participants who were in a room and whose `leave` succeeded.
    package var left: Int
    /// Connections accepted.
    package var connections: Int
    /// Counts of every ``Endpoint``, by its name.
    package var endpoints: [String: EndpointCounts]
    /// Deliveries to webhooks.
    package var deliveries: Deliveries

    /// Creates counts.
    package init(
        participants: Int = 0, entered: Int = 0, left: Int = 0, connections: Int = 0,
        endpoints: [String: EndpointCounts] = [:], deliveries: Deliveries = Deliveries()
    ) {
        self.participants = participants
        self.entered = entered
        self.left = left
        self.connections = connections
        self.endpoints = endpoints
        self.deliveries = deliveries
    }

    /// The counts of one endpoint.
    package subscript(endpoint: Endpoint) -> EndpointCounts {
        endpoints[endpoint.rawValue] ?? EndpointCounts()
    }
}
