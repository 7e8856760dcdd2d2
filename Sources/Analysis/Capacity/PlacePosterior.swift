// Where the edge is, as a distribution.
import Glibc

/// The probabilities of the edge's places.
struct PlacePosterior: Sendable {
    private let grid: EdgeGrid
    private let places: ContiguousArray<Double>

    /// The places of a grid, with the probability of each; their sum is 1.
    init(_ grid: EdgeGrid, _ places: ContiguousArray<Double>) {
        self.grid = grid
        self.places = places
    }

    /// The size below which the edge lies with a probability. A place stands for the cell around it.
    func size(below share: Double) -> Double {
        var sum = 0.0
        for index in places.indices {
            if sum + places[index] >= share {
                return exp(grid.place(index) + ((share - sum) / places[index] - 0.5) * EdgeGrid.step)
            }
            sum += places[index]
        }
        return exp(grid.place(places.count - 1) + EdgeGrid.step / 2)
    }

    /// The probability that the edge lies below a size.
    func probability(below participants: Int) -> Double {
        let size = (log(Double(participants)) - grid.lowest) / EdgeGrid.step + 0.5
        var sum = 0.0
        for index in places.indices {
            let part = size - Double(index)
            if part <= 0 { break }
            sum += places[index] * min(1, part)
        }
        return sum
    }
}
