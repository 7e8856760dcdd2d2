import Testing

@testable import Driver

@Suite struct `Loops in a release` {
    /// One loop's part of a release.
    struct Part: CustomTestStringConvertible {
        var released: Int
        var setOff: Int
        var testDescription: String { "\(setOff) of \(released)" }
    }

    private func pace(_ parts: [Part]) -> ReleasePace {
        let pace = ReleasePace(loops: parts.count)
        for (loop, part) in parts.enumerated() {
            pace.release(part.released, on: loop)
            for _ in 0..<part.setOff { pace.setOff(on: loop) }
        }
        return pace
    }

    @Test(arguments: [
        // Nobody is ahead of anybody.
        ([Part(released: 1000, setOff: 0), Part(released: 1000, setOff: 0)], []),
        ([Part(released: 1000, setOff: 400), Part(released: 1000, setOff: 144)], []),
        // One more is too many.
        ([Part(released: 1000, setOff: 401), Part(released: 1000, setOff: 144)], [0]),
        ([Part(released: 1000, setOff: 10), Part(released: 1000, setOff: 267)], [1]),
        // One that lags is enough, whoever else there is.
        (
            [
                Part(released: 1000, setOff: 900), Part(released: 1000, setOff: 800), Part(released: 1000, setOff: 600),
            ], [0]
        ),
        // A loop that has nobody left holds nobody back, whether it had few or they have gone.
        ([Part(released: 1000, setOff: 700), Part(released: 100, setOff: 100)], []),
        ([Part(released: 1000, setOff: 700), Part(released: 0, setOff: 0)], []),
        // And one that has nobody left itself has nothing to hold back.
        ([Part(released: 700, setOff: 700), Part(released: 1000, setOff: 100)], []),
        // Few are never too many.
        ([Part(released: 250, setOff: 249), Part(released: 250, setOff: 0)], []),
        // A loop by itself.
        ([Part(released: 1000, setOff: 900)], []),
    ])
    func `wait for one that lags behind`(parts: [Part], waiting: [Int]) {
        let pace = pace(parts)
        #expect(parts.indices.filter(pace.isAhead) == waiting)
    }
}
