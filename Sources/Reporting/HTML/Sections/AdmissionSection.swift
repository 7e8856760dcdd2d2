// Who was in by when.
import Analysis

/// The admission of each crowd.
struct AdmissionSection {
    let material: ReportMaterial

    init(_ material: ReportMaterial) { self.material = material }

    var blocks: [Block] {
        let summary = material.results.summary
        return summary.crowds.map { crowd in
            let name = summary.crowds.count > 1 ? "\(crowd.name): " : ""
            return Block(
                headline: name
                    + AdmissionWords.sentence(crowd.admission, crowd.journey, isPartial: summary.isPartial))
        }
    }
}
