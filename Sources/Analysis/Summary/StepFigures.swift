// One row of the table of steps.
package import Measuring

extension Summary {
    /// A step of the journey over all participants.
    package struct Step: Codable, Equatable, Sendable {
        /// Its name.
        package var name: String
        /// The crowd whose journey it belongs to.
        package var crowd: String
        /// How often it was executed: `succeeded` + `failed`.
        package var executions: Int
        /// How often it succeeded.
        package var succeeded: Int
        /// How often it failed.
        package var failed: Int
        /// HTTP exchanges made by it, including retries and redirects.
        package var requests: Int
        /// How many of these requests were replays: repetitions because a kept-alive connection closed without a
        /// response.
        package var replays: Int
        /// From the intended start to the end, of successes.
        package var responseMs: Distribution
        /// From the actual start to the end, of successes.
        package var serviceMs: Distribution
        /// How much of the successes' response time was the generator's own: from each request's intended start until
        /// its first bytes were handed to the kernel, without lookup, connect and TLS handshake.
        package var generatorMs: Distribution
        /// How late its requests' responses were read, after the kernel had received them. No part of the response time:
        /// what follows is later by it.
        package var readingMs: Distribution
        /// From the intended start to the end, of failures.
        package var failedMs: Distribution
        /// How the time of its successful requests was spent.
        package var phasesMs: Phases
        /// The number of responses by status, over all its requests.
        package var status: StatusCounts
        /// Bytes received, headers included.
        package var bytesIn: Int64
        /// Bytes sent, headers included.
        package var bytesOut: Int64
        /// Connections opened.
        package var newConnections: Int

        /// Creates a step's figures.
        package init(
            name: String, crowd: String = CrowdMetadata.onlyName, executions: Int, succeeded: Int, failed: Int,
            requests: Int, replays: Int = 0, responseMs: Distribution, serviceMs: Distribution,
            generatorMs: Distribution = .empty, readingMs: Distribution = .empty, failedMs: Distribution,
            phasesMs: Phases, status: StatusCounts, bytesIn: Int64, bytesOut: Int64, newConnections: Int
        ) {
            self.name = name
            self.crowd = crowd
            self.executions = executions
            self.succeeded = succeeded
            self.failed = failed
            self.requests = requests
            self.replays = replays
            self.responseMs = responseMs
            self.serviceMs = serviceMs
            self.generatorMs = generatorMs
            self.readingMs = readingMs
            self.failedMs = failedMs
            self.phasesMs = phasesMs
            self.status = status
            self.bytesIn = bytesIn
            self.bytesOut = bytesOut
            self.newConnections = newConnections
        }
    }

    /// The phases of successful requests. In JSON, an object from phase to distribution, in the order of the phases.
    /// Each counts the requests that went through it: one on a reused connection has no `connect`. A phase without any
    /// measurement is nil.
    package struct Phases: Codable, Equatable, Sendable {
        private var distributions: [Distribution?]

        /// Creates phases from their distributions.
        package init(_ distribution: (Phase) -> Distribution? = { _ in nil }) {
            distributions = Phase.allCases.map(distribution)
        }

        /// The distribution of a phase; nil if it was never measured.
        package subscript(phase: Phase) -> Distribution? {
            get { distributions[phase.rawValue] }
            set { distributions[phase.rawValue] = newValue }
        }

        private struct Key: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init(_ phase: Phase) { stringValue = "\(phase)" }
            init?(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        /// Reads an object from phase to distribution.
        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            distributions = try Phase.allCases.map { try container.decodeIfPresent(Distribution.self, forKey: Key($0)) }
        }

        /// Writes an object from phase to distribution.
        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            for phase in Phase.allCases { try container.encode(self[phase], forKey: Key(phase)) }
        }
    }

    /// The number of responses by status. In JSON, an object from status to count, lowest status first.
    package struct StatusCounts: Codable, Equatable, Sendable {
        /// Counts by status.
        package var counts: [Int: Int]

        /// Creates counts by status.
        package init(_ counts: [Int: Int] = [:]) {
            self.counts = counts
        }

        /// The number of responses with this status.
        package subscript(status: Int) -> Int { counts[status] ?? 0 }

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
        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            counts = [:]
            for key in container.allKeys {
                counts[key.intValue ?? 0] = try container.decode(Int.self, forKey: key)
            }
        }

        /// Writes an object from status to count, lowest status first.
        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            for (status, count) in counts.sorted(by: { $0.key < $1.key }) {
                try container.encode(count, forKey: Key(intValue: status))
            }
        }
    }
}
