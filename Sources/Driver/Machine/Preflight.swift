// What the machine must have before anything is sent: open files, local ports and address space.
import Addresses
import Glibc
package import Measuring
package import Scenarios
import Transport

/// Compares a plan with what the machine has.
package struct Preflight: Hashable, Sendable {
    /// What prevents the plan from running; nil if nothing does.
    package var problem: Problem?
    /// What may run out, one sentence each. Whether it does depends on how long the target keeps participants.
    package var warnings: [String]
    /// The most connections that may be open at the same time.
    package var connections = 0
    /// What the machine has for them, in words: open files, local ports.
    package var resources = ""

    /// Checks this machine. Also raises the soft limit of open files to the hard limit. `environment` may name proxies.
    package init(of plan: Plan, origins: Origins, threads: Int, environment: [String: String] = [:]) {
        let needs = MachineNeeds(of: plan, origins: origins, threads: threads, environment: environment)
        let (files, ports) = (Preflight.raiseOpenFiles(), Preflight.localPorts())
        let shortages = needs.shortages(
            openFiles: files, inUse: ProcessReading.openFiles, ports: ports, addressSpace: AddressSpace.limit)
        self.init(foreignSources: plan.target.sourceAddresses.filter { !LocalAddress.canBind($0) }, shortages)
        connections = needs.connections.reduce(0) { $0 + $1.all }
        resources = "\(files) open files, \(ports * needs.sources) local ports to each address"
    }

    init(foreignSources: [String] = [], _ shortages: [Shortage]) {
        var details = foreignSources.first.map {
            [Problem.Detail("the source address \($0) is not an address of this machine (`ip address` lists them)")]
        }
        if shortages.contains(where: \.isCertain) {
            details = (details ?? []) + shortages.filter(\.isCertain).map { Problem.Detail("not enough \($0)") }
        }
        problem = details.map { Problem($0, remedy: "Nothing was sent.") }
        warnings = shortages.filter { !$0.isCertain }.map {
            "This machine may run out of \($0.resource): \($0.needed) if all participants were there at the same time, "
                + "\($0.available) available. If it does, \($0.remedy)."
        }
    }

    /// The hard limit of open files, to which the soft limit is raised.
    package static func raiseOpenFiles() -> Int {
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

    /// How many local ports the system has (ip(7), `ip_local_port_range`).
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

/// A resource of which the machine has less than a plan may need.
struct Shortage: Hashable, Sendable, CustomStringConvertible {
    /// `open files`, `local ports to 127.0.0.1:8080`.
    var resource: String
    var needed: Int
    var available: Int
    /// What to do about it.
    var remedy: String
    /// Whether the plan certainly needs this much. It does if participants come at once; if they arrive over time,
    /// earlier ones may have left before later ones arrive.
    var isCertain: Bool

    var description: String { "\(resource): \(needed) needed, \(available) available; \(remedy)" }
}

/// What a plan needs from the machine.
struct MachineNeeds {
    /// Connections to one target: for participants who are certainly present at the same time, and for everybody.
    struct Connections: Hashable {
        var target: String
        var atOnce: Int
        var all: Int
    }

    var connections: [Connections]
    var sources: Int
    var threads: Int
    /// Files that Turnout itself has open: loops, the run file, the stand-in's pipes.
    var ownFiles: Int

    /// Epoll set, event and timer descriptors of one loop, and libcurl's own.
    private static let filesPerLoop = 8
    /// The run directory's files and what else the command opens.
    private static let filesOfTheRun = 32

    init(of plan: Plan, origins: Origins, threads: Int, environment: [String: String] = [:]) {
        connections = []
        let proxies = ProxySetting(plan.target.proxy, environment: environment)
        for (place, crowd) in plan.crowds.enumerated() {
            let places = plan.places(ofCrowd: place)
            let (atOnce, all) = (
                places?.count(of: crowd.participantsAtOnce) ?? 0, places?.count(of: crowd.participantsAtMost) ?? 0
            )
            for target in crowd.targets(origins, proxies) {
                if let place = connections.firstIndex(where: { $0.target == target }) {
                    connections[place].atOnce += atOnce
                    connections[place].all += all
                } else {
                    connections.append(Connections(target: target, atOnce: atOnce, all: all))
                }
            }
        }
        sources = max(1, plan.target.sourceAddresses.count)
        self.threads = threads
        ownFiles = threads * MachineNeeds.filesPerLoop + MachineNeeds.filesOfTheRun
    }

    func shortages(openFiles: Int, inUse: Int, ports: Int, addressSpace: Int = Int.max) -> [Shortage] {
        var shortages: [Shortage] = []
        let needed = connections.reduce((atOnce: 0, all: 0)) { ($0.atOnce + $1.atOnce, $0.all + $1.all) }
        let certainSpace = AddressSpace.needed(threads: threads, connections: needed.atOnce)
        let possibleSpace = AddressSpace.needed(threads: threads, connections: needed.all)
        if possibleSpace > addressSpace {
            let isCertain = certainSpace > addressSpace
            shortages.append(
                Shortage(
                    resource: "address space (MiB)", needed: isCertain ? certainSpace : possibleSpace,
                    available: addressSpace, remedy: "\(AddressSpace.remedy), or use fewer threads or participants",
                    isCertain: isCertain))
        }
        let certain = ownFiles + inUse + needed.atOnce
        let possible = ownFiles + inUse + needed.all
        if possible > openFiles {
            shortages.append(
                Shortage(
                    resource: "open files", needed: certain > openFiles ? certain : possible, available: openFiles,
                    remedy: "raise the limit (`ulimit -Hn`, LimitNOFILE=), or use fewer participants",
                    isCertain: certain > openFiles))
        }
        for target in connections where target.all > ports * sources {
            let isCertain = target.atOnce > ports * sources
            let count = isCertain ? target.atOnce : target.all
            shortages.append(
                Shortage(
                    resource: "local ports to \(target.target)", needed: count, available: ports * sources,
                    remedy: "give at least \((count + ports - 1) / ports) `source-addresses`, or widen "
                        + "net.ipv4.ip_local_port_range",
                    isCertain: isCertain))
        }
        return shortages
    }
}

extension CrowdPlan {
    /// How many are certainly present at the same time: everybody in a crowd that comes at once or meets at a gate.
    fileprivate var participantsAtOnce: Int {
        switch arrival {
        case .atOnce: participants.count
        case .looping(let slots, _): slots
        case .over, .rate, .stages, .trace: journey.contains { $0.release != nil } ? expected ?? 0 : 0
        }
    }

    /// How many can be present at the same time.
    fileprivate var participantsAtMost: Int { max(participantsAtOnce, expected ?? 0) }

    /// The targets to which each participant of the crowd connects, as `host:port`, one for each connection. Through a
    /// proxy all of them are connections to the proxy: one for plain HTTP to whatever host, and one for each `https` host.
    fileprivate func targets(_ origins: Origins, _ proxies: ProxySetting) -> [String] {
        var connections: [(target: String, beyond: String?)] = []
        for url in journey.flatMap(\.action.kind.contacts).compactMap({ $0.url(at: origins) }) {
            let proxy = proxies.hostPort(for: url)
            let connection = (proxy ?? url.hostPort, proxy != nil && url.scheme == "https" ? url.hostPort : nil)
            if !connections.contains(where: { $0 == connection }) { connections.append(connection) }
        }
        return connections.map(\.target)
    }
}
