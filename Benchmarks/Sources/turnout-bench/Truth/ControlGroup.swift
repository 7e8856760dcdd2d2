// A control group that limits CPU time, of whichever version the machine has.
import Foundation

/// A group for processes that get a share of a core. It is removed with this object, if its processes have ended.
final class ControlGroup {
    private let folder: String
    private let isVersion1: Bool

    /// Tells which version it is, in words.
    var version: String { isVersion1 ? "cgroup v1" : "cgroup v2" }

    /// Throws `NotPermitted` if it cannot be made.
    init(percent: Int) throws {
        // proc(5): the second field is the mount point, the third the type, the fourth the options.
        let mounts = try String(contentsOfFile: "/proc/mounts", encoding: .utf8).split(separator: "\n")
            .map { $0.split(separator: " ").map(String.init) }.filter { $0.count > 3 }
        let first = mounts.first { $0[2] == "cgroup" && $0[3].split(separator: ",").contains("cpu") }
        let second = mounts.first {
            guard $0[2] == "cgroup2" else { return false }
            let file = try? String(contentsOfFile: $0[1] + "/cgroup.controllers", encoding: .utf8)
            return file?.split(whereSeparator: \.isWhitespace).contains("cpu") ?? false
        }
        guard let mount = first ?? second else { throw NotPermitted("no control group can limit CPU time here") }
        isVersion1 = first != nil
        folder = "\(mount[1])/turnout-bench-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        if !isVersion1 { try? Self.write("+cpu", to: "\(mount[1])/cgroup.subtree_control") }
        guard unsafe mkdir(folder, 0o755) == 0 else {
            throw NotPermitted("cannot make the control group \(folder): \(unsafe String(cString: strerror(errno)))")
        }
        try limit("\(percent * 1000)")
    }

    func add(_ process: Int32) throws { try Self.write("\(process)", to: "\(folder)/cgroup.procs") }

    /// No limit any more.
    func lift() throws { try limit(isVersion1 ? "-1" : "max") }

    /// Microseconds of CPU time in each tenth of a second.
    private func limit(_ quota: String) throws {
        if isVersion1 {
            try Self.write("100000", to: "\(folder)/cpu.cfs_period_us")
            try Self.write(quota, to: "\(folder)/cpu.cfs_quota_us")
        } else {
            try Self.write("\(quota) 100000", to: "\(folder)/cpu.max")
        }
    }

    private static func write(_ text: String, to path: String) throws {
        let file = unsafe open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { throw NotPermitted("\(path): \(unsafe String(cString: strerror(errno)))") }
        defer { close(file) }
        let bytes = Array(text.utf8)
        guard unsafe Foundation.write(file, bytes, bytes.count) == bytes.count else {
            throw NotPermitted("\(path): \(unsafe String(cString: strerror(errno)))")
        }
    }

    deinit { _ = unsafe rmdir(folder) }
}
