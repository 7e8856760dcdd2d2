// The target of a run: a server that somebody else runs, or the stand-in, which serves this run alone.
import Measuring
import Scenarios

/// The target that a plan names.
enum RunTarget {
    /// Calls `body` with the target's base URLs. The stand-in, if the plan names that, is started before and stopped after
    /// it.
    static func serving<Value: Sendable>(
        _ plan: Plan, seed: UInt64, _ body: (Origins) async throws(Problem) -> Value
    ) async throws(Problem) -> Value {
        switch plan.target.api {
        case .url(let api):
            return try await body(Origins(api: api, web: plan.target.web, site: plan.target.site))
        case .standIn(let standIn):
            let outcome = try await StandInChild.serving(standIn, seed: seed) { origins in
                let all = Origins(api: origins.api, web: origins.web, site: plan.target.site)
                return await Loops.outcome { () throws(Problem) in try await body(all) }
            }
            return try outcome.get()
        }
    }
}
