// Bodies that take long to decode, which is not done on the loop.
import CLibcurl
import EventLoops
import Measuring

/// A body as it was received, to be decoded on another thread.
///
/// Decoding takes some microseconds a kilobyte, and a small body may stand for many megabytes. On the loop, everybody
/// else would wait for their next request.
package final class CodedBody: Sendable {
    /// The most bytes of a decoded body, and of a body to decode, that are dealt with on the loop.
    static let mostOnLoop = 64 * 1024

    private let bytes: [UInt8]
    private let codings: [String]
    private let limit: Int

    init(_ bytes: [UInt8], _ codings: [String], limit: Int) {
        self.bytes = bytes
        self.codings = codings
        self.limit = limit
    }

    /// Decodes it here.
    fileprivate func decoded(status: Int) -> (bytes: [UInt8], failure: Failure?) {
        let decoder = BodyDecoder()
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe decoder.decode(buffer, codings, status: status, limit: limit)
        }
    }
}

extension HTTPExchange {
    /// The exchange with its body decoded on another thread. A body that cannot be decoded makes it a failure.
    func decodedElsewhere(_ coded: CodedBody) async -> HTTPExchange {
        await withTaskExecutorPreference(globalConcurrentExecutor) { await decodedConcurrently(coded) }
    }

    /// `@concurrent`, so that it leaves the loop for the preferred executor.
    @concurrent
    private func decodedConcurrently(_ coded: CodedBody) async -> HTTPExchange {
        let (body, fault) = coded.decoded(status: status.map(Int.init) ?? 0)
        let failure = self.failure ?? fault
        return HTTPExchange(
            figures, failure: failure, diedUnanswered: diedUnanswered, body: body, location: location,
            retryAfter: retryAfter, retryAfterSeconds: retryAfterSeconds, headers: failure == nil ? headers : [:],
            watchedCookie: failure == nil ? watchedCookie : .untouched, wire: wire, released: released,
            endedEarly: endedEarly)
    }
}
