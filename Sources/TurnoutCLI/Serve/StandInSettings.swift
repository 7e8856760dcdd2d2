// The settings of a stand-in, from a scenario or from the command line.
import Analysis
import Measuring
import Scenarios
import StandIn

/// Profile and configuration file of a stand-in, not yet read.
struct StandInSettings {
    /// The capacity profile's name; nil: the default.
    var profile: String?
    /// The configuration file.
    var file: String?

    init(profile: String?, file: String?) {
        self.profile = profile
        self.file = file
    }

    init(_ plan: StandInPlan) {
        self.init(profile: plan.profile, file: plan.configFile)
    }

    /// The configuration.
    /// - Throws: What is wrong with it; exit code 64.
    func configuration() throws(Problem) -> StandInConfiguration {
        let capacity = profile.flatMap(CapacityProfile.named)
        if let name = profile, capacity == nil {
            let known = CapacityProfile.all.map(\.name)
            let nearest = NearestName.of(name, among: known).map { "did you mean '\($0)'?" }
            throw Problem(
                "the stand-in has no profile '\(name)': "
                    + (nearest ?? "the profiles are " + known.joined(separator: ", ")),
                kind: .usage)
        }
        guard let file else { return capacity.map { StandInConfiguration(profile: $0) } ?? StandInConfiguration() }
        return try StandInConfiguration(file: file, profile: capacity)
    }
}
