// Names that are too long for tables and charts: cut on the whole page in the same way.
import Analysis
import Measuring

/// The long names of a run, and what the page shows in their place.
///
/// A name is cut before anything is made of it, so that every headline, table and chart shows the same. Where it stands
/// alone, as in a row's head, its `title` has all of it.
struct LongNames {
    /// The widest name of a crowd, a step or a gate, in columns of a terminal.
    static let widest = 48
    /// The widest name of a scenario.
    static let widestScenario = 160

    /// By the whole name.
    private var cuts: [String: String] = [:]
    /// By what is shown.
    private var whole: [String: String] = [:]

    /// What is shown in the place of a name. Names that begin alike are numbered.
    mutating func cut(_ name: String, to columns: Int = LongNames.widest) -> String {
        if let cut = cuts[name] { return cut }
        var cut = name.cut(toColumns: columns)
        guard cut != name else { return name }
        let beginning = cut
        var number = 2
        while whole[cut] != nil {
            cut = "\(beginning) (\(number))"
            number += 1
        }
        cuts[name] = cut
        whole[cut] = name
        return cut
    }

    /// The page's HTML with the whole names as titles of the elements that show a cut one.
    func titled(_ page: String) -> String {
        var page = page
        for (cut, name) in whole.sorted(by: { $0.key < $1.key }) {
            for end in ["</th>", "</strong>", "</p>"] {
                let shown = ">\(Markup.escaped(cut))\(end)"
                page = page.replacing(shown, with: " title=\"\(Markup.escaped(name))\"\(shown)")
            }
        }
        return page
    }

    // MARK: In the material

    /// The material with all names as they are shown.
    mutating func cut(_ material: ReportMaterial) -> ReportMaterial {
        var material = material
        let hasCrowds = material.results.summary.crowds.count > 1
        material.results.summary.run.name = cut(material.results.summary.run.name, to: LongNames.widestScenario)
        cut(&material.results.summary)
        for place in material.results.metadata.crowds.indices {
            cut(&material.results.metadata.crowds[place].name)
            for step in material.results.metadata.crowds[place].steps.indices {
                cut(&material.results.metadata.crowds[place].steps[step])
            }
        }
        cut(&material.detail)
        if var overlay = material.overlay {
            for place in overlay.crowds.indices { cut(&overlay.crowds[place].name) }
            for place in overlay.steps.indices {
                cut(&overlay.steps[place].crowd)
                cut(&overlay.steps[place].name)
            }
            material.overlay = overlay
        }
        if hasCrowds {
            for step in material.results.summary.steps { noteBoth(step.crowd, step.name) }
        }
        return material
    }

    /// What a row that names a crowd and a step shows.
    private mutating func noteBoth(_ crowd: String, _ step: String) {
        guard whole[crowd] != nil || whole[step] != nil else { return }
        whole["\(crowd): \(step)"] = "\(whole[crowd] ?? crowd): \(whole[step] ?? step)"
    }

    private mutating func cut(_ name: inout String) { name = cut(name) }

    private mutating func cut(_ name: inout String?) { name = name.map { cut($0) } }

    private mutating func cut(_ summary: inout Summary) {
        for place in summary.crowds.indices { cut(&summary.crowds[place].name) }
        for place in summary.steps.indices {
            cut(&summary.steps[place].crowd)
            cut(&summary.steps[place].name)
        }
        for place in summary.failures.indices {
            cut(&summary.failures[place].crowd)
            cut(&summary.failures[place].step)
        }
        for place in summary.releases.indices {
            cut(&summary.releases[place].crowd)
            cut(&summary.releases[place].gate)
        }
        for place in summary.thresholds.indices {
            cut(&summary.thresholds[place].crowd)
            cut(&summary.thresholds[place].step)
        }
        guard var comparison = summary.comparison else { return }
        for place in comparison.rows.indices {
            cut(&comparison.rows[place].crowd)
            cut(&comparison.rows[place].step)
        }
        summary.comparison = comparison
    }

    private mutating func cut(_ detail: inout RunDetail) {
        for place in detail.crowds.indices {
            cut(&detail.crowds[place].name)
            cut(&detail.crowds[place].whereabouts)
            if var beginning = detail.crowds[place].beginning {
                cut(&beginning)
                detail.crowds[place].beginning = beginning
            }
        }
        for place in detail.releases.indices { cut(&detail.releases[place].gate) }
        for place in detail.failures.indices { cut(&detail.failures[place].crowd) }
        for place in detail.journeys.indices {
            cut(&detail.journeys[place].crowd)
            for request in detail.journeys[place].requests.indices {
                cut(&detail.journeys[place].requests[request].step)
                cut(&detail.journeys[place].requests[request].endpoint)
            }
        }
    }

    private mutating func cut(_ whereabouts: inout RunDetail.Whereabouts) {
        for place in whereabouts.states.indices {
            if case .step(let name) = whereabouts.states[place] { whereabouts.states[place] = .step(cut(name)) }
        }
    }
}
