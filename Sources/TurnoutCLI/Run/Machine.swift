// The machine on which the run takes place.
import Addresses
import Analysis
import Driver
import EventLoops
import Glibc
import Measuring
import Reporting
import Scenarios
import Transport

/// Processors, open files, ports and address space.
enum Machine {
    /// Versions, CPUs and system, stored with the run.
    static var description: [String: String] {
        var names = utsname()
        guard unsafe uname(&names) == 0 else { return ["turnout": turnoutVersion, "libcurl": Libcurl.version] }
        return [
            "turnout": turnoutVersion, "libcurl": Libcurl.version, "processors": String(EventLoop.allowedProcessors),
            "system": text(of: &names.sysname), "kernel": text(of: &names.release),
            "architecture": text(of: &names.machine),
            "loopsGoFirst": EventLoop.mayRaisePriority ? "permitted" : "not permitted",
        ]
    }

    /// A field of `utsname`, which Swift imports as a zero-terminated tuple of characters.
    private static func text<Field>(of field: inout Field) -> String {
        unsafe withUnsafeBytes(of: &field) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    /// Rejects a plan that this machine cannot run, before anything is sent.
    /// - Returns: Warnings about what may run out.
    static func demand(
        _ plan: Plan, threads: Int, environment: [String: String] = [:]
    ) throws(Problem) -> [String] {
        let preflight = Preflight(
            of: plan, origins: plan.expectedOrigins, threads: threads, environment: environment)
        if let problem = preflight.problem { throw problem }
        return preflight.warnings
    }
}

extension Plan {
    /// The origins as far as they are known. A stand-in that does not serve yet is a loopback address without a port.
    var expectedOrigins: Origins { target.knownOrigins ?? Origins(api: .loopback) }
}
