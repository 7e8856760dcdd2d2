// A child process: where it runs, its output, its resource usage.
import CProcess
import Foundation

/// The resource usage of a finished child.
struct Usage {
    var code: Int
    var killed: Bool
    var cpuMicroseconds: Double
    var maxResidentKilobytes: Int
}

/// A running program. Its output goes to files, so that nothing has to read along.
final class Child {
    let identifier: Int32
    /// When it was started, in nanoseconds of the monotonic clock.
    let started: Int64
    private let name: String
    private let outputFile: URL
    private let errorFile: URL
    private var ended = false

    /// Starts it; `core` is the one to pin it to, nil for any.
    init(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], core: Int? = nil,
        input: Int32? = nil, in directory: URL
    ) throws(Problem) {
        name = (program as NSString).lastPathComponent
        let stem = "\(name)-\(UInt32.random(in: 0...UInt32.max))"
        outputFile = directory.appending(path: stem + ".out")
        errorFile = directory.appending(path: stem + ".err")
        let output = unsafe open(outputFile.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        let error = unsafe open(errorFile.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        let nothing = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer {
            close(output)
            close(error)
            close(nothing)
        }
        let merged = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        // The copies are freed below; posix_spawn does not keep them.
        var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        var settings = unsafe merged.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        started = monotonic_nanoseconds()
        identifier = unsafe spawn_child(
            program, &words, &settings, Int32(core ?? -1), input ?? nothing, output, error)
        unsafe (words + settings).forEach { unsafe free($0) }
        guard identifier > 0 else {
            throw Problem("cannot start \(program): \(unsafe String(cString: strerror(errno)))")
        }
    }

    /// Waits for its end. After the time limit it is killed.
    func wait(seconds: Int = 120) throws(Problem) -> Usage {
        var usage = child_usage()
        guard unsafe wait_child(identifier, Int64(seconds) * 1000, &usage) else { throw Problem("\(name) was lost") }
        ended = true
        return Usage(
            code: Int(usage.code), killed: usage.killed,
            cpuMicroseconds: Double(usage.user_microseconds + usage.system_microseconds),
            maxResidentKilobytes: Int(usage.max_rss_kilobytes))
    }

    /// What it wrote to standard output so far.
    var output: String { (try? String(contentsOf: outputFile, encoding: .utf8)) ?? "" }

    /// The end of what it wrote to standard error, for a message.
    var complaint: String {
        let text = (try? String(contentsOf: errorFile, encoding: .utf8)) ?? ""
        return String((text.isEmpty ? output : text).suffix(600))
    }

    /// Resident memory now, in kilobytes, as the kernel counts it.
    var residentKilobytes: Int { status("VmRSS:") }

    /// Its peak resident memory, in kilobytes.
    var peakKilobytes: Int { status("VmHWM:") }

    private func status(_ key: String) -> Int {
        let status = (try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8)) ?? ""
        for line in status.split(separator: "\n") where line.hasPrefix(key) {
            return Int(line.filter(\.isNumber)) ?? 0
        }
        return 0
    }

    /// CPU time used so far, in microseconds, to a hundredth of a second (proc(5): fields 14 and 15 of `stat`).
    func cpuMicroseconds() throws(Problem) -> Double {
        let stat = (try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8)) ?? ""
        // The second field, the name, may contain spaces; it ends with the last bracket.
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
            throw Problem("\(name) is gone: \(complaint)")
        }
        return (user + system) * 1_000_000 / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The first line that it writes to standard output.
    func firstLine(seconds: Int) throws(Problem) -> String {
        let deadline = monotonic_nanoseconds() + Int64(seconds) * 1_000_000_000
        while monotonic_nanoseconds() < deadline {
            let output = output
            if let end = output.firstIndex(of: "\n") { return String(output[..<end]) }
            usleep(1_000)
        }
        throw Problem("\(name) says nothing: \(complaint)")
    }

    deinit {
        guard !ended, identifier > 0 else { return }
        kill(identifier, SIGKILL)
        var usage = child_usage()
        _ = unsafe wait_child(identifier, 10_000, &usage)
    }
}
