// When people were in, as a sentence.
import Analysis
import Measuring

/// The admission in words.
enum AdmissionWords {
    /// For example `50 % in 312 ms, 90 % in 702 ms, 99 % in 1.24 s, the last in 1.30 s.`
    static func sentence(
        _ admission: Summary.Admission, _ journey: Summary.Journey, of expected: Int, isPartial: Bool = false
    ) -> String {
        let been = journey.enters ? "got in" : "finished"
        guard admission.lastMs != nil else {
            return isPartial ? "Nobody is known to have \(journey.enters ? "got in" : "finished")." : "Nobody \(been)."
        }
        if expected == 1, let last = admission.lastMs {
            return "The only participant \(been) after \(Figures.milliseconds(last))."
        }
        var parts: [String] = []
        for (label, time) in [("50 %", admission.t50Ms), ("90 %", admission.t90Ms), ("99 %", admission.t99Ms)] {
            // If a share was not reached, the number of participants who never got in says so.
            if let time { parts.append("\(label) in \(Figures.milliseconds(time))") }
        }
        if let last = admission.lastMs { parts.append("the last in \(Figures.milliseconds(last))") }
        var sentence = parts.joined(separator: ", ")
        if admission.never > 0 {
            let others = Figures.count(admission.never)
            sentence += isPartial ? "; nothing is known of \(others)" : "; \(others) never \(been)"
        }
        switch admission.since {
        case .release: break
        case .arrivals: sentence += ". Counted from the first arrival: participants arrived over time"
        }
        return sentence + "."
    }
}
