// How the generator fared, as text.
import Analysis
import Measuring

/// The generator in words.
enum GeneratorWords {
    /// What to do about a generator that was strained.
    static let advice =
        "Treat the times with caution. More cores, a separate machine or fewer participants would help."

    /// What to know of a target beside the generator.
    static let sharedMachine = "The target runs on this machine, so it shares the processor with the generator."

    /// The judgement as a word.
    static func of(_ verdict: GeneratorReport.Verdict) -> String {
        switch verdict {
        case .ok: "ok"
        case .strained: "strained"
        case .overloaded: "overloaded"
        }
    }

    /// The generator's figures in words; none if nothing was recorded of it. In brief, without memory and open files.
    static func figures(_ generator: Summary.Generator, isBrief: Bool = false) -> [String] {
        var figures: [String] = []
        if let share = generator.cpuUtilisation { figures.append("CPU \(Figures.percentage(rounded(share)))") }
        if let lag = generator.loopLagMs.p99 { figures.append("loop lag p99 \(Figures.milliseconds(lag))") }
        if !isBrief, let size = generator.peakMemoryMiB { figures.append("\(Figures.fixed(size, digits: 0)) MiB") }
        if !isBrief, let count = generator.peakOpenFiles { figures.append(Figures.counted(count, "open file")) }
        if let count = generator.lateStarts, count > 0 { figures.append(Figures.counted(count, "late start")) }
        if let count = generator.lateParticipants, count > 0 {
            figures.append("\(Figures.counted(count, "participant")) held up")
        }
        return figures
    }

    /// A share to a tenth of a percent; more would be meaningless for a processor.
    private static func rounded(_ share: Double) -> Double { (share * 1000).rounded() / 1000 }
}
