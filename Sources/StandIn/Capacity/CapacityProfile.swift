// The numbers of the capacity model: what the platform behind the contract can take.

package import PlatformContract

/// What a platform can take, in numbers (docs/stand-in.md). A part that is nil is not modelled.
package struct CapacityProfile: Hashable, Sendable {
    /// Requests worked on at a time, and those waiting for it.
    package struct Slots: Hashable, Sendable {
        /// Requests worked on at a time.
        package var concurrent: Int
        /// Requests that may wait for a slot; one more is answered with 503.
        package var queued: Int

        /// Creates slots.
        package init(concurrent: Int, queued: Int) {
            self.concurrent = concurrent
            self.queued = queued
        }
    }

    /// The pool of database connections. Every request holds one from its start to its end, hashing included: the
    /// arrangement by which a slow log-in starves everything else.
    package struct Database: Hashable, Sendable {
        /// Connections.
        package var connections: Int
        /// How long a request waits for one before it is answered with 503, in milliseconds.
        package var acquireTimeoutMilliseconds: Double

        /// Creates a pool.
        package init(connections: Int, acquireTimeoutMilliseconds: Double) {
            self.connections = connections
            self.acquireTimeoutMilliseconds = acquireTimeoutMilliseconds
        }
    }

    /// The hashing of passwords, at every log-in with one and at registration.
    package struct PasswordHash: Hashable, Sendable {
        /// Hashes computed at a time.
        package var workers: Int
        /// How long one takes, in milliseconds.
        package var milliseconds: Double

        /// Creates hashing.
        package init(workers: Int, milliseconds: Double) {
            self.workers = workers
            self.milliseconds = milliseconds
        }
    }

    /// A token bucket over all requests; beyond it they are answered with 429.
    package struct RateLimit: Hashable, Sendable {
        /// Requests a second in the long run.
        package var perSecond: Double
        /// Requests at once after a quiet time.
        package var burst: Double

        /// Creates a limit.
        package init(perSecond: Double, burst: Double) {
            self.perSecond = perSecond
            self.burst = burst
        }
    }

    /// The store of sessions: one writer, and readers who see a session late. A token is refused with 401 until then.
    package struct SessionStore: Hashable, Sendable {
        /// How long the writer needs for a session, in milliseconds; sessions made at once wait for each other.
        package var writeMilliseconds: Double
        /// How much later readers see it, in milliseconds.
        package var lagMilliseconds: Double

        /// Creates a store.
        package init(writeMilliseconds: Double, lagMilliseconds: Double) {
            self.writeMilliseconds = writeMilliseconds
            self.lagMilliseconds = lagMilliseconds
        }
    }

    /// What goes wrong whatever the load. Probabilities are from 0 to 1, and at most 1 together.
    package struct Faults: Hashable, Sendable {
        /// How likely a connection is reset instead of a request being worked on.
        package var reset: Double
        /// How likely a request is neither worked on nor answered until ``stallSeconds`` are over, and then reset.
        package var stall: Double
        /// How likely an answer breaks off in the middle of its body.
        package var truncated: Double
        /// How likely an answer's JSON is not valid; a page is left as it is.
        package var malformed: Double
        /// How long a stalled request is left waiting, in seconds.
        package var stallSeconds: Double
        /// When everybody is thrown out of a room, in seconds from the start of its first call; nil: never.
        package var dropRoomAfterSeconds: Double?
        /// When a record breaks off, in seconds from its start; nil: never.
        package var recordFailsAfterSeconds: Double?

        /// Creates faults.
        package init(
            reset: Double = 0, stall: Double = 0, truncated: Double = 0, malformed: Double = 0,
            stallSeconds: Double = 60, dropRoomAfterSeconds: Double? = nil, recordFailsAfterSeconds: Double? = nil
        ) {
            self.reset = reset
            self.stall = stall
            self.truncated = truncated
            self.malformed = malformed
            self.stallSeconds = stallSeconds
            self.dropRoomAfterSeconds = dropRoomAfterSeconds
            self.recordFailsAfterSeconds = recordFailsAfterSeconds
        }

        /// How likely a request meets any fault.
        var sum: Double { reset + stall + truncated + malformed }
    }

    /// How long work on a request takes, apart from waiting and hashing: log-normal.
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
    /// What goes wrong whatever the load.
    package var faults: Faults?
    /// Service times by endpoint; an endpoint without one is answered at once.
    package var service: [Endpoint: ServiceTime]
    /// What `Retry-After` says beside 503, in seconds.
    package var retryAfterSeconds: Int

    /// A profile without any limit, to which parts are added.
    package init(name: String) {
        self.name = name
        service = [:]
        retryAfterSeconds = 2
    }
}
