// The report as one HTML file: opens offline, prints, needs no script.
//
// The template and the style sheet are files in `Resources`, embedded in the program. Everything that enters the
// template is `Markup`, in which foreign strings are escaped.
package import Analysis

/// A run as an HTML page. The same material always gives the same bytes.
///
/// The topics are in the order in which a reader asks: did it pass, who got in by when, where did they wait, which step
/// was slow, what failed and why, can the figures be trusted.
package struct HTMLReport: Sendable {
    /// What it is made from.
    package var material: ReportMaterial

    /// Creates a report.
    package init(_ material: ReportMaterial) {
        self.material = material
    }

    /// The page.
    package var text: String {
        var names = LongNames()
        let shown = names.cut(material)
        return names.titled(Page(shown, topics: HTMLReport.topics(of: shown)).html)
    }

    /// Times of an invalid run are the generator's: what would show them as the target's is left out. Where nobody got
    /// in, the failures come before everything else.
    private static func topics(of material: ReportMaterial) -> [Topic] {
        let summary = material.results.summary
        let failures = Topic("Failures", FailuresSection(material).blocks)
        let nobody = summary.participants.entered == 0
        var topics: [Topic?] = [
            Topic("Thresholds", ThresholdsSection(summary).blocks), nobody ? failures : nil,
            Topic("Admission", AdmissionCharts.figures(material).map(Block.init)),
            Topic("Whereabouts", WhereaboutsCharts.figures(material).map(Block.init)),
            Topic("Release", ReleaseSection(material).blocks),
        ]
        if summary.verdict != .invalid {
            topics += [
                Topic("Steps", StepsSection(material).blocks),
                Topic("Waves", HeatMaps.figures(material).map(Block.init)),
                Topic("Phases", PhaseCharts.figures(material).map(Block.init)),
                Topic("Journeys", Waterfalls.figures(material).map(Block.init)),
            ]
        }
        topics += [
            nobody ? nil : failures, Topic("Baseline", BaselineSection(summary).blocks),
            Topic("Event", EventSection(summary).blocks),
            Topic("Attendance", AttendanceSection(summary).blocks), Topic("Trust", TrustSection(summary).blocks),
            Topic("Background", BackgroundSection(material).blocks),
        ]
        return topics.compactMap { $0 }
    }
}
