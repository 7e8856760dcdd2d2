// What is done to a run that must not change what it reports.
import CProcess
import Foundation

/// One way to hinder a load generator.
enum Disturbance: Equatable {
    case none
    /// The whole process stopped for three seconds.
    case stop
    /// The first event loop's thread frozen for one and a half, while the others run.
    case freeze
    /// At most so many percent of a core.
    case throttle(Int)
    /// On every core a program that never waits, at a better priority.
    case burner

    static let all: [Disturbance] =
        [.stop, .freeze] + [10, 20, 30, 50].map { .throttle($0) } + [.burner]

    /// For `--only`.
    var name: String {
        switch self {
        case .none: "clean"
        case .stop: "stop"
        case .freeze: "freeze"
        case .throttle(let percent): "throttle.\(percent)"
        case .burner: "burner"
        }
    }

    var words: String {
        switch self {
        case .none: "nothing"
        case .stop: "stopped for 3 s"
        case .freeze: "one loop frozen for 1.5 s"
        case .throttle(let percent): "throttled to \(percent) % of a core"
        case .burner: "burners at niceness -10"
        }
    }

    /// Hinders a storm that has just started, at most until everything is answered. The group that it returns is to be
    /// kept until the run has ended.
    func apply(
        _ bench: Bench, to storm: Storm, _ child: Child, _ server: ReferenceServer
    ) throws -> ControlGroup? {
        let middle = storm.requests / 4
        func isAlive() -> Bool { child.isRunning }
        switch self {
        case .none: break
        case .stop:
            try server.awaitAnswers(middle, while: isAlive)
            kill(child.identifier, SIGSTOP)
            usleep(3_000_000)
            kill(child.identifier, SIGCONT)
        case .freeze:
            let thread = try child.thread(named: "turnout-loop-0")
            try server.awaitAnswers(middle, while: isAlive)
            guard freeze_thread(thread, 1_500_000_000) else {
                throw NotPermitted("ptrace cannot freeze the loop's thread: \(unsafe String(cString: strerror(errno)))")
            }
        case .throttle(let percent):
            let group = try ControlGroup(percent: percent)
            try group.add(child.identifier)
            // What comes after the storm is not measured, and is not to take ten times as long.
            try server.awaitAnswers(storm.requests, while: isAlive)
            try group.lift()
            return group
        case .burner:
            let burners = try (0..<Int(usable_cores())).map { core in
                try Child(
                    "/usr/bin/nice", ["-n", "-10", "/bin/sh", "-c", "while :; do :; done"], core: core,
                    in: bench.scratch)
            }
            // `nice` sets the priority before it becomes the shell.
            usleep(50_000)
            for burner in burners where getpriority(Int32(PRIO_PROCESS.rawValue), id_t(burner.identifier)) != -10 {
                throw NotPermitted("a better priority is not permitted: run it as root")
            }
            try server.awaitAnswers(storm.requests, while: isAlive)
        }
        return nil
    }
}

extension Child {
    /// A process that has ended has no memory.
    fileprivate var isRunning: Bool { residentKilobytes > 0 }

    /// The id of a thread, which may still have to be started.
    fileprivate func thread(named name: String) throws(Problem) -> Int32 {
        let folder = "/proc/\(identifier)/task"
        let deadline = monotonic_nanoseconds() + 10_000_000_000
        while monotonic_nanoseconds() < deadline {
            for thread in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
                let found = try? String(contentsOfFile: "\(folder)/\(thread)/comm", encoding: .utf8)
                if found == name + "\n", let number = Int32(thread) { return number }
            }
            usleep(1_000)
        }
        throw Problem("there is no thread \(name)")
    }
}
