// A descriptor with a thread of its own that writes to it, so that a blocked reader delays neither the participants nor
// the signals that end a run.
//
// Setting O_NONBLOCK instead would change the terminal or pipe for every process that shares it.
import Glibc
import Synchronization

/// An open descriptor as an output for text.
package final class DescriptorOutput: TextOutput {
    private struct State {
        var waiting: [(text: String, importance: TextImportance)] = []
        /// What the thread is writing.
        var inWriting: (size: Int, importance: TextImportance)?
        var hasThread = false
        /// Nothing can be written any more, because the reader has gone or the disk is full.
        var isBroken = false
        var fault: Int32?
        var drainWaiters: [CheckedContinuation<Void, Never>] = []
        var finishWaiters = 0

        var size: Int { waiting.reduce(inWriting?.size ?? 0) { $0 + $1.text.utf8.count } }
        var isIdle: Bool { waiting.isEmpty && inWriting == nil }
        var holdsResults: Bool {
            inWriting?.importance == .result || waiting.contains { $0.importance == .result }
        }
    }

    /// Standard output.
    package static let standardOutput = DescriptorOutput(descriptor: STDOUT_FILENO)
    /// Standard error.
    package static let standardError = DescriptorOutput(descriptor: STDERR_FILENO)

    /// The most bytes of progress that may wait for a reader, and of notices.
    static let progressBound = 4096
    static let noticeBound = 65536
    /// How long to wait for notices at the end.
    static let patienceMilliseconds = 500

    let descriptor: Int32
    /// Whether it is a terminal.
    let isTerminal: Bool
    // A lock, since text comes from any thread; held for a few assignments and never during a write.
    private let state = Mutex(State())
    /// Wakes the thread for each text.
    private let wake = Semaphore()
    /// Wakes the threads that wait in `finish`.
    private let idle = Semaphore()

    init(descriptor: Int32) {
        self.descriptor = descriptor
        isTerminal = isatty(descriptor) == 1
    }

    /// The error number of the first failed write, except for a reader that has gone away; nil if there was none. A
    /// full disk behind `--json > summary.json` must not look like success.
    var fault: Int32? { state.withLock { $0.fault } }

    /// The terminal's size now; nil if it is not a terminal or its size is unknown.
    package var size: TerminalSize? {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return nil
        }
        return TerminalSize(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }

    /// Takes the text and returns immediately.
    package func write(_ text: String, _ importance: TextImportance) -> Bool {
        guard !text.isEmpty else { return true }
        let (isTaken, needsThread) = state.withLock { state in
            guard !state.isBroken else { return (false, false) }
            switch importance {
            case .progress where state.size > DescriptorOutput.progressBound: return (false, false)
            case .notice where state.size > DescriptorOutput.noticeBound: return (false, false)
            case .progress, .notice, .result: break
            }
            state.waiting.append((text, importance))
            defer { state.hasThread = true }
            return (true, !state.hasThread)
        }
        // If no thread can be started, the caller writes.
        if needsThread, !startThread() {
            state.withLock { $0.hasThread = false }
            while writeNext() {}
        } else if isTaken {
            wake.signal()
        }
        return isTaken
    }

    /// Waits until all results are written, or cannot be written.
    package func drained() async {
        await withCheckedContinuation { continuation in
            let isDrained = state.withLock { state in
                if state.holdsResults { state.drainWaiters.append(continuation) }
                return !state.holdsResults
            }
            if isDrained { continuation.resume() }
        }
    }

    /// Blocks the thread until everything is written: results for as long as it takes, anything else for half a second.
    func finish() {
        if state.withLock({ $0.holdsResults }) {
            waitUntilIdle { idle.wait() }
        } else {
            finish(milliseconds: DescriptorOutput.patienceMilliseconds)
        }
    }

    /// Blocks the thread until everything is written, or the time has passed.
    package func finish(milliseconds: Int) {
        waitUntilIdle { idle.wait(milliseconds: milliseconds) }
    }

    private func waitUntilIdle(_ wait: () -> Void) {
        let isIdle = state.withLock { state in
            if !state.isIdle { state.finishWaiters += 1 }
            return state.isIdle
        }
        if !isIdle { wait() }
    }

    /// Writes the next waiting text.
    /// - Returns: false if there was none.
    private func writeNext() -> Bool {
        let text = state.withLock { state -> String? in
            guard !state.waiting.isEmpty else { return nil }
            let next = state.waiting.removeFirst()
            state.inWriting = (next.text.utf8.count, next.importance)
            return next.text
        }
        guard let text else { return false }
        let failure = writeAll(text)
        let (drained, finished) = state.withLock { state in
            state.inWriting = nil
            if let failure {
                state.isBroken = true
                state.waiting = []
                if !hasReaderGone(failure) { state.fault = failure }
            }
            let drained = state.holdsResults ? [] : state.drainWaiters
            if !state.holdsResults { state.drainWaiters = [] }
            let finished = state.isIdle ? state.finishWaiters : 0
            if state.isIdle { state.finishWaiters = 0 }
            return (drained, finished)
        }
        for waiter in drained { waiter.resume() }
        for _ in 0..<finished { idle.signal() }
        return true
    }

    /// Writes the text, in as many system calls as needed.
    /// - Returns: the error number if it could not be written.
    private func writeAll(_ text: String) -> Int32? {
        var text = text
        return text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while let start = rest.baseAddress, unsafe !rest.isEmpty {
                let written = unsafe Glibc.write(descriptor, start, rest.count)
                if written > 0 {
                    unsafe rest = UnsafeRawBufferPointer(rebasing: rest[written...])
                    continue
                }
                switch errno {
                case EINTR: continue
                // Another process that shares the descriptor has made it non-blocking.
                case EAGAIN:
                    var event = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = unsafe poll(&event, 1, -1)
                default: return errno
                }
            }
            return nil
        }
    }

    /// Whether a write failed because nobody reads any more: a closed pipe (`turnout report … | head`), or a terminal
    /// that hung up. Neither is an error.
    private func hasReaderGone(_ number: Int32) -> Bool {
        number == EPIPE || (number == EIO && isTerminal)
    }

    /// Starts the thread that writes until the process ends.
    private func startThread() -> Bool {
        // It takes no signals: a thread blocked in a write must not be the one to which they are delivered.
        var all = sigset_t()
        var before = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        var thread = pthread_t()
        // Released by the first line of the thread.
        let held = unsafe Unmanaged.passRetained(self)
        let code = unsafe pthread_create(
            &thread, nil,
            { argument in
                // The argument is the output passed to pthread_create below, so it is never nil.
                guard let argument = unsafe argument else { return nil }
                let output = unsafe Unmanaged<DescriptorOutput>.fromOpaque(argument).takeRetainedValue()
                while true {
                    output.wake.wait()
                    _ = output.writeNext()
                }
            }, held.toOpaque())
        guard code == 0 else {
            unsafe held.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}
