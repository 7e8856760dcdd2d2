// The parameters of the capacity model: how much the platform can handle.

package import PlatformContract

/// How much a platform can handle (docs/stand-in.md). A part that is nil is not modelled.
package struct CapacityProfile: Hashable, Sendable {
    /// Requests processed concurrently, and requests waiting.
    package struct Slots: Hashable, Sendable {
        /// Requests processed concurrently.
        package var concurrent: Int
        /// Requests that may wait for a slot; any further one gets 503.
        package var queued: Int

        /// Creates slots.
        package init(concurrent: Int, queued: Int) {
            self.concurrent = concurrent
            self.queued = queued
        }
    }

    /// The pool of database connections. Every request holds one from start to end, including hashing, which is how
    /// slow log-ins starve everything else.
    package struct Database: Hashable, Sendable {
        /// Connections.
        package var connections: Int
        /// How long a request waits for a connection before it gets 503, in milliseconds.
        package var acquireTimeoutMilliseconds: Double

        /// Creates a pool.
        package init(connections: Int, acquireTimeoutMilliseconds: Double) {
            self.connections = connections
            self.acquireTimeoutMilliseconds = acquireTimeoutMilliseconds
        }
    }

    /// Password hashing, at every log-in with a password and at registration.
    package struct PasswordHash: Hashable, Sendable {
        /// Hashes computed concurrently.
        package var workers: Int
        /// How long one takes, in milliseconds.
        package var milliseconds: Double

        /// Creates hashing.
        package init(workers: Int, milliseconds: Double) {
            self.workers = workers
            self.milliseconds = milliseconds
        }
    }

    /// A token bucket over all requests; requests beyond it get 429.
    package struct RateLimit: Hashable, Sendable {
        /// Requests a second in the long run.
        package var perSecond: Double
        /// Requests at once after a quiet period.
        package var burst: Double

        /// Creates a limit.
        package init(perSecond: Double, burst: Double) {
            self.perSecond = perSecond
            self.burst = burst
        }
    }

    /// The session store: one writer, and readers that see a session late. Until then a token gets 401.
    package struct SessionStore: Hashable, Sendable {
        /// How long it takes to write a session, in milliseconds. Sessions created at once are written one after
        /// another.
        package var writeMilliseconds: Double
        /// How much later readers see the session, in milliseconds.
        package var lagMilliseconds: Double

        /// Creates a store.
        package init(writeMilliseconds: Double, lagMilliseconds: Double) {
            self.writeMilliseconds = writeMilliseconds
            self.lagMilliseconds = lagMilliseconds
        }
    }

    /// Faults that occur at any load. Probabilities are from 0 to 1, and at most 1 in total.
    package struct Faults: Hashable, Sendable {
        /// Probability that a connection is reset before the request is processed.
        package var reset: Double
        /// Probability that a request is neither processed nor answered for ``stallSeconds`` and then reset.
        package var stall: Double
        /// Probability that a response is cut off in the middle of its body.
        package var truncated: Double
        /// Probability that a response's JSON is invalid; pages are unaffected.
        package var malformed: Double
        /// Probability that a request with a body is answered with 503 before its body is read.
        package var earlyAnswer: Double
        /// Probability that the connection of a request with a body is closed before its body is read.
        package var earlyClose: Double
        /// How long a stalled request waits, in seconds.
        package var stallSeconds: Double
        /// When everybody is removed from a room, in seconds from the start of its first call; nil: never.
        package var dropRoomAfterSeconds: Double?
        /// When a recording fails, in seconds from its start; nil: never.
        package var recordFailsAfterSeconds: Double?
        /// The attendance report leaves out every so-many-th person, like a platform that loses visits; nil: nobody.
        package var reportLosesEvery: Int?

        /// Creates faults.
        package init(
            reset: Double = 0, stall: Double = 0, truncated: Double = 0, malformed: Double = 0,
            stallSeconds: Double = 60, dropRoomAfterSeconds: Double? = nil, recordFailsAfterSeconds: Double? = nil,
            reportLosesEvery: Int? = nil, earlyAnswer: Double = 0, earlyClose: Double = 0
        ) {
            self.earlyAnswer = earlyAnswer
            self.earlyClose = earlyClose
            self.reportLosesEvery = reportLosesEvery
            self.reset = reset
            self.stall = stall
            self.truncated = truncated
            self.malformed = malformed
            self.stallSeconds = stallSeconds
            self.dropRoomAfterSeconds = dropRoomAfterSeconds
            self.recordFailsAfterSeconds = recordFailsAfterSeconds
        }

        /// Probability that a request that was read meets any fault.
        var sum: Double { reset + stall + truncated + malformed }

        /// Probability that a request with a body meets one before that is read.
        var earlySum: Double { earlyAnswer + earlyClose }
    }

    /// How long processing a request takes, without waiting and hashing: log-normal.
    package struct ServiceTime: Hashable, Sendable {
        /// Half of the requests take less, in milliseconds.
        package var medianMilliseconds: Double
        /// 99 of 100 requests take less, in milliseconds.
        package var p99Milliseconds: Double

        /// Creates a distribution.
        package init(medianMilliseconds: Double, p99Milliseconds: Double) {
            self.medianMilliseconds = medianMilliseconds
            self.p99Milliseconds = p99Milliseconds
        }
    }

    /// The profile's name.
    package var name: String
    /// Slots and queue.
    package var slots: Slots?
    /// Database connections.
    package var database: Database?
    /// Hashing.
    package var passwordHash: PasswordHash?
    /// The rate limiter.
    package var rateLimit: RateLimit?
    /// The store of sessions.
    package var sessionStore: SessionStore?
    /// Faults that occur at any load.
    package var faults: Faults?
    /// Service times by endpoint; an endpoint without one is answered at once.
    package var service: [Endpoint: ServiceTime]
    /// The `Retry-After` of a 503, in seconds.
    package var retryAfterSeconds: Int

    /// Creates a profile without limits, to which parts are added.
    package init(name: String) {
        self.name = name
        service = [:]
        retryAfterSeconds = 2
    }
}
