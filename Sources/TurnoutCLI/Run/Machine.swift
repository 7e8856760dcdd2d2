// What this machine has for a run.
import Analysis
import Driver
import EventLoops
import Glibc
import Measuring
import Reporting
import Scenarios

/// Processors, open files and ports.
enum Machine {
    /// Processors that this process may use.
    static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// What a run was made with and on, by name.
    static var description: [String: String] {
        var names = utsname()
        guard unsafe uname(&names) == 0 else { return ["turnout": turnoutVersion] }
        return [
            "turnout": turnoutVersion, "processors": String(processors), "system": text(of: &names.sysname),
            "kernel": text(of: &names.release), "architecture": text(of: &names.machine),
            "loopsGoFirst": EventLoop.mayRaisePriority ? "permitted" : "not permitted",
        ]
    }

    /// A field of `utsname`, which Swift sees as a tuple of characters ended by a zero.
    private static func text<Field>(of field: inout Field) -> String {
        unsafe withUnsafeBytes(of: &field) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    /// Refuses a plan that this machine cannot carry out, before anything is sent.
    static func demand(_ plan: Plan, threads: Int) throws(Problem) {
        let problems = Preflight.problems(plan: plan, origins: expectedOrigins(of: plan), threads: threads)
        guard problems.isEmpty else {
            throw Problem(
                problems.map { Problem.Detail("not enough \($0.description)") }, remedy: "Nothing was sent.")
        }
    }

    /// The origins as far as they are known before a stand-in serves: a loopback address whose port is still open.
    static func expectedOrigins(of plan: Plan) -> Origins {
        switch plan.target.api {
        case .url(let api): Origins(api: api, web: plan.target.web ?? api)
        case .standIn: Origins(api: "http://127.0.0.1", web: "http://127.0.0.1")
        }
    }
}
