// What a run file keeps of the run's baselines.
package import Analysis
import Measuring
import RunStore

extension StoredRun {
    /// The run as others are compared with it.
    /// - Parameter name: how messages name it.
    /// - Returns: the run.
    package func compared(named name: String) -> ComparedRun {
        ComparedRun(name: name, results: results, scenario: reader.scenario, environment: reader.environment)
    }

    /// What reports draw of a baseline; nil if there is none.
    static func overlay(of appendix: RunAppendix, in directory: String) throws(Problem) -> BaselineOverlay? {
        try value(appendix.baseline, "baseline", in: directory)
    }

    /// How the run compares with its baselines; nil if it was compared with none.
    static func comparison(
        of appendix: RunAppendix, in directory: String
    ) throws(Problem) -> Summary.BaselineComparison? {
        try value(appendix.comparison, "comparison", in: directory)
    }

    private static func value<Value: Decodable>(
        _ text: String?, _ row: String, in directory: String
    ) throws(Problem) -> Value? {
        guard let text else { return nil }
        guard let value = StoredJSON.value(text, Value.self) else {
            throw Problem(
                "The run file of `\(directory)` is damaged: `\(row)` in its table `meta` is invalid.",
                remedy: "Without that row the run can be read: DELETE FROM meta WHERE key = '\(row)'.")
        }
        return value
    }
}
