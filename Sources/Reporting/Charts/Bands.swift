// The bands of the whereabouts: at most six, so that each can be told from its neighbours.
import Analysis
import Measuring

/// States of people, as they are drawn: before the release, steps, in the room, failed.
struct Bands {
    /// A band, which stands for one state or for several that follow each other.
    struct Band: Hashable {
        /// What is said of it.
        var name: String
        /// The states' places in `Whereabouts.states`.
        var places: [Int]
        var paint: Paint
        var isHatched = false

        /// Its name in a drawing.
        var label: String { name.cut(toColumns: 20) }
    }

    /// The most bands.
    static let most = 6

    /// From the bottom to the top: the room, the steps from the last to the first, those who have not begun, those who
    /// will not come.
    let bands: [Band]
    /// The name of the band of each step.
    private(set) var bandOfStep: [String: Int] = [:]

    init(_ whereabouts: RunDetail.Whereabouts, crowd: CrowdView) {
        let states = whereabouts.states
        func places(_ state: RunDetail.Whereabouts.State) -> [Int] { states.firstIndex(of: state).map { [$0] } ?? [] }
        func people(_ places: [Int]) -> Int {
            whereabouts.counts.reduce(0) { sum, row in sum + places.reduce(0) { $0 + row[$1] } }
        }
        let before = Band(
            name: crowd.metadata.arrivalIsAtOnce ? "before the release" : "not yet there", places: places(.before),
            paint: .baseline)
        let room = Band(
            name: crowd.figures.journey.enters ? "in the room" : "completed", places: places(.entered),
            paint: Paint.heat[4])
        var others: [Band] = []
        if let place = states.firstIndex(of: .ended) {
            others.append(Band(name: "ended outside", places: [place], paint: .invalid))
        }
        if let place = states.firstIndex(of: .failed) {
            others.append(Band(name: "failed", places: [place], paint: .failed, isHatched: true))
        }
        var steps = states.indices.compactMap { place -> [Int]? in
            if case .step = states[place] { [place] } else { nil }
        }
        while steps.count > Bands.most - 2 - others.count {
            // The two neighbours with the fewest people become one.
            let pairs = steps.indices.dropLast()
            guard let pair = pairs.min(by: { people(steps[$0] + steps[$0 + 1]) < people(steps[$1] + steps[$1 + 1]) })
            else { break }
            steps[pair] += steps.remove(at: pair + 1)
        }
        func name(_ place: Int?) -> String {
            if let place, case .step(let name) = states[place] { name } else { "" }
        }
        let stepBands = steps.enumerated().map { number, places in
            // The later the step, the nearer its colour to the room's.
            let level = steps.count == 1 ? 1 : number * 3 / (steps.count - 1)
            let first = name(places.first)
            return Band(
                name: places.count == 1 ? first : "\(first) to \(name(places.last))", places: places,
                paint: Paint.heat[level])
        }
        bands = [room] + stepBands.reversed() + [before] + others
        for (index, band) in bands.enumerated() {
            for place in band.places {
                if case .step(let name) = states[place] { bandOfStep[name] = index }
            }
        }
    }

    /// How many people are in a band at an instant.
    func people(_ band: Band, in counts: [Int]) -> Int { band.places.reduce(0) { $0 + counts[$1] } }
}
