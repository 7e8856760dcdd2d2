// Shapes that stand beside a word, so that a verdict does not depend on colour.

/// Small drawings beside words.
enum Shapes {
    /// The shape of a verdict.
    static func of(_ outcome: VerdictWords.Outcome) -> Markup {
        switch outcome {
        case .passed: drawing(32, "<circle cx=\"16\" cy=\"16\" r=\"15\" \(Paint.passed.fill)/>", tick)
        case .failed, .regressed:
            drawing(32, "<path d=\"M10 1h12l9 9v12l-9 9H10l-9-9V10z\" \(Paint.failed.fill)/>", cross)
        case .invalid:
            drawing(
                32, "<path d=\"M16 2 31 30H1z\" \(Paint.invalid.fill)/>",
                stroke("M16 12v8M16 24v2"))
        case .interrupted:
            drawing(32, "<path d=\"M2 2h28v28H2z\" \(Paint.baseline.fill)/>", stroke("M12 10v12M20 10v12"))
        case .unfinished:
            drawing(
                32,
                "<circle cx=\"16\" cy=\"16\" r=\"14\" fill=\"none\" \(Paint.baseline.stroke) stroke-width=\"3\" stroke-dasharray=\"6 4\"/>"
            )
        case .notJudged:
            drawing(
                32, "<circle cx=\"16\" cy=\"16\" r=\"14\" fill=\"none\" \(Paint.baseline.stroke) stroke-width=\"3\"/>")
        }
    }

    /// A tick, half as large.
    static let passed = drawing(16, "<circle cx=\"16\" cy=\"16\" r=\"15\" \(Paint.passed.fill)/>", tick)
    /// A cross, half as large.
    static let failed = drawing(
        16, "<path d=\"M10 1h12l9 9v12l-9 9H10l-9-9V10z\" \(Paint.failed.fill)/>", cross)
    /// A ring, half as large.
    static let notJudged = drawing(
        16, "<circle cx=\"16\" cy=\"16\" r=\"13\" fill=\"none\" \(Paint.baseline.stroke) stroke-width=\"4\"/>")

    private static let tick = stroke("M9 17l5 5 9-12")
    private static let cross = stroke("M10 10l12 12M22 10 10 22")

    private static func stroke(_ path: Markup) -> Markup {
        "<path d=\"\(path)\" fill=\"none\" \(Paint.paper.stroke) stroke-width=\"3.5\" stroke-linecap=\"round\"/>"
    }

    /// The word beside it says the same.
    private static func drawing(_ size: Int, _ parts: Markup...) -> Markup {
        "<svg viewBox=\"0 0 32 32\" width=\"\(size)\" height=\"\(size)\" aria-hidden=\"true\">\(parts.joined())</svg>"
    }
}
