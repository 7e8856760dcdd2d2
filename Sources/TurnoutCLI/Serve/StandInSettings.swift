// What a stand-in is to be, from a scenario or from the command line.
import Analysis
import Scenarios
import StandIn

/// Profile and configuration file of a stand-in, not yet looked at.
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
        let name = profile ?? CapacityProfile.healthy.name
        guard let profile = CapacityProfile.named(name) else {
            let known = CapacityProfile.all.map(\.name)
            let nearest = NearestName.of(name, among: known).map { "did you mean '\($0)'?" }
            throw Problem(
                "the stand-in has no profile '\(name)': "
                    + (nearest ?? "there are " + known.joined(separator: ", ")),
                code: .usage)
        }
        guard let file else { return StandInConfiguration(profile: profile) }
        do {
            return try StandInConfiguration(file: file, profile: profile)
        } catch {
            throw Problem(error.description.split(separator: "\n").map(String.init), code: .usage)
        }
    }
}
