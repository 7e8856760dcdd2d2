// What steps are called.
import Analysis

/// The names of steps, in all outputs.
enum StepNames {
    /// The step's name, behind that of its crowd if there are several.
    static func of(_ step: Summary.Step, in summary: Summary) -> String {
        of(step.name, crowd: step.crowd, in: summary)
    }

    /// The same for a name alone.
    static func of(_ name: String, crowd: String, in summary: Summary) -> String {
        summary.crowds.count > 1 ? "\(crowd): \(name)" : name
    }
}

extension String {
    /// The text cut to what there is room for, in columns of a terminal, which in a drawing are about half an em wide.
    func cut(toColumns columns: Int) -> String { StyledText(self).cut(to: columns).text }
}
