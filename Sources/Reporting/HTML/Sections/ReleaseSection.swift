// How simultaneous the crowd was.
import Analysis

/// The openings of gates.
struct ReleaseSection {
    let material: ReportMaterial

    init(_ material: ReportMaterial) { self.material = material }

    var blocks: [Block] {
        let summary = material.results.summary
        return summary.releases.map { release in
            let gate = summary.releases.count > 1 ? "Before \(release.gate): " : ""
            let asides = [ReleaseWords.connections(release), ReleaseWords.stragglers(release)].compactMap { $0 }
            return Block(
                headline: gate + ReleaseWords.sentence(release, isPartial: summary.isPartial),
                subtitle: "T0 was at \(UTCTime.words(release.at)).", asides.map(Block.paragraph).joined())
        }
    }
}
