// What the machine must have before anything is sent: open files and local ports.
import Addresses
import Glibc
public import Scenarios

/// Something that this machine lacks for a plan.
public struct PreflightProblem: Hashable, Sendable, CustomStringConvertible {
    /// What there is too little of: `open files`, `ports to 127.0.0.1:8080`.
    public var resource: String
    /// How much of it the plan needs.
    public var needed: Int
    /// How much of it there is.
    public var available: Int
    /// What to do about it.
    public var remedy: String

    /// A problem from its parts.
    public init(resource: String, needed: Int, available: Int, remedy: String) {
        self.resource = resource
        self.needed = needed
        self.available = available
        self.remedy = remedy
    }

    /// The problem in one line, with its numbers.
    public var description: String {
        "\(resource): \(needed) needed, \(available) there; \(remedy)"
    }
}

/// Compares a plan with what the machine has.
public enum Preflight {
    /// What the plan lacks on this machine; empty if it can be carried out. Raises the soft limit of open files to the
    /// hard one on the way.
    public static func problems(plan: Plan, origins: Origins, threads: Int) -> [PreflightProblem] {
        let needs = MachineNeeds(of: plan, origins: origins, threads: threads)
        return foreignSources(plan.target.sourceAddresses)
            + needs.problems(openFiles: raiseOpenFiles(), inUse: ProcessReading.openFiles, ports: localPorts())
    }

    /// Source addresses that are none of this machine's: no connection could be made from them.
    private static func foreignSources(_ addresses: [String]) -> [PreflightProblem] {
        let foreign = addresses.filter { !LocalAddress.canBind($0) }
        guard let first = foreign.first else { return [] }
        return [
            PreflightProblem(
                resource: "source addresses on this machine", needed: addresses.count,
                available: addresses.count - foreign.count,
                remedy: "\(first) is none of its addresses (`ip address` lists them)")
        ]
    }

    /// The hard limit of open files, which the soft one is raised to.
    public static func raiseOpenFiles() -> Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return Int.max }
        if limit.rlim_cur < limit.rlim_max {
            limit.rlim_cur = limit.rlim_max
            if unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) != 0 {
                _ = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            }
        }
        return Int(clamping: limit.rlim_cur)
    }

    /// How many local ports the system gives out (ip(7), `ip_local_port_range`).
    private static func localPorts() -> Int {
        guard let file = unsafe fopen("/proc/sys/net/ipv4/ip_local_port_range", "re") else { return 28_232 }
        defer { unsafe fclose(file) }
        var line = [CChar](repeating: 0, count: 64)
        guard unsafe fgets(&line, Int32(line.count), file) != nil else { return 28_232 }
        let numbers = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }.split { !(0x30...0x39).contains($0) }
            .compactMap { Int(String(decoding: $0, as: UTF8.self)) }
        guard numbers.count == 2, numbers[1] >= numbers[0] else { return 28_232 }
        return numbers[1] - numbers[0] + 1
    }
}

/// What a plan needs of a machine.
struct MachineNeeds {
    /// Connections that may be open at once to each target: everyone may be in the room at the same time.
    var connections: [(target: String, count: Int)]
    var sources: Int
    /// Files that the harness itself has open: loops, the run file, the stand-in's pipes.
    var ownFiles: Int

    /// Epoll set, event and timer descriptors of one loop, with libcurl's own beside them.
    private static let filesPerLoop = 8
    /// The run directory's files and what else the command opens.
    private static let filesOfTheRun = 32

    init(of plan: Plan, origins: Origins, threads: Int) {
        let targets = plan.steps.flatMap(\.action.kind.contacts).compactMap { $0.url(at: origins)?.hostPort }
        var distinct: [String] = []
        for target in targets where !distinct.contains(target) { distinct.append(target) }
        connections = distinct.map { ($0, plan.expected) }
        sources = max(1, plan.target.sourceAddresses.count)
        ownFiles = threads * MachineNeeds.filesPerLoop + MachineNeeds.filesOfTheRun
    }

    func problems(openFiles: Int, inUse: Int, ports: Int) -> [PreflightProblem] {
        var problems: [PreflightProblem] = []
        let files = connections.reduce(ownFiles + inUse) { $0 + $1.count }
        if files > openFiles {
            problems.append(
                PreflightProblem(
                    resource: "open files", needed: files, available: openFiles,
                    remedy: "raise the limit (`ulimit -Hn`, LimitNOFILE=), or take fewer participants"))
        }
        for (target, count) in connections {
            let each = (count + sources - 1) / sources
            guard each > ports else { continue }
            let wanted = (count + ports - 1) / ports
            problems.append(
                PreflightProblem(
                    resource: "local ports to \(target)", needed: count, available: ports * sources,
                    remedy: "name at least \(wanted) `source-addresses`, or widen net.ipv4.ip_local_port_range"))
        }
        return problems
    }
}
