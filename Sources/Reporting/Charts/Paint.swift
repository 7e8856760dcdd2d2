// The report's colours: Okabe and Ito's hues that reach a contrast of 3:1 on white and on dark paper alike.

/// A colour with its meaning. Colour is never the only cue: each has a second one.
package struct Paint: Hashable, Sendable {
    /// On white paper.
    package let light: String
    /// On dark paper; nil if the same.
    package let dark: String?
    /// The class by which the style sheet changes it on dark paper; nil if it stays.
    package let style: String?

    private init(_ light: String, dark: String? = nil, style: String? = nil) {
        self.light = light
        self.dark = dark
        self.style = style
    }

    /// The page itself: gaps between areas.
    package static let paper = Paint("#FFFFFF", dark: "#14181D", style: "paper")
    /// Text and axes.
    package static let ink = Paint("#1B2026", dark: "#E6E9EC", style: "ink")
    /// Text that may be overlooked.
    package static let muted = Paint("#57606A", dark: "#A7AFB8", style: "muted")
    /// Grid lines.
    package static let grid = Paint("#C9CED4", dark: "#3A424C", style: "grid")
    /// This run; people in the room. Second cue: a solid line.
    package static let run = Paint("#0072B2")
    /// What failed or was missed. Second cue: hatching, ×.
    package static let failed = Paint("#D55E00")
    /// The baseline; before the release. Second cue: dashes.
    package static let baseline = Paint("#767676")
    /// What passed; the second crowd. Second cue: ✓, long dashes.
    package static let passed = Paint("#009E73")
    /// What is invalid; the third crowd. Second cue: !, dots.
    package static let invalid = Paint("#CC79A7")
    /// Levels of a heat map, the weakest first.
    package static let heat = [
        Paint("#4299D7", dark: "#186AA5", style: "h1"), Paint("#227DBF", dark: "#3084C0", style: "h2"),
        Paint("#1F6393", dark: "#52A2DA", style: "h3"), Paint("#17496D", dark: "#95C3E4", style: "h4"),
        Paint("#082E49", dark: "#CDE7F9", style: "h5"),
    ]

    /// All colours, for the style sheet and the test of contrasts.
    package static let all = [paper, ink, muted, grid, run, failed, baseline, passed, invalid] + heat

    /// As the fill of an element.
    package var fill: Markup {
        guard let style else { return "fill=\"\(light)\"" }
        return "fill=\"\(light)\" class=\"\(style)-fill\""
    }

    /// As the stroke of an element.
    package var stroke: Markup {
        guard let style else { return "stroke=\"\(light)\"" }
        return "stroke=\"\(light)\" class=\"\(style)-stroke\""
    }
}
