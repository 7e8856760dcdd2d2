// `stages`: an open model whose rate changes linearly from stage to stage.
import Measuring
import Scenarios

/// The participant at position i arrives when the area under the rate reaches i.
struct StagedArrivals: ArrivalSource {
    private let lines: [(from: Double, to: Double, seconds: Double)]
    private var place = 0
    /// The current stage, with its start in seconds and the area before it.
    private var stage = 0
    private var stageStart = 0.0
    private var areaBefore = 0.0

    init(_ stages: [Arrival.Stage]) { lines = stages.lines }

    mutating func next(elapsed: Int64, present: Int) -> NextArrival {
        while stage < lines.count {
            let line = lines[stage]
            let area = (line.from + line.to) / 2 * line.seconds
            let rest = Double(place) - areaBefore
            // A stage's end belongs to the next stage, and the end of the last one to nobody.
            if rest < area - 1e-9 {
                defer { place += 1 }
                let seconds = stageStart + StagedArrivals.time(toReach: rest, line)
                return .comes(place: place, offset: Int64(seconds * 1e9))
            }
            stage += 1
            stageStart += line.seconds
            areaBefore += area
        }
        return .nobody
    }

    /// When the area under a line reaches `area`: the root of from·t + slope·t²/2 = area, in the form that loses no
    /// precision for a flat line and needs no division by the slope.
    private static func time(toReach area: Double, _ line: (from: Double, to: Double, seconds: Double)) -> Double {
        guard area > 0 else { return 0 }
        let slope = line.seconds > 0 ? (line.to - line.from) / line.seconds : 0
        let root = max(0, line.from * line.from + 2 * slope * area).squareRoot()
        return 2 * area / (line.from + root)
    }
}
