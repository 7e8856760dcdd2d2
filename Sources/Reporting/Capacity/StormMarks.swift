// Storms as marks: passed, failed or not counted, by shape and by colour.
import Analysis

/// The marks of storms, gathered by how they ended.
struct StormMarks {
    private var lines: [CapacityDocument.Storm.Outcome: PathData] = [:]
    private var marks: [CapacityDocument.Storm.Outcome: PathData] = [:]
    private var rings: [(x: Double, y: Double)] = []

    /// Adds a storm.
    /// - Parameters:
    ///   - outcome: how it ended.
    ///   - x: where it stands.
    ///   - y: its value.
    ///   - ends: the ends of its interval; nil if it has none.
    mutating func add(_ outcome: CapacityDocument.Storm.Outcome, x: Double, y: Double, ends: (Double, Double)? = nil) {
        if let ends { lines[outcome, default: PathData()].tick(x: x, from: ends.0, to: ends.1) }
        switch outcome {
        case .passed: marks[outcome, default: PathData()].dot(x, y)
        case .failed: marks[outcome, default: PathData()].cross(x, y)
        case .notCounted: rings.append((x, y))
        }
    }

    /// Draws them, intervals below marks.
    func draw(in svg: inout SVG) {
        for (outcome, paint) in [(CapacityDocument.Storm.Outcome.passed, Paint.run), (.failed, .failed)] {
            svg.stroke(lines[outcome] ?? PathData(), paint, width: 1.5)
        }
        for ring in rings {
            svg.add(
                "<circle cx=\"\(ring.x)\" cy=\"\(ring.y)\" r=\"4\" fill=\"none\" \(Paint.baseline.stroke) stroke-width=\"2\"/>"
            )
        }
        svg.dots(marks[.passed] ?? PathData(), size: 8)
        svg.stroke(marks[.failed] ?? PathData(), .failed, width: 2.5)
    }

    /// How far beside its size each of several storms of one size stands, in pixels.
    static func offsets(_ count: Int) -> [Double] {
        let step = min(8, 32 / Double(max(1, count - 1)))
        return (0..<count).map { (Double($0) - Double(count - 1) / 2) * step }
    }

    /// The marks of some outcomes with their meanings.
    static func legend(_ sizes: [StormGroup]) -> Markup {
        let meanings: [(CapacityDocument.Storm.Outcome, String, Markup)] = [
            (.passed, "passed", "<circle cx=\"10\" cy=\"6\" r=\"4\" \(Paint.run.fill)/>"),
            (
                .failed, "failed",
                "<path d=\"M6.5 2.5l7 7m0-7l-7 7\" fill=\"none\" \(Paint.failed.stroke) stroke-width=\"2.5\"/>"
            ),
            (
                .notCounted, "not counted",
                "<circle cx=\"10\" cy=\"6\" r=\"4\" fill=\"none\" \(Paint.baseline.stroke) stroke-width=\"2\"/>"
            ),
        ]
        let items = meanings.filter { outcome, _, _ in sizes.contains { $0.count(outcome) > 0 } }.map { _, word, mark in
            """
            <span><svg viewBox="0 0 20 12" width="20" height="12" aria-hidden="true">\(mark)</svg> \(word)</span>

            """ as Markup
        }
        return "<p class=\"legend\">\(items.joined())</p>"
    }
}
