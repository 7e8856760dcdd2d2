// How simultaneous the crowd was.
import Analysis

/// The openings of gates, and what is to be known of their figures.
struct ReleaseSection {
    let material: ReportMaterial

    init(_ material: ReportMaterial) { self.material = material }

    var blocks: [Block] {
        let summary = material.results.summary
        let notes = summary.releases.flatMap { release -> [String] in
            let which = ReleaseWords.which(release, in: summary).map { "Release \($0): " } ?? ""
            return [
                ReleaseWords.uncertainty(summary), ReleaseWords.connections(release), ReleaseWords.unprimed(release),
                ReleaseWords.stragglers(release),
            ].compactMap {
                $0.map { which + $0 }
            }
        }
        let figures = ReleaseCharts.figures(material).map(Block.init)
        return figures + (notes.isEmpty ? [] : [Block(notes: notes)])
    }
}
