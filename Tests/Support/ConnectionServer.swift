// The accept loop of the raw test servers: one thread per connection, and a stop that waits for all of them.
import Foundation
import Synchronization

/// Accepts connections on a free loopback port and serves each on a thread of its own.
final class ConnectionServer: Sendable {
    /// How a connection ends.
    enum End {
        /// In an orderly way.
        case close
        /// With a reset.
        case reset
    }

    private struct State {
        var open: Set<Int32> = []
        var count = 0
        var isStopped = false
    }

    private let address: String
    private let socket: LoopbackSocket
    private let state = Mutex(State())
    private let threads = DispatchGroup()

    /// Listens. Nothing is accepted before `start`.
    init(address: String = "127.0.0.1", backlog: Int32 = 4096) throws {
        self.address = address
        socket = try LoopbackSocket(address: address, backlog: backlog)
    }

    /// The port that it listens on.
    var port: Int { socket.port }
    /// The base URL.
    var url: String { "http://\(address):\(socket.port)" }
    /// How many connections were accepted.
    var connections: Int { state.withLock { $0.count } }

    /// How many connection requests the kernel has dropped because the queue was full (`SO_MEMINFO`, by its place
    /// `SK_MEMINFO_DROPS`).
    func drops() throws -> Int {
        var figures = [UInt32](repeating: 0, count: 9)
        var size = socklen_t(figures.count * MemoryLayout<UInt32>.size)
        guard getsockopt(socket.descriptor, SOL_SOCKET, SO_MEMINFO, &figures, &size) == 0 else {
            throw SocketError(what: "SO_MEMINFO")
        }
        return Int(figures[8])
    }

    /// Gives the queue a backlog of 4096.
    func lengthenQueue() { listen(socket.descriptor, 4096) }

    /// Serves each connection, numbered from 0, with `serve`, which returns when the connection should end.
    func start(_ serve: @escaping @Sendable (_ descriptor: Int32, _ number: Int) -> End) {
        onThread { [self] in
            while true {
                let descriptor = accept(socket.descriptor, nil, nil)
                guard descriptor >= 0 else { return }
                guard let number = admit(descriptor) else {
                    close(descriptor)
                    return
                }
                onThread { [self] in
                    let end = serve(descriptor, number)
                    // Removed before it is closed, so that `stop` never uses a number that was reassigned.
                    _ = state.withLock { $0.open.remove(descriptor) }
                    switch end {
                    case .close: close(descriptor)
                    case .reset: LoopbackSocket.reset(descriptor)
                    }
                }
            }
        }
    }

    /// Ends all connections and waits for the threads.
    func stop() {
        let open = state.withLock { state in
            state.isStopped = true
            return state.open
        }
        for descriptor in open { shutdown(descriptor, Int32(SHUT_RDWR)) }
        shutdown(socket.descriptor, Int32(SHUT_RDWR))
        threads.wait()
        socket.close()
    }

    /// Registers a connection; nil if the server was stopped.
    private func admit(_ descriptor: Int32) -> Int? {
        state.withLock { state in
            guard !state.isStopped else { return nil }
            state.open.insert(descriptor)
            defer { state.count += 1 }
            return state.count
        }
    }

    private func onThread(_ body: @escaping @Sendable () -> Void) {
        threads.enter()
        Thread.detachNewThread { [threads] in
            body()
            threads.leave()
        }
    }
}
