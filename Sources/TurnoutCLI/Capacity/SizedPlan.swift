// The plan of a capacity search: the scenario, with any number of participants in one crowd.
import Analysis
import Measuring
import Scenarios

/// Loads a scenario for storms of different sizes.
struct SizedPlan: Sendable {
    /// The scenario file or the URL.
    var scenario: String
    /// The options that change it, without the growing crowd's size.
    var changes: ScenarioArguments
    /// The process's environment.
    var environment: [String: String]
    /// The name of the crowd that grows; nil: the only one.
    var crowd: String?
    /// Conditions that end a storm, beside the scenario's own.
    var abortWhen: [String]

    /// The plan of a storm of this size, which errors call by the option that gives it.
    /// - Throws: everything that is wrong with it; exit code 64.
    func plan(_ participants: Int, as option: String = "--to") throws(Problem) -> Plan {
        do throws(Problem) {
            return try sized(participants)
        } catch {
            var error = error
            for place in error.details.indices where error.details[place].place?.name == "--participants" {
                error.details[place].place = Problem.Place(option)
            }
            throw error
        }
    }

    private func sized(_ participants: Int) throws(Problem) -> Plan {
        var changes = changes
        let words = (crowd.map { "\($0)=" } ?? "") + String(participants)
        changes.participants += [ParticipantCount(argument: words)].compactMap { $0 }
        var plan = try PlanSource(scenario: scenario, changes: changes, environment: environment).plan()
        for condition in abortWhen {
            do throws(ThresholdError) {
                plan.limits.abortWhen.append(try plan.condition(condition, for: .abort))
            } catch {
                throw Problem(error.description, at: Problem.Place("--abort-when"), kind: .usage)
            }
        }
        return plan
    }

    /// The plan of a storm of this size whose participants arrive over a window; nil: as the scenario says.
    /// - Throws: everything that is wrong with it; exit code 64.
    func plan(_ participants: Int, overMilliseconds window: Int?) throws(Problem) -> Plan {
        var plan = try plan(participants, as: window == nil ? "--to" : "--expected")
        guard let window else { return plan }
        let place = try growingCrowd(of: plan)
        var curve = Arrival.Curve.uniform
        switch plan.crowds[place].arrival {
        case .over(_, let own): curve = own
        // The gate that released all of them. Those behind it come as they arrive.
        default: plan.crowds[place].journey[0].release = nil
        }
        plan.crowds[place].arrival = .over(window: .milliseconds(window), curve: curve)
        return plan
    }

    /// The plan of the largest storm, and the place of the growing crowd in it.
    /// - Throws: everything that is wrong with it, or why it cannot be searched with; exit code 64.
    func largest(_ participants: Int) throws(Problem) -> (Plan, crowd: Int) {
        let plan: Plan
        do throws(Problem) {
            plan = try self.plan(participants)
        } catch {
            // The crowd cannot be given a size: that says more than what the size contradicts.
            let written = try? PlanSource(scenario: scenario, changes: changes, environment: environment).plan()
            if let written { _ = try growingCrowd(of: written) }
            throw error
        }
        return (plan, try growingCrowd(of: plan))
    }

    /// The window over which a crowd arrives by the scenario, in milliseconds; nil: at once.
    static func window(of crowd: CrowdPlan) -> Int? {
        guard case .over(let window, _) = crowd.arrival else { return nil }
        return max(1, Int((window / .milliseconds(1)).rounded()))
    }

    /// The place of the growing crowd in a plan.
    /// - Throws: why the plan cannot be searched with; exit code 64.
    func growingCrowd(of plan: Plan) throws(Problem) -> Int {
        let names = plan.crowds.map(\.name)
        let place: Int
        if let crowd {
            guard let found = names.firstIndex(of: crowd) else {
                throw Problem(
                    "--crowd: there is no crowd '\(crowd)'",
                    remedy: "Its crowds are: \(names.joined(separator: ", ")).",
                    kind: .usage)
            }
            place = found
        } else {
            guard names.count == 1 else {
                throw Problem(
                    "the scenario has \(names.count) crowds, and only one can grow",
                    remedy: "Name it with --crowd: \(names.joined(separator: ", ")).", kind: .usage)
            }
            place = 0
        }
        if plan.crowds[place].arrival.tellsCount {
            throw Problem(
                "the arrival of the crowd '\(names[place])' says how many come, so its size cannot be searched",
                remedy: "Give it `arrival: at-once` or `arrival: { over: 30s }`.", kind: .usage)
        }
        if plan.thresholds.isEmpty {
            throw Problem(
                "the scenario has no thresholds, so no storm can pass or fail",
                remedy: "Say what must hold, for example --threshold 'turnout >= 99%' --threshold 'p95(journey) < 5s'.",
                kind: .usage)
        }
        return place
    }
}
