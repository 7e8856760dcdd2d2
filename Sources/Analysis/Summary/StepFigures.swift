// One row of the table of steps.

extension Summary {
    /// A step of the journey over all participants.
    public struct Step: Codable, Equatable, Sendable {
        /// Its name.
        public var name: String
        /// How often it was walked: `succeeded` + `failed`.
        public var executions: Int
        /// How often it succeeded.
        public var succeeded: Int
        /// How often it failed.
        public var failed: Int
        /// HTTP exchanges made by it, retries and redirects included.
        public var requests: Int
        /// From the intended start to the end, of successes.
        public var responseMs: Distribution
        /// From the actual start to the end, of successes.
        public var serviceMs: Distribution
        /// From the intended start to the end, of failures.
        public var failedMs: Distribution
        /// Where the time of its successful requests went.
        public var phasesMs: Phases
        /// How many answers had which status, of all its requests.
        public var status: StatusCounts
        /// Bytes received, headers included.
        public var bytesIn: Int64
        /// Bytes sent, headers included.
        public var bytesOut: Int64
        /// Connections opened.
        public var newConnections: Int

        /// A step's figures from their parts.
        public init(
            name: String, executions: Int, succeeded: Int, failed: Int, requests: Int, responseMs: Distribution,
            serviceMs: Distribution, failedMs: Distribution, phasesMs: Phases, status: StatusCounts, bytesIn: Int64,
            bytesOut: Int64, newConnections: Int
        ) {
            self.name = name
            self.executions = executions
            self.succeeded = succeeded
            self.failed = failed
            self.requests = requests
            self.responseMs = responseMs
            self.serviceMs = serviceMs
            self.failedMs = failedMs
            self.phasesMs = phasesMs
            self.status = status
            self.bytesIn = bytesIn
            self.bytesOut = bytesOut
            self.newConnections = newConnections
        }
    }

    /// The phases of successful requests. A phase has as many samples as there were requests that went through it: one
    /// on a reused connection has no `connect`. A phase that no request told is nil.
    public struct Phases: Codable, Equatable, Sendable {
        /// Looking up the host.
        public var resolve: Distribution?
        /// Opening the connection.
        public var connect: Distribution?
        /// The TLS handshake.
        public var tls: Distribution?
        /// Handing the request to the kernel; libcurl tells it from 8.10 on.
        public var send: Distribution?
        /// Waiting for the first byte.
        public var wait: Distribution?
        /// Receiving the answer.
        public var receive: Distribution?

        /// Phases from their distributions.
        public init(
            resolve: Distribution? = nil, connect: Distribution? = nil, tls: Distribution? = nil,
            send: Distribution? = nil, wait: Distribution? = nil, receive: Distribution? = nil
        ) {
            self.resolve = resolve
            self.connect = connect
            self.tls = tls
            self.send = send
            self.wait = wait
            self.receive = receive
        }
    }

    /// How many answers had which status; an object from status to count in JSON, lowest status first.
    public struct StatusCounts: Codable, Equatable, Sendable {
        /// Counts by status.
        public var counts: [Int: Int]

        /// Counts by status.
        public init(_ counts: [Int: Int] = [:]) {
            self.counts = counts
        }

        /// How many answers had that status.
        public subscript(status: Int) -> Int { counts[status] ?? 0 }

        private struct Key: CodingKey {
            var intValue: Int?
            var stringValue: String
            init(intValue: Int) {
                self.intValue = intValue
                stringValue = String(intValue)
            }
            init?(stringValue: String) {
                guard let status = Int(stringValue) else { return nil }
                self.init(intValue: status)
            }
        }

        /// Reads an object from status to count.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            counts = [:]
            for key in container.allKeys {
                counts[key.intValue ?? 0] = try container.decode(Int.self, forKey: key)
            }
        }

        /// Writes an object from status to count, lowest status first.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            for (status, count) in counts.sorted(by: { $0.key < $1.key }) {
                try container.encode(count, forKey: Key(intValue: status))
            }
        }
    }
}
