// The folder that the shards of a run share.
import Measuring
import Runs
import Scenarios

/// The folder of a run with shards (`--out`), as one of them sees it: the run directories of all shards, and beside them
/// the file with which shard 1 tells the others what it has set up.
struct ShardFolder: Sendable {
    /// Its path.
    let path: String
    /// Which shard this is.
    let shard: Shard

    /// The run directory of this shard.
    var runDirectory: String { "\(path)/shard-\(shard.number)" }

    /// The file of shard 1.
    var setupFile: String { "\(path)/\(SharedSetup.fileName)" }

    /// The folder that the options name; nil for a run without shards.
    /// - Throws: the options and parts of the scenario that cannot be used with shards.
    init?(_ arguments: RunArguments, for plan: Plan) throws(Problem) {
        guard let shard = plan.shard else { return nil }
        guard let out = arguments.out else {
            throw Problem(
                "--shard needs --out: a folder that all shards see, for their run directories and for what shard 1 sets up",
                kind: .usage)
        }
        guard arguments.baselines.baseline.isEmpty else {
            throw Problem(
                "a shard is compared with nothing: only the whole run can be",
                remedy: "Compare the merged run: `turnout compare`.", kind: .usage)
        }
        try ShardFolder.refuseObstacles(in: plan, tearsDown: arguments.sharing.prepared == nil)
        path = out
        self.shard = shard
    }

    /// Refuses a scenario that needs one process that knows of everybody.
    /// - Parameters:
    ///   - plan: what the scenario says.
    ///   - tearsDown: whether one of the shards would take the steps of teardown.
    /// - Throws: all that cannot be shared; exit code 64.
    static func refuseObstacles(in plan: Plan, tearsDown: Bool) throws(Problem) {
        let obstacles = plan.obstaclesToShards(tearsDown: tearsDown)
        guard !obstacles.isEmpty else { return }
        throw Problem(
            obstacles.map { Problem.Detail("this scenario cannot be run in shards: \($0)") },
            remedy: "Nothing was sent.", kind: .usage)
    }
}
