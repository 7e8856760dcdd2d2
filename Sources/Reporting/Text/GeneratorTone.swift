// What the judgement on the generator means, for the terminal's summary and its live view.
import Measuring

extension GeneratorReport.Verdict {
    /// How it is shown.
    var tone: Tone {
        switch self {
        case .ok: .good
        case .strained: .caution
        case .overloaded: .bad
        }
    }
}
